// Places an order. Functions call each other by name through context.functions.execute.
exports = async cart => {
  const { items, total, currency } = context.functions.execute('cartTotal', cart);
  if (items === 0) throw new Error('the cart is empty');

  const discount = context.functions.execute('discountFor', total);
  return {
    orderId: new BSON.ObjectId(),
    customer: context.user.id,
    items,
    total,
    discount,
    currency,
    placedAt: new Date(),
  };
};
