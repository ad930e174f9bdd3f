// Runs cases of documentdb/functional-tests: commands with the replies and error codes that MongoDB gives to them. functional/README.md has
// the form of the data.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { BSON } from "mongodb";

const { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } = BSON;

/** The cases of a file, still as text: reading all of them takes longer than running some. */
export const lines = async (path) => (await promisify(gunzip)(await readFile(path))).toString("utf8").split("\n").filter(Boolean);

const nameOf = (line) => JSON.parse(line.slice('{"name":'.length, line.indexOf(',"steps":')));
export const named = (text) => text.map((line) => ({ name: nameOf(line), line }));

class Approximately {
  constructor(pair) {
    [this.value, this.tolerance] = pair.map((one) => Number(one.$numberDouble ?? one));
  }
}

const double = (text) => new Double(text === "Infinity" ? Infinity : text === "-Infinity" ? -Infinity : Number(text));

// A value that is one key of these is no document, whatever the driver takes a document like {$regex: "a"} for.
const values = {
  $oid: (text) => new ObjectId(text),
  $binary: ({ base64, subType }) => new Binary(Buffer.from(base64, "base64"), Number.parseInt(subType, 16)),
  $numberDouble: double,
  $numberLong: (text) => Long.fromString(text),
  $numberDecimal: (text) => Decimal128.fromString(text),
  $date: (text) => new Date(Number(text)),
  $regularExpression: ({ pattern, options }) => new BSONRegExp(pattern, options),
  $timestamp: ({ t, i }) => new Timestamp({ t, i }),
  $minKey: () => new MinKey(),
  $maxKey: () => new MaxKey(),
  $symbol: (text) => new BSONSymbol(text),
  $repeat: ([text, times, end]) => text.repeat(times) + end,
  $approx: (pair) => new Approximately(pair),
};

/** The value that JSON stands for, with names put in for those that stand for a database and a collection. */
function revive(value, names) {
  if (typeof value === "string")
    return value.includes("‹") ? value.replaceAll("‹db›", names.database).replaceAll("‹items›", names.collection) : value;
  if (typeof value === "number") return Number.isInteger(value) ? new Int32(value) : new Double(value);
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((one) => revive(one, names));
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "$document") return new Map(value.$document.map(([key, one]) => [key, revive(one, names)]));
  if (keys[0] === "$code") return new Code(value.$code, keys.length > 1 ? revive(value.$scope, names) : undefined);
  if (keys.length === 1 && Object.hasOwn(values, keys[0])) return values[keys[0]](value[keys[0]]);
  return Object.fromEntries(keys.map((key) => [revive(key, names), revive(value[key], names)]));
}

const isDocument = (value) => value !== null && typeof value === "object" && !Array.isArray(value)
  && (!value._bsontype || value._bsontype === "DBRef") && !(value instanceof Date) && !(value instanceof Approximately);
const entries = (value) => value instanceof Map ? [...value] : Object.entries(value._bsontype === "DBRef" ? value.toJSON() : value);

/** One text for values that are the same to the last bit; the order of fields is nothing that the tests look at. */
function exact(value) {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return exact(Number.isInteger(value) && !Object.is(value, -0) ? new Int32(value) : new Double(value));
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[${value.map(exact).join()}]`;
  switch (value._bsontype) {
    case "Int32": return `${value.value}`;
    case "Double": return `Double(${Object.is(value.value, -0) ? "-0" : value.value})`;
    case "Long": return `Long(${value})`;
    case "Decimal128": return `Decimal(${value})`;
    case "ObjectId": return `ObjectId(${value.toHexString()})`;
    case "Binary": return `Binary(${value.sub_type},${value.toString("hex")})`;
    case "BSONRegExp": return `Regex(${JSON.stringify([value.pattern, value.options])})`;
    case "BSONSymbol": return `Symbol(${JSON.stringify(value.value)})`;
    case "Timestamp": return `Timestamp(${value.high >>> 0},${value.low >>> 0})`;
    case "Code": return `Code(${JSON.stringify(value.code)},${value.scope ? exact(value.scope) : ""})`;
    case "MinKey": case "MaxKey": return value._bsontype;
    case undefined: case "DBRef": return `{${entries(value).map(([key, one]) => `${JSON.stringify(key)}:${exact(one)}`).sort().join()}}`;
    default: return `${value._bsontype}(${JSON.stringify(value)})`;
  }
}

function isLike(actual, expected, partly = false) {
  if (expected instanceof Approximately) {
    const number = Number(actual?.value ?? actual?.toString());
    return Math.abs(number - expected.value) <= expected.tolerance;
  }
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && (partly ? actual.length >= expected.length : actual.length === expected.length)
      && expected.every((one, index) => isLike(actual[index], one, partly));
  }
  if (isDocument(expected)) {
    if (!isDocument(actual)) return false;
    const fields = new Map(entries(actual)), wanted = entries(expected);
    return (partly || fields.size === wanted.length) && wanted.every(([key, one]) => fields.has(key) && isLike(fields.get(key), one, partly));
  }
  return exact(actual) === exact(expected);
}

const sorted = (list) => {
  if (!Array.isArray(list)) return list;
  const keyed = list.map((one) => [exact(one), one]);
  return keyed.sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0).map(([, one]) => one);
};
const sortedIn = (documents, fields) => documents.map((document) =>
  Object.fromEntries(entries(document).map(([key, one]) => [key, fields.includes(key) ? sorted(one) : one])));

const names = {
  double: "Double", int: "Int32", long: "Long", decimal: "Decimal128", objectId: "ObjectId", timestamp: "Timestamp", binData: "Binary",
};
const typeOf = (value) => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return Object.keys(names).find((name) => names[name] === value?._bsontype) ?? (isDocument(value) ? "object" : value?._bsontype);
};
const numeric = (value) => {
  if (value instanceof Date) return value.getTime();
  return ["Int32", "Double", "Long", "Decimal128"].includes(value?._bsontype) ? Number(value.toString()) : value;
};

// What a test asks of one field.
const checks = {
  Exists: (value) => value !== undefined,
  NotExists: (value) => value === undefined,
  IsType: (value, type) => typeOf(value) === type,
  Eq: (value, expected) => isLike(value, expected),
  Ne: (value, rejected) => exact(value) !== exact(rejected),
  OrderedKeys: (value, expected) => isDocument(value) && exact(entries(value).map(([key]) => key)) === exact(expected),
  Len: (value, length) => Array.isArray(value) && value.length === numeric(length),
  LenGt: (value, minimum) => Array.isArray(value) && value.length > numeric(minimum),
  LenLte: (value, maximum) => Array.isArray(value) && value.length <= numeric(maximum),
  Contains: (value, key, one) => Array.isArray(value) && value.some((item) => isDocument(item) && exact(item[key]) === exact(one)),
  NotContains: (value, ...given) => value === undefined || (Array.isArray(value) && !checks.Contains(value, ...given)),
  HasKey: (value, key) => isDocument(value) && key in value,
  ContainsElement: (value, element) => Array.isArray(value) && value.some((item) => exact(item) === exact(element)),
  Gt: (value, minimum) => numeric(value) > numeric(minimum),
  Gte: (value, minimum) => numeric(value) >= numeric(minimum),
  Lte: (value, maximum) => numeric(value) <= numeric(maximum),
  NonEmptyStr: (value) => typeof value === "string" && value.length > 0,
  ByteLen: (value, length) => value?._bsontype === "Binary" && value.length() === numeric(length),
};

const at = (document, path) => path === "" ? document : path.split(".").reduce((value, part) => value?.[part], document);
const shown = (value) => {
  const text = exact(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
};

function check(document, list) {
  for (const [path, [name, ...given]] of list)
    assert.ok(checks[name](at(document, path), ...given), `${path} ${name} ${given.map(shown)}: ${shown(at(document, path))}`);
}

/** Asserts that a reply, or an error, is what a case expects. */
function expect(reply, error, expected) {
  const code = error ? error.code : reply.writeErrors?.[0]?.code?.value;
  if ("error" in expected) {
    const codes = [expected.error].flat().map(Number);
    assert.ok(error || code !== undefined, `error ${codes} expected, and there is none: ${shown(reply ?? null)}`);
    assert.ok(codes.includes(Number(code)), `error ${codes} expected: ${code} ${error?.message ?? shown(reply.writeErrors)}`);
    return;
  }
  if (error) throw error;
  const { $clusterTime, operationTime, ...rest } = reply;
  const batch = rest.cursor?.firstBatch;
  if (expected.checks || expected.each) {
    const documents = expected.raw ? [reply] : batch;
    assert.ok(documents?.length > 0, `there are no documents: ${shown(rest)}`);
    if (expected.each) assert.equal(documents.length, expected.each.length, `number of documents in ${shown(documents)}`);
    documents.forEach((document, index) => check(document, expected.each ? expected.each[index] : expected.checks));
  }
  if ("partial" in expected) assert.ok(isLike(rest, expected.partial, true), `${shown(rest)} has not all of ${shown(expected.partial)}`);
  for (const [name, actual] of [["batch", batch], ["reply", rest]]) {
    if (!(name in expected)) continue;
    let [one, other] = [actual, expected[name]];
    if (expected.anyOrder) [one, other] = [sorted(one), sorted(other)];
    if (expected.anyOrderIn && Array.isArray(one)) [one, other] = [sortedIn(one, expected.anyOrderIn), sortedIn(other, expected.anyOrderIn)];
    assert.ok(isLike(one, other), `${shown(one)} is not ${shown(other)}`);
  }
}

const options = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };
const firstCursor = 7_000_000_000n;

/** A command, or several where the driver could not send so many bytes in one: the documents of an insertion, a few at a time. */
const pieces = (command) => {
  const { documents } = command;
  if (!("insert" in command) || !(documents?.length > 4) || !documents.some((one) => exact(one).length > 90_000)) return [command];
  return Array.from({ length: Math.ceil(documents.length / 4) }, (_, index) =>
    ({ ...command, documents: documents.slice(4 * index, 4 * index + 4) }));
};

/** The cursor that a step before opened, for the number that stands for it. */
const cursors = (value, opened) => {
  if (Array.isArray(value)) return value.map((one) => cursors(one, opened));
  return value?._bsontype === "Long" ? opened[Number(value.toBigInt() - firstCursor)] ?? value : value;
};

/**
 * Runs one case in a database that nobody else uses, and a collection of a name that nobody used; all of it is gone afterwards. What it
 * returns is nothing when the replies are MongoDB's; or what is different, and the refusal of something known that the server does not
 * have, where that came before.
 */
export async function run(client, database, collection, line) {
  const names = { database, collection };
  const { steps } = JSON.parse(line);
  const opened = [];
  let refused, failed;
  for (const [index, step] of steps.entries()) {
    const command = revive(step.command, names);
    for (const name of ["getMore", "cursors"]) if (name in command) command[name] = cursors(command[name], opened);
    let reply, error;
    try {
      const target = client.db(step.db === undefined ? database : revive(step.db, names));
      for (const piece of pieces(command)) reply = await target.command(piece, options);
      if (reply.cursor?.id) opened[index] = reply.cursor.id;
    } catch (caught) {
      error = caught;
    }
    try {
      for (const expected of step.expect ?? []) expect(reply, error, revive(expected, names));
    } catch (caught) {
      failed ??= caught;
    }
    const told = error ?? reply.writeErrors?.[0] ?? reply.writeErrors;
    const text = told?.message ?? told?.errmsg;
    if ([115, 59].includes(Number(told?.code)) || / not supported/.test(text)) refused ??= text;
  }
  await client.db(database).dropDatabase();
  return failed && { failed, refused };
}
