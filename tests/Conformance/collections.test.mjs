import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { MongoClient } from "mongodb";
import { startServer } from "./server.mjs";

// What collections can be told, as MongoDB's driver asks for it; what stores make of it is tried with them.
describe("Collections, by MongoDB's driver", () => {
  let server, client, db;

  before(async () => {
    server = await startServer("tests/apps/documents", {}, ["--mongodb-port", "0"]);
    client = await new MongoClient(await server.createDatabaseUser("collections")).connect();
    db = client.db("made");
  });

  after(async () => {
    await client?.close();
    await server?.stop();
  });

  const refuses = (work, code) => assert.rejects(work, { code });

  it("are told what their documents must be", async () => {
    const validator = { $jsonSchema: { required: ["a"], properties: { a: { bsonType: "int" } } } };
    const items = await db.createCollection("checked", { validator });
    await items.insertOne({ _id: 1, a: 1 });
    await assert.rejects(items.insertOne({ _id: 2, a: "x" }), (error) => {
      assert.equal(error.code, 121);
      assert.equal(error.errInfo.failingDocumentId, 2);
      assert.equal(error.errInfo.details.operatorName, "$jsonSchema");
      return true;
    });
    await refuses(items.updateOne({ _id: 1 }, { $set: { a: "x" } }), 121);
    await refuses(items.findOneAndUpdate({ _id: 1 }, { $unset: { a: 1 } }), 121);
    await refuses(items.bulkWrite([{ insertOne: { document: { _id: 3 } } }]), 121);
    await refuses(items.aggregate([{ $match: {} }, { $set: { _id: 7, a: "x" } }, { $merge: "checked" }]).toArray(), 121);
    await items.insertOne({ _id: 4 }, { bypassDocumentValidation: true });
    await items.updateOne({ _id: 1 }, { $set: { a: "x" } }, { bypassDocumentValidation: true });
    const [told] = await db.listCollections({ name: "checked" }).toArray();
    assert.deepEqual(told.options, { validator, validationLevel: "strict", validationAction: "error" });
    await db.command({ collMod: "checked", validator: {}, validationLevel: "off" });
    await items.insertOne({ _id: 5 });
    assert.equal((await db.command({ validate: "checked" })).nNonCompliantDocuments, 0);
    await db.command({ collMod: "checked", validator, validationLevel: "strict" });
    assert.equal((await db.command({ validate: "checked" })).nNonCompliantDocuments, 3);
    await refuses(db.command({ collMod: "checked", validationLevel: "some" }), 2);
    await refuses(db.command({ create: "other", validator: { a: { $nothing: 1 } } }), 2);
    await refuses(db.command({ create: "checked" }), 48);
    await db.command({ create: "checked", validator });
  });

  it("are views", async () => {
    await db.collection("sold").insertMany([{ _id: 1, price: 3 }, { _id: 2, price: 1 }, { _id: 3, price: 9 }]);
    const view = await db.createCollection("dear", {
      viewOn: "sold",
      pipeline: [{ $match: { price: { $gt: 2 } } }, { $set: { twice: { $multiply: ["$price", 2] } } }],
    });
    assert.deepEqual(await view.find({}, { sort: { price: -1 } }).toArray(), [{ _id: 3, price: 9, twice: 18 }, { _id: 1, price: 3, twice: 6 }]);
    assert.deepEqual(await view.find({ twice: 6 }, { projection: { price: 1 } }).toArray(), [{ _id: 1, price: 3 }]);
    assert.deepEqual(await view.distinct("twice"), [6, 18]);
    assert.equal(await view.countDocuments({ price: 9 }), 1);
    assert.equal(await view.estimatedDocumentCount(), 2);
    assert.deepEqual(await view.aggregate([{ $group: { _id: null, all: { $sum: "$twice" } } }]).toArray(), [{ _id: null, all: 24 }]);
    assert.deepEqual(
      await db.collection("sold").aggregate([
        { $match: { _id: 3 } }, { $lookup: { from: "dear", localField: "price", foreignField: "price", as: "dear" } }, { $project: { n: { $size: "$dear" } } },
      ]).toArray(),
      [{ _id: 3, n: 1 }]);
    assert.ok((await view.find({ _id: 1 }).explain()).queryPlanner);
    const [told] = await db.listCollections({ name: "dear" }).toArray();
    assert.deepEqual([told.type, told.info.readOnly, told.options.viewOn, told.idIndex], ["view", true, "sold", undefined]);
    for (const work of [
      () => view.insertOne({ _id: 9 }), () => view.updateOne({ none: 1 }, { $set: { a: 1 } }), () => view.deleteMany({}),
      () => view.findOneAndDelete({}), () => view.createIndex({ a: 1 }), () => view.indexes(), () => view.rename("else"),
      () => db.command({ collStats: "dear" }), () => db.command({ validate: "dear" }), () => view.watch().tryNext(),
    ]) {
      await refuses(work(), 166);
    }
    await db.command({ collMod: "dear", viewOn: "sold", pipeline: [{ $match: { price: 1 } }] });
    assert.equal(await view.countDocuments(), 1);
    await refuses(db.command({ collMod: "dear", viewOn: "sold" }), 72);
    await refuses(db.createCollection("sold", { viewOn: "dear" }), 48);
    await db.createCollection("dearer", { viewOn: "dear", pipeline: [{ $unionWith: "sold" }] });
    assert.equal(await db.collection("dearer").countDocuments(), 4);
    await refuses(db.command({ collMod: "dear", viewOn: "dearer", pipeline: [] }), 5);
    await refuses(db.createCollection("self", { viewOn: "sold", pipeline: [{ $unionWith: "self" }] }), 5);
    await refuses(db.createCollection("writes", { viewOn: "sold", pipeline: [{ $out: "x" }] }), 167);
    await refuses(db.createCollection("writes", { viewOn: "sold", pipeline: [{ $nothing: 1 }] }), 40324);
    await refuses(db.createCollection("both", { viewOn: "sold", validator: { a: 1 } }), 72);
    await refuses(db.command({ create: "none", pipeline: [] }), 72);
    assert.equal((await db.stats()).views, 2);
    assert.equal(await view.drop(), true);
    assert.equal(await db.collection("sold").countDocuments(), 3);
  });

  it("are views to users of apps, too", async () => {
    await db.collection("kept").insertMany([{ _id: 1, price: 3 }, { _id: 2, price: 1 }]);
    await db.createCollection("shown", { viewOn: "kept", pipeline: [{ $match: { price: { $gt: 2 } } }, { $set: { dear: true } }] });
    const app = `${server.baseUrl}/api/client/v2.0/app/${server.appId}`;
    const post = async (path, body, token) => {
      const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
      return (await fetch(`${app}/${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
    };
    const { access_token } = await post("auth/providers/anon-user/login", {});
    const call = (name, argument) => post(
      "functions/call", { name, service: "mongodb-atlas", arguments: [{ database: "made", collection: "shown", ...argument }] }, access_token);
    assert.deepEqual(await call("find", { query: { dear: true }, project: { price: 1 } }), [{ _id: { $numberInt: "1" }, price: { $numberInt: "3" } }]);
    assert.deepEqual(await call("aggregate", { pipeline: [{ $count: "n" }] }), [{ n: { $numberInt: "1" } }]);
    for (const [name, argument] of [["insertOne", { document: {} }], ["updateMany", { query: {}, update: { $set: { a: 1 } } }], ["deleteMany", { query: {} }]])
      assert.match((await call(name, argument)).error, /is a view, not a collection/);
  });

  it("have indexes of a part, of all fields, and for a time", async () => {
    const items = db.collection("indexed");
    await items.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await items.insertMany([{ _id: 1, a: 1, open: true }, { _id: 2, a: 1 }, { _id: 3, a: 1, open: false }]);
    await refuses(items.insertOne({ _id: 4, a: 1, open: true }), 11000);
    assert.deepEqual((await items.find({ a: 1, open: true }).explain()).queryPlanner.winningPlan.inputStage.isPartial, true);
    await items.createIndex({ "$**": 1 });
    assert.equal((await items.find({ open: false }).explain()).queryPlanner.winningPlan.inputStage.indexName, "$**_1");
    await items.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
    const told = await db.command({ collMod: "indexed", index: { keyPattern: { at: 1 }, expireAfterSeconds: 60 } });
    assert.deepEqual([told.expireAfterSeconds_old, told.expireAfterSeconds_new], [3600, 60]);
    assert.deepEqual(await items.indexes(), [
      { v: 2, key: { _id: 1 }, name: "_id_" },
      { v: 2, key: { a: 1 }, name: "a_1", unique: true, partialFilterExpression: { open: true } },
      { v: 2, key: { "$**": 1 }, name: "$**_1" },
      { v: 2, key: { at: 1 }, name: "at_1", expireAfterSeconds: 60 },
    ]);
    // As at MongoDB, another filter makes another index, and another time does not.
    await items.createIndex({ a: 1 }, { name: "other", partialFilterExpression: { open: false } });
    await refuses(items.createIndex({ a: 1 }, { name: "third", partialFilterExpression: { open: false } }), 85);
    await refuses(items.createIndex({ at: 1 }, { expireAfterSeconds: 5 }), 85);
    await refuses(items.createIndex({ a: 1 }, { name: "at_1" }), 86);
    await refuses(items.createIndex({ b: 1 }, { expireAfterSeconds: -1 }), 67);
    await refuses(items.createIndex({ b: 1 }, { name: "_id_" }), 2);
    await refuses(items.createIndex({ b: 1 }, { name: "*" }), 2);
    await refuses(items.createIndex({ b: 1 }, { name: "" }), 67);
    await refuses(items.createIndex({ b: 1, c: 1 }, { expireAfterSeconds: 1 }), 67);
    await refuses(items.createIndex({ b: 1 }, { sparse: true, partialFilterExpression: { b: 1 } }), 67);
    await refuses(items.createIndex({ b: 1 }, { partialFilterExpression: { b: { $ne: 1 } } }), 67);
    await refuses(items.createIndex({ _id: 1 }, { partialFilterExpression: { b: 1 } }), 197);
    await refuses(db.command({ collMod: "indexed", index: { name: "none", expireAfterSeconds: 1 } }), 27);
    assert.equal((await db.command({ validate: "indexed" })).valid, true);
  });

  it("keep documents as they were for change streams", async () => {
    const items = await db.createCollection("imaged", { changeStreamPreAndPostImages: { enabled: true } });
    await items.insertOne({ _id: 1, a: 1 });
    const stream = items.watch([], { fullDocumentBeforeChange: "required", fullDocument: "required" });
    assert.equal(await stream.tryNext(), null);
    await items.updateOne({ _id: 1 }, { $set: { a: 2 } });
    const change = await stream.next();
    assert.deepEqual([change.fullDocumentBeforeChange, change.fullDocument], [{ _id: 1, a: 1 }, { _id: 1, a: 2 }]);
    await stream.close();
    await db.command({ collMod: "imaged", changeStreamPreAndPostImages: { enabled: false } });
    const [told] = await db.listCollections({ name: "imaged" }).toArray();
    assert.deepEqual(told.options, {});
  });
});

describe("Documents whose time is over", () => {
  it("are gone soon after the server has started", async () => {
    const server = await startServer("tests/apps/documents", {}, ["--mongodb-port", "0"]);
    let client = await new MongoClient(await server.createDatabaseUser("expiry")).connect();
    try {
      const items = client.db("made").collection("passing");
      await items.insertMany([{ _id: 1, at: new Date(Date.now() - 7_200_000) }, { _id: 2, at: new Date() }]);
      await items.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
      await client.close();
      await server.restart();
      client = await new MongoClient(await server.createDatabaseUser("again")).connect();
      const again = client.db("made").collection("passing");
      while (await again.countDocuments() > 1) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual((await again.find().toArray()).map((each) => each._id), [2]);
    } finally {
      await client.close();
      await server.stop();
    }
  });
});
