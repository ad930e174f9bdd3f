// Makes collections.
exports = async (first, count) => {
  const shop = context.services.get("mongodb-atlas").db("shop");
  for (let i = first; i < first + count; i++) await shop.collection(`c${i}`).insertOne({ _id: 1 });
};
