// Takes an order id back. An error thrown here reaches the client as its message.
exports = orderId => {
  const isOrderId = orderId instanceof BSON.ObjectId || /^[0-9a-f]{24}$/i.test(orderId);
  if (!isOrderId) throw new Error('an order id has 24 hex digits');

  return { orderId: new BSON.ObjectId(orderId.toString()), refunded: true };
};
