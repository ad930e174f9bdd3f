import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as Realm from "realm-web";
import { failure } from "./failure.mjs";
import { startServer } from "./server.mjs";

const { App, Credentials, getEnvironment } = Realm;
const tokenKey = "k".repeat(40);

describe("realm-web 2.0.1: ways to log in", () => {
  let server;

  before(async () => {
    server = await startServer("tests/apps/users", { tokenKey });
  });

  after(() => server?.stop());

  const newApp = () => new App({ id: server.appId, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });

  const register = async (app, kind = "success") => {
    const account = { email: `${kind}-${randomUUID()}@example.com`, password: "correct horse" };
    await app.emailPasswordAuth.registerUser(account);
    return account;
  };

  const sign = (claims, key = tokenKey) => {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
  };

  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  it("links an anonymous user to an e-mail account, then to a function", async () => {
    const app = newApp();
    const user = await app.logIn(Credentials.anonymous());
    const { id } = user;
    const account = await register(app);
    await user.linkCredentials(Credentials.emailPassword(account.email, account.password));
    assert.equal(user.id, id);
    assert.deepEqual(user.identities.map((identity) => identity.providerType), ["anon-user", "local-userpass"]);
    assert.equal(user.profile.email, account.email);
    await user.linkCredentials(Credentials.function({ badge: `b-${id}` }));
    assert.deepEqual(user.identities.map((identity) => identity.providerType), ["anon-user", "local-userpass", "custom-function"]);
    assert.equal((await user.functions.whoAmI()).id, id);

    assert.equal((await newApp().logIn(Credentials.emailPassword(account.email, account.password))).id, id);
    assert.equal((await newApp().logIn(Credentials.function({ badge: `b-${id}` }))).id, id);
  });

  it("links the same credentials twice without a change", async () => {
    const app = newApp();
    const user = await app.logIn(Credentials.anonymous());
    const account = await register(app);
    for (let i = 0; i < 2; i++) await user.linkCredentials(Credentials.emailPassword(account.email, account.password));
    assert.equal(user.identities.length, 2);
  });

  it("is told of a conflict once, and does not ask for ever", { timeout: 20_000 }, async () => {
    const app = newApp();
    const account = await register(app);
    await app.logIn(Credentials.emailPassword(account.email, account.password));
    const other = newApp();
    const user = await other.logIn(Credentials.anonymous());
    await assert.rejects(
      user.linkCredentials(Credentials.emailPassword(account.email, account.password)),
      failure(409, "AuthError", "the identity belongs to another user"),
    );
    await assert.rejects(
      user.linkCredentials(Credentials.emailPassword(account.email, "wrong horse")),
      failure(401, "InvalidPassword", "the credential to link is not valid"),
    );
    assert.equal(user.state, "active");
  });

  it("logs in by a token of another issuer", async () => {
    const claims = { sub: randomUUID(), aud: server.appId, exp: inAnHour(), profile: { mail: "mia@example.com", picture: "https://example.com/mia.png" }, more: 1 };
    const user = await newApp().logIn(Credentials.jwt(sign(claims)));
    assert.equal(user.identities[0].id, claims.sub);
    assert.equal(user.identities[0].providerType, "custom-token");
    assert.equal(user.profile.email, "mia@example.com");
    assert.equal(user.profile.pictureUrl, "https://example.com/mia.png");
    assert.equal("more" in user.profile, false);
    assert.equal((await newApp().logIn(Credentials.jwt(sign(claims)))).id, user.id);
  });

  it("is told that such a token is not good", async () => {
    const claims = { sub: "mia", aud: server.appId, exp: inAnHour(), profile: { mail: "mia@example.com" } };
    for (const token of [
      sign(claims, "x".repeat(40)), sign({ ...claims, aud: "other" }), sign({ ...claims, exp: 1 }), sign({ ...claims, profile: {} }), "nonsense",
    ]) {
      await assert.rejects(newApp().logIn(Credentials.jwt(token)), failure(401, "AuthError", "unauthorized"));
    }
  });

  it("logs in by a function", async () => {
    const badge = randomUUID();
    const user = await newApp().logIn(Credentials.function({ badge }));
    assert.deepEqual([user.identities[0].id, user.identities[0].providerType, user.profile.name], [badge, "custom-function", `Badge ${badge}`]);
    assert.equal((await newApp().logIn(Credentials.function({ badge }))).id, user.id);
    await assert.rejects(newApp().logIn(Credentials.function({})), failure(401, "AuthError", "Error: no badge"));
  });

  it("takes the same anonymous user again, unless told otherwise", async () => {
    const app = newApp();
    const first = await app.logIn(Credentials.anonymous());
    assert.equal((await app.logIn(Credentials.anonymous())).id, first.id);
    assert.notEqual((await app.logIn(Credentials.anonymous(false))).id, first.id);
  });
});
