// POST /orders with a cart such as {"nuts": 3} makes an order for whoever logs in with the request.
exports = async ({ body }, response) => {
  try {
    const order = await context.functions.execute('checkout', JSON.parse(body.text()));
    response.setStatusCode(201);
    return order;
  } catch (error) {
    response.setStatusCode(422);
    return { refused: error.message };
  }
};
