'use strict';
// context and console, of which each function of a call has one: with members of its own, and others that all of them share.

const { decode } = require('./bson');
const { Source, remote, clients } = require('./data');

const levels = ['log', 'info', 'debug', 'warn', 'error'];

// What a function puts on it all functions of the call see.
function shared(common, own) {
  const holder = (key) => (Object.hasOwn(common, key) || !Object.hasOwn(own, key) ? common : own);
  return new Proxy(common, {
    get: (target, key) => holder(key)[key],
    has: (target, key) => key in common || key in own,
    ownKeys: () => [...new Set([...Reflect.ownKeys(own), ...Reflect.ownKeys(common)])],
    getOwnPropertyDescriptor: (target, key) => {
      const found = Reflect.getOwnPropertyDescriptor(holder(key), key);
      return found && !Object.hasOwn(common, key) ? { ...found, configurable: true } : found;
    },
    preventExtensions: () => Reflect.preventExtensions(adopt(common, own)),
    deleteProperty: (target, key) => Reflect.deleteProperty(common, key) && Reflect.deleteProperty(own, key),
  });
}

function adopt(common, own) {
  for (const key of Reflect.ownKeys(own))
    if (!Object.hasOwn(common, key)) Object.defineProperty(common, key, Object.getOwnPropertyDescriptor(own, key));
  return common;
}

function lazy(target, name, make) {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
      return value;
    },
    set(value) {
      Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
    },
  });
}

class Context {
  #call;
  #app;
  #common;
  #console = {};
  #statics;

  constructor(call, app, frame) {
    this.#call = call;
    this.#app = app;
    this.#common = this.#createCommon(frame);
  }

  #createCommon(frame) {
    const [call, app] = [this.#call, this.#app];
    const common = { user: frame.u, request: frame.r };
    lazy(common, 'environment', () => this.#environment());
    lazy(common, 'app', () => this.#readStatics().app);
    common.values = {
      get(name) {
        const why = app.unreadable.get(String(name));
        if (why !== undefined) throw new Error(why);
        return app.value(String(name), call.numbers);
      },
    };
    // Such as http: as whoever calls, whatever function asks.
    for (const [name, methods] of Object.entries(app.members)) common[name] = remote(call, { i: 0 }, [[name]], { methods });
    return common;
  }

  #readStatics() {
    return this.#statics ??= decode(this.#app.statics, this.#call.numbers);
  }

  #environment() {
    const { environment } = this.#readStatics();
    const problem = this.#app.environmentProblem;
    if (problem) lazy(environment, 'values', () => { throw new Error(problem); });
    return environment;
  }

  of(invocation) {
    const call = this.#call;
    const own = {};
    lazy(own, 'services', () => ({ get: (name) => this.#service(invocation, String(name)) }));
    lazy(own, 'functions', () => ({ execute: (name, ...passed) => call.execute(invocation, String(name), passed) }));
    own.runningAsSystem = () => invocation.isSystem;
    return shared(this.#common, own);
  }

  #service(invocation, name) {
    const service = this.#app.services.get(name);
    if (!service) return undefined;
    if (service.isUnreadable) throw new Error(service.problem);
    const steps = [['services'], ['get', name]];
    if (service.isData) return new Source(this.#call, { i: invocation.id }, steps);
    if (service.clients) return clients(this.#call, { i: invocation.id }, steps, service);
    return service.problem ? closed(service.problem) : remote(this.#call, { i: invocation.id }, steps, service);
  }

  consoleOf(invocation) {
    const own = {};
    for (const level of levels) own[level] = (...values) => this.#call.print(level, invocation.name, values);
    return shared(this.#console, own);
  }
}

// An app can get such a service, as many do before they know whether they need it; using it is an error.
function closed(problem) {
  return new Proxy({}, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      throw new Error(problem);
    },
  });
}

module.exports = { Context };
