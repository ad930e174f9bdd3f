import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as Realm from "realm-web";
import { failure } from "./failure.mjs";
import { startServer } from "./server.mjs";

const { App, BSON, Credentials, MongoDBRealmError, getEnvironment } = Realm;

describe("realm-web 2.0.1: rules and custom data", () => {
  let server;
  let mia;
  let tom;

  before(async () => {
    server = await startServer("tests/apps/rules");
    mia = await logInNew();
    tom = await logInNew();
  });

  after(() => server?.stop());

  const logInNew = async () => {
    const app = new App({ id: server.appId, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });
    const account = { email: `${randomUUID()}@example.com`, password: "correct horse" };
    await app.emailPasswordAuth.registerUser(account);
    return app.logIn(Credentials.emailPassword(account.email, account.password));
  };

  const collection = (user, name, service = "mongodb-atlas") => user.mongoClient(service).db("shop").collection(name);

  /** Checks that an error is a refusal by the rules. */
  const refused = (operation, code = "MongoDBError") => (error) => {
    assert.ok(error instanceof MongoDBRealmError, String(error));
    assert.deepEqual([error.statusCode, error.errorCode], [400, code]);
    assert.ok(error.error.startsWith(`${operation} not permitted`), error.error);
    return true;
  };

  it("has the custom data that the creation function made", () => {
    assert.equal(mia.customData.user, mia.id);
    assert.equal(mia.customData.role, "member");
    assert.equal(mia.customData.shop, "6650a1f2c3d4e5f6a7b8c9d0");
    // realm-web does not decode the data of the token.
    assert.deepEqual(mia.customData.logins, { $numberInt: "1" });
    assert.deepEqual(mia.customData.points, { $numberLong: "9007199254740993" });
    assert.deepEqual(mia.customData.credit, { $numberDecimal: "12.50" });
    assert.deepEqual(mia.customData.since, { $date: { $numberLong: "1767323045678" } });
    assert.deepEqual(mia.customData.tags, ["new", { deep: true }]);
  });

  it("sees changed custom data after refreshCustomData()", async () => {
    const people = collection(mia, "people");
    assert.ok((await people.findOne({})).shop instanceof BSON.ObjectId);
    await people.updateOne({ user: mia.id }, { $set: { theme: "dark" } });
    assert.equal("theme" in mia.customData, false);
    assert.equal((await mia.refreshCustomData()).theme, "dark");
    assert.equal(mia.customData.theme, "dark");
    assert.equal((await mia.functions.whoAmI()).custom_data.theme, "dark");
    await assert.rejects(people.updateOne({ user: mia.id }, { $set: { role: "clerk" } }), refused("update"));
    assert.equal((await mia.refreshCustomData()).role, "member");
    assert.equal("theme" in tom.customData, false);
  });

  it("is refused what no rule covers", async () => {
    const old = collection(tom, "old", "archive");
    const refusal = failure(403, "NoMatchingRuleFound", "no rule exists for namespace 'shop.old'");
    await assert.rejects(old.find(), refusal);
    await assert.rejects(old.insertOne({ a: 1 }), refusal);
    await assert.rejects(old.deleteMany({}), refusal);
  });

  it("reads and changes its own documents only", async () => {
    const { insertedId } = await collection(mia, "notes").insertOne({ owner: mia.id, n: 1 });
    const notes = collection(tom, "notes");
    assert.deepEqual(await notes.find(), []);
    assert.equal(await notes.findOne({ _id: insertedId }), null);
    assert.equal(Number(await notes.count()), 0);
    assert.deepEqual(await notes.updateOne({ _id: insertedId }, { $set: { n: 2 } }), { matchedCount: 0, modifiedCount: 0 });
    assert.deepEqual(await notes.deleteOne({ _id: insertedId }), { deletedCount: 0 });
    await assert.rejects(notes.insertOne({ owner: mia.id }), refused("insert"));
    await assert.rejects(notes.insertMany([{ owner: mia.id }]), refused("insert"));
    await assert.rejects(collection(mia, "notes").updateOne({ _id: insertedId }, { $set: { owner: tom.id } }), refused("update"));
    assert.equal((await collection(mia, "notes").findOne({ _id: insertedId })).n, 1);
  });

  it("is refused to change what it may only read", async () => {
    await collection(mia, "posts").insertMany([{ _id: 1, owner: mia.id }, { _id: 2, owner: mia.id }]);
    const posts = collection(tom, "posts");
    assert.equal((await posts.find()).length, 2);
    await assert.rejects(posts.updateMany({}, { $set: { a: 1 } }), refused("update"));
    await assert.rejects(posts.findOneAndReplace({ _id: 1 }, { owner: tom.id }), refused("update"));
    await assert.rejects(posts.deleteOne({ _id: 1 }), refused("delete"));
    assert.deepEqual(await collection(mia, "posts").find(), [{ _id: 1, owner: mia.id }, { _id: 2, owner: mia.id }]);
  });

  it("is told what breaks a schema", async () => {
    const parts = collection(mia, "parts");
    await assert.rejects(
      parts.insertOne({ _id: 1, name: "n" }),
      failure(400, "SchemaValidationFailedWrite", "insert not permitted: schema validation failed: 'name' must have at least 2 characters"),
    );
    await parts.insertOne({ _id: 1, name: "nut", stock: 1 });
    await assert.rejects(parts.updateOne({ _id: 1 }, { $inc: { stock: -2 } }), refused("update", "SchemaValidationFailedWrite"));
    assert.equal((await parts.findOne({ _id: 1 })).stock, 1);
  });

  it("is kept from functions that are not for it", async () => {
    await assert.rejects(tom.functions.closeMonth(), failure(400, "FunctionExecutionError", 'rule not matched for function "closeMonth"'));
    await tom.functions.assign({ role: "clerk" });
    await tom.refreshCustomData();
    assert.equal(await tom.functions.closeMonth(), "closed by clerk");
  });
});
