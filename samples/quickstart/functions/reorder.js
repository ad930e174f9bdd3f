// The trigger 'reorder' runs this when an update leaves little of an item: its supplier is asked for more.
exports = async ({ fullDocument: item }) => {
  if (!item.supplier) return;
  const { statusCode } = await context.http.post({
    url: item.supplier,
    body: { item: item.name, count: 100 },
    encodeBodyAsJSON: true,
  });
  console.log(`${item.supplier} answered ${statusCode}`);
};
