// Calls functions through realm-web; see Worker.cs for what it reads and writes.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../tests/Conformance/package.json", import.meta.url));
const { App, Credentials } = require("realm-web");

const [baseUrl, id] = process.argv.slice(2);
const user = await new App({ id, baseUrl }).logIn(Credentials.anonymous());

const loops = {
  async sum(count) {
    let result;
    for (let i = 1; i <= count; i++) result = await user.functions.sum(i, 1);
    return result - 1;
  },
  async sum16(count) {
    let sent = 0;
    const results = [];
    const loop = async () => {
      for (let i; (i = ++sent) <= count; ) results[i] = await user.functions.sum(i, 1);
    };
    await Promise.all(Array.from({ length: 16 }, loop));
    return results[count] - 1;
  },
  async echo(count) {
    let result;
    for (let i = 1; i <= count; i++) result = await user.functions.echo(i);
    return result;
  },
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count] = line.split(" ");
  const started = performance.now();
  const last = await loops[name](Number(count));
  const elapsed = performance.now() - started;
  if (last !== Number(count)) throw new Error(`${name} returned something else than expected.`);
  console.log(elapsed);
}
