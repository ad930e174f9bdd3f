// GET /stock?below=50: what there is, or what there is little of.
exports = async ({ query }) => {
  const filter = query.below ? { stock: { $lt: Number(query.below) } } : {};
  const items = context.services.get('mongodb-atlas').db('store').collection('items');
  return await items.find(filter, { _id: 0, name: 1, stock: 1 }).sort({ name: 1 }).toArray();
};
