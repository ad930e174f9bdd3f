exports = async (from, to) => {
  const client = context.services.get('mongodb-atlas');
  const items = client.db('shop').collection('items');
  const session = client.startSession();
  await session.withTransaction(async () => {
    await items.updateOne({ _id: from }, { $inc: { n: -1 } }, { session });
    await items.updateOne({ _id: to }, { $inc: { n: 1 } }, { session });
  });
};
