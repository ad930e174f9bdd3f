import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { AtlasAppServicesClient } from "atlas-app-services-admin-api";
import * as Realm from "realm-web";
import { startServer } from "./server.mjs";

const { App, Credentials, getEnvironment } = Realm;

describe("the admin API", () => {
  let server, key, root;

  before(async () => {
    server = await startServer();
    key = await server.createAdminKey("conformance");
    root = `${server.baseUrl}/api/admin/v3.0`;
  });

  after(() => server?.stop());

  const newApp = (id) => new App({ id, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });

  // As the tool does that makes apps for the official clients' own tests.
  async function signIn() {
    const login = await call(undefined, "POST", "/auth/providers/local-userpass/login", { username: key.publicKey, password: key.privateKey });
    const profile = await call(login.access_token, "GET", "/auth/profile");
    const groups = [...new Set(profile.roles.map((role) => role.group_id).filter(Boolean))];
    assert.equal(groups.length, 1);
    return { token: login.access_token, groupId: groups[0] };
  }

  async function call(token, method, path, body) {
    const response = await fetch(root + path, {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return response.headers.get("content-type") === "application/json" ? JSON.parse(text) : undefined;
  }

  it("takes an app piece by piece, in the importer's order, which realm-web then uses", async () => {
    const { token, groupId } = await signIn();
    const app = await call(token, "POST", `/groups/${groupId}/apps`, { name: "imported", sync: { development_mode_enabled: true } });
    const path = `/groups/${groupId}/apps/${app._id}`;
    const post = (part, body) => call(token, "POST", path + part, body);
    const origins = post("/security/allowed_request_origins", ["http://localhost:8080"]);
    await Promise.all([post("/secrets", { name: "first", value: "one" }), post("/secrets", { name: "second", value: "two" })]);
    await Promise.all([post("/values", { name: "shown", value: "second", from_secret: true }), post("/values", { name: "plain", value: [1] })]);
    await call(token, "PUT", `${path}/sync/config`, { development_mode_enabled: true });
    const service = await post("/services", { name: "mongodb", type: "mongodb", config: { uri: "mongodb://localhost:26000" } });
    const rules = [
      post(`/services/${service._id}/default_rule`, { roles: [{ name: "none", apply_when: {}, read: false, write: false }], filters: [] }),
      post(`/services/${service._id}/rules`, {
        database: "db", collection: "notes", roles: [{ name: "owner", apply_when: { owner: "%%user.id" }, read: true, write: true }],
      }),
    ];
    for (const [name, source] of [
      ["auth", "exports = ({ name }) => name;"],
      ["reveal", "exports = () => context.values.get('shown');"],
    ]) await post("/functions", { name, private: name === "auth", can_evaluate: {}, source });
    await Promise.all([origins, ...rules]);
    const functions = await call(token, "GET", `${path}/functions`);
    const providers = await call(token, "GET", `${path}/auth_providers`);
    for (const provider of [
      { name: "api-key", type: "api-key", disabled: false },
      { name: "anon-user", type: "anon-user", disabled: false },
      {
        name: "custom-function", type: "custom-function", disabled: false,
        config: { authFunctionName: "auth", authFunctionId: functions.find((known) => known.name === "auth")._id },
      },
    ]) {
      const known = providers.find((other) => other.type === provider.type);
      if (known) await call(token, "PATCH", `${path}/auth_providers/${known._id}`, { ...provider, _id: known._id });
      else await post("/auth_providers", provider);
    }
    const [deployment] = await call(token, "GET", `${path}/deployments`);
    assert.equal(deployment.status, "successful");
    assert.equal(typeof deployment.deployed_at, "number");

    const user = await newApp(app.client_app_id).logIn(Credentials.function({ name: "Ann" }));
    assert.equal(await user.functions.reveal(), "two");
    const notes = user.mongoClient("mongodb").db("db").collection("notes");
    await notes.insertOne({ owner: user.id, text: "mine" });
    assert.equal((await notes.findOne({})).text, "mine");
    const other = await newApp(app.client_app_id).logIn(Credentials.anonymous());
    assert.equal(await other.mongoClient("mongodb").db("db").collection("notes").findOne({}), null);
    const { key: apiKey } = await post("/api_keys", { name: "server" });
    await newApp(app.client_app_id).logIn(Credentials.apiKey(apiKey));
    await call(token, "DELETE", path);
  });

  it("is what atlas-app-services-admin-api calls", async () => {
    const { token, groupId } = await signIn();
    await call(token, "POST", `/groups/${groupId}/apps?product=atlas`, {
      name: "Triggers", template_id: "triggers", data_source: { name: "mongodb-atlas", type: "mongodb-atlas", config: { clusterName: "Cluster0" } },
    });
    const client = new AtlasAppServicesClient({ ...key, baseUrl: root, groupId });
    await client.initialize();
    const { appId } = client;
    const functions = await client.atlasFunctionsApi(), triggers = await client.atlasTriggersApi(), services = await client.atlasServicesApi();
    const { data: made } = await functions.adminCreateFunction(groupId, appId, { name: "add", source: "exports = (a, b) => a + b;", private: false });
    const { data: known } = await functions.adminListFunctions(groupId, appId);
    assert.deepEqual(known.map(({ _id, name }) => ({ _id, name })), [{ _id: made._id, name: "add" }]);
    const { data: run } = await functions.adminExecuteFunction(undefined, true, groupId, appId, { name: "add", arguments: [1, 2] });
    assert.deepEqual([run.result, run.error], [{ $numberInt: "3" }, null]);
    const { data: [source] } = await services.adminListServices(groupId, appId);
    const { data: config } = await services.adminGetServiceConfig(groupId, appId, source._id);
    assert.equal(config.clusterName, "Cluster0");
    const { data: trigger } = await triggers.adminCreateTrigger(groupId, appId, {
      name: "onOrder", type: "DATABASE", function_id: made._id,
      config: { service_id: source._id, database: "shop", collection: "orders", operation_types: ["INSERT"], match: {}, full_document: true },
    });
    await triggers.adminUpdateTrigger(groupId, appId, trigger._id, { ...trigger, disabled: true });
    const { data: [changed] } = await triggers.adminListTriggers(groupId, appId);
    assert.deepEqual([changed._id, changed.disabled, changed.function_name], [trigger._id, true, "add"]);
    await triggers.adminResumeTrigger(groupId, appId, trigger._id, {});
    assert.deepEqual((await triggers.adminDeleteTrigger(groupId, appId, trigger._id)).data, {});
    const values = await client.atlasValuesApi(), secrets = await client.atlasSecretsApi(), users = await client.atlasUsersApi();
    const { data: secret } = await secrets.adminCreateASecret(groupId, appId, { name: "s", value: "v" });
    await values.adminCreateValue(groupId, appId, { name: "v", value: "s", from_secret: true, private: false });
    assert.deepEqual((await secrets.adminGetAllSecrets(groupId, appId)).data.map(({ name }) => name), ["s"]);
    await assert.rejects(secrets.adminDeleteSecret(groupId, appId, "none"), (error) => error.response.status === 404);
    assert.match(secret._id, /^[0-9a-f]{24}$/);
    await assert.rejects(users.adminCreateUser(groupId, appId, { email: "a@example.com", password: "correct horse" }), (error) => error.response.status === 404);
    const deploy = await client.atlasDeployApi();
    const { data: draft } = await deploy.adminCreateDeploymentDraft(groupId, appId);
    await functions.adminCreateFunction(groupId, appId, { name: "later", source: "exports = () => 1;", private: true });
    assert.equal((await deploy.adminDeployDraftDiff(groupId, appId, draft._id)).data.diffs.length, 2);
    const { data: deployment } = await deploy.adminDeployDraft(groupId, appId, draft._id);
    assert.equal((await deploy.adminGetDeployment(groupId, appId, deployment._id)).data.status, "successful");
  });
});
