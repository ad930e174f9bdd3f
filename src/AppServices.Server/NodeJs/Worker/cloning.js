'use strict';
// structuredClone by the script of the other engine: Node's own makes of a BSON value an object like any other.

const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { types } = require('util');
const { typeOf, originals } = require('./bson');

const kinds = [
  ['value', (value) => originals.has(value) || typeof typeOf(value) === 'string'],
  ['boxed', types.isBoxedPrimitive],
  ['date', types.isDate],
  ['expression', types.isRegExp],
  ['memory', types.isArrayBuffer],
  ['view', types.isTypedArray],
  ['map', types.isMap],
  ['set', types.isSet],
  ['error', types.isNativeError],
  ['array', Array.isArray],
  ['other', (value) => types.isPromise(value) || types.isProxy(value) || types.isWeakMap(value) || types.isWeakSet(value)
    || types.isDataView(value) || types.isSharedArrayBuffer(value) || types.isGeneratorObject(value)],
];

function kind(value) {
  return kinds.find(([, is]) => is(value))?.[0] ?? 'object';
}

const script = new vm.Script(fs.readFileSync(path.join(__dirname, 'clone.js'), 'utf8'), { filename: 'clone.js' });

module.exports = { structuredClone: script.runInThisContext()({ kind }) };
