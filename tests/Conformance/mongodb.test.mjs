import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MongoClient } from "mongodb";
import { startServer } from "./server.mjs";
import { all, Outcomes, sampled } from "./specifications.mjs";
import { read, run, Skip } from "./unified.mjs";

const folder = fileURLToPath(new URL("specifications/", import.meta.url));
const version = 8_002_004;

async function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing comes within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

describe("MongoDB's driver and shell", () => {
  let server, uri, client, settings;

  before(async () => {
    settings = await mkdtemp(join(tmpdir(), "appservices-mongodb-"));
    const file = join(settings, "settings.json");
    await writeFile(file, JSON.stringify({ mongodb: { testCommands: true } }));
    server = await startServer("tests/apps/documents", {}, ["--mongodb-port", "0", "--settings", file]);
    uri = await server.createDatabaseUser("conformance");
    client = await new MongoClient(uri).connect();
  });

  after(async () => {
    await client?.close();
    await server?.stop();
    if (settings) await rm(settings, { recursive: true });
  });

  it("finds what was written, over TCP with compression, too", async () => {
    const documents = Array.from({ length: 3000 }, (_, index) => ({ _id: index, text: "x".repeat(index % 500) }));
    const other = await new MongoClient(`${uri}&compressors=zlib`).connect();
    try {
      assert.equal((await other.db("driver").collection("items").insertMany(documents)).insertedCount, documents.length);
    } finally {
      await other.close();
    }
    assert.deepEqual(await client.db("driver").collection("items").find().sort({ _id: 1 }).toArray(), documents);
  });

  it("is told what is wrong with deep arguments", async () => {
    let deep = 1;
    for (let level = 0; level < 150; level++) deep = { a: deep };
    const items = "deep";
    await client.db("driver").collection(items).insertOne({ a: 1 });
    for (const [command, code] of [
      [{ createIndexes: items, indexes: [{ key: { a: 1 }, name: "a", colour: deep }] }, 197],
      [{ createIndexes: items, indexes: [{ key: deep, name: "b" }] }, 67],
      [{ dropIndexes: items, index: deep }, 27],
      [{ find: items, hint: deep }, 2],
      [{ aggregate: items, pipeline: [deep], cursor: {} }, 40324],
    ]) {
      await assert.rejects(client.db("driver").command(command), { code });
    }
  });

  it("repeats a write whose connection broke, and has it done once", async () => {
    const items = client.db("driver").collection("repeated");
    await client.db("admin").command({ configureFailPoint: "onPrimaryTransactionalWrite", mode: { times: 1 }, data: { closeConnection: true } });
    await items.updateOne({ _id: 1 }, { $inc: { count: 1 } }, { upsert: true });
    assert.deepEqual(await items.findOne(), { _id: 1, count: 1 });
  });

  it("goes on with a change stream whose connection broke", async () => {
    const items = client.db("driver").collection("watched");
    const stream = items.watch();
    try {
      await stream.tryNext();
      await items.insertOne({ _id: 1 });
      assert.equal((await stream.next()).documentKey._id, 1);
      await client.db("admin").command({
        configureFailPoint: "failCommand", mode: { times: 1 }, data: { failCommands: ["getMore"], closeConnection: true },
      });
      await items.insertOne({ _id: 2 });
      assert.equal((await stream.next()).documentKey._id, 2);
    } finally {
      await stream.close();
    }
  });

  it("lets mongosh run a script", async () => {
    const script = "db.getSiblingDB('shell').items.insertMany([{n: 1}, {n: 2}]); "
      + "print(JSON.stringify([db.getSiblingDB('shell').items.countDocuments(), db.getMongo().getDBNames().includes('shell'), db.hello().setName]))";
    const { stdout } = await promisify(execFile)(
      process.execPath, [fileURLToPath(new URL("node_modules/mongosh/bin/mongosh.js", import.meta.url)), uri, "--quiet", "--norc", "--eval", script]);
    assert.equal(stdout.trim(), '[2,true,"appservices"]');
  });

  describe("specification tests", async () => {
    const outcomes = await Outcomes.read("suite", join(folder, "differs.json"));
    if (all) after(() => console.log(outcomes.table()));
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json") && name !== "differs.json").sort();
    for (const name of sampled(files, 12)) {
      const file = await read(join(folder, name));
      it(name, async () => {
        for (const test of file.tests) {
          const id = `${name}: ${test.description}`;
          let outcome = "pass", failed;
          try {
            // One that is known to fail may wait for what never comes.
            await within(outcomes.differing.has(id) ? 2_000 : 60_000, run(file, test, uri, client, version));
          } catch (error) {
            outcome = error instanceof Skip ? "not run" : "differ";
            failed = error;
          }
          const wrong = outcomes.add(name.split("/")[0], id, outcome, failed);
          if (wrong) throw wrong;
        }
      });
    }
  });
});
