import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Starts the built server on an app folder with data of its own, on a free port; `secrets` are what the app refers to by name. */
export async function startServer(app = "samples/quickstart", secrets = {}) {
  const data = await mkdtemp(join(tmpdir(), "appservices-conformance-"));
  const child = spawn(
    "dotnet",
    [
      join(repository, "out/server/appservices-server.dll"), "serve", join(repository, app),
      "--urls", "http://127.0.0.1:0", "--data", data, "--stop-with-stdin",
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
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^Ready: (\S+) serving (\S+)$/.exec(line);
      if (match) resolve({ baseUrl: match[1], appId: match[2].split(",")[0] });
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
    async stop() {
      child.stdin.end();
      await exited;
      await rm(data, { recursive: true, force: true });
    },
  };
}
