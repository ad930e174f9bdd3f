'use strict';
// The objects of a data source, and of other services: what is asked of them the server does.

const { typeOf } = require('./bson');
const { Cursor } = require('./values');

const notStored = 'a promise cannot be stored; await it first';
const notSent = 'a promise cannot be sent; await it first';

function hide(target, name, value) {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

// Arguments as they can be sent, and the sessions that stood in them.
function read(call, given) {
  const sessions = [];
  const plain = given.map((value, index) => {
    if (!isOptions(value) || !Object.hasOwn(value, 'session')) return call.plain(value, notStored);
    const { session, ...rest } = value;
    if (session instanceof Session) sessions.push([index, session.handle.h]);
    else if (session !== undefined && session !== null) throw new Error("'session' must be what startSession() returned");
    return call.plain(rest, notStored);
  });
  while (plain.length > 0 && plain.at(-1) === undefined) plain.pop();
  return [plain, sessions.length > 0 ? { s: sessions } : {}];
}

function isOptions(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeOf(value) === undefined;
}

class Source {
  constructor(call, target, steps) {
    const at = { call, target, steps };
    hide(this, 'db', (name) => new Database(at, String(name)));
    hide(this, 'startSession', (options) => new Session(at, options));
    hide(this, 'admin', () => ({ getDBNames: () => call.operate(target, [...steps, ['admin'], ['getDBNames']]) }));
  }
}

class Database {
  constructor({ call, target, steps }, name) {
    const own = [...steps, ['db', name]];
    hide(this, 'collection', (collection) => new Collection({ call, target, steps: [...own, ['collection', String(collection)]] }));
    hide(this, 'aggregate', (...given) => pipeline({ call, target, steps: own }, given));
    hide(this, 'getCollectionNames', () => call.operate(target, [...own, ['getCollectionNames']]));
  }
}

const promising = [
  'findOne', 'count', 'distinct', 'insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany',
  'findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'bulkWrite',
];

class Collection {
  constructor(at) {
    const { call, target, steps } = at;
    for (const name of promising) {
      hide(this, name, async (...given) => {
        const [plain, options] = read(call, given);
        return await call.operate(target, [...steps, [name, ...plain]], options);
      });
    }
    hide(this, 'find', (...given) => {
      const [plain, options] = read(call, given);
      return new DocumentCursor(at, [['find', ...plain]], options);
    });
    hide(this, 'aggregate', (...given) => pipeline(at, given));
    for (const name of ['initializeOrderedBulkOp', 'initializeUnorderedBulkOp']) hide(this, name, (options) => new Bulk(at, name, options));
  }
}

function pipeline(at, given) {
  const [plain, options] = read(at.call, given);
  const cursor = new DocumentCursor(at, [['aggregate', ...plain]], options);
  // One that writes does so at once.
  const last = Array.isArray(plain[0]) ? plain[0].at(-1) : undefined;
  if (last && (Object.hasOwn(last, '$out') || Object.hasOwn(last, '$merge'))) cursor.toArray().catch(() => {});
  return cursor;
}

// It is no promise, so awaiting it leaves it as it is; returned by a function, it becomes the array of its documents.
class DocumentCursor extends Cursor {
  #at;
  #steps;
  #options;
  #kept;
  #all;

  constructor(at, steps, options) {
    super();
    this.#at = at;
    this.#steps = steps;
    this.#options = options;
    const refine = (name) => (...given) => {
      if (this.#kept || this.#all) throw new Error('the cursor has been read from, so it can no longer be changed');
      if (this.#steps[0][0] === 'aggregate') throw new Error("an aggregation's cursor cannot be changed; add a stage to the pipeline");
      this.#steps.push([name, ...read(at.call, given)[0]]);
      return this;
    };
    const methods = {
      toArray: () => this.#toArray(),
      next: () => this.#next(),
      forEach: (callback) => this.#forEach(callback),
      sort: refine('sort'),
      skip: refine('skip'),
      limit: refine('limit'),
    };
    for (const [name, method] of Object.entries(methods)) hide(this, name, method);
  }

  #toArray() {
    const { call, target, steps } = this.#at;
    return this.#all ??= this.#kept
      ? call.operate({ h: this.#kept.h }, [['toArray']])
      : call.operate(target, [...steps, ...this.#steps, ['toArray']], this.#options);
  }

  // The documented end is undefined, not null.
  #next() {
    const { call, target, steps } = this.#at;
    this.#kept ??= call.keep(target, [...steps, ...this.#steps], this.#options);
    return this.#kept.made.then(() => call.operate({ h: this.#kept.h }, [['next']]));
  }

  async #forEach(callback) {
    for await (const document of this) await callback(document);
  }

  async* [Symbol.asyncIterator]() {
    for (let document = await this.#next(); document !== undefined; document = await this.#next()) yield document;
  }
}

// Writes are gathered by calls and run by execute().
class Bulk {
  constructor({ call, target, steps }, name, givenOptions) {
    const writes = [];
    const [plain, options] = read(call, [givenOptions]);
    const add = (...chain) => {
      writes.push(chain);
    };
    const found = (before) => {
      const methods = {};
      hide(methods, 'upsert', () => found([...before, ['upsert']]));
      for (const write of ['update', 'updateOne', 'replaceOne', 'remove', 'removeOne'])
        hide(methods, write, (...given) => add(...before, [write, ...read(call, given)[0]]));
      return methods;
    };
    hide(this, 'insert', (...given) => add(['insert', ...read(call, given)[0]]));
    hide(this, 'find', (query) => found([['find', ...read(call, [query])[0]]]));
    hide(this, 'execute', async (...given) => {
      const [last, more] = read(call, given);
      const bulk = call.keep(target, [...steps, [name, ...plain]], options);
      await bulk.made;
      await Promise.all(writes.map((chain) => call.operate({ h: bulk.h }, chain)));
      return call.operate({ h: bulk.h }, [['execute', ...last]], more);
    });
  }
}

class Session {
  constructor({ call, target, steps }, givenOptions) {
    this.#define('handle', call.keep(target, [...steps, ['startSession', ...read(call, [givenOptions])[0]]]));
    // What was wrong with the session comes first.
    const own = (name) => async (...given) => {
      const done = call.operate({ h: this.handle.h }, [[name, ...read(call, given)[0]]]);
      await Promise.all([this.handle.made, done]);
    };
    // It is often not awaited, and what it says then nobody hears.
    this.#define('startTransaction', (...given) => quietly(own('startTransaction')(...given)));
    this.#define('commitTransaction', own('commitTransaction'));
    this.#define('abortTransaction', own('abortTransaction'));
    this.#define('endSession', own('endSession'));
    // A transaction that lost against another writer is tried again, then with nobody beside it.
    this.#define('withTransaction', async (callback, options) => {
      read(call, [options]);
      for (let attempt = 0; ; attempt++) {
        await call.operate({ h: this.handle.h }, [], { x: attempt > 0 });
        try {
          const result = await callback(this);
          await this.commitTransaction();
          return result;
        } catch (error) {
          await this.abortTransaction();
          if (attempt > 2 || !error || error.code !== 112) throw error;
        }
      }
    });
  }

  #define(name, value) {
    hide(this, name, value);
  }
}

function quietly(promise) {
  promise.catch(() => {});
  return promise;
}

// A service whose methods each send one request.
function remote(call, target, steps, { methods, code }) {
  const service = {};
  for (const name of methods) {
    hide(service, name, async (...given) => restore(await call.operate(
      target, [...steps, [name, ...given.map((value) => call.plain(value, notSent, code))]])));
  }
  return service;
}

// A service whose methods each give a client. Any name that begins with a capital is an action of it.
function clients(call, target, steps, { clients: names, code }) {
  const isAction = (key) => typeof key === 'string' && /^[A-Z]/.test(key);
  const service = {};
  for (const name of names) {
    hide(service, name, (region) => new Proxy({}, {
      has: (own, key) => isAction(key) || key in own,
      get(own, key) {
        if (!isAction(key)) return own[key];
        const client = [name, ...(typeof region === 'string' ? [region] : [])];
        return async (...given) => await call.operate(
          target, [...steps, client, [key, ...given.map((value) => call.plain(value, notSent, code))]]);
      },
    }));
  }
  return service;
}

// As text a cookie is its value.
function restore(reply) {
  for (const cookie of Object.values(reply?.cookies ?? {})) {
    if (typeof cookie === 'object' && cookie !== null) hide(cookie, 'toString', () => cookie.value);
  }
  return reply;
}

module.exports = { Source, remote, clients };
