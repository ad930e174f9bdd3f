'use strict';
// A worker: runs functions of one app in its main realm, and asks the server for everything else. What goes over the channel is BSON,
// whose length comes first; 't' says what a frame is.

const net = require('net');
const { AsyncLocalStorage } = require('async_hooks');
const { encode, decode, NumberTypes } = require('./bson');
const { describe } = require('./values');
const { App } = require('./app');
const { Call } = require('./call');
const { structuredClone } = require('./cloning');

const current = new AsyncLocalStorage();
const calls = new Map();
const hrtime = process.hrtime;
const lateMilliseconds = 10;
const offerMilliseconds = 150;
const scanMilliseconds = 25;
const exit = process.exit.bind(process);
const soon = setImmediate;
let socket;
let app;
let clockOffset = 0;
let idleResources = '';
let quietScans = 0;

function now() {
  return Number(hrtime.bigint()) / 1e6;
}

const send = (frame) => socket.write(encode(frame));

// One call after another, each with its promises: what waits for nothing is answered before the next one can keep the worker. Whoever waits
// for too long to be begun may be somewhere else by now, and asks.
function offer(call, frame, milliseconds) {
  soon(() => {
    if (!calls.has(call.id)) return;
    if (age(frame) > milliseconds) send({ t: 'may', c: call.id });
    else begin(call);
  });
}

// What is not known to have begun is begun elsewhere, should this worker end: so that is sent, and not only written, before.
function begin(call) {
  socket.write(encode({ t: 'begun', c: call.id }), () => soon(run, call));
  if (socket.writableLength === 0) run(call);
}

function run(call) {
  if (call.hasBegun || !calls.has(call.id)) return;
  call.hasBegun = true;
  current.run(call, () => call.run());
}

function age(frame) {
  return now() + clockOffset - frame.m;
}

function receive(bytes) {
  switch (kindOf(bytes)) {
    case 'call': return start(bytes);
    case 'res': return answer(bytes);
    case 'go': return go(decode(bytes));
    case 'no':
    case 'stop': return calls.get(decode(bytes).c)?.stop();
    case 'ping': return send({ t: 'pong' });
    case 'app': return serve(decode(bytes));
    default: return undefined;
  }
}

// The first element of each frame is the text 't'.
function kindOf(bytes) {
  return bytes.latin1Slice(11, 10 + bytes.readInt32LE(7));
}

function serve(frame) {
  clockOffset = frame.now - now();
  app = new App(frame, frame.folder);
  app.warm();
  idleResources = resources();
  send({ t: 'ready' });
}

function start(bytes) {
  const numbers = new NumberTypes();
  const frame = decode(bytes, numbers);
  for (let i = 0; i < frame.a.length; i++) numbers.release(frame.a, i);
  const call = new Call(app, frame, numbers, send, ended);
  calls.set(call.id, call);
  offer(call, frame, lateMilliseconds);
}

function go(frame) {
  const call = calls.get(frame.c);
  if (call) offer(call, frame, offerMilliseconds);
}

// After the text is 'c', the number of the call, whose numbers are to keep their types.
function answer(bytes) {
  const call = calls.get(bytes.readInt32LE(14 + bytes.readInt32LE(7)));
  const frame = decode(bytes, call?.numbers);
  if (!call) return;
  call.numbers.release(frame, 'v');
  call.answer(frame.o, frame);
}

function ended(call) {
  forget(call.id);
}

function forget(id) {
  calls.delete(id);
  if (calls.size === 0) app.clean();
}

function resources() {
  return process.getActiveResourcesInfo().sort().join();
}

// A call that nothing can settle any more is told so at once, where that can be known.
function scan() {
  const [call] = calls.values();
  const isQuiet = calls.size === 1 && call.isWaiting && resources() === idleResources;
  quietScans = isQuiet ? quietScans + 1 : 0;
  if (quietScans < 2) return;
  quietScans = 0;
  call.giveUp();
}

function listen(address, token) {
  let chunks = [];
  let size = 0;
  socket = net.connect(address);
  socket.on('connect', () => send({ t: 'hello', token, version: process.version }));
  socket.on('error', () => exit(1));
  socket.on('close', () => exit(0));
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 4) return;
    let all = chunks.length === 1 ? chunk : chunks[0].length >= 4 ? null : Buffer.concat(chunks);
    const length = (all ?? chunks[0]).readInt32LE(0);
    if (size < length) return;
    all ??= Buffer.concat(chunks);
    let at = 0;
    while (all.length - at >= 4 && all.length - at >= all.readInt32LE(at)) {
      const end = at + all.readInt32LE(at);
      receive(all.subarray(at, end));
      at = end;
    }
    chunks = at < all.length ? [all.subarray(at)] : [];
    size = all.length - at;
  });
}

process.on('unhandledRejection', (reason) => {
  const call = current.getStore();
  if (call) call.unhandled(reason);
  else process.stdout.write(`unhandled: ${describe(reason)}\n`);
});

process.on('uncaughtException', (error) => {
  const call = current.getStore();
  if (call) call.fail(error);
  else process.stdout.write(`uncaught: ${describe(error)}\n`);
});

// What packages print belongs to the call in which they print it.
for (const level of ['log', 'info', 'debug', 'warn', 'error']) {
  const print = console[level].bind(console);
  console[level] = (...values) => {
    const call = current.getStore();
    if (call) call.print(level, call.name, values);
    else print(...values);
  };
}

for (const name of ['exit', 'abort', 'kill', 'reallyExit', 'chdir']) {
  process[name] = () => {
    throw new Error(`process.${name} is not allowed in a function`);
  };
}

globalThis.structuredClone = structuredClone;

let first = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  if (first === null) return;
  first += text;
  const end = first.indexOf('\n');
  if (end < 0) return;
  const { address, token } = JSON.parse(first.slice(0, end));
  first = null;
  listen(address, token);
});
// The server has gone.
process.stdin.on('end', () => exit(0));
setInterval(scan, scanMilliseconds).unref();
