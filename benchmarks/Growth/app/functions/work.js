// Makes a collection, and is refused often, as by many users who want the same name.
exports = async (number, refusals) => {
  const shop = context.services.get("mongodb-atlas").db("shop");
  await shop.collection(`new${number}`).insertOne({ _id: 1 });
  let refused = 0;
  for (let i = 0; i < refusals; i++) {
    try {
      await shop.collection("c0").insertOne({ _id: 1 });
    } catch {
      refused++;
    }
  }
  if (refused !== refusals) throw new Error(`${refused} of ${refusals} writes were refused.`);
};
