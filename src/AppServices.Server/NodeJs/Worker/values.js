'use strict';
// What scripts hand over, as a plain tree that bson.js can write: results, arguments of operations, bodies.

const { types } = require('util');
const { BSON, typeOf, originals, defaultType } = require('./bson');

const maxDepth = 200;
const maxBytes = 60 * 1024 * 1024;      // below the longest frame
const valueBytes = 16;

class Cursor {}

class TooLarge extends Error {}

// Promises may stand anywhere; the first pass lists them in pending, a later one, with their results in settled, reads all.
class Plain {
  pending = [];
  settled = new Map();
  #numbers;
  #open = new Set();
  #bytes = 0;

  constructor(numbers) {
    this.#numbers = numbers;
  }

  read(value) {
    this.#bytes = 0;
    return this.#convert(value, undefined, '');
  }

  #charge(bytes) {
    this.#bytes += valueBytes + bytes;
    if (this.#bytes > maxBytes) throw new TooLarge('memory limit exceeded');
  }

  #convert(value, holder, key) {
    this.#charge(typeof value === 'string' ? value.length : 0);
    switch (typeof value) {
      case 'string': return value.isWellFormed() ? value : value.toWellFormed();
      case 'number': return this.#number(value, holder, key);
      case 'boolean': return value;
      case 'bigint':
        if (BigInt.asIntN(64, value) !== value) throw new TypeError('a BigInt that does not fit 64 bits cannot be sent');
        return value;
      case 'object': return value === null ? null : this.#object(value);
      default: return undefined;
    }
  }

  #number(value, holder, key) {
    const known = this.#numbers?.find(holder, key, value);
    if (known === undefined || known === defaultType(value)) return value;
    return known === 'double' ? new BSON.Double(value) : new BSON.Long(value);
  }

  #object(value) {
    if (types.isPromise(value)) return this.#wait(value, value);
    if (value instanceof Cursor) return this.#wait(value, value.toArray());
    if (types.isDate(value)) return originals.has(value) || !Number.isNaN(value.getTime()) ? value : null;
    if (types.isRegExp(value)) {
      if (value.source.includes('\0')) throw new TypeError('a regular expression with a null character cannot be sent');
      return value;
    }
    if (types.isUint8Array(value)) return this.#binary(value);
    if (types.isAnyArrayBuffer(value)) return this.#binary(new Uint8Array(value));
    if (types.isBoxedPrimitive(value)) return this.#convert(value.valueOf(), undefined, '');
    if (typeOf(value) !== undefined && typeof typeOf(value) === 'string') return value;
    if (this.#open.size >= maxDepth) throw new TypeError(`the value is nested deeper than ${maxDepth} levels`);
    if (this.#open.has(value)) throw new TypeError('the value contains itself and cannot be sent');
    this.#open.add(value);
    const converted = Array.isArray(value) ? this.#array(value) : this.#document(value);
    this.#open.delete(value);
    return converted;
  }

  #binary(bytes) {
    this.#charge(bytes.length);
    return bytes;
  }

  #wait(value, promise) {
    if (this.settled.has(value)) return this.#convert(this.settled.get(value), undefined, '');
    this.pending.push([value, promise]);
    return null;
  }

  #array(values) {
    const items = [];
    for (let i = 0; i < values.length; i++) items.push(this.#convert(values[i], values, i));
    return items;
  }

  #document(value) {
    const document = Object.create(null);
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (typeof member === 'function') continue;       // methods are no data: as in JSON they stay behind
      if (key.includes('\0')) throw new TypeError('a property name with a null character cannot be sent');
      this.#charge(key.length);
      document[key.toWellFormed()] = this.#convert(member, value, key);
    }
    return document;
  }
}

async function settle(value, numbers) {
  const plain = new Plain(numbers);
  for (;;) {
    const result = plain.read(value);
    if (plain.pending.length === 0) return result;
    for (const [key, promise] of plain.pending.splice(0)) plain.settled.set(key, await promise);
  }
}

function withoutPromises(value, numbers, message) {
  const plain = new Plain(numbers);
  const result = plain.read(value);
  if (plain.pending.length > 0) {
    for (const [, promise] of plain.pending) Promise.resolve(promise).catch(() => {});
    throw new Error(message);
  }
  return result;
}

const maxText = 4096;

// An error as 'Type: message', text as it is, anything else as JSON.
function describe(thrown) {
  let text;
  try {
    if (typeof thrown !== 'object' || thrown === null) text = String(thrown);
    else if (!types.isNativeError(thrown) && !(thrown instanceof Error)) text = String(JSON.stringify(thrown));
    else text = describeError(thrown);
  } catch {
    return 'an error that cannot be shown was thrown';
  }
  return text.length <= maxText ? text : `${text.slice(0, maxText)}...`;
}

function describeError(error) {
  const name = String(error.name);
  // Node adds the files that asked for a module.
  const message = error.code === 'MODULE_NOT_FOUND' ? String(error.message).split('\n')[0] : String(error.message);
  return message.length === 0 ? name : `${name}: ${message}`;
}

module.exports = { Cursor, Plain, TooLarge, settle, withoutPromises, describe };
