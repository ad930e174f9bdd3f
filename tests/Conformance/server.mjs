import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Starts the built server on an app folder with data of its own, on a free port; `secrets` are what the app refers to by name, `options`
 * further ones of the command line. With `--mongodb-port` among them, `mongodb` is the address at which MongoDB's protocol is spoken.
 */
export async function startServer(app = "samples/quickstart", secrets = {}, options = []) {
  const data = await mkdtemp(join(tmpdir(), "appservices-conformance-"));
  const server = await start(data, app, secrets, options);
  return Object.assign(server, {
    /** Ends it, and starts another on the same data, whose addresses it has then. */
    async restart() {
      await server.end();
      Object.assign(server, await start(data, app, secrets, options));
    },
    async stop() {
      await server.end();
      await rm(data, { recursive: true, force: true });
    },
  });
}

async function start(data, app, secrets, options) {
  const child = spawn(
    "dotnet",
    [
      join(repository, "out/server/appservices-server.dll"), "serve", join(repository, app),
      "--urls", "http://127.0.0.1:0", "--data", data, "--stop-with-stdin",
      ...(options.includes("--settings") ? [] : ["--settings", join(repository, "tests/settings.json")]), ...options,
    ],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`APPSERVICES_SECRET_${name}`, value])) },
    },
  );
  const log = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const ready = await new Promise((resolve, reject) => {
    const found = {};
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^Ready: (\S+) serving (\S+)$/.exec(line);
      if (match) Object.assign(found, { baseUrl: match[1], appId: match[2].split(",")[0] });
      const other = /^MongoDB: mongodb:\/\/([^/]+)\//.exec(line);
      if (other) found.mongodb = other[1];
      if (found.baseUrl && (found.mongodb || !options.includes("--mongodb-port"))) resolve(found);
    });
    exited.then((code) => reject(new Error(`The server ended with ${code}: ${log.join("\n")}`)));
  });
  return {
    ...ready,
    log,
    /** Makes a key of the admin API. */
    async createAdminKey(name, role = "owner") {
      const { stdout } = await promisify(execFile)(
        "dotnet", [join(repository, "out/server/appservices-server.dll"), "admin-key", "create", name, "--role", role, "--data", data]);
      const [publicKey, privateKey] = stdout.trim().split("\n").at(-1).split(":");
      return { publicKey, privateKey };
    },
    /** Makes a user of MongoDB's protocol, and returns the connection string. */
    async createDatabaseUser(name) {
      const { stdout } = await promisify(execFile)(
        "dotnet", [join(repository, "out/server/appservices-server.dll"), "database-user", "create", name, "--data", data]);
      return `mongodb://${name}:${stdout.trim().split(" ").at(-1)}@${ready.mongodb}/?directConnection=true`;
    },
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}
