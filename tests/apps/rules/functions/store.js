// Puts documents there whatever the rules say.
exports = async (collection, documents) => {
  await context.services.get('mongodb-atlas').db('shop').collection(collection).insertMany(documents);
};
