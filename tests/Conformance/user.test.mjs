import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as Realm from "realm-web";
import { failure } from "./failure.mjs";
import { startServer } from "./server.mjs";

const { App, BSON, Credentials, MongoDBRealmError, getEnvironment } = Realm;

describe("realm-web 2.0.1", () => {
  let server;

  before(async () => {
    server = await startServer();
  });

  after(() => server?.stop());

  // All app objects of a process share one storage by default; here every test starts without users.
  const newApp = () => new App({ id: server.appId, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });

  const register = async (app) => {
    const account = { email: `${randomUUID()}@example.com`, password: "correct horse" };
    await app.emailPasswordAuth.registerUser(account);
    return account;
  };

  it("logs in anonymously and reads the user", async () => {
    const app = newApp();
    const user = await app.logIn(Credentials.anonymous());
    assert.match(user.id, /^[0-9a-f]{24}$/);
    assert.equal(user.state, "active");
    assert.equal(user.isLoggedIn, true);
    assert.equal(app.currentUser.id, user.id);
    assert.equal(user.providerType, "anon-user");
    assert.deepEqual(user.identities.map((identity) => identity.providerType), ["anon-user"]);
    assert.deepEqual(user.customData, {});
    assert.deepEqual(user.profile, {});
    assert.match(user.deviceId, /^[0-9a-f]{24}$/);
  });

  it("registers and logs in by email and password", async () => {
    const app = newApp();
    const account = await register(app);
    const user = await app.logIn(Credentials.emailPassword(account.email, account.password));
    assert.equal(user.profile.email, account.email);
    assert.equal(user.identities[0].providerType, "local-userpass");
    const again = await newApp().logIn(Credentials.emailPassword(account.email, account.password));
    assert.equal(again.id, user.id);
  });

  it("is told why an account cannot be registered or used", async () => {
    const app = newApp();
    const account = await register(app);
    await assert.rejects(app.emailPasswordAuth.registerUser(account), failure(409, "AccountNameInUse", "name already in use"));
    await assert.rejects(
      app.emailPasswordAuth.registerUser({ email: "x@example.com", password: "short" }),
      failure(400, "BadRequest", "password must be between 6 and 128 characters"),
    );
    await assert.rejects(app.logIn(Credentials.emailPassword(account.email, "wrong horse")), failure(401, "InvalidPassword", "unauthorized"));
    await assert.rejects(app.logIn(Credentials.emailPassword("nobody@example.com", "wrong horse")), failure(401, "InvalidPassword", "unauthorized"));
    await assert.rejects(app.logIn(Credentials.apiKey("nonsense")), failure(401, "AuthError", "unauthorized"));
  });

  it("calls functions in all three forms", async () => {
    const user = await newApp().logIn(Credentials.anonymous());
    assert.equal(await user.functions.sum(1, 2), 3);
    assert.equal(await user.functions["sum"](1, 2), 3);
    assert.equal(await user.callFunction("sum", 1, 2), 3);
    assert.equal((await user.functions.whoAmI()).id, user.id);
  });

  it("keeps the types of values", async () => {
    const user = await newApp().logIn(Credentials.anonymous());
    const value = {
      text: "Grüße",
      int: 5,
      double: 2.5,
      flag: true,
      nothing: null,
      id: new BSON.ObjectId("6650a1f2c3d4e5f6a7b8c9d0"),
      date: new Date("2026-01-02T03:04:05.678Z"),
      list: [1, { deep: "yes" }],
      long: BSON.Long.fromString("9007199254740993"),
      decimal: BSON.Decimal128.fromString("1.10"),
      binary: new BSON.Binary(Buffer.from([1, 2, 3])),
      timestamp: new BSON.Timestamp({ t: 5, i: 1 }),
    };
    const result = await user.functions.echo(value);
    assert.equal(result.id.toHexString(), value.id.toHexString());
    assert.equal(result.date.getTime(), value.date.getTime());
    assert.equal(result.decimal.toString(), "1.10");
    assert.deepEqual([...result.binary.value(true)], [1, 2, 3]);
    assert.deepEqual([result.text, result.int, result.double, result.flag, result.nothing], ["Grüße", 5, 2.5, true, null]);
    assert.deepEqual(result.list, [1, { deep: "yes" }]);
    assert.equal(await user.functions.echo(), null);
  });

  it("is told what went wrong in a function", async () => {
    const user = await newApp().logIn(Credentials.anonymous());
    await assert.rejects(user.functions.noSuch(), failure(404, "FunctionNotFound", "function not found"));
    await assert.rejects(user.functions.discountFor(1), failure(404, "FunctionNotFound", "function not found"));
    await assert.rejects(user.functions.refund(), (error) => error instanceof MongoDBRealmError && error.errorCode === "FunctionExecutionError" && error.statusCode === 400);
  });

  it("survives an invalid access token", async () => {
    const user = await newApp().logIn(Credentials.anonymous());
    const [header, payload] = user.accessToken.split(".");
    const forged = `${header}.${payload}.${"A".repeat(43)}`;
    user._accessToken = forged;
    assert.equal(await user.functions.sum(1, 2), 3);
    assert.notEqual(user.accessToken, forged);
  });

  it("refreshes custom data and the profile", async () => {
    const user = await newApp().logIn(Credentials.anonymous());
    assert.deepEqual(await user.refreshCustomData(), {});
    await user.refreshProfile();
    assert.equal(user.identities.length, 1);
  });

  it("logs out, after which the session is gone", async () => {
    const app = newApp();
    const account = await register(app);
    const user = await app.logIn(Credentials.emailPassword(account.email, account.password));
    const refreshToken = user.refreshToken;
    await user.logOut();
    assert.equal(user.state, "logged-out");
    assert.equal(app.currentUser, null);
    const reply = await fetch(`${server.baseUrl}/api/client/v2.0/auth/session`, {
      method: "POST",
      headers: { Authorization: `Bearer ${refreshToken}` },
    });
    assert.equal(reply.status, 401);
    assert.equal((await reply.json()).error, "invalid session: failed to find refresh token");
  });

  it("finds no app under another id", async () => {
    const app = new App({ id: "nosuch-abcde", baseUrl: server.baseUrl });
    await assert.rejects(app.logIn(Credentials.anonymous()), (error) => error.statusCode === 404 && error.error.includes("cannot find app using Client App ID 'nosuch-abcde'"));
  });
});
