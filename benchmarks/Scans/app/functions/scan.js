exports = async kind => {
  const orders = context.services.get("mongodb-atlas").db("shop").collection("orders");
  switch (kind) {
    case "filter": return (await orders.find({ score: { $gte: 50000, $lt: 50100 } }).toArray()).length;
    case "nested": return (await orders.find({ "items.sku": "sku-77", active: true }).toArray()).length;
    case "sort": return (await orders.find({}).sort({ score: -1, name: 1 }).limit(20).toArray())[19].score;
    case "regex": return (await orders.find({ name: /9{3}[0-4]/ }).toArray()).length;
    case "count": return await orders.count({ active: true });
  }
};
