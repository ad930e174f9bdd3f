// Runs specification tests of MongoDB's drivers in the unified format (1.x) by the official Node.js driver. What they ask of drivers, such
// as which commands are sent, is left out: the server is under test here. A test that cannot be run here throws a Skip with the reason.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { BSON, MongoClient, MongoError } from "mongodb";

const { EJSON } = BSON;

/** A test that is not run, and why. */
export class Skip extends Error {}

/** The file with its documents as the driver has them. */
export const read = async (path) => EJSON.parse(await readFile(path, "utf8"), { relaxed: true, useBigInt64: false });

const isDocument = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && !value._bsontype && !(value instanceof Date);
const plain = (value) => EJSON.serialize(value, { relaxed: false });
const isSame = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));
const isNumber = (value) => ["number", "bigint"].includes(typeof value) || ["Int32", "Double", "Long"].includes(value?._bsontype);

const types = {
  double: (value) => typeof value === "number" || value?._bsontype === "Double",
  string: (value) => typeof value === "string",
  object: isDocument,
  array: Array.isArray,
  binData: (value) => value?._bsontype === "Binary",
  objectId: (value) => value?._bsontype === "ObjectId",
  bool: (value) => typeof value === "boolean",
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  timestamp: (value) => value?._bsontype === "Timestamp",
  int: isNumber,
  long: isNumber,
  number: isNumber,
};

/** Asserts that a value is what a test expects. */
function match(actual, expected, entities, path, isRoot = false) {
  if (isDocument(expected)) {
    const [operator] = Object.keys(expected);
    if (operator === "$$exists") return assert.equal(actual !== undefined, expected.$$exists, `${path} exists`);
    if (operator === "$$unsetOrMatches") return actual === undefined || actual === null ? undefined : match(actual, expected.$$unsetOrMatches, entities, path, isRoot);
    if (operator === "$$type") return assert.ok([expected.$$type].flat().some((name) => types[name](actual)), `${path} is of type ${expected.$$type}`);
    if (operator === "$$matchesEntity") return match(actual, entities.get(expected.$$matchesEntity), entities, path);
    if (operator === "$$sessionLsid") return undefined;
    if (operator === "$$lte") return assert.ok(actual <= expected.$$lte, path);
    if (operator === "$$matchAsRoot") return match(actual, expected.$$matchAsRoot, entities, path, true);
    if (operator === "$$matchAsDocument") return match(actual, expected.$$matchAsDocument, entities, path, isRoot);
    assert.ok(isDocument(actual), `${path} is a document, and not ${JSON.stringify(plain(actual ?? null))}`);
    for (const [name, value] of Object.entries(expected)) match(actual[name], value, entities, `${path}.${name}`);
    if (!isRoot) {
      const more = Object.keys(actual).filter((name) => !(name in expected) && actual[name] !== undefined);
      assert.deepEqual(more, [], `${path} has more fields`);
    }
    return undefined;
  }
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${path} is an array, and not ${JSON.stringify(plain(actual ?? null))}`);
    assert.equal(actual.length, expected.length, `${path}: number of items in ${JSON.stringify(plain(actual))}`);
    expected.forEach((value, index) => match(actual[index], value, entities, `${path}[${index}]`, isRoot));
    return undefined;
  }
  if (isNumber(expected)) return assert.ok(isNumber(actual) && Number(actual) === Number(expected), `${path}: ${actual} is ${expected}`);
  return assert.ok(isSame(actual ?? null, expected), `${path}: ${JSON.stringify(plain(actual ?? null))} is ${JSON.stringify(plain(expected))}`);
}

const version = (text) => text.split(".").map(Number).concat(0, 0).slice(0, 3).reduce((sum, part) => sum * 1000 + part, 0);

/** Whether one of the requirements is met by this server: a replica set of version 8.2 with logins. */
const isMet = (requirements, server) => !requirements || requirements.some((one) =>
  (!one.minServerVersion || version(one.minServerVersion) <= server) && (!one.maxServerVersion || version(one.maxServerVersion) >= server)
  && (!one.topologies || one.topologies.includes("replicaset")) && one.serverless !== "require" && one.auth !== false && !one.csfle
  && (!one.serverParameters || !("enableTestCommands" in one.serverParameters)));

class Run {
  entities = new Map();
  clients = [];
  sessions = [];

  constructor(uri, internal) {
    this.uri = uri;
    this.internal = internal;
  }

  async create(descriptions) {
    for (const one of descriptions) {
      const [kind] = Object.keys(one), given = one[kind];
      if (kind === "client") {
        const uri = new URL(this.uri);
        const { loadBalanced, serverSelectionTimeoutMS, ...options } = given.uriOptions ?? {};
        for (const [name, value] of Object.entries(options)) uri.searchParams.set(name, value);
        const api = given.serverApi ? { serverApi: given.serverApi } : {};
        const client = new MongoClient(uri.href, { ...api, monitorCommands: false });
        await client.connect();
        this.clients.push(client);
        this.entities.set(given.id, client);
      } else if (kind === "database") {
        this.entities.set(given.id, this.get(given.client).db(given.databaseName, this.options(given.databaseOptions)));
      } else if (kind === "collection") {
        this.entities.set(given.id, this.get(given.database).collection(given.collectionName, this.options(given.collectionOptions)));
      } else if (kind === "session") {
        const session = this.get(given.client).startSession(this.sessionOptions(given.sessionOptions));
        this.sessions.push(session);
        this.entities.set(given.id, session);
      } else {
        throw new Skip(`a ${kind} is not made here`);
      }
    }
  }

  get(id) {
    const entity = this.entities.get(id);
    if (entity === undefined) throw new Error(`there is no entity '${id}'`);
    return entity;
  }

  options(given = {}) {
    const options = { ...given };
    if (options.readConcern) options.readConcern = { ...options.readConcern };
    if (options.readPreference) options.readPreference = options.readPreference.mode[0].toLowerCase() + options.readPreference.mode.slice(1);
    return options;
  }

  sessionOptions(given = {}) {
    const { defaultTransactionOptions, ...options } = given;
    return defaultTransactionOptions ? { ...options, defaultTransactionOptions: this.options(defaultTransactionOptions) } : options;
  }

  arguments({ session, returnDocument, readPreference, ...given } = {}) {
    const options = this.options(given);
    if (session) options.session = this.get(session);
    if (returnDocument) options.returnDocument = returnDocument.toLowerCase();
    if (readPreference) options.readPreference = readPreference.mode;
    return options;
  }

  async perform(operations, rethrows = false) {
    for (const one of operations) await this.performOne(one, rethrows);
  }

  async performOne({ name, object, arguments: given, expectResult, expectError, saveResultAsEntity, ignoreResultAndError }, rethrows) {
    let result, error;
    try {
      result = await this.execute(name, object, given);
    } catch (caught) {
      if (caught instanceof Skip) throw caught;
      error = caught;
    }
    if (ignoreResultAndError) return;
    if (expectError) {
      assert.ok(error, `${name} fails`);
      this.matchError(error, expectError, name);
      // What is to be tried again as a whole has to hear of it.
      if (rethrows) throw error;
      return;
    }
    if (error) throw error;
    if (expectResult !== undefined) match(result, expectResult, this.entities, name, true);
    if (saveResultAsEntity) this.entities.set(saveResultAsEntity, result);
  }

  matchError(caught, expected, name) {
    if (expected.isClientError) return;
    // What the server says of a bulk of writes as a whole is the cause of what the driver says.
    const error = caught.code === undefined && caught.cause instanceof MongoError ? caught.cause : caught;
    if (!(error instanceof MongoError)) throw error;
    if (expected.errorCode !== undefined) assert.equal(error.code, expected.errorCode, `${name}: ${error.message}`);
    if (expected.errorCodeName !== undefined) assert.equal(error.codeName ?? error.errorResponse?.codeName, expected.errorCodeName, `${name}: ${error.message}`);
    if (expected.errorContains !== undefined) assert.match(error.message.toLowerCase(), new RegExp(expected.errorContains.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    for (const label of expected.errorLabelsContain ?? []) assert.ok(error.hasErrorLabel(label), `${name}: the label ${label} at ${error.message}`);
    for (const label of expected.errorLabelsOmit ?? []) assert.ok(!error.hasErrorLabel(label), `${name}: no label ${label} at ${error.message}`);
    if (expected.errorResponse) match(error.errorResponse, expected.errorResponse, this.entities, `${name}: reply`, true);
    if (expected.expectResult !== undefined) {
      const partial = caught.partialResult ?? caught.result;
      if (partial) match(counts(partial), expected.expectResult, this.entities, `${name}: result`, true);
    }
    for (const [index, one] of Object.entries(expected.writeErrors ?? {})) match({ code: error.writeErrors.get(Number(index))?.code }, { code: one.code }, this.entities, `${name}: write error ${index}`, true);
  }

  async execute(name, object, given = {}) {
    if (object === "testRunner") return this.helper(name, given);
    const target = this.get(object), options = this.arguments(given);
    const act = operations[name];
    if (!act) throw new Skip(`the operation ${name} is not known here`);
    return act.call(this, target, options, given);
  }

  async helper(name, given) {
    switch (name) {
      case "createEntities": return this.create(given.entities);
      case "failPoint": case "targetedFailPoint": {
        try {
          return await this.internal.db("admin").command(given.failPoint);
        } catch (error) {
          if (error.code === 59) throw new Skip("fail points are not served");
          throw error;
        }
      }
      case "assertSessionTransactionState": case "assertSessionPinned": case "assertSessionUnpinned": case "assertSessionDirty":
      case "assertSessionNotDirty": case "assertSameLsidOnLastTwoCommands": case "assertDifferentLsidOnLastTwoCommands":
        return undefined;
      case "assertCollectionExists": case "assertCollectionNotExists": {
        const names = (await this.internal.db(given.databaseName).listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name);
        return assert.equal(names.includes(given.collectionName), name === "assertCollectionExists", `${name} ${given.collectionName}`);
      }
      case "assertIndexExists": case "assertIndexNotExists": {
        const found = await this.internal.db(given.databaseName).collection(given.collectionName).indexes().catch(() => []);
        return assert.equal(found.some((each) => each.name === given.indexName), name === "assertIndexExists", `${name} ${given.indexName}`);
      }
      default: throw new Skip(`the helper ${name} is not known here`);
    }
  }

  async close() {
    for (const session of this.sessions) await session.endSession().catch(() => {});
    for (const client of this.clients) await client.close();
  }
}

/** The results of writes under the names that tests use. */
function counts(result) {
  if (result === null || typeof result !== "object") return result;
  if ("upsertedIds" in result && "insertedIds" in result && !("insertResults" in result)) {
    return {
      insertedCount: result.insertedCount, matchedCount: result.matchedCount, modifiedCount: result.modifiedCount,
      deletedCount: result.deletedCount, upsertedCount: result.upsertedCount, upsertedIds: result.upsertedIds, insertedIds: result.insertedIds,
    };
  }
  if ("insertResults" in result) {
    const byPlace = (results) => Object.fromEntries([...(results ?? [])].map(([place, one]) => [String(place), clean(one)]));
    return {
      ...clean({ ...result }), insertResults: byPlace(result.insertResults), updateResults: byPlace(result.updateResults),
      deleteResults: byPlace(result.deleteResults),
    };
  }
  return clean(result);
}

const clean = (result) => Object.fromEntries(Object.entries(result).filter(([name, value]) => value !== undefined && value !== null && !["acknowledged", "didUpsert"].includes(name)
  && !(name === "upsertedId" && value === null)));

const written = async (promise) => counts(await promise);

const operations = {
  find: (target, { filter, ...options }) => target.find(filter, options).toArray(),
  findOne: (target, { filter, ...options }) => target.findOne(filter, options),
  aggregate: (target, { pipeline, ...options }) => target.aggregate(pipeline, options).toArray(),
  countDocuments: (target, { filter, ...options }) => target.countDocuments(filter, options),
  estimatedDocumentCount: (target, options) => target.estimatedDocumentCount(options),
  distinct: (target, { fieldName, filter, ...options }) => target.distinct(fieldName, filter, options),
  insertOne: (target, { document, ...options }) => written(target.insertOne(document, options)),
  insertMany: (target, { documents, ...options }) => written(target.insertMany(documents, options)),
  updateOne: (target, { filter, update, ...options }) => written(target.updateOne(filter, update, options)),
  updateMany: (target, { filter, update, ...options }) => written(target.updateMany(filter, update, options)),
  replaceOne: (target, { filter, replacement, ...options }) => written(target.replaceOne(filter, replacement, options)),
  deleteOne: (target, { filter, ...options }) => written(target.deleteOne(filter, options)),
  deleteMany: (target, { filter, ...options }) => written(target.deleteMany(filter, options)),
  findOneAndUpdate: (target, { filter, update, ...options }) => target.findOneAndUpdate(filter, update, options),
  findOneAndReplace: (target, { filter, replacement, ...options }) => target.findOneAndReplace(filter, replacement, options),
  findOneAndDelete: (target, { filter, ...options }) => target.findOneAndDelete(filter, options),
  bulkWrite: (target, { requests, ...options }) => written(target.bulkWrite(requests, options)),
  clientBulkWrite: (target, { models, ...options }) => written(target.bulkWrite(
    models.map((model) => { const [name] = Object.keys(model); return { name, ...model[name] }; }), options)),
  runCommand: (target, { command, commandName, ...options }) => target.command(command, options),
  createCollection: (target, { collection, ...options }) => target.createCollection(collection, options).then(() => undefined),
  dropCollection: (target, { collection, ...options }) => target.dropCollection(collection, options).then(() => undefined),
  modifyCollection: (target, { collection, ...options }) => target.command({ collMod: collection, ...options }),
  listCollections: (target, { filter, ...options }) => target.listCollections(filter ?? {}, options).toArray(),
  listCollectionNames: (target, { filter, ...options }) => target.listCollections(filter ?? {}, { nameOnly: true, ...options }).toArray().then((all) => all.map((each) => each.name)),
  listDatabases: (target, options) => target.db("admin").admin().listDatabases(options).then((reply) => reply.databases),
  listDatabaseNames: (target, options) => target.db("admin").admin().listDatabases({ nameOnly: true, ...options }).then((reply) => reply.databases.map((each) => each.name)),
  createIndex: (target, { keys, ...options }) => target.createIndex(keys, options),
  listIndexes: (target, options) => target.listIndexes(options).toArray(),
  listIndexNames: (target, options) => target.listIndexes(options).toArray().then((all) => all.map((each) => each.name)),
  dropIndex: (target, { name, ...options }) => target.dropIndex(name, options),
  dropIndexes: (target, options) => target.dropIndexes(options),
  rename: (target, { to, ...options }) => target.rename(to, options).then(() => undefined),
  startTransaction: (target, options) => target.startTransaction(options),
  commitTransaction: (target, options) => target.commitTransaction(options).then(() => undefined),
  abortTransaction: (target, options) => target.abortTransaction(options).then(() => undefined),
  endSession: (target) => target.endSession().then(() => undefined),
  async withTransaction(target, { callback, session, ...options }) {
    await target.withTransaction(() => this.perform(callback, true), options);
  },
  async createChangeStream(target, { pipeline, ...options }) {
    const stream = target.watch(pipeline, options);
    // The driver opens a stream when it is read for the first time; what that gives is for whoever reads next.
    stream.held = [];
    try {
      const first = await stream.tryNext();
      if (first) stream.held.push(() => first);
    } catch (error) {
      if (!(error instanceof MongoError) || !stream.cursor?.id) throw error;
      stream.held.push(() => { throw error; });
    }
    return stream;
  },
  async iterateUntilDocumentOrError(target) {
    if (target.held?.length) return target.held.shift()();
    return target.next ? target.next() : undefined;
  },
  close: (target) => target.close().then(() => undefined),
};

/** Drops the collections that a file names and does not fill. */
async function empty(entities, internal) {
  const databases = new Map(entities.filter((one) => one.database).map(({ database }) => [database.id, database.databaseName]));
  for (const { collection } of entities.filter((one) => one.collection && databases.get(one.collection.database) !== "admin"))
    await internal.db(databases.get(collection.database)).collection(collection.collectionName).drop();
}

/** Runs one test of a file. */
export async function run(file, test, uri, internal, serverVersion) {
  if (file.skip || test.skipReason) throw new Skip(test.skipReason ?? "skipped by the file");
  if (!isMet(file.runOnRequirements, serverVersion) || !isMet(test.runOnRequirements, serverVersion)) throw new Skip("its requirements are not met");
  await internal.db("admin").command({ killAllSessions: [] });
  const one = new Run(uri, internal);
  try {
    for (const { databaseName, collectionName, documents } of file.initialData ?? []) {
      const collection = internal.db(databaseName).collection(collectionName);
      await collection.drop();
      if (documents.length > 0) await collection.insertMany(documents, { forceServerObjectId: false });
      else await internal.db(databaseName).createCollection(collectionName);
    }
    if (!file.initialData) await empty(file.createEntities ?? [], internal);
    await one.create(file.createEntities ?? []);
    await one.perform(test.operations);
    for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
      const found = await internal.db(databaseName).collection(collectionName).find({}, { sort: { _id: 1 } }).toArray();
      match(found, documents, one.entities, `${databaseName}.${collectionName}`);
    }
  } finally {
    for (const configureFailPoint of ["failCommand", "onPrimaryTransactionalWrite"])
      await internal.db("admin").command({ configureFailPoint, mode: "off" }).catch(() => {});
    await one.close();
  }
}
