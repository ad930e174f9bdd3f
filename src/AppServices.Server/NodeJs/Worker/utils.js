'use strict';
// The global utils: crypto and jwt, as the hosted runtime had them.

const crypto = require('crypto');
const { BSON, typeOf, binaryBytes } = require('./bson');

const nonceSize = 12;
const tagSize = 16;

function bytes(value) {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (Array.isArray(value)) return Buffer.from(value);
  if (['Binary', 'UUID'].includes(typeOf(value))) return binaryBytes(value);
  throw new TypeError('a string or a BSON.Binary is expected');
}

function choose(name, known, message) {
  if (!known.includes(name)) throw new TypeError(message);
  return name;
}

function attempt(action, message) {
  try {
    return action();
  } catch {
    throw new TypeError(message);
  }
}

function isPem(text) {
  return String(text).trimStart().startsWith('-----BEGIN ');
}

function rsaKey(text, isPrivate) {
  // In base64 there are only public keys, which cannot sign.
  const expected = `a ${isPrivate ? 'private' : 'public'} key for RSA (PKCS#1) is expected`;
  const make = isPrivate && isPem(text) ? crypto.createPrivateKey : crypto.createPublicKey;
  const key = attempt(
    () => make(isPem(text) ? String(text) : { key: Buffer.from(String(text), 'base64'), format: 'der', type: 'pkcs1' }), expected);
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError(expected);
  return key;
}

function scheme(name) {
  choose(name, ['pss', 'pkcs1v15'], `a scheme for rsa is pss or pkcs1v15, not '${name}'`);
  return name === 'pss' ? pss : { padding: crypto.constants.RSA_PKCS1_PADDING };
}

const pss = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };

function aesKey(name, key) {
  choose(String(name), ['aes'], `utils.crypto encrypts with aes, not with '${name}'`);
  const data = bytes(key);
  if (![16, 24, 32].includes(data.length)) throw new TypeError('a key for aes has 16, 24 or 32 bytes');
  return [`aes-${data.length * 8}-gcm`, data];
}

const utilsCrypto = {
  hash(name, data) {
    choose(name, ['md5', 'sha1', 'sha256'], `utils.crypto.hash knows sha1, sha256 and md5, not '${name}'`);
    return new BSON.Binary(crypto.createHash(name).update(bytes(data)).digest());
  },
  hmac(data, secret, name, format) {
    choose(name, ['sha1', 'sha256', 'sha512'], `utils.crypto.hmac knows sha1, sha256 and sha512, not '${name}'`);
    choose(format, ['hex', 'base64'], `utils.crypto.hmac answers hex or base64, not '${format}'`);
    return crypto.createHmac(name, bytes(secret)).update(bytes(data)).digest(format);
  },
  encrypt(name, data, key) {
    const [cipherName, secret] = aesKey(name, key);
    const plain = bytes(data);
    const nonce = crypto.randomBytes(nonceSize);
    const cipher = crypto.createCipheriv(cipherName, secret, nonce);
    return new BSON.Binary(Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  },
  decrypt(name, data, key) {
    const [cipherName, secret] = aesKey(name, key);
    if (typeof data === 'string') throw new TypeError('utils.crypto.decrypt takes the BSON.Binary that encrypt made');
    const all = attempt(() => bytes(data), 'utils.crypto.decrypt takes the BSON.Binary that encrypt made');
    if (all.length < nonceSize + tagSize) throw new TypeError('utils.crypto.decrypt: the data is too short');
    return attempt(() => {
      const cipher = crypto.createDecipheriv(cipherName, secret, all.subarray(0, nonceSize));
      cipher.setAuthTag(all.subarray(all.length - tagSize));
      return new BSON.Binary(Buffer.concat([cipher.update(all.subarray(nonceSize, all.length - tagSize)), cipher.final()]));
    }, 'utils.crypto.decrypt: the data was not encrypted with this key');
  },
  sign(name, data, key, padding) {
    choose(name, ['rsa'], `utils.crypto signs with rsa, not with '${name}'`);
    const options = scheme(padding);
    const secret = rsaKey(key, true);
    const message = bytes(data);
    return new BSON.Binary(
      attempt(() => crypto.sign('sha256', message, { key: secret, ...options }), 'utils.crypto.sign: the key cannot sign'));
  },
  verify(name, data, key, signature, padding) {
    choose(name, ['rsa'], `utils.crypto signs with rsa, not with '${name}'`);
    const options = scheme(padding);
    const known = rsaKey(key, false);
    const [message, given] = [bytes(data), bytes(signature)];
    return attempt(() => crypto.verify('sha256', message, { key: known, ...options }, given), 'utils.crypto.verify: the key cannot verify');
  },
};

const curves = { 256: 'prime256v1', 384: 'secp384r1', 512: 'secp521r1' };
const curveBits = { 256: 256, 384: 384, 512: 521 };

function requireMethod(method) {
  if (!/^(HS|RS|ES|PS)(256|384|512)$/.test(method))
    throw new TypeError(`a signing method is HS, RS, ES or PS with 256, 384 or 512, not '${method}'`);
}

function ecKey(text, size, make) {
  const key = attempt(() => make(String(text)), 'a key for ECDSA in PEM is expected');
  if (key.asymmetricKeyType !== 'ec') throw new TypeError('a key for ECDSA in PEM is expected');
  if (key.asymmetricKeyDetails.namedCurve !== curves[size])
    throw new TypeError(`a key for ECDSA with ${curveBits[size]} bits is expected`);
  return { key, dsaEncoding: 'ieee-p1363' };
}

function keyFor(method, key, isPrivate) {
  const size = method.slice(2);
  if (method[0] === 'E') return ecKey(key, size, isPrivate ? crypto.createPrivateKey : crypto.createPublicKey);
  return { key: rsaKey(key, isPrivate), ...(method[0] === 'P' ? pss : { padding: crypto.constants.RSA_PKCS1_PADDING }) };
}

function signature(method, key, data) {
  const hash = `sha${method.slice(2)}`;
  if (method[0] === 'H') return crypto.createHmac(hash, bytes(key)).update(data).digest();
  const options = keyFor(method, key, true);
  return attempt(() => crypto.sign(hash, Buffer.from(data), options), 'the key cannot sign');
}

function isSigned(method, key, data, given) {
  const hash = `sha${method.slice(2)}`;
  if (method[0] === 'H') {
    const own = signature(method, key, data);
    return own.length === given.length && crypto.timingSafeEqual(own, given);
  }
  const options = keyFor(method, key, false);
  return attempt(() => crypto.verify(hash, Buffer.from(data), options, given), 'the key cannot verify');
}

function json(value, name) {
  const text = JSON.stringify(value);
  if (typeof text !== 'string' || text[0] !== '{') throw new TypeError(`${name} of a token must be an object`);
  return text.toWellFormed();
}

function fromBase64(text) {
  const data = Buffer.from(text, 'base64url');
  if (data.toString('base64url') !== text) throw new Error('the token is malformed');
  return data;
}

function part(text) {
  const data = fromBase64(text);
  let value;
  try {
    value = JSON.parse(data.toString());
  } catch {
    throw new Error('the token is malformed');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('the token is malformed');
  return value;
}

// Numbers are doubles, as the hosted service made them.
function doubles(value, numbers) {
  if (typeof value !== 'object' || value === null) return value;
  for (const key of Object.keys(value)) {
    if (typeof value[key] === 'number') numbers.remember(value, Array.isArray(value) ? Number(key) : key, value[key], 'double');
    else doubles(value[key], numbers);
  }
  return value;
}

const jwt = (numbers) => ({
  encode(method, payload, secret, more) {
    requireMethod(String(method));
    const body = json(payload, 'the payload');
    const given = more === undefined || more === null ? {} : JSON.parse(json(more, 'the header'));
    const fields = { typ: 'JWT', ...given, alg: String(method) };
    // The hosted service wrote the names of a header in their order.
    const header = Object.fromEntries(Object.keys(fields).sort().map((name) => [name, fields[name]]));
    const signed = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(body).toString('base64url')}`;
    return `${signed}.${signature(String(method), secret, signed).toString('base64url')}`;
  },
  decode(token, key, withHeader, accepted) {
    const parts = String(token).split('.');
    if (parts.length !== 3) throw new Error('the token is malformed');
    const [header, payload] = [part(parts[0]), part(parts[1])];
    const method = typeof header.alg === 'string' ? header.alg : '';
    if (Array.isArray(accepted)) {
      if (!accepted.includes(method)) throw new Error(`the token's signing method '${method}' is not accepted`);
    } else if (method.startsWith('HS') && isPem(key)) {
      throw new Error(`the token's signing method '${method}' does not go with a public key`);      // which is no secret
    }
    requireMethod(method);
    if (!isSigned(method, key, `${parts[0]}.${parts[1]}`, fromBase64(parts[2]))) throw new Error("the token's signature is invalid");
    const now = Date.now() / 1000;
    if ('exp' in payload && !(typeof payload.exp === 'number' && now < payload.exp)) throw new Error('the token is expired');
    if ('nbf' in payload && !(typeof payload.nbf === 'number' && now >= payload.nbf)) throw new Error('the token is not valid yet');
    return doubles(withHeader ? { header, payload } : payload, numbers());
  },
});

module.exports = (numbers) => ({ crypto: utilsCrypto, jwt: jwt(numbers) });
