// Searches documents in its memory by mingo; see Worker.cs for what it reads and writes.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../tests/Conformance/package.json", import.meta.url));
const { Query } = require("mingo");

const orders = [...Array(Number(process.argv[2])).keys()].map(n => ({
  _id: n,
  name: `customer ${(n * 7919) % 100003}`,
  score: (n * 104729) % 100003,
  active: n % 3 === 0,
  address: { street: `street ${n % 977}`, city: `city ${n % 97}`, zip: `${10000 + (n % 9000)}` },
  items: [{ sku: `sku-${n % 500}`, quantity: n % 9, price: 1.5 + (n % 100) }, { sku: `sku-${n % 499}`, quantity: n % 7, price: 2.5 }],
  note: "x".repeat(60)
}));

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
