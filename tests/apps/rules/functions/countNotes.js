exports = async () => await context.services.get('mongodb-atlas').db('shop').collection('notes').count();
