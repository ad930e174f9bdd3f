// What is there, whatever the rules say.
exports = async collection => await context.services.get('mongodb-atlas').db('shop').collection(collection).find({}, {}).sort({ _id: 1 }).toArray();
