'use strict';
// The log of one Node process or worker: the lines that `soquete.trace.CallLog` reads, and where a call comes from.
//
//     H  2  pid  program
//     B  id  nanos  thread  call  arguments  file  line  function  socket  thread-id
//     E  id  nanos  result  error  message  local  peer  began
//     L  count                       events that could not be written down
//
// After SOQUETE_MOST_CALLS calls, if that is given, nothing more is written: the program goes on as fast as it can.
// The log goes into `PID-NANOS.0` of the folder that SOQUETE_CALLS names, and on in `PID-NANOS.1` when that is long.

const folder = process.env.SOQUETE_CALLS;
const fs = require('fs');
const path = require('path');
const { openSync, writeSync, closeSync, readlinkSync } = fs;
const clock = process.hrtime.bigint;
const { isMainThread, threadId } = require('worker_threads');
const MOST_CALLS = Number(process.env.SOQUETE_MOST_CALLS) || Infinity;
const LONGEST_FIELD = 300;
const LONGEST_PART = 8 << 20;
const DEEPEST_STACK = 40;
const MOST_FILES = 10000;

// --- the file

let log = -1;
let part = 0;
let written = 0;
let recording = true;
let calls = 0;
let name = '';
let thread = '';
let number = 0;

const escaped = (text) => {
  const field = String(text).slice(0, LONGEST_FIELD);
  return /[\\\t\n\r]/.test(field)
    ? field.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
    : field;
};

const open = () => {
  const fd = openSync(path.join(folder, `${name}.${part}`), 'ax', 0o600);
  const program = path.basename(process.argv[1] || '') || 'node';
  writeSync(fd, `H\t2\t${process.pid}\t${escaped(program)}\n`);
  written = 0;
  return fd;
};

const start = () => {
  name = `${process.pid}-${clock()}`;
  thread = isMainThread ? 'main' : `worker ${threadId}`;
  number = process.pid;
  if (!isMainThread) {
    try {
      number = Number(path.basename(readlinkSync('/proc/thread-self'))) || 0;
    } catch {
      number = 0;
    }
  }
  log = open();
};

const put = (lines) => {
  if (!recording) {
    return;
  }
  try {
    if (log < 0) {
      start();
    }
    written += writeSync(log, lines);
    if (written > LONGEST_PART) {
      const old = log;
      part++;
      log = open();
      closeSync(old);
    }
  } catch {
    recording = false;
  }
};

// What goes wrong here stays here; the event is counted as lost.
const safely = (work) => {
  try {
    return recording && calls < MOST_CALLS ? work() : undefined;
  } catch {
    put('L\t1\n');
    return undefined;
  }
};

// --- where a call comes from

const ours = (file) => typeof file === 'string' && path.dirname(file) === __dirname;

const names = new Map();
const firstOfName = new Map();
const nameOf = (file) => {
  let found = names.get(file);
  if (found === undefined) {
    if (names.size > MOST_FILES) {
      names.clear();
      firstOfName.clear();
    }
    found = path.basename(file);
    if (firstOfName.has(found) && firstOfName.get(found) !== file) {
      found = `${path.basename(path.dirname(file))}/${found}`;
    } else {
      firstOfName.set(found, file);
    }
    names.set(file, found);
  }
  return found;
};

const sites = (error, frames) => frames;

// `file TAB line TAB function` of the program's innermost frame, or else of a package's; null when all are Node's.
const source = () => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  let frames;
  try {
    Error.stackTraceLimit = DEEPEST_STACK;
    Error.prepareStackTrace = sites;
    frames = new Error().stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
  let library = null;
  for (const frame of Array.isArray(frames) ? frames : []) {
    const file = frame.getFileName();
    if (!file || ours(file) || file.startsWith('node:') || file.endsWith('-wrapper')) {
      continue;
    }
    if (!/[\\/]node_modules[\\/]/.test(file)) {
      return lineOf(frame, file);
    }
    library = library || lineOf(frame, file);
  }
  return library;
};

// A printed stack shows the program's frames and Node's, as without this file.
const { prepareStackTrace: formatter } = Error;
if (formatter || !process.execArgv.includes('--enable-source-maps')) {
  Error.prepareStackTrace = function ErrorPrepareStackTrace(error, frames) {
    const shown = frames.filter((frame) => !ours(frame.getFileName()));
    if (formatter) {
      return formatter.call(Error, error, shown);
    }
    const own = error !== null && typeof error === 'object' ? Object.getOwnPropertySymbols(error) : [];
    const ofNode = own.some((symbol) => symbol.description === 'kIsNodeError');
    const head = ofNode ? `${error.name} [${error.code}]: ${error.message}` : Error.prototype.toString.call(error);
    return shown.length === 0 ? head : `${head}\n    at ${shown.join('\n    at ')}`;
  };
}

const lineOf = (frame, file) => {
  const plain = file.startsWith('file://') ? decodeURIComponent(file.slice(7)) : file;
  const called = frame.getFunctionName() || '(anonymous)';
  return `${escaped(nameOf(plain))}\t${frame.getLineNumber() || 0}\t${escaped(called)}`;
};

// --- lines

// An end of a connection as the log has it; empty when it is not known.
const endpoint = (address, port) => {
  if (!address || typeof port !== 'number') {
    return '';
  }
  const host = String(address).split('%')[0].replace(/^::ffff:(?=\d+\.)/, '');
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

// The B line of a call, and its number.
const beginning = (at, call, words, line, time) => {
  if (log < 0) {
    put(''); // what is written below is known once the log is there
  }
  const id = ++calls;
  const text = `B\t${id}\t${time}\t${thread}\t${call}\t${escaped(words)}\t${line || '\t0\t'}\t${at.id}\t${number}\n`;
  return { id, text };
};

// The E line of a call.
const ending = (id, at, time, began, result, error, peer) => {
  const value = error ? -1 : result;
  return `E\t${id}\t${time}\t${value}\t${error || ''}\t\t${at.local}\t${peer || at.peer}\t${began}\n`;
};

module.exports = { clock, put, safely, escaped, endpoint, source, beginning, ending };
