'use strict';
// The global EJSON, canonical when writing, all forms of Extended JSON when reading.

const { BSON, typeOf, originals, commonFlags, binaryBytes, bitsOf, toDate, toRegExp, defaultType } = require('./bson');
const { Plain } = require('./values');

const maxDepth = 200;

function wrong(message) {
  return new Error(`EJSON.parse: ${message}`);
}

// Shortest that reads back the same, always told from an integer.
function doubleText(value) {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  const [digits, exponent] = value.toExponential().split('e').map((part, index) => (index === 0 ? part : Number(part)));
  if (exponent >= 15 || exponent < -4) return `${digits}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const text = exponent < 0 ? value.toFixed(Math.max(digits.replace(/[-.]/g, '').length - 1 - exponent, 1)) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function number(value, kind = defaultType(value)) {
  switch (kind) {
    case 'int': return { $numberInt: String(value) };
    case 'long': return { $numberLong: String(value) };
    default: return { $numberDouble: doubleText(value) };
  }
}

function date(value) {
  const known = originals.get(value);
  return { $date: { $numberLong: String(known ? known.milliseconds : value.getTime()) } };
}

function typed(value) {
  switch (typeOf(value)) {
    case 'ObjectId': case 'ObjectID': return { $oid: value.toString() };
    case 'Long': return { $numberLong: String(bitsOf(value)) };
    case 'Int32': return number(Number(value.value), 'int');
    case 'Double': return number(Number(value.value), 'double');
    case 'Decimal128': return { $numberDecimal: value.toString() };
    case 'Binary': case 'UUID':
      return { $binary: { base64: binaryBytes(value).toString('base64'), subType: value.sub_type.toString(16).padStart(2, '0') } };
    case 'Timestamp': {
      const bits = BigInt.asUintN(64, bitsOf(value));
      return { $timestamp: { t: Number(bits >> 32n), i: Number(BigInt.asUintN(32, bits)) } };
    }
    case 'BSONRegExp': return { $regularExpression: { pattern: value.pattern, options: value.options } };
    case 'BSONSymbol': case 'Symbol': return { $symbol: String(value.value) };
    case 'Code': return value.scope ? { $code: String(value.code), $scope: toTree(value.scope) } : { $code: String(value.code) };
    case 'MinKey': return { $minKey: 1 };
    case 'MaxKey': return { $maxKey: 1 };
    default: throw new TypeError(`a value of type ${typeOf(value)} cannot be sent`);
  }
}

function toTree(value) {
  switch (typeof value) {
    case 'number': return number(value);
    case 'bigint': return { $numberLong: String(value) };
    case 'undefined': return { $undefined: true };
    case 'object': break;
    default: return value;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(toTree);
  if (value instanceof Uint8Array) return { $binary: { base64: Buffer.from(value).toString('base64'), subType: '00' } };
  if (value instanceof Date) return date(value);
  if (value instanceof RegExp) {
    const known = originals.get(value);
    const [pattern, options] = known ? [known.pattern, known.options] : [value.source, commonFlags(value.flags)];
    return { $regularExpression: { pattern, options } };
  }
  if (typeOf(value) !== undefined) return typed(value);
  const tree = Object.create(null);
  for (const key of Object.keys(value)) tree[key] = toTree(value[key]);
  return tree;
}

function isInteger(value) {
  return typeof value === 'number' && Number.isInteger(value);
}

function long(text) {
  if (!/^-?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) return undefined;
  const value = BigInt(text);
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? new LongNumber(Number(value)) : new BSON.Long(value);
}

// A number whose type JavaScript does not know, until it has its place.
class LongNumber {
  constructor(value) { this.value = value; }
}

class DoubleNumber extends LongNumber {}

const plainTypes = {
  $oid: (text) => (/^[0-9a-f]{24}$/i.test(text) ? new BSON.ObjectId(text) : undefined),
  $numberInt: (text) => (/^-?\d+$/.test(text) && Number(text) === (Number(text) | 0) ? Number(text) : undefined),
  $numberLong: long,
  $numberDouble: (text) => {
    if (['NaN', 'Infinity', '-Infinity'].includes(text)) return Number(text);
    return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? new DoubleNumber(Number(text)) : undefined;
  },
  $numberDecimal: (text) => new BSON.Decimal128(text),
  $symbol: (text) => new BSON.BSONSymbol(text),
  $uuid: (text) => new BSON.UUID(text),
};

function read(text, key, parse) {
  if (typeof text !== 'string') throw wrong(`the value of ${key} is not valid`);
  let result;
  try {
    result = parse(text);
  } catch {
    result = undefined;
  }
  if (result === undefined) throw wrong(`the value of ${key} is not valid`);
  return result;
}

function plainNumber(known) {
  return known instanceof LongNumber ? known.value : known;
}

const types = {
  $binary(given, all) {
    const [bytes, subType] = typeof given === 'string' ? [given, all.$type] : [given?.base64, given?.subType];
    if (typeof bytes !== 'string' || !/^[a-z0-9+/=]*$/i.test(bytes) || !/^[0-9a-f]{1,2}$/i.test(subType)) return undefined;
    const [data, number_] = [Buffer.from(bytes, 'base64'), parseInt(subType, 16)];
    return number_ === 4 && data.length === 16 ? new BSON.UUID(data) : new BSON.Binary(data, number_);
  },
  $date(given) {
    const known = plainNumber(given);
    if (isInteger(known)) return toDate(BigInt(known));
    if (typeOf(given) === 'Long') return toDate(bitsOf(given));
    if (typeof given !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(given)) return undefined;
    const time = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(given) ? given : `${given}Z`);
    return Number.isNaN(time) ? undefined : new Date(time);
  },
  $regularExpression: (given) => (typeof given?.pattern === 'string' && typeof given.options === 'string'
    ? toRegExp(given.pattern, [...given.options].sort().join('')) : undefined),
  $timestamp(given) {
    const [t, i] = [plainNumber(given?.t), plainNumber(given?.i)];
    return isInteger(t) && isInteger(i) && t === t >>> 0 && i === i >>> 0 ? new BSON.Timestamp({ t, i }) : undefined;
  },
  $minKey: (given) => (given === 1 ? new BSON.MinKey() : undefined),
  $maxKey: (given) => (given === 1 ? new BSON.MaxKey() : undefined),
  $undefined: (given) => (given === true ? { isUndefined: true } : undefined),
  $code: (given, all) => (typeof given === 'string' ? new BSON.Code(given, all.$scope) : undefined),
};

const companions = { $binary: '$type', $code: '$scope' };

function resolve(tree) {
  for (const key of Object.keys(tree)) {
    if (Object.hasOwn(plainTypes, key)) {
      only(tree, key);
      return read(tree[key], key, plainTypes[key]);
    }
    if (Object.hasOwn(types, key)) {
      only(tree, key, companions[key]);
      const result = types[key](tree[key], tree);
      if (result === undefined) throw wrong(`the value of ${key} is not valid`);
      return result.isUndefined ? undefined : result;
    }
    if (key === '$regex' && Object.keys(tree).length === 2 && typeof tree.$regex === 'string' && typeof tree.$options === 'string')
      return toRegExp(tree.$regex, [...tree.$options].sort().join(''));
  }
  return tree;
}

function only(tree, ...keys) {
  if (!Object.keys(tree).every((key) => keys.includes(key))) throw wrong(`an object with ${keys[0]} may have no other keys`);
}

// Numbers keep the type that the text says, where they stand.
function toValue(tree, numbers, depth = 0) {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (depth >= maxDepth) throw wrong(`values are nested deeper than ${maxDepth} levels`);
  if (Array.isArray(tree)) {
    const items = [];
    for (const item of tree) items.push(place(toValue(item, numbers, depth + 1), items, items.length, numbers));
    return items;
  }
  const document = {};
  for (const key of Object.keys(tree)) {
    if (key.includes('\0')) throw wrong('a name in a document may not contain a null character');
    const member = toValue(tree[key], numbers, depth + 1);
    Object.defineProperty(document, key, { value: member, enumerable: true, configurable: true, writable: true });
  }
  const result = resolve(document);
  if (result === document) for (const key of Object.keys(document)) document[key] = place(document[key], document, key, numbers);
  return result;
}

function place(member, holder, key, numbers) {
  if (!(member instanceof LongNumber)) return member;
  const kind = member instanceof DoubleNumber ? 'double' : 'long';
  if (kind !== defaultType(member.value)) {
    if (holder) numbers.remember(holder, key, member.value, kind);
    else numbers.rememberBare(member.value, kind);
  }
  return member.value;
}

module.exports = function create(numbers) {
  return {
    // An object is taken for its own JSON, as the hosted runtime did.
    parse(text) {
      const json = typeof text === 'object' && text !== null ? this.stringify(text) : String(text);
      let tree;
      try {
        tree = JSON.parse(json);
      } catch (error) {
        throw wrong(`invalid JSON: ${error.message}`);
      }
      return place(toValue(tree, numbers()), undefined, '', numbers());
    },
    stringify(given) {
      return given === undefined ? undefined : JSON.stringify(toTree(new Plain(numbers()).read(given)));
    },
  };
};
