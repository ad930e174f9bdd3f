exports = event => {
  const milliseconds = Date.now() - event.fullDocument.sent;
  return context.services.get("mongodb-atlas").db("shop").collection("latencies").insertOne({ run: event.fullDocument.run, milliseconds });
};
