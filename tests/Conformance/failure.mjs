import assert from "node:assert/strict";
import { MongoDBRealmError } from "realm-web";

/** Checks that an error is the server's refusal with this status, code and text. */
export function failure(status, code, text) {
  return (error) => {
    assert.ok(error instanceof MongoDBRealmError, String(error));
    assert.deepEqual([error.statusCode, error.errorCode, error.error], [status, code, text]);
    assert.equal(typeof error.link, "string");
    return true;
  };
}
