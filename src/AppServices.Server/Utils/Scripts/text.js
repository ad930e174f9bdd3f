(native => {
  class TextEncoder {
    get encoding() { return 'utf-8'; }
    encode(text = '') { return native.encode(String(text), 'utf8'); }
    encodeInto(text, target) {
      let read = 0, written = 0;
      for (const letter of native.wellFormed(text)) {
        const bytes = native.encode(letter, 'utf8');
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        read += letter.length;
        written += bytes.length;
      }
      return { read, written };
    }
    get [Symbol.toStringTag]() { return 'TextEncoder'; }
  }

  class TextDecoder {
    #encoding;
    #options;
    #decode;
    constructor(label = 'utf-8', options = {}) {
      this.#encoding = native.labelOf(String(label));
      if (this.#encoding === undefined) throw new RangeError(`The encoding '${label}' is not known`);
      this.#options = { fatal: Boolean(options?.fatal), ignoreBOM: Boolean(options?.ignoreBOM) };
    }
    get encoding() { return this.#encoding; }
    get fatal() { return this.#options.fatal; }
    get ignoreBOM() { return this.#options.ignoreBOM; }
    decode(bytes, { stream = false } = {}) {
      this.#decode ??= native.decoder(this.#encoding, this.#options.fatal, this.#options.ignoreBOM);
      const decode = this.#decode;
      if (!stream) this.#decode = undefined;
      return decode(bytes === undefined ? new Uint8Array(0) : bytes, !stream);
    }
    get [Symbol.toStringTag]() { return 'TextDecoder'; }
  }
  return { TextEncoder, TextDecoder };
})
