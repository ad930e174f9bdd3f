// Writes and reads documents through realm-web; see Calls/Worker.cs for what it reads and writes.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../tests/Conformance/package.json", import.meta.url));
const { App, Credentials } = require("realm-web");

const [baseUrl, id] = process.argv.slice(2);
const user = await new App({ id, baseUrl }).logIn(Credentials.anonymous());
const batch = 1000;

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, name, first, count] = line.split(" ").map((word, i) => (i < 2 ? word : Number(word)));
  const collection = user.mongoClient("mongodb-atlas").db("shop").collection(name);
  const documents = [];
  if (verb === "load")
    for (let i = first; i < first + count; i++)
      documents.push({ _id: i, sku: `sku-${i}`, owner: `user-${i % 1000}`, price: 1.5, text: "x".repeat(100) });
  const started = performance.now();
  if (verb === "load") {
    for (let i = 0; i < count; i += batch) await collection.insertMany(documents.slice(i, i + batch));
  } else {
    const found = await collection.find();
    if (found.length !== count) throw new Error(`${found.length} documents were read instead of ${count}.`);
  }
  console.log(performance.now() - started);
}
