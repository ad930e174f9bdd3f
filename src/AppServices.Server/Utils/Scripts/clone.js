(native => {
  const refuse = value => Object.assign(
    new Error(`${typeof value === 'object' ? '#<Object>' : String(value)} could not be cloned.`), { name: 'DataCloneError', code: 25 });
  const views = {
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
    BigInt64Array, BigUint64Array,
  };
  const viewName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  const copy = (value, seen) => {
    if (typeof value === 'symbol' || typeof value === 'function') throw refuse(value);
    if (value === null || typeof value !== 'object') return value;
    if (seen.has(value)) return seen.get(value);
    const keep = made => { seen.set(value, made); return made; };
    const fields = made => {
      for (const key of Object.keys(value))
        Object.defineProperty(made, key, { value: copy(value[key], seen), writable: true, enumerable: true, configurable: true });
      return made;
    };
    switch (native.kind(value)) {
      case 'value': return value;       // BSON values never change
      case 'boxed': return keep(Object(value.valueOf()));
      case 'date': return keep(new Date(Date.prototype.getTime.call(value)));
      case 'expression': return keep(new RegExp(value.source, value.flags));
      case 'memory': return keep(value.slice(0));
      case 'view': return keep(new views[viewName.call(value)](copy(value.buffer, seen), value.byteOffset, value.length));
      case 'map': {
        const made = keep(new Map());
        for (const [key, item] of [...Map.prototype.entries.call(value)]) made.set(copy(key, seen), copy(item, seen));
        return made;
      }
      case 'set': {
        const made = keep(new Set());
        for (const item of [...Set.prototype.values.call(value)]) made.add(copy(item, seen));
        return made;
      }
      case 'error': {
        const made = keep(new (errors[value.name] ?? Error)(value.message));
        Object.defineProperty(made, 'stack', { value: String(value.stack), writable: true, configurable: true });
        if ('cause' in value) Object.defineProperty(made, 'cause', { value: copy(value.cause, seen), writable: true, configurable: true });
        return made;
      }
      case 'array': {
        const made = keep([]);
        made.length = value.length;
        return fields(made);
      }
      case 'object': return fields(keep({}));
      default: throw refuse(value);
    }
  };
  return function structuredClone(value) {
    if (arguments.length === 0) throw new TypeError('structuredClone needs a value');
    return copy(value, new Map());
  };
})
