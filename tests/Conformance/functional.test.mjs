import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { MongoClient } from "mongodb";
import { lines, named, run } from "./functional.mjs";
import { startServer } from "./server.mjs";
import { all, Outcomes, sampled } from "./specifications.mjs";

const folder = fileURLToPath(new URL("functional/", import.meta.url));
const every = 60, atOnce = 6, shown = all ? Infinity : 20;

describe("documentdb/functional-tests", async () => {
  const outcomes = await Outcomes.read("folder", join(folder, "differs.json"));
  const missing = JSON.parse(await readFile(join(folder, "missing.json"), "utf8"));
  let server, client;

  before(async () => {
    server = await startServer("tests/apps/documents", {}, ["--mongodb-port", "0"]);
    client = await new MongoClient(await server.createDatabaseUser("functional"), { maxPoolSize: atOnce }).connect();
  });

  after(async () => {
    await client?.close();
    await server?.stop();
    if (all) console.log(outcomes.table());
  });

  // A case that was refused for what is known to be missing says nothing of the rest; for anything else a refusal is a difference.
  const judge = async (database, collection, { name, line }) => {
    const place = name.split("/").slice(1, 3).join("/");
    const found = await run(client, database, collection, line);
    if (found?.refused && missing.some((text) => found.refused.includes(text))) return outcomes.add(place, name, "missing");
    return outcomes.add(place, name, found ? "differ" : "pass", found?.failed);
  };

  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".gz")).sort()) {
    it(file, async () => {
      const cases = sampled(named(await lines(join(folder, file))), every), errors = [];
      let next = 0;
      const work = async (_, number) => {
        while (next < cases.length) {
          const place = next++;
          const error = await judge(`f${number}`, `${file.split(".")[0]}${place}`, cases[place]);
          if (error) errors.push(error.message);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      if (errors.length > 0) throw new Error(`${errors.length} of ${cases.length} cases:\n${errors.slice(0, shown).join("\n")}`);
    });
  }
});
