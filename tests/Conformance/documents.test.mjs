import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as Realm from "realm-web";
import { failure } from "./failure.mjs";
import { startServer } from "./server.mjs";

const { App, BSON, Credentials, getEnvironment } = Realm;

describe("realm-web 2.0.1: documents", () => {
  let server;
  let user;

  before(async () => {
    server = await startServer("tests/apps/documents");
    const app = new App({ id: server.appId, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });
    user = await app.logIn(Credentials.anonymous());
  });

  after(() => server?.stop());

  /** A collection that no other test uses, with documents. */
  const collection = async (...documents) => {
    const name = `c${randomUUID()}`;
    const made = Object.assign(user.mongoClient("mongodb-atlas").db("shop").collection(name), { name });
    if (documents.length > 0) await made.insertMany(documents);
    return made;
  };

  const ids = (documents) => documents.map((document) => document._id);

  it("keeps types and the order of fields", async () => {
    const items = await collection();
    const document = {
      z: 1,
      _id: new BSON.ObjectId(),
      long: BSON.Long.fromString("9007199254740993"),
      half: 0.5,
      decimal: BSON.Decimal128.fromString("1.10"),
      date: new Date("2024-02-29T12:34:56.789Z"),
      nothing: null,
      flag: false,
      text: "ä%\n\u{1F600}",
      bytes: new BSON.Binary(Buffer.from([0, 255, 1])),
      rows: [[1, [2]], [], [{ a: [new BSON.ObjectId("6650a1f2c3d4e5f6a7b8c9d0")] }]],
    };
    const { insertedId } = await items.insertOne(document);
    assert.ok(insertedId instanceof BSON.ObjectId);
    assert.equal(String(insertedId), String(document._id));
    const found = await items.findOne({ _id: insertedId });
    assert.deepEqual(Object.keys(found), ["_id", ...Object.keys(document).filter((name) => name !== "_id")]);
    for (const [name, value] of Object.entries(document)) {
      if (name === "long") assert.equal(typeof found.long, "number");     // what realm-web makes of a Long it reads
      else if (name === "decimal") assert.equal(String(found.decimal), "1.10");
      else if (name === "bytes") assert.deepEqual([...found.bytes.buffer], [0, 255, 1]);
      else assert.deepEqual(found[name], value, name);
    }
    assert.equal(Number(await items.count({ long: BSON.Long.fromString("9007199254740993") })), 1);
    assert.equal(Number(await items.count({ long: BSON.Long.fromString("9007199254740992") })), 0);
    assert.equal(Number(await items.count({ z: { $type: "int" }, long: { $type: "long" }, half: { $type: "double" } })), 1);
  });

  it("gives ids to documents without", async () => {
    const items = await collection();
    const { insertedIds } = await items.insertMany([{ n: 1 }, { _id: "mine", n: 2 }]);
    assert.ok(insertedIds[0] instanceof BSON.ObjectId);
    assert.equal(insertedIds[1], "mine");
    assert.equal(await items.count(), 2);
  });

  it("finds, sorts, limits and projects", async () => {
    const items = await collection({ _id: 1, n: 3, tags: ["a"] }, { _id: 2, n: 1, tags: ["a", "b"] }, { _id: 3, n: 2, tags: [] });
    assert.deepEqual(ids(await items.find()), [1, 2, 3]);
    assert.deepEqual(ids(await items.find({ n: { $gte: 2 } }, { sort: { n: -1 } })), [1, 3]);
    assert.deepEqual(ids(await items.find({}, { sort: { n: 1 }, limit: 2 })), [2, 3]);
    assert.deepEqual(await items.find({ tags: "b" }, { projection: { n: 1, _id: 0 } }), [{ n: 1 }]);
    assert.deepEqual(await items.findOne({}, { sort: { n: 1 } }), { _id: 2, n: 1, tags: ["a", "b"] });
    assert.equal(await items.findOne({ n: 9 }), null);
  });

  it("counts", async () => {
    const items = await collection({ n: 1 }, { n: 1 }, { n: 2 });
    assert.equal(Number(await items.count()), 3);
    assert.equal(Number(await items.count({ n: 1 })), 2);
    assert.equal(Number(await items.count({ n: 1 }, { limit: 1 })), 1);
  });

  it("updates one and many, with operators, arrays and upsert", async () => {
    const items = await collection({ _id: 1, n: 1, marks: [5, 8] }, { _id: 2, n: 1, marks: [9] });
    assert.deepEqual(await items.updateOne({ n: 1 }, { $inc: { n: 1 } }), { matchedCount: 1, modifiedCount: 1 });
    assert.deepEqual(await items.updateMany({}, { $push: { marks: { $each: [1], $position: 0 } } }), { matchedCount: 2, modifiedCount: 2 });
    assert.deepEqual(
      await items.updateMany({}, { $set: { "marks.$[high]": 10 } }, { arrayFilters: [{ high: { $gte: 8 } }] }),
      { matchedCount: 2, modifiedCount: 2 },
    );
    assert.deepEqual(await items.find(), [{ _id: 1, n: 2, marks: [1, 5, 10] }, { _id: 2, n: 1, marks: [1, 10] }]);
    assert.deepEqual(await items.updateOne({ _id: 3 }, { $set: { n: 7 } }, { upsert: true }), { matchedCount: 0, modifiedCount: 0, upsertedId: 3 });
    assert.deepEqual(await items.updateOne({ _id: 3 }, { n: 8 }), { matchedCount: 1, modifiedCount: 1 });
    assert.deepEqual(await items.findOne({ _id: 3 }), { _id: 3, n: 8 });
  });

  it("finds and changes in one step", async () => {
    const items = await collection({ _id: 1, n: 1 }, { _id: 2, n: 2 });
    assert.deepEqual(await items.findOneAndUpdate({ n: 1 }, { $set: { n: 5 } }), { _id: 1, n: 1 });
    assert.deepEqual(await items.findOneAndUpdate({ n: 5 }, { $inc: { n: 1 } }, { returnNewDocument: true, projection: { _id: 0 } }), { n: 6 });
    assert.deepEqual(await items.findOneAndReplace({ _id: 2 }, { m: 1 }, { returnNewDocument: true }), { _id: 2, m: 1 });
    assert.deepEqual(await items.findOneAndDelete({ _id: 1 }), { _id: 1, n: 6 });
    assert.equal(await items.findOneAndDelete({ _id: 1 }), null);
    assert.deepEqual(ids(await items.find()), [2]);
  });

  it("deletes one and many", async () => {
    const items = await collection({ n: 1 }, { n: 1 }, { n: 2 });
    assert.deepEqual(await items.deleteOne({ n: 1 }), { deletedCount: 1 });
    assert.deepEqual(await items.deleteMany({}), { deletedCount: 2 });
    assert.deepEqual(await items.deleteMany({}), { deletedCount: 0 });
  });

  it("aggregates", async () => {
    const items = await collection({ shop: "a", total: 5 }, { shop: "b", total: 1 }, { shop: "a", total: 2 });
    assert.deepEqual(
      await items.aggregate([{ $match: { total: { $gt: 1 } } }, { $group: { _id: "$shop", sum: { $sum: "$total" } } }, { $sort: { _id: 1 } }]),
      [{ _id: "a", sum: 7 }],
    );
  });

  it("is told what the database refuses", async () => {
    const items = await collection({ _id: 1 });
    const refusal = (pattern) => (error) => {
      assert.deepEqual([error.statusCode, error.errorCode], [400, "MongoDBError"]);
      assert.match(error.error, pattern);
      return true;
    };
    await assert.rejects(items.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }]), refusal(/^Duplicate key error/));
    assert.deepEqual(ids(await items.find()), [1, 2]);
    await assert.rejects(items.find({ $who: 1 }), refusal(/unknown top level operator: \$who/));
    await assert.rejects(items.updateOne({}, { $who: { a: 1 } }), refusal(/Unknown modifier: \$who/));
    await assert.rejects(items.aggregate([{ $who: 1 }]), refusal(/Unrecognized pipeline stage name: '\$who'/));
    await assert.rejects(items.findOneAndReplace({}, { $set: { a: 1 } }), refusal(/the replace operation document must not contain atomic operators/));
    await assert.rejects(items.insertMany([]), refusal(/must provide at least one element/));
    await assert.rejects(
      user.mongoClient("other").db("shop").collection("items").find(),
      failure(400, "FunctionExecutionError", "Cannot access member 'find' of undefined"),
    );
  });

  it("streams 20,000 documents", async () => {
    const items = await collection();
    for (let start = 0; start < 20_000; start += 1_000) {
      await items.insertMany(Array.from({ length: 1_000 }, (_, i) => ({ _id: start + i, text: "x".repeat(150) })));
    }
    const found = await items.find();
    assert.equal(found.length, 20_000);
    assert.equal(found[19_999]._id, 19_999);
  });

  it("watches a collection, some of its documents, and what a filter names", async () => {
    const items = await collection({ _id: 1, n: 1 });
    const all = items.watch();
    const some = items.watch({ ids: [2] });
    const filtered = items.watch({ filter: { operationType: "update", "fullDocument.n": { $gte: 5 } } });
    // Changes that all three see are made until all three have seen one: only then it is known that they are open.
    const seen = [0, 0, 0];
    const take = async (stream, place, count) => {
      const events = [];
      let begun = false;
      for await (const event of stream) {
        seen[place]++;
        if (begun) events.push(event);
        if (events.length === count) break;
        begun ||= event.updateDescription?.updatedFields.begun === true;
      }
      return events;
    };
    const taken = Promise.all([take(all, 0, 6), take(some, 1, 3), take(filtered, 2, 1)]);
    while (!seen.every((count) => count > 0)) await items.updateOne({ _id: 2 }, { $inc: { n: 100 } }, { upsert: true });
    await items.updateOne({ _id: 2 }, { $set: { begun: true } });
    await items.deleteOne({ _id: 2 });
    await items.insertOne({ _id: 2, text: "50% off\ntoday %0A" });
    await items.updateOne({ _id: 1 }, { $set: { n: 5 }, $unset: { m: 1 } });
    await items.findOneAndReplace({ _id: 1 }, { r: 1 });
    await items.deleteOne({ _id: 2 });
    await items.deleteOne({ _id: 1 });
    const [every, second, fives] = await taken;
    assert.deepEqual(every.map((event) => event.operationType), ["delete", "insert", "update", "replace", "delete", "delete"]);
    assert.deepEqual(every[1].fullDocument, { _id: 2, text: "50% off\ntoday %0A" });
    assert.deepEqual(every[1].ns, { db: "shop", coll: items.name });
    assert.deepEqual(every[2].documentKey, { _id: 1 });
    assert.deepEqual(every[2].updateDescription, { updatedFields: { n: 5 }, removedFields: [] });
    assert.deepEqual(every[2].fullDocument, { _id: 1, n: 5 });
    assert.deepEqual(second.map((event) => event.operationType), ["delete", "insert", "delete"]);
    assert.deepEqual(fives.map((event) => event.documentKey), [{ _id: 1 }]);
  });
});
