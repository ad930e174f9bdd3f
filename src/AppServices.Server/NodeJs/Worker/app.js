'use strict';
// The app: its compiled sources, and what every call sees of it.

const vm = require('vm');
const path = require('path');
const { createRequire, builtinModules } = require('module');
const { encode, decode } = require('./bson');
const { Realm } = require('./realm');

const refused = new Set(['child_process', 'cluster', 'worker_threads', 'vm', 'v8', 'inspector', 'repl', 'wasi']);

class App {
  #scripts = new Map();
  #values = new Map();
  #require;
  #realm;

  constructor(frame, folder) {
    this.folder = folder;
    this.functions = new Map(Object.entries(frame.functions));
    this.services = new Map(Object.entries(frame.services));
    this.members = frame.members;
    this.maxOperations = frame.operations;
    this.unreadable = new Map(Object.entries(frame.unreadable));
    this.environmentProblem = frame.environmentProblem;
    this.isFresh = frame.isFresh;
    this.packages = frame.packages;
    this.implicit = frame.implicit;
    this.statics = encode({ app: frame.app, environment: frame.environment });
    for (const [name, value] of Object.entries(frame.values)) this.#values.set(name, encode({ value }));
    this.#require = createRequire(path.join(folder, 'functions', 'app.js'));
    this.require = (name) => this.#load(name);
    this.require.resolve = (name) => this.#require.resolve(name);
    this.#realm = new Realm(frame.isIsolated);
  }

  // What functions ask for by a constant name would else be loaded by the first call.
  warm() {
    for (const name of this.packages) {
      try {
        this.require(name);
      } catch {
        // The function that needs it says so.
      }
    }
    this.#realm.remember();
  }

  value(name, numbers) {
    const bytes = this.#values.get(name);
    return bytes && decode(bytes, numbers).value;
  }

  // A script's value is a function of the globals that each call has for itself.
  file(source) {
    let script = this.#scripts.get(source.code);
    if (!script) {
      script = new vm.Script(source.code, {
        filename: path.join(this.folder, source.file),
        importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }).runInThisContext();
      this.#scripts.set(source.code, script);
    }
    return script;
  }

  // Nothing runs: what functions left behind for others to see goes.
  clean() {
    this.#realm.restore();
    if (this.isFresh) for (const file of Object.keys(require.cache)) if (file.startsWith(this.folder)) delete require.cache[file];
  }

  #load(name) {
    const bare = String(name).replace(/^node:/, '');
    if (refused.has(bare)) {
      const error = new Error(`Cannot find module '${name}'`);
      error.code = 'MODULE_NOT_FOUND';
      throw error;
    }
    const isKnown = builtinModules.includes(bare) || Object.hasOwn(this.#require.cache, name);
    const loaded = this.#require(name);
    if (!isKnown) this.#realm.extend();
    return loaded;
  }
}

module.exports = { App };
