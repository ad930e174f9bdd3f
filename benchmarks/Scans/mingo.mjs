// Searches documents in its memory by mingo; see Worker.cs for what it reads and writes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../tests/Conformance/package.json", import.meta.url));
const { Query } = require("mingo");

// The app's own function makes the documents, for a collection that keeps them here.
const orders = [];
const collection = { insertMany: documents => documents.forEach(document => orders.push(document)) };
const context = { services: { get: () => ({ db: () => ({ collection: () => collection }) }) } };
const source = readFileSync(new URL("app/functions/load.js", import.meta.url), "utf8");
const load = new Function("context", `let exports; ${source}; return exports;`)(context);
await load(0, Number(process.argv[2]));

const find = filter => new Query(filter).find(orders);
const scans = {
  filter: () => find({ score: { $gte: 50000, $lt: 50100 } }).all().length,
  nested: () => find({ "items.sku": "sku-77", active: true }).all().length,
  sort: () => find({}).sort({ score: -1, name: 1 }).limit(20).all()[19].score,
  regex: () => find({ name: /9{3}[0-4]/ }).all().length,
  count: () => find({ active: true }).all().length
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [name, expected] = line.split(" ");
  const started = performance.now();
  const found = scans[name]();
  const elapsed = performance.now() - started;
  if (found !== Number(expected)) throw new Error(`${name}: ${found}, and not ${expected}`);
  console.log(elapsed);
}
