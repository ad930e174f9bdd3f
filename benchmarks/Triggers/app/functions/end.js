exports = event => event.fullDocument.last
  ? context.services.get("mongodb-atlas").db("shop").collection("ends").insertOne({ run: event.fullDocument.run })
  : undefined;
