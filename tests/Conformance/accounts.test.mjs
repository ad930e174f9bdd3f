import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import * as Realm from "realm-web";
import { failure } from "./failure.mjs";
import { startServer } from "./server.mjs";

const { App, Credentials, getEnvironment } = Realm;

describe("realm-web 2.0.1: accounts and keys", () => {
  let server;

  before(async () => {
    server = await startServer("tests/apps/users", { tokenKey: "k".repeat(40) });
  });

  after(() => server?.stop());

  const newApp = () => new App({ id: server.appId, baseUrl: server.baseUrl, storage: getEnvironment().defaultStorage.prefix(randomUUID()) });
  const newEmail = (kind = "success") => `${kind}-${randomUUID()}@example.com`;
  const password = "correct horse";

  const logInNew = async (app) => {
    const email = newEmail();
    await app.emailPasswordAuth.registerUser({ email, password });
    return app.logIn(Credentials.emailPassword(email, password));
  };

  it("is told why an account is not registered", async () => {
    const { emailPasswordAuth } = newApp();
    const email = newEmail();
    await emailPasswordAuth.registerUser({ email, password });
    const refused = newEmail("fail");
    const badPassword = failure(400, "BadRequest", "password must be between 6 and 128 characters");
    await assert.rejects(emailPasswordAuth.registerUser({ email, password }), failure(409, "AccountNameInUse", "name already in use"));
    await assert.rejects(emailPasswordAuth.registerUser({ email: newEmail(), password: "" }), badPassword);
    await assert.rejects(emailPasswordAuth.registerUser({ email: newEmail(), password: "x".repeat(129) }), badPassword);
    await assert.rejects(emailPasswordAuth.registerUser({ email: "", password }), failure(400, "BadRequest", "email invalid"));
    await assert.rejects(emailPasswordAuth.registerUser({ email: refused, password }), failure(400, "BadRequest", `failed to confirm user "${refused}"`));
  });

  it("waits for the confirmation of an account", async () => {
    const app = newApp();
    const email = newEmail("pending");
    await app.emailPasswordAuth.registerUser({ email, password });
    await assert.rejects(app.logIn(Credentials.emailPassword(email, password)), failure(401, "AuthError", "unauthorized"));
    await app.emailPasswordAuth.retryCustomConfirmation({ email });
    await assert.rejects(app.emailPasswordAuth.confirmUser({ token: "dead", tokenId: "beef" }), failure(400, "BadRequest", "invalid token data"));
    await assert.rejects(app.emailPasswordAuth.retryCustomConfirmation({ email: newEmail() }), failure(404, "UserNotFound", "user not found"));
  });

  it("resets a password by function", async () => {
    const app = newApp();
    const email = newEmail();
    await app.emailPasswordAuth.registerUser({ email, password });
    const reset = (newPassword, ...args) => app.emailPasswordAuth.callResetPasswordFunction({ email, password: newPassword }, ...args);
    await assert.rejects(reset("battery staple", "red"), (error) => error.statusCode === 400 && error.error === `failed to reset password for user "${email}"`);
    await reset("battery staple", "blue");
    await assert.rejects(app.logIn(Credentials.emailPassword(email, password)), failure(401, "InvalidPassword", "unauthorized"));
    await app.logIn(Credentials.emailPassword(email, "battery staple"));
    await assert.rejects(app.emailPasswordAuth.sendResetPasswordEmail({ email }), failure(400, "BadRequest", "please use reset password via function"));
    await assert.rejects(
      app.emailPasswordAuth.resetPassword({ token: "dead", tokenId: "beef", password: "whatever it is" }),
      failure(400, "BadRequest", "invalid token data"),
    );
  });

  it("makes, uses, disables and deletes API keys", async () => {
    const user = await logInNew(newApp());
    assert.deepEqual(await user.apiKeys.fetchAll(), []);
    const key = await user.apiKeys.create("laptop");
    assert.match(key.key, /^[A-Za-z0-9]{64}$/);
    assert.deepEqual(await user.apiKeys.fetch(key._id), { _id: key._id, name: "laptop", disabled: false });
    assert.deepEqual((await user.apiKeys.fetchAll()).map((known) => known.name), ["laptop"]);

    const byKey = await newApp().logIn(Credentials.apiKey(key.key));
    assert.equal(byKey.id, user.id);
    assert.deepEqual(byKey.identities.map((identity) => identity.providerType), ["local-userpass", "api-key"]);
    await assert.rejects(byKey.apiKeys.delete(key._id), (error) => error.statusCode === 403);

    await user.apiKeys.disable(key._id);
    assert.equal((await user.apiKeys.fetch(key._id)).disabled, true);
    await assert.rejects(newApp().logIn(Credentials.apiKey(key.key)), failure(401, "AuthError", "unauthorized"));
    await user.apiKeys.enable(key._id);
    assert.equal((await newApp().logIn(Credentials.apiKey(key.key))).id, user.id);
    await user.apiKeys.delete(key._id);
    await assert.rejects(user.apiKeys.fetch(key._id), failure(404, "APIKeyNotFound", "API key not found"));
    assert.equal(user.state, "active");
  });

  it("is told why a key is not made", async () => {
    const user = await logInNew(newApp());
    await user.apiKeys.create("laptop");
    await assert.rejects(user.apiKeys.create("laptop"), failure(409, "APIKeyAlreadyExists", "API key with name already exists"));
    await assert.rejects(user.apiKeys.create("a b"), failure(400, "InvalidParameter", "can only contain ASCII letters, numbers, underscores, and hyphens"));
    await assert.rejects(user.apiKeys.create(""), failure(400, undefined, "'name' is a required string"));
  });

  it("deletes a user, who is gone then", async () => {
    const app = newApp();
    const email = newEmail();
    await app.emailPasswordAuth.registerUser({ email, password });
    const user = await app.logIn(Credentials.emailPassword(email, password));
    await app.deleteUser(user);
    assert.equal(app.currentUser, null);
    assert.equal(user.state, "removed");
    await assert.rejects(app.logIn(Credentials.emailPassword(email, password)), failure(401, "InvalidPassword", "unauthorized"));
    await app.emailPasswordAuth.registerUser({ email, password });
    assert.notEqual((await app.logIn(Credentials.emailPassword(email, password))).id, user.id);
  });
});
