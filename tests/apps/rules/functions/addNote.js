exports = async note => {
  const { insertedId } = await context.services.get('mongodb-atlas').db('shop').collection('notes').insertOne(note);
  return insertedId;
};
