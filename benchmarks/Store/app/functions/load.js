// Documents of the caller's, of about 200 bytes, ten of which have the same group.
exports = async (first, count) => {
  const documents = [...Array(count).keys()].map(i => ({
    _id: first + i,
    owner: context.user.id,
    group: Math.floor((first + i) / 10),
    text: "x".repeat(100)
  }));
  await context.services.get("mongodb-atlas").db("shop").collection("items").insertMany(documents);
  return context.user.id;
};
