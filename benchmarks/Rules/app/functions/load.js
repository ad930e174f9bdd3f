// Documents of about 200 bytes, one in a hundred of them the caller's.
exports = async (collection, first, count) => {
  const documents = [...Array(count).keys()].map(i => ({
    _id: first + i,
    owner: (first + i) % 100 === 0 ? context.user.id : `user-${i % 1000}`,
    price: 1.5,
    text: "x".repeat(100)
  }));
  await context.services.get("mongodb-atlas").db("shop").collection(collection).insertMany(documents);
  return context.user.id;
};
