'use strict';
// The classes of the global BSON, and BSON itself. npm's package loses types that apps can tell apart, and the server has no packages.

const { randomBytes } = require('crypto');
const { inspect } = require('util');

const int64 = BigInt.asIntN;
const hidden = { enumerable: false, configurable: true };

function fail(message) {
  return new TypeError(message);
}

// As in the hosted runtime, a class constructs with and without new.
function callable(Class) {
  return new Proxy(Class, { apply: (target, self, given) => Reflect.construct(target, given) });
}

function define(target, name, value) {
  Object.defineProperty(target, name, { value, ...hidden });
}

function readonly(Class, properties) {
  for (const [name, get] of Object.entries(properties)) Object.defineProperty(Class.prototype, name, { get, ...hidden });
}

function kind(Class, name) {
  define(Class.prototype, '_bsontype', name);
}

// Any version of npm's classes counts as well, which packages of an app bring with them. Old ones name the type in each object, and the
// class has that name, too: so it is no field of a document, which may have whatever a client sends.
function typeOf(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  const type = value._bsontype;
  if (!Object.hasOwn(value, '_bsontype')) return type;
  return ownTypes.has(type) && Object.getPrototypeOf(value)?.constructor?.name === type ? type : undefined;
}

function hasType(value, ...names) {
  return names.includes(typeOf(value));
}

function bytesOf(value) {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (hasType(value, 'Binary', 'UUID')) return binaryBytes(value);
  if (Array.isArray(value)) return Buffer.from(value);
  return null;
}

function binaryBytes(value) {
  const bytes = value.buffer;
  return typeof value.position === 'number' ? Buffer.from(bytes).subarray(0, value.position) : Buffer.from(bytes);
}

let counter = randomBytes(3).readUIntBE(0, 3);
const random = randomBytes(5);

class ObjectIdClass {
  constructor(from) {
    this.id = ObjectIdClass.read(from);
  }

  static read(from) {
    if (from === undefined || from === null) {
      const id = Buffer.alloc(12);
      id.writeUInt32BE(Math.floor(Date.now() / 1000), 0);
      random.copy(id, 4);
      counter = (counter + 1) % 0x1000000;
      id.writeUIntBE(counter, 9, 3);
      return id;
    }
    if (hasType(from, 'ObjectId', 'ObjectID')) return Buffer.from(from.id);
    const bytes = typeof from === 'string' ? null : bytesOf(from);
    if (bytes && bytes.length === 12) return Buffer.from(bytes);
    if (typeof from === 'string' && /^[0-9a-f]{24}$/i.test(from)) return Buffer.from(from, 'hex');
    throw fail('an ObjectId is made from 24 hex digits or 12 bytes');
  }

  static createFromHexString(text) {
    return new ObjectId(text);
  }

  static isValid(value) {
    return typeof value === 'string' ? /^[0-9a-f]{24}$/i.test(value) : hasType(value, 'ObjectId', 'ObjectID');
  }

  toString() { return this.id.toString('hex'); }
  toHexString() { return this.id.toString('hex'); }
  toJSON() { return this.id.toString('hex'); }
  getTimestamp() { return new Date(this.id.readUInt32BE(0) * 1000); }

  equals(other) {
    return typeof other === 'string'
      ? other.toLowerCase() === this.toString()
      : hasType(other, 'ObjectId', 'ObjectID') && this.id.equals(other.id);
  }
}

class LongClass {
  constructor(low, high) {
    this.bits = LongClass.read(low, high);
  }

  static read(low, high) {
    if (high !== undefined) return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
    if (typeof low === 'bigint') return int64(64, low);
    if (hasType(low, 'Long')) return bitsOf(low);
    if (typeof low === 'number' || low === undefined) return fromNumber(Number(low));
    if (/^[+-]?[0-9]+$/.test(String(low))) {
      const value = BigInt(low);
      if (int64(64, value) === value) return value;
    }
    throw fail('a Long is made from a 64-bit integer');
  }

  static fromString(text) { return new Long(text); }
  static fromNumber(value) { return new Long(fromNumber(Number(value))); }
  static fromInt(value) { return new Long(BigInt(value | 0)); }
  static fromBits(low, high) { return new Long(low | 0, high | 0); }

  toString() { return this.bits.toString(); }
  toJSON() { return this.bits.toString(); }
  valueOf() { return Number(this.bits); }
  toNumber() { return Number(this.bits); }
  toInt() { return Number(int64(32, this.bits)); }
  equals(other) { return hasType(other, 'Long') ? this.bits === bitsOf(other) : Number(this.bits) === Number(other); }
}
readonly(LongClass, {
  low() { return Number(int64(32, this.bits)); },
  high() { return Number(this.bits >> 32n); },
});

function fromNumber(value) {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}

function bitsOf(long) {
  return typeof long.bits === 'bigint' ? long.bits : int64(64, (BigInt(long.high) << 32n) | BigInt(long.low >>> 0));
}

class Int32Class {
  constructor(value) { this.value = Number(value) | 0; }
  valueOf() { return this.value; }
  toNumber() { return this.value; }
  toJSON() { return this.value; }
  toString() { return String(this.value); }
  equals(other) { return hasType(other, 'Int32', 'Double', 'Long') && Number(other) === this.value; }
}

class DoubleClass {
  constructor(value) { this.value = Number(value); }
  valueOf() { return this.value; }
  toNumber() { return this.value; }
  toJSON() { return this.value; }
  toString() { return String(this.value); }
  equals(other) { return hasType(other, 'Int32', 'Double', 'Long') && Number(other) === this.value; }
}

class Decimal128Class {
  constructor(from) {
    const bytes = hasType(from, 'Decimal128') ? Buffer.from(from.bytes) : from;
    this.bytes = Buffer.isBuffer(bytes) ? bytes : parseDecimal(String(bytes));
  }

  static fromString(text) { return new Decimal128(String(text)); }
  toString() { return formatDecimal(this.bytes); }
  toJSON() { return { $numberDecimal: this.toString() }; }
  equals(other) { return hasType(other, 'Decimal128') && this.bytes.equals(other.bytes); }
}

const maxDigits = 34;
const bias = 6176;
const maxExponent = 6111;

function parseDecimal(text) {
  const wrong = fail('a Decimal128 is made from the text of a number with at most 34 digits');
  const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (named) {
    const isNaN = named[2].toLowerCase() === 'nan';
    return decimalBytes(named[1] === '-' && !isNaN, isNaN ? 0x7c00n << 112n : 0x7800n << 112n);
  }
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!parts || (parts[2] + (parts[3] ?? '')).length === 0) throw wrong;
  let digits = (parts[2] + (parts[3] ?? '')).replace(/^0+/, '');
  let exponent = Number(parts[4] ?? 0) - (parts[3] ?? '').length;
  const cut = digits.length - maxDigits;
  if (cut > 0) {
    if (!/^0*$/.test(digits.slice(maxDigits))) throw wrong;
    digits = digits.slice(0, maxDigits);
    exponent += cut;
  }
  if (digits === '') exponent = Math.min(Math.max(exponent, -bias), maxExponent);
  while (exponent > maxExponent && digits.length < maxDigits) {
    digits += '0';
    exponent--;
  }
  while (exponent < -bias && digits.endsWith('0')) {
    digits = digits.slice(0, -1);
    exponent++;
  }
  if (exponent > maxExponent || exponent < -bias) throw wrong;
  return decimalBytes(parts[1] === '-', (BigInt(exponent + bias) << 113n) | BigInt(digits || '0'));
}

function decimalBytes(isNegative, bits) {
  const all = isNegative ? bits | (1n << 127n) : bits;
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, all), 0);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, all >> 64n), 8);
  return bytes;
}

function formatDecimal(bytes) {
  const high = bytes.readBigUInt64LE(8);
  const bits = (high << 64n) | bytes.readBigUInt64LE(0);
  const sign = high >> 63n ? '-' : '';
  const top = Number((high >> 58n) & 0x1fn);
  if (top === 0x1f) return 'NaN';
  if (top === 0x1e) return `${sign}Infinity`;
  const isLarge = (top >> 3) === 3;
  const exponent = Number((bits >> (isLarge ? 111n : 113n)) & 0x3fffn) - bias;
  let value = isLarge ? 0n : bits & ((1n << 113n) - 1n);
  if (value >= 10n ** BigInt(maxDigits)) value = 0n;
  const digits = value.toString();
  const scientific = exponent + digits.length - 1;
  if (exponent > 0 || scientific < -6) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}E${scientific >= 0 ? '+' : ''}${scientific}`;
  }
  if (exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

const uuidSubtype = 4;

class BinaryClass {
  constructor(from, subtype) {
    const bytes = bytesOf(from) ?? Buffer.from(from === undefined ? '' : String(from));
    this.buffer = Buffer.from(bytes);
    this.sub_type = subtype === undefined ? 0 : subtype & 0xff;
    if ([3, uuidSubtype].includes(this.sub_type) && bytes.length !== 16) throw fail('a Binary of a UUID subtype has 16 bytes');
  }

  static fromHex(text, subtype) {
    if (!/^([0-9a-f]{2})*$/i.test(String(text))) throw fail('Binary.fromHex needs hex digits');
    return new Binary(Buffer.from(String(text), 'hex'), subtype);
  }

  static fromBase64(text, subtype) {
    const given = String(text).replace(/\s/g, '');
    if (given.length % 4 !== 0 || !/^[a-z0-9+/]*={0,2}$/i.test(given)) throw fail('Binary.fromBase64 needs padded base64');
    return new Binary(Buffer.from(given, 'base64'), subtype);
  }

  static fromText(text, subtype) {
    return new Binary(text === undefined ? Buffer.alloc(0) : Buffer.from(String(text)), subtype);
  }

  toHex() { return this.buffer.toString('hex'); }
  toBase64() { return this.buffer.toString('base64'); }
  toJSON() { return this.buffer.toString('base64'); }
  text() { return this.buffer.toString('utf8'); }
  toString() { return this.buffer.toString('utf8'); }
  length() { return this.buffer.length; }
  equals(other) {
    return hasType(other, 'Binary', 'UUID') && this.sub_type === other.sub_type && this.buffer.equals(binaryBytes(other));
  }
}

const uuidText = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

class UuidClass extends BinaryClass {
  constructor(from) {
    super(UuidClass.read(from), uuidSubtype);
  }

  static read(from) {
    if (from === undefined) {
      const bytes = randomBytes(16);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      return bytes;
    }
    const bytes = typeof from === 'string' ? uuidText.test(from) && Buffer.from(from.replaceAll('-', ''), 'hex') : bytesOf(from);
    if (bytes && bytes.length === 16) return bytes;
    throw fail('a UUID is made from its text or from 16 bytes');
  }

  toString() {
    return this.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  toHexString() { return this.toString(); }
  toJSON() { return this.toString(); }
}

class TimestampClass {
  constructor(low, high) {
    this.bits = TimestampClass.read(low, high);
  }

  static read(low, high) {
    if (typeof low === 'bigint') return BigInt.asUintN(64, low);
    if (hasType(low, 'Long', 'Timestamp')) return BigInt.asUintN(64, bitsOf(low));
    const [seconds, increment] = typeof low === 'object' && low !== null ? [low.t, low.i] : [high, low];
    return (BigInt(seconds >>> 0) << 32n) | BigInt(increment >>> 0);
  }

  toString() { return this.bits.toString(); }
  toJSON() { return { $timestamp: this.bits.toString() }; }
  equals(other) { return hasType(other, 'Timestamp') && this.bits === BigInt.asUintN(64, bitsOf(other)); }
}
readonly(TimestampClass, {
  t() { return Number(this.bits >> 32n); },
  i() { return Number(BigInt.asUintN(32, this.bits)); },
});

class BSONRegExpClass {
  constructor(pattern, options) {
    this.pattern = String(pattern);
    this.options = options === undefined ? '' : [...String(options)].sort().join('');
    if ((this.pattern + this.options).includes('\0')) throw fail('a regular expression may not contain a null character');
  }

  toString() { return `/${this.pattern}/${this.options}`; }
  toJSON() { return this.toString(); }
  equals(other) { return hasType(other, 'BSONRegExp') && other.pattern === this.pattern && other.options === this.options; }
}

class BSONSymbolClass {
  constructor(value) { this.value = String(value); }
  toString() { return this.value; }
  valueOf() { return this.value; }
  toJSON() { return this.value; }
  equals(other) { return hasType(other, 'BSONSymbol', 'Symbol') && other.value === this.value; }
}

class CodeClass {
  constructor(code, scope) {
    this.code = String(code);
    this.scope = scope;
  }

  toString() { return this.code; }
  toJSON() { return { code: this.code }; }
  equals(other) { return hasType(other, 'Code') && String(other.code) === this.code; }
}

class MinKeyClass {
  toJSON() { return { $minKey: 1 }; }
  equals(other) { return hasType(other, 'MinKey'); }
}

class MaxKeyClass {
  toJSON() { return { $maxKey: 1 }; }
  equals(other) { return hasType(other, 'MaxKey'); }
}

const classes = {
  ObjectId: ObjectIdClass, Int32: Int32Class, Long: LongClass, Double: DoubleClass, Decimal128: Decimal128Class, Binary: BinaryClass,
  UUID: UuidClass, Timestamp: TimestampClass, BSONRegExp: BSONRegExpClass, BSONSymbol: BSONSymbolClass, Code: CodeClass,
  MinKey: MinKeyClass, MaxKey: MaxKeyClass,
};
const ownTypes = new Set([...Object.keys(classes), 'ObjectID', 'Symbol', 'DBRef']);

// What makes the same value again, for whoever looks at it.
const parts = {
  ObjectId: (id) => [id.toString()],
  Int32: ({ value }) => [value],
  Long: (long) => [long.toString()],
  Double: ({ value }) => [value],
  Decimal128: (decimal) => [decimal.toString()],
  Binary: (binary) => [binary.buffer, binary.sub_type],
  UUID: (uuid) => [uuid.toString()],
  Timestamp: ({ t, i }) => [{ t, i }],
  BSONRegExp: ({ pattern, options }) => [pattern, options],
  BSONSymbol: ({ value }) => [value],
  Code: ({ code, scope }) => (scope === undefined ? [code] : [code, scope]),
  MinKey: () => [],
  MaxKey: () => [],
};

const BSON = {};
for (const [name, Class] of Object.entries(classes)) {
  kind(Class, name);
  define(Class.prototype, inspect.custom, function show(depth, options, next) {
    return `new ${name}(${parts[name](this).map((part) => next(part, options)).join(', ')})`;
  });
  Object.defineProperty(Class, 'name', { value: name });
  define(Class.prototype, 'constructor', BSON[name] = callable(Class));
}
BSON.ObjectID = BSON.ObjectId;
const { ObjectId, Int32, Long, Double, Decimal128, Binary, UUID, Timestamp, BSONRegExp, BSONSymbol, Code, MinKey, MaxKey } = BSON;

// Dates and expressions that JavaScript shows only in part, by the object that stands for them.
const originals = new WeakMap();
const latestDate = 8640000000000000n;

function toDate(milliseconds) {
  if (milliseconds >= -latestDate && milliseconds <= latestDate) return new Date(Number(milliseconds));
  const date = new Date(NaN);
  originals.set(date, { milliseconds });
  return date;
}

function commonFlags(letters) {
  return [...'ims'].filter((letter) => letters.includes(letter)).join('');
}

function toRegExp(pattern, options) {
  try {
    const expression = new RegExp(pattern, commonFlags(options));
    originals.set(expression, { pattern, options });
    return expression;
  } catch {
    return new BSONRegExp(pattern, options);       // of another dialect: scripts can still pass it on
  }
}

// Which numbers came in as a type that JavaScript does not tell apart, so that they leave as they came. V8 has no objects for numbers:
// they are known by where they stand, else by key and value, and those that came bare, as arguments and results do, by their value.
class NumberTypes {
  #byHolder = new WeakMap();
  #byKey = new Map();
  #bare = new Map();

  remember(holder, key, value, numberType) {
    let known = this.#byHolder.get(holder);
    if (!known) this.#byHolder.set(holder, known = new Map());
    known.set(key, [value, numberType]);
    note(this.#byKey, `${Array.isArray(holder) ? '' : key}\0${value}`, numberType);
  }

  rememberBare(value, numberType) {
    note(this.#bare, value, numberType);
  }

  // An argument of a function, or what an operation answers, that decode() has found in its frame.
  release(holder, key) {
    const known = this.#byHolder.get(holder)?.get(key);
    if (known) this.rememberBare(...known);
  }

  find(holder, key, value) {
    const known = typeof holder === 'object' ? this.#byHolder.get(holder)?.get(key) : undefined;
    if (known && Object.is(known[0], value)) return known[1];
    const found = this.#byKey.get(`${Array.isArray(holder) ? '' : key}\0${value}`) ?? this.#bare.get(value);
    return found === 'mixed' ? undefined : found;
  }
}

function note(types, name, numberType) {
  const before = types.get(name);
  types.set(name, before === undefined || before === numberType ? numberType : 'mixed');
}

// Reading -----------------------------------------------------------------------------------------------------------------------

class Reader {
  #bytes;
  #at = 0;
  #numbers;

  constructor(bytes, numbers) {
    this.#bytes = bytes;
    this.#numbers = numbers;
  }

  document() {
    return this.#fill({}, this.#end());
  }

  #end() {
    const start = this.#at;
    this.#at += 4;
    return start + this.#bytes.readInt32LE(start) - 1;
  }

  #fill(target, end) {
    const isArray = Array.isArray(target);
    while (this.#at < end) {
      const code = this.#bytes[this.#at++];
      const key = this.#cstring();
      const value = this.#value(code, target, isArray ? target.length : key);
      if (isArray) target.push(value);
      else if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
      else target[key] = value;
    }
    this.#at = end + 1;
    return target;
  }

  #cstring() {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.#bytes.latin1Slice(this.#at, end);
    const isAscii = !/[\x80-\xff]/.test(text);
    const result = isAscii ? text : this.#bytes.utf8Slice(this.#at, end);
    this.#at = end + 1;
    return result;
  }

  #string() {
    const length = this.#bytes.readInt32LE(this.#at);
    const text = this.#bytes.utf8Slice(this.#at + 4, this.#at + 3 + length);
    this.#at += 4 + length;
    return text;
  }

  #take(length) {
    this.#at += length;
    return this.#at - length;
  }

  #value(code, holder, key) {
    const bytes = this.#bytes;
    switch (code) {
      case 0x01: return this.#number(bytes.readDoubleLE(this.#take(8)), 'double', holder, key);
      case 0x02: return this.#string();
      case 0x03: return this.#fill({}, this.#end());
      case 0x04: return this.#fill([], this.#end());
      case 0x05: return this.#binary();
      case 0x06: return undefined;
      case 0x07: return new ObjectId(Buffer.from(bytes.subarray(this.#take(12), this.#at)));
      case 0x08: return bytes[this.#at++] === 1;
      case 0x09: return toDate(bytes.readBigInt64LE(this.#take(8)));
      case 0x0a: return null;
      case 0x0b: return toRegExp(this.#cstring(), this.#cstring());
      case 0x0d: return new Code(this.#string());
      case 0x0e: return new BSONSymbol(this.#string());
      case 0x0f: {
        this.#at += 4;
        const text = this.#string();
        return new Code(text, this.document());
      }
      case 0x10: return bytes.readInt32LE(this.#take(4));
      case 0x11: return new Timestamp(bytes.readBigUInt64LE(this.#take(8)));
      case 0x12: {
        const value = bytes.readBigInt64LE(this.#take(8));
        return value >= -(2n ** 53n) && value <= 2n ** 53n ? this.#number(Number(value), 'long', holder, key) : new Long(value);
      }
      case 0x13: return new Decimal128(Buffer.from(bytes.subarray(this.#take(16), this.#at)));
      case 0x7f: return new MaxKey();
      case 0xff: return new MinKey();
      default: throw fail(`a BSON value of type ${code} has no class for scripts`);
    }
  }

  #number(value, numberType, holder, key) {
    if (numberType !== defaultType(value)) this.#numbers?.remember(holder, key, value, numberType);
    return value;
  }

  #binary() {
    const length = this.#bytes.readInt32LE(this.#at);
    const subtype = this.#bytes[this.#at + 4];
    const start = this.#at + 5;
    this.#at = start + length;
    const bytes = Buffer.from(this.#bytes.subarray(start, this.#at));
    return subtype === uuidSubtype && length === 16 ? new UUID(bytes) : new Binary(bytes, subtype);
  }
}

// A number the script made: an integer is an int32 if it fits, a long while it is exact; the rest are doubles.
function defaultType(value) {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 53 || Object.is(value, -0)) return 'double';
  return value === (value | 0) ? 'int' : 'long';
}

// Writing -----------------------------------------------------------------------------------------------------------------------

class Writer {
  #bytes = Buffer.allocUnsafe(1024);
  #at = 0;

  // What is written is plain: values.js has made it so, and has given numbers their types.
  frame(document) {
    this.#document(document);
    return this.#bytes.subarray(0, this.#at);
  }

  #room(size) {
    const end = this.#at + size;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
    }
    this.#at = end;
    return end - size;
  }

  #document(document) {
    const start = this.#room(4);
    for (const key of Object.keys(document)) this.#element(key, document[key]);
    this.#close(start);
  }

  #array(items) {
    const start = this.#room(4);
    for (let i = 0; i < items.length; i++) this.#element(String(i), items[i]);
    this.#close(start);
  }

  #close(start) {
    this.#bytes[this.#room(1)] = 0;
    this.#bytes.writeInt32LE(this.#at - start, start);
  }

  #cstring(text) {
    const at = this.#room(text.length * 3 + 1);
    const written = this.#bytes.utf8Write(text, at);
    this.#bytes[at + written] = 0;
    this.#at = at + written + 1;
  }

  #string(text) {
    const at = this.#room(text.length * 3 + 5);
    const written = this.#bytes.utf8Write(text, at + 4);
    this.#bytes.writeInt32LE(written + 1, at);
    this.#bytes[at + 4 + written] = 0;
    this.#at = at + 4 + written + 1;
  }

  #name(code, key) {
    this.#bytes[this.#room(1)] = code;
    this.#cstring(key);
  }

  #element(key, value) {
    switch (typeof value) {
      case 'string': this.#name(0x02, key); return this.#string(value);
      case 'number': return this.#number(key, value, defaultType(value));
      case 'boolean': this.#name(0x08, key); this.#bytes[this.#room(1)] = value ? 1 : 0; return undefined;
      case 'bigint': this.#name(0x12, key); this.#bytes.writeBigInt64LE(value, this.#room(8)); return undefined;
      case 'object': return value === null ? this.#name(0x0a, key) : this.#object(key, value);
      default: return this.#name(0x06, key);
    }
  }

  #number(key, value, numberType) {
    if (numberType === 'double') {
      this.#name(0x01, key);
      this.#bytes.writeDoubleLE(value, this.#room(8));
    } else if (numberType === 'int') {
      this.#name(0x10, key);
      this.#bytes.writeInt32LE(value, this.#room(4));
    } else {
      this.#name(0x12, key);
      this.#bytes.writeBigInt64LE(BigInt(value), this.#room(8));
    }
  }

  #object(key, value) {
    if (Array.isArray(value)) {
      this.#name(0x04, key);
      this.#array(value);
    } else if (value instanceof Uint8Array) {
      this.#binary(key, value, 0);
    } else if (value instanceof Date) {
      this.#name(0x09, key);
      const known = originals.get(value);
      this.#bytes.writeBigInt64LE(known ? known.milliseconds : BigInt(value.getTime()), this.#room(8));
    } else if (value instanceof RegExp) {
      const known = originals.get(value);
      this.#regexp(key, known ? known.pattern : value.source, known ? known.options : commonFlags(value.flags));
    } else if (typeOf(value) !== undefined) {
      this.#typed(key, value);
    } else {
      this.#name(0x03, key);
      this.#document(value);
    }
  }

  #binary(key, bytes, subtype) {
    this.#name(0x05, key);
    const at = this.#room(5 + bytes.length);
    this.#bytes.writeInt32LE(bytes.length, at);
    this.#bytes[at + 4] = subtype;
    this.#bytes.set(bytes, at + 5);
  }

  #regexp(key, pattern, options) {
    this.#name(0x0b, key);
    this.#cstring(pattern);
    this.#cstring(options);
  }

  #typed(key, value) {
    switch (typeOf(value)) {
      case 'ObjectId': case 'ObjectID': this.#name(0x07, key); this.#bytes.set(bytesOf(value.id), this.#room(12)); break;
      case 'Long': this.#name(0x12, key); this.#bytes.writeBigInt64LE(bitsOf(value), this.#room(8)); break;
      case 'Int32': this.#number(key, Number(value.value), 'int'); break;
      case 'Double': this.#number(key, Number(value.value), 'double'); break;
      case 'Decimal128': this.#name(0x13, key); this.#bytes.set(bytesOf(value.bytes), this.#room(16)); break;
      case 'Binary': case 'UUID': this.#binary(key, binaryBytes(value), value.sub_type); break;
      case 'Timestamp':
        this.#name(0x11, key);
        this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, bitsOf(value)), this.#room(8));
        break;
      case 'BSONRegExp': this.#regexp(key, value.pattern, value.options); break;
      case 'BSONSymbol': case 'Symbol': this.#name(0x0e, key); this.#string(String(value.value)); break;
      case 'Code': this.#code(key, value); break;
      case 'MinKey': this.#name(0xff, key); break;
      case 'MaxKey': this.#name(0x7f, key); break;
      default: throw fail(`a value of type ${typeOf(value)} cannot be sent`);
    }
  }

  #code(key, value) {
    if (value.scope === undefined || value.scope === null) {
      this.#name(0x0d, key);
      return this.#string(String(value.code));
    }
    this.#name(0x0f, key);
    const start = this.#room(4);
    this.#string(String(value.code));
    this.#document(value.scope);
    this.#bytes.writeInt32LE(this.#at - start, start);
  }
}

module.exports = {
  BSON, NumberTypes, originals, typeOf, toDate, toRegExp, commonFlags, binaryBytes, bitsOf, defaultType,
  decode: (bytes, numbers) => new Reader(bytes, numbers).document(),
  encode: (document) => new Writer().frame(document),
};
