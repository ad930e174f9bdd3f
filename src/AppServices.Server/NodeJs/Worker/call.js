'use strict';
// One call from outside: the functions that run in it, and what they have begun.

const { BSON } = require('./bson');
const { settle, withoutPromises, describe, TooLarge } = require('./values');
const { Context } = require('./context');
const { Response } = require('./response');
const createEjson = require('./ejson');
const createUtils = require('./utils');

const maxLines = 25;
const maxLetters = 512;
const maxDelay = 2 ** 31 - 1;
const nothingSettles = 'execution time limit exceeded: the function waits for a promise that nothing can settle any more';

// The error_code of errors that have one of their own, where no function catches them.
const codes = new WeakMap();
const errorClasses = { TypeError, RangeError, SyntaxError, ReferenceError };

class Call {
  #app;
  #frame;
  #send;
  #ended;
  #operations = new Map();
  #nextOperation = 0;
  #nextInvocation = 0;
  #nextHandle = 0;
  #nextTimer = 0;
  #timers = new Map();
  #intervals = new Map();
  #lines = 0;
  #isOver = false;
  #wake = null;
  hasBegun = false;

  constructor(app, frame, numbers, send, ended) {
    this.#app = app;
    this.#frame = frame;
    this.#send = send;
    this.#ended = ended;
    this.id = frame.c;
    this.name = frame.n;
    this.numbers = numbers;
    // Names that the app assigns without declaring them.
    this.scope = createScope(app.implicit);
    this.context = new Context(this, app, frame);
    this.ejson = createEjson(() => numbers);
    this.utils = createUtils(() => numbers);
    this.response = frame.h ? new Response(this) : null;
    this.timers = this.#timerFunctions();
  }

  // Whether it only waits for promises of its own.
  get isWaiting() {
    return this.hasBegun && !this.#isOver && this.#operations.size === 0 && this.#timers.size === 0 && this.#intervals.size === 0;
  }

  async run() {
    try {
      const value = await settle(await this.#runRoot(), this.numbers);
      await this.#finish();
      this.#end({ v: this.#frame.k === 'ask' ? null : value, r: this.response?.calls ?? [] });
    } catch (error) {
      this.fail(error);
    }
  }

  async #runRoot() {
    const given = this.#frame.a;
    const source = this.#frame.f ?? this.#app.functions.get(this.name);
    const root = { id: 0, name: this.name, isSystem: this.#frame.s };
    const passed = this.response ? [...given, this.response.object] : given;
    if (this.#frame.k === 'ask' || source.runAs) {
      const answer = await this.#runFile(this.#frame.k === 'ask' ? source : source.runAs, root, passed);
      root.isSystem = await this.#request({ i: 0, u: runAsAnswer(answer, this.name) });
      if (this.#frame.k === 'ask') return undefined;
    }
    return this.#runFile(source, root, passed);
  }

  #runFile(source, invocation, passed) {
    const { setTimeout, setInterval, setImmediate, clear } = this.timers;
    const exported = this.#app.file(source)(
      this.scope, this.context.of(invocation), this.context.consoleOf(invocation), this.#app.require, setTimeout, clear, setInterval, clear,
      setImmediate, clear, BSON, this.ejson, this.utils);
    if (typeof exported !== 'function') throw new Error(`function '${invocation.name}' assigns no function to exports`);
    return exported(...passed);
  }

  // context.functions.execute: the callee's own return value, not awaited and not copied.
  execute(caller, name, passed) {
    const callee = this.#app.functions.get(name);
    if (!callee) throw new Error('function not found');
    if (callee.problem) throw new Error(`function '${name}' cannot run: ${callee.problem}`);
    if (!callee.runAs || callee.isSystem) return this.#runFile(callee, this.#enter(callee, caller, name), passed);
    const runAs = (user) => this.#runFile(callee, this.#enter(callee, caller, name, runAsAnswer(user, name)), passed);
    const answer = this.#runFile(callee.runAs, caller, passed);
    return answer instanceof Promise ? answer.then(runAs) : runAs(answer);
  }

  // Whose rights a function has the server knows; what it needs to be told is which function it is.
  #enter(callee, caller, name, answer) {
    if (!callee.isSystem && !callee.hasUser && answer === undefined) return { ...caller, name };
    const id = ++this.#nextInvocation;
    this.#send({ t: 'enter', c: this.id, i: id, p: caller.id, f: name, u: answer });
    return { id, name, isSystem: callee.isSystem || (typeof answer === 'object') };
  }

  // Operations ----------------------------------------------------------------------------------------------------------------

  // Begins an operation: steps from the context of an invocation, or from an object that the server keeps for the call.
  operate(target, steps, options = {}) {
    if (this.#operations.size >= this.#app.maxOperations) throw new Error('too many asynchronous operations are pending');
    return this.#request({ ...target, p: steps, ...options });
  }

  keep(target, steps, options) {
    const handle = ++this.#nextHandle;
    const made = this.operate(target, steps, { ...options, k: handle });
    made.catch(() => {});       // who uses the object is told
    return { h: handle, made };
  }

  plain(value, message, code) {
    try {
      return withoutPromises(value, this.numbers, message);
    } catch (error) {
      if (code) codes.set(error, code);
      throw error;
    }
  }

  #request(frame) {
    if (this.#isOver) return Promise.reject(new Error('the call is over'));
    const id = ++this.#nextOperation;
    return new Promise((resolve, reject) => {
      // What cannot be sent is refused here, and nobody waits for its answer.
      this.#send({ t: 'op', c: this.id, o: id, ...frame });
      this.#operations.set(id, { resolve, reject });
    });
  }

  answer(id, { v, e }) {
    const operation = this.#operations.get(id);
    if (!operation) return;
    this.#operations.delete(id);
    if (e) operation.reject(toError(e));
    else operation.resolve(v);
    this.#wakeUp();
  }

  // The end -------------------------------------------------------------------------------------------------------------------

  // What was begun without awaiting it is finished before the answer goes out. Intervals do not count: they never finish.
  async #finish() {
    while (this.#operations.size > 0 || this.#timers.size > 0) await new Promise((resolve) => { this.#wake = resolve; });
  }

  #wakeUp() {
    const wake = this.#wake;
    this.#wake = null;
    // What waits for the operation comes first: it may begin another one.
    if (wake) setImmediate(wake);
  }

  fail(error) {
    const message = error instanceof TooLarge ? error.message : describe(error);
    const code = typeof error === 'object' && error !== null ? codes.get(error) : undefined;
    this.#end({ e: { m: message, k: code ?? null } });
  }

  giveUp() {
    this.#end({ e: { m: nothingSettles, k: 'ExecutionTimeLimitExceeded' } });
  }

  stop() {
    this.#end(null);
  }

  #end(frame) {
    if (this.#isOver) return;
    if (frame) this.#send({ t: 'end', c: this.id, ...frame });
    this.#isOver = true;
    for (const timer of [...this.#timers.values(), ...this.#intervals.values()]) clearTimeout(timer);
    this.#timers.clear();
    this.#intervals.clear();
    for (const { reject } of this.#operations.values()) reject(new Error('the call is over'));
    this.#operations.clear();
    this.#ended(this);
  }

  unhandled(reason) {
    if (!this.#isOver) this.#send({ t: 'log', c: this.id, u: describe(reason) });
  }

  print(level, name, values) {
    if (this.#isOver || ++this.#lines > maxLines + 1) return;
    const text = values.map(describe).join(' ');
    this.#send({ t: 'log', c: this.id, f: name, l: level, s: text.slice(0, maxLetters).toWellFormed() });
  }

  // Timers --------------------------------------------------------------------------------------------------------------------

  #timerFunctions() {
    const set = (start, timers, isOnce) => (callback, ...rest) => {
      if (typeof callback !== 'function') throw new TypeError('a timer needs a function to call');
      if (this.#timers.size + this.#intervals.size >= this.#app.maxOperations) throw new Error('too many timers are pending');
      const id = ++this.#nextTimer;
      if (!this.#isOver) timers.set(id, start(() => this.#ring(id, callback, isOnce), ...rest));
      return id;
    };
    const delayed = (start) => (ring, delay, ...passed) => start(() => ring(passed), delay >= 1 ? Math.min(delay, maxDelay) : 1);
    return {
      setTimeout: this.#withArguments(set, delayed(setTimeout), this.#timers, true),
      setInterval: this.#withArguments(set, delayed(setInterval), this.#intervals, false),
      setImmediate: (callback, ...passed) => this.timers.setTimeout(callback, 0, ...passed),
      clear: (id) => {
        for (const timers of [this.#timers, this.#intervals]) {
          clearTimeout(timers.get(id));
          timers.delete(id);
        }
        this.#wakeUp();
      },
    };
  }

  #withArguments(set, start, timers, isOnce) {
    return (callback, delay, ...passed) => set(start, timers, isOnce)(
      typeof callback === 'function' ? () => callback(...passed) : callback, Number(delay));
  }

  #ring(id, callback, isOnce) {
    if (isOnce) this.#timers.delete(id);
    try {
      const result = callback();
      if (result instanceof Promise) result.catch((error) => this.unhandled(error));
    } catch (error) {
      this.unhandled(error);
    }
    this.#wakeUp();
  }
}

// Until it is assigned, such a name may be one of the worker's own.
function createScope(names) {
  const scope = Object.create(null);
  const assigned = new Map();
  for (const name of names) {
    Object.defineProperty(scope, name, {
      get: () => (assigned.has(name) ? assigned.get(name) : globalThis[name]),
      set: (value) => assigned.set(name, value),
    });
  }
  return scope;
}

function runAsAnswer(answer, name) {
  if (typeof answer === 'string' && answer.length > 0) return answer;
  if (typeof answer === 'object' && answer !== null && (answer.runAsSystem || answer.runAsSystemUser)) return { runAsSystem: true };
  throw new Error(
    `run_as_user_id_script_source of function '${name}' must return a user id or {runAsSystem: true} and nothing else`);
}

function toError({ n, m, c, k }) {
  const error = new (errorClasses[n] ?? Error)(m);
  if (c !== null && c !== undefined) error.code = c;
  if (k) codes.set(error, k);
  return error;
}

module.exports = { Call };
