(native => {
  const encode = text => encodeURIComponent(native.wellFormed(text))
    .replace(/%20|[!'()~]/g, found => found === '%20' ? '+' : '%' + found.charCodeAt(0).toString(16).toUpperCase());
  const search = new WeakMap();     // the URL that parameters belong to

  class URLSearchParams {
    #list = [];
    constructor(init = '') {
      if (init !== null && typeof init === 'object' || typeof init === 'function') {
        const pairs = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
        for (const pair of pairs) {
          const [name, value, ...more] = pair;
          if (more.length > 0 || value === undefined && !(1 in pair))
            throw new TypeError('each pair of URLSearchParams has a name and a value');
          this.#list.push([native.wellFormed(name), native.wellFormed(value)]);
        }
      } else {
        this.#read(String(init));
      }
    }
    #read(text) {
      this.#list = text.replace(/^\?/, '').split('&').filter(part => part !== '').map(part => {
        const equals = part.indexOf('=');
        return equals < 0 ? [native.urlDecode(part), '']
          : [native.urlDecode(part.slice(0, equals)), native.urlDecode(part.slice(equals + 1))];
      });
    }
    #changed() { search.get(this)?.(this.toString()); }
    static follow(params, url) { search.set(params, url); return text => params.#read(text); }
    get size() { return this.#list.length; }
    append(name, value) { this.#list.push([native.wellFormed(name), native.wellFormed(value)]); this.#changed(); }
    delete(name, value) {
      this.#list = this.#list.filter(pair => pair[0] !== String(name) || value !== undefined && pair[1] !== String(value));
      this.#changed();
    }
    get(name) { return this.#list.find(pair => pair[0] === String(name))?.[1] ?? null; }
    getAll(name) { return this.#list.filter(pair => pair[0] === String(name)).map(pair => pair[1]); }
    has(name, value) { return this.#list.some(pair => pair[0] === String(name) && (value === undefined || pair[1] === String(value))); }
    set(name, value) {
      const first = this.#list.find(pair => pair[0] === String(name));
      if (first === undefined) this.#list.push([native.wellFormed(name), native.wellFormed(value)]);
      else {
        first[1] = native.wellFormed(value);
        this.#list = this.#list.filter(pair => pair === first || pair[0] !== String(name));
      }
      this.#changed();
    }
    sort() { this.#list.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0); this.#changed(); }
    forEach(callback, self) { for (const [name, value] of this.#list) callback.call(self, value, name, this); }
    *entries() { for (const [name, value] of this.#list) yield [name, value]; }
    *keys() { for (const [name] of this.#list) yield name; }
    *values() { for (const [, value] of this.#list) yield value; }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return this.#list.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'); }
    get [Symbol.toStringTag]() { return 'URLSearchParams'; }
  }
  const follow = URLSearchParams.follow;
  delete URLSearchParams.follow;

  const parse = (url, base) => native.parseUrl(native.wellFormed(url), base === undefined ? undefined : native.wellFormed(base));

  const write = parts => {
    const user = parts.username + (parts.password === '' ? '' : ':' + parts.password);
    const server = parts.isOpaque ? '' : `//${user}${user === '' ? '' : '@'}${parts.host}`;
    return parts.protocol + server + parts.pathname + parts.search + parts.hash;
  };
  const withPort = (host, port) => port === '' ? host : `${host}:${port}`;

  class URL {
    #parts;
    #params;
    #reread;
    constructor(url, base) {
      const parts = parse(url, base);
      if (parts === undefined) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: String(url) });
      this.#parts = parts;
    }
    static canParse(url, base) { return parse(url, base) !== undefined; }
    static parse(url, base) { return URL.canParse(url, base) ? new URL(url, base) : null; }
    // What would be no address changes nothing.
    #change(changes) {
      const p = { ...this.#parts, ...changes };
      const parts = parse(write(p));
      if (parts === undefined) return;
      this.#parts = parts;
    }
    #changeSearch(text) { this.#change({ search: text === '' ? '' : '?' + text.replace(/^\?/, '').replace(/#/g, '%23') }); }
    get href() { return write(this.#parts); }
    set href(value) {
      const parts = parse(value);
      if (parts === undefined) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: String(value) });
      this.#parts = parts;
      this.#reread?.(parts.search);
    }
    get origin() { return this.#parts.isSpecial ? `${this.#parts.protocol}//${this.#parts.host}` : 'null'; }
    get protocol() { return this.#parts.protocol; }
    set protocol(value) {
      const protocol = String(value).replace(/:.*$/s, '').toLowerCase() + ':';
      if (native.isSpecial(protocol) === this.#parts.isSpecial) this.#change({ protocol });
    }
    get username() { return this.#parts.username; }
    set username(value) { if (this.#parts.host !== '') this.#change({ username: encodeURIComponent(native.wellFormed(value)) }); }
    get password() { return this.#parts.password; }
    set password(value) { if (this.#parts.host !== '') this.#change({ password: encodeURIComponent(native.wellFormed(value)) }); }
    get host() { return this.#parts.host; }
    set host(value) {
      const [host] = String(value).split(/[/\\?#@]/);
      if (host !== '' && !this.#parts.isOpaque) this.#change({ host: /:\d+$/.test(host) ? host : withPort(host, this.#parts.port) });
    }
    get hostname() { return this.#parts.hostname; }
    set hostname(value) {
      const host = String(value);
      if (/^(\[[^/\\?#@]*\]|[^/\\?#@:]+)$/.test(host) && !this.#parts.isOpaque) this.#change({ host: withPort(host, this.#parts.port) });
    }
    get port() { return this.#parts.port; }
    set port(value) {
      const digits = String(value) === '' ? '' : /^\d+/.exec(String(value))?.[0];
      if (digits !== undefined && this.#parts.host !== '') this.#change({ host: withPort(this.#parts.hostname, digits) });
    }
    get pathname() { return this.#parts.pathname; }
    set pathname(value) {
      const path = native.wellFormed(value).replace(/\?/g, '%3F').replace(/#/g, '%23');
      if (!this.#parts.isOpaque) this.#change({ pathname: /^[/\\]/.test(path) ? path : '/' + path });
    }
    get search() { return this.#parts.search === '?' ? '' : this.#parts.search; }
    set search(value) { this.#changeSearch(native.wellFormed(value)); this.#reread?.(this.#parts.search); }
    get searchParams() {
      if (this.#params === undefined) {
        this.#params = new URLSearchParams(this.#parts.search);
        this.#reread = follow(this.#params, text => this.#changeSearch(text));
      }
      return this.#params;
    }
    get hash() { return this.#parts.hash === '#' ? '' : this.#parts.hash; }
    set hash(value) {
      const text = native.wellFormed(value).replace(/^#/, '');
      this.#change({ hash: text === '' ? '' : '#' + text });
    }
    toString() { return this.href; }
    toJSON() { return this.href; }
    get [Symbol.toStringTag]() { return 'URL'; }
  }
  for (const type of [URL, URLSearchParams])
    for (const name of Object.getOwnPropertyNames(type.prototype).filter(name => name !== 'constructor'))
      Object.defineProperty(type.prototype, name, { enumerable: true });
  return { URL, URLSearchParams };
})
