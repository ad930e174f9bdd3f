'use strict';
// The argument of functions behind endpoints that decides about the HTTP response. What they say goes with the answer.

class Response {
  calls = [];

  constructor(call) {
    const set = (name, read) => (...given) => {
      this.calls.push([name, ...read(...given)]);
      return this.object;
    };
    this.object = {};
    const methods = {
      setStatusCode: (status) => [readStatus(status)],
      setBody: (body) => [call.plain(body, 'a promise or cursor cannot be a body; await what it gives first')],
      setHeader: readHeader,
      addHeader: readHeader,
    };
    for (const [name, read] of Object.entries(methods)) Object.defineProperty(this.object, name, { value: set(name, read) });
  }
}

function readStatus(given) {
  const status = Number(given);
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new TypeError(`a status code is a whole number from 200 to 599, not ${given}`);
}

function readHeader(givenName, givenValue) {
  const [name, value] = [String(givenName), String(givenValue)];
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new TypeError(`'${name}' is no name of a header`);
  if (/[\0-\x08\x0a-\x1f\x7f-\x9f]/.test(value))
    throw new TypeError(`the value of header '${name}' has characters that headers cannot have`);
  return [name, value];
}

module.exports = { Response };
