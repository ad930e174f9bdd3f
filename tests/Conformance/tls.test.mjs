import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startServer } from "./server.mjs";

const start = fileURLToPath(new URL("../Tls/Start-TlsProxy.ps1", import.meta.url));
const client = fileURLToPath(new URL("./tls-client.mjs", import.meta.url));

// Where tests are to prove something nothing is left out.
const absent = process.env.CI !== "true"
  && ["nginx", "pwsh"].filter((program) => spawnSync(program, ["-v"]).error).map((program) => `${program} is not installed`)[0];

describe("realm-web behind a proxy that speaks TLS", { skip: absent || false }, () => {
  let server, folder, proxy;

  before(async () => {
    server = await startServer();
    folder = await mkdtemp(join(tmpdir(), "appservices-tls-"));
    const started = spawnSync("pwsh", ["-NoProfile", "-Command", `& '${start}' '${folder}' '${server.baseUrl}' | ConvertTo-Json`], { encoding: "utf8" });
    assert.equal(started.status, 0, started.stderr);
    proxy = JSON.parse(started.stdout);
  });

  after(async () => {
    if (proxy) process.kill(proxy.ProcessId);
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("logs in and calls a function by https", async () => {
    // What a process trusts is decided when it starts.
    const { stdout } = await promisify(execFile)(process.execPath, [client, server.appId, proxy.BaseUri], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: proxy.Certificate },
    });
    assert.deepEqual(JSON.parse(stdout), { sum: 3, hosts: [proxy.BaseUri] });
  });
});
