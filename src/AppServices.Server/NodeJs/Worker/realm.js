'use strict';
// The globals of the worker, which all calls share: what they leave there goes when none of them runs. Prototypes are looked at only
// for apps that may change them; such an app has one call at a time.

const intrinsics = [
  'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Date', 'RegExp', 'Promise', 'Map', 'Set', 'WeakMap',
  'WeakSet', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'ArrayBuffer', 'Uint8Array',
  'JSON', 'Math', 'Reflect', 'Buffer', 'URL', 'URLSearchParams',
];

class Realm {
  #isIsolated;
  #globals;
  #members = new Map();

  constructor(isIsolated) {
    this.#isIsolated = isIsolated;
  }

  remember() {
    this.#globals = new Set(Reflect.ownKeys(globalThis));
    if (!this.#isIsolated) return;
    this.#members.clear();
    for (const target of Realm.#targets()) this.#members.set(target, Realm.#describe(target));
  }

  // A package that was loaded for the first time may extend what is there.
  extend() {
    if (this.#globals) this.remember();
  }

  restore() {
    for (const key of Reflect.ownKeys(globalThis)) if (!this.#globals.has(key)) Reflect.deleteProperty(globalThis, key);
    for (const [target, members] of this.#members) Realm.#reset(target, members);
  }

  static #targets() {
    const targets = intrinsics.map((name) => globalThis[name]).filter(Boolean);
    return [...targets, ...targets.map((target) => target.prototype).filter(Boolean)];
  }

  static #describe(target) {
    return new Map(Reflect.ownKeys(target).map((key) => [key, Reflect.getOwnPropertyDescriptor(target, key)]));
  }

  static #reset(target, members) {
    for (const key of Reflect.ownKeys(target)) if (!members.has(key)) Reflect.deleteProperty(target, key);
    for (const [key, known] of members) {
      const found = Reflect.getOwnPropertyDescriptor(target, key);
      const isSame = found && found.value === known.value && found.get === known.get && found.set === known.set;
      if (!isSame) Reflect.defineProperty(target, key, known);
    }
  }
}

module.exports = { Realm };
