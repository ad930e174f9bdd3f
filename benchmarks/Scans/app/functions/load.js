// Documents as orders have them, of about 300 bytes; mingo.mjs runs this, too.
exports = async (first, count) => {
  const documents = [...Array(count).keys()].map(i => first + i).map(n => ({
    _id: n,
    name: `customer ${(n * 7919) % 100003}`,
    score: (n * 104729) % 100003,
    active: n % 3 === 0,
    address: { street: `street ${n % 977}`, city: `city ${n % 97}`, zip: `${10000 + (n % 9000)}` },
    items: [{ sku: `sku-${n % 500}`, quantity: n % 9, price: 1.5 + (n % 100) }, { sku: `sku-${n % 499}`, quantity: n % 7, price: 2.5 }],
    note: "x".repeat(60)
  }));
  await context.services.get("mongodb-atlas").db("shop").collection("orders").insertMany(documents);
};
