(native => {
  const bytesOf = (value, encoding) => {
    if (typeof value === 'string') return native.encode(value, encoding);
    const bytes = native.bytes(value);
    if (bytes !== undefined) return bytes;
    if (ArrayBuffer.isView(value)) return Uint8Array.from(value);
    if (value !== null && typeof value === 'object' && value.type === 'Buffer' && Array.isArray(value.data))
      return native.bytes(value.data);
    throw new TypeError('a Buffer is made from a string, a Buffer, an ArrayBuffer, an array of bytes or a BSON.Binary');
  };
  const view = bytes => new Buffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  function Buffer(value, encodingOrOffset, length) {
    const isMemory = typeof value === 'number' || value instanceof ArrayBuffer;
    const bytes = isMemory ? value : bytesOf(value, encodingOrOffset);
    const given = isMemory && typeof value !== 'number' ? [bytes, encodingOrOffset, length] : [bytes];
    return Reflect.construct(Uint8Array, given, new.target ?? Buffer);
  }
  Object.setPrototypeOf(Buffer, Uint8Array);
  Object.setPrototypeOf(Buffer.prototype, Uint8Array.prototype);

  const define = (target, methods) => {
    for (const name of Reflect.ownKeys(methods))
      Object.defineProperty(target, name, { value: methods[name], writable: true, configurable: true });
  };
  define(Buffer, {
    poolSize: 8192,
    from(value, encodingOrOffset, length) {
      return value instanceof ArrayBuffer ? new Buffer(value, encodingOrOffset, length) : view(bytesOf(value, encodingOrOffset).slice());
    },
    alloc(size, fill, encoding) {
      if (typeof size !== 'number') throw new TypeError('the size of a Buffer is a number');
      const made = new Buffer(size);
      return fill === undefined ? made : made.fill(fill, encoding);
    },
    allocUnsafe(size) { return Buffer.alloc(size); },
    allocUnsafeSlow(size) { return Buffer.alloc(size); },
    concat(list, total = list.reduce((sum, part) => sum + part.length, 0)) {
      const made = Buffer.alloc(total);
      let offset = 0;
      for (const part of list) {
        if (offset + part.length > total) { made.set(part.subarray(0, total - offset), offset); break; }
        made.set(part, offset);
        offset += part.length;
      }
      return made;
    },
    byteLength(value, encoding) {
      return typeof value === 'string' ? native.encode(value, encoding).length : value.byteLength ?? bytesOf(value).length;
    },
    isBuffer(value) { return value instanceof Buffer; },
    isEncoding(name) { return native.isEncoding(name); },
    compare(a, b) {
      const length = Math.min(a.length, b.length);
      for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      return Math.sign(a.length - b.length);
    },
  });
  define(Buffer.prototype, {
    constructor: Buffer,
    toString(encoding, start = 0, end = this.length) {
      return native.decode(this, encoding, Math.max(start | 0, 0), Math.min(end | 0, this.length));
    },
    toLocaleString(encoding, start, end) { return this.toString(encoding, start, end); },
    toJSON() { return { type: 'Buffer', data: Array.from(this) }; },
    equals(other) { return Buffer.compare(this, other) === 0; },
    compare(other) { return Buffer.compare(this, other); },
    slice(start, end) { return this.subarray(start, end); },
    copy(target, targetStart = 0, start = 0, end = this.length) {
      const part = Uint8Array.prototype.subarray.call(this, start, Math.min(end, start + Math.max(target.length - targetStart, 0)));
      target.set(part, targetStart);
      return part.length;
    },
    write(text, offset, length, encoding) {
      if (typeof offset === 'string') [encoding, offset] = [offset, undefined];
      if (typeof length === 'string') [encoding, length] = [length, undefined];
      const bytes = native.encode(String(text), encoding);
      return Buffer.prototype.copy.call(bytes, this, offset ?? 0, 0, Math.min(bytes.length, length ?? bytes.length));
    },
    fill(value, start, end, encoding) {
      if (typeof start === 'string') [encoding, start] = [start, undefined];
      if (typeof end === 'string') [encoding, end] = [end, undefined];
      if (typeof value === 'number') return Uint8Array.prototype.fill.call(this, value, start, end);
      const bytes = bytesOf(value, encoding);
      const last = Math.min(end ?? this.length, this.length);
      if (bytes.length === 0) return Uint8Array.prototype.fill.call(this, 0, start, end);
      for (let i = start ?? 0, from = 0; i < last; i++, from++) this[i] = bytes[from % bytes.length];
      return this;
    },
    indexOf(value, start = 0, encoding) {
      if (typeof value === 'number') return Uint8Array.prototype.indexOf.call(this, value & 255, start);
      if (typeof start === 'string') [encoding, start] = [start, 0];
      const wanted = native.decode(bytesOf(value, encoding), 'latin1');
      return native.decode(this, 'latin1').indexOf(wanted, start < 0 ? Math.max(this.length + start, 0) : start);
    },
    includes(value, start, encoding) { return this.indexOf(value, start, encoding) >= 0; },
  });
  const sizes = { Int8: 1, Uint8: 1, Int16: 2, Uint16: 2, Int32: 4, Uint32: 4, Float32: 4, Float64: 8 };
  for (const [name, size] of Object.entries(sizes)) {
    const called = { Float32: 'Float', Float64: 'Double' }[name] ?? name.replace('Uint', 'UInt');
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const at = (buffer, offset) => {
        if (!(offset >= 0 && offset + size <= buffer.length)) throw new RangeError(`the offset ${offset} is out of range`);
        return new DataView(buffer.buffer, buffer.byteOffset + offset, size);
      };
      define(Buffer.prototype, {
        [`read${called}${order}`](offset = 0) { return at(this, offset)[`get${name}`](0, order === 'LE'); },
        [`write${called}${order}`](value, offset = 0) { at(this, offset)[`set${name}`](0, value, order === 'LE'); return offset + size; },
      });
    }
  }
  return Buffer;
})
