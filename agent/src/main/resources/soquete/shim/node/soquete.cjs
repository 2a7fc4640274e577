'use strict';
// Writes down the socket calls of a Node program, each with the line of JavaScript that led to it.
//
// Loaded by `--require` before a program that knows nothing of it: nothing here throws into the program, prints, or
// changes what a call gives back. The lines are those that `soquete.trace.CallLog` reads.
//
// What JavaScript calls itself (connect, write, listen, close, a datagram's send) has a beginning and an end. Where
// Node's own loop calls the kernel and tells JavaScript afterwards (accept, read, a datagram's receipt, the end of a
// connect or shutdown), it is a moment, with the line that asked to be told.
const install = () => {
  const { clock, put, safely, escaped, endpoint, source, beginning, ending } = require('./recorder.cjs');

  // --- sockets and calls

  let sockets = 0;
  const known = new WeakMap(); // handle -> { id, owner, local, peer, lines }
  const marks = new WeakMap(); // socket, server -> lines by their purpose

  const marked = (owner) => {
    let found = marks.get(owner);
    if (!found) {
      found = {};
      marks.set(owner, found);
    }
    return found;
  };

  const socketOf = (handle, owner) => {
    let found = known.get(handle);
    if (!found) {
      found = { id: ++sockets, owner: undefined, local: '', peer: '', read: 0 };
      known.set(handle, found);
    }
    found.owner = owner || found.owner;
    return found;
  };

  const learn = (handle, at) => {
    for (const [end, method] of [['local', 'getsockname'], ['peer', 'getpeername']]) {
      if (!at[end] && typeof handle[method] === 'function') {
        const out = {};
        if (handle[method](out) === 0 && out.port) {
          at[end] = endpoint(out.address, out.port);
        }
      }
    }
  };

  const moment = (at, call, words, line, result, error, peer) => {
    const time = clock();
    const begun = beginning(at, call, words, line, time);
    put(begun.text + ending(begun.id, at, time, time, result, error, peer));
  };

  const errorOf = (code) => {
    const { getSystemErrorName } = require('util');
    return getSystemErrorName(code);
  };

  // Runs a call of a handle and writes it down. `words` and `after` see the call's arguments.
  const around = (handle, at, call, words, line, run, result) => {
    const begun = safely(() => {
      const { id, text } = beginning(at, call, words, line, clock());
      put(text);
      return { id, began: clock() };
    });
    const given = run();
    if (begun) {
      const now = clock();
      safely(() => {
        const { value = 0, error = '' } = result(given);
        if (call !== 'close') {
          learn(handle, at);
        }
        put(ending(begun.id, at, now, begun.began, value, error));
      });
    }
    return given;
  };

  const code = (given) => (typeof given === 'number' && given < 0 ? { error: errorOf(given) } : {});

  // The line for a call on a socket: of the program's own frames, or what was kept for it.
  const lineFor = (at, purpose) => {
    const direct = source();
    if (direct || !at.owner) {
      return direct;
    }
    return marked(at.owner)[purpose] || requestOf(at.owner);
  };

  // An HTTP client's request goes out when its connection is there: the line is that of both, on a connection's first.
  const requestOf = (socket) => {
    const message = socket._httpMessage;
    return (message && message.reusedSocket === false && marked(socket).connect) || null;
  };

  const wrappedPrototypes = new WeakSet();
  const wrap = (prototype, method, make) => {
    const original = prototype[method];
    if (typeof original === 'function') {
      const wrapper = make(original);
      Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
      Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
      const own = Object.getOwnPropertyDescriptor(prototype, method);
      Object.defineProperty(prototype, method, {
        value: wrapper, writable: true, configurable: true, enumerable: own ? own.enumerable : false,
      });
    }
  };

  const STRINGS = ['writeUtf8String', 'writeAsciiString', 'writeLatin1String', 'writeUcs2String'];
  const WRITES = ['writeBuffer', 'writev', ...STRINGS];

  // A stream's handle is met: the methods of its kind are wrapped once.
  const meet = (handle, owner, tls) => {
    if (!handle || typeof handle.getsockname !== 'function' && !tls) {
      return null; // a pipe, a terminal
    }
    const prototype = Object.getPrototypeOf(handle);
    if (!wrappedPrototypes.has(prototype)) {
      wrappedPrototypes.add(prototype);
      wrapStream(prototype, tls);
    }
    return socketOf(handle, owner);
  };

  const wrapStream = (prototype, tls) => {
    for (const method of WRITES) {
      wrap(prototype, method, (original) => function (...args) {
        const at = safely(() => socketOf(this));
        if (!at) {
          return original.apply(this, args);
        }
        const before = this.bytesWritten;
        const line = safely(() => lineFor(at, 'write'));
        const wanted = tls ? 'TLS' : safely(() => sizeOf(method, args));
        return around(this, at, 'send', wanted, line, () => original.apply(this, args), (given) =>
          given ? code(given) : { value: tls ? -1 : this.bytesWritten - before });
      });
    }
    if (tls) {
      return;
    }
    for (const method of ['connect', 'connect6']) {
      wrap(prototype, method, (original) => function (...args) {
        const [req, address, port] = args;
        const at = safely(() => socketOf(this));
        if (!at) {
          return original.apply(this, args);
        }
        const line = safely(() => lineFor(at, 'connect'));
        const done = req && req.oncomplete;
        if (typeof done === 'function') {
          req.oncomplete = function (...results) {
            safely(() => {
              learn(this === req && results[1] ? results[1] : req, at);
              moment(at, 'getsockopt', 'SO_ERROR', line, 0, results[0] < 0 ? errorOf(results[0]) : '');
            });
            return done.apply(this, results);
          };
        }
        at.peer = endpoint(address, port);
        return around(this, at, 'connect', at.peer, line, () => original.apply(this, args),
          (given) => (given ? code(given) : { error: 'EINPROGRESS' }));
      });
    }
    wrap(prototype, 'shutdown', (original) => function (req) {
      safely(() => {
        const at = socketOf(this);
        const line = lineFor(at, 'end');
        const done = req.oncomplete;
        if (typeof done === 'function') {
          req.oncomplete = function (...results) {
            safely(() => moment(at, 'shutdown', 'SHUT_WR', line, 0, results[0] < 0 ? errorOf(results[0]) : ''));
            return done.apply(this, results);
          };
        }
      });
      return original.call(this, req);
    });
    wrapClose(prototype);
    const options = [['setNoDelay', 'TCP_NODELAY'], ['setKeepAlive', 'SO_KEEPALIVE']];
    for (const [method, option] of options) {
      wrap(prototype, method, (original) => function (...args) {
        const at = safely(() => socketOf(this));
        return at
          ? around(this, at, 'setsockopt', `${option}, ${args[0] ? 1 : 0}`, safely(source),
            () => original.apply(this, args), code)
          : original.apply(this, args);
      });
    }
  };

  const wrapClose = (prototype) => {
    wrap(prototype, 'close', (original) => function (...args) {
      const at = safely(() => {
        const found = socketOf(this);
        learn(this, found);
        return found;
      });
      if (!at || at.closed) {
        return original.apply(this, args);
      }
      at.closed = true;
      const line = safely(() => lineFor(at, 'close'));
      return around(this, at, 'close', '', line, () => original.apply(this, args), () => ({}));
    });
  };

  const ENCODINGS = { writeAsciiString: 'latin1', writeLatin1String: 'latin1', writeUcs2String: 'utf16le' };
  const sizeOf = (method, [, data, all]) => {
    if (method === 'writeBuffer') {
      return data.byteLength;
    }
    if (method !== 'writev') {
      return Buffer.byteLength(data, ENCODINGS[method] || 'utf8');
    }
    let size = 0;
    for (let i = 0; i < data.length; i += all ? 1 : 2) {
      size += typeof data[i] === 'string' ? Buffer.byteLength(data[i], data[i + 1]) : data[i].byteLength;
    }
    return size;
  };

  // --- net

  // Notes the line that calls a method, under a purpose, and goes on.
  const noting = (prototype, method, purposeOf) => {
    wrap(prototype, method, (original) => function (...args) {
      safely(() => {
        const purpose = purposeOf(this, args);
        const line = purpose && source();
        if (line) {
          marked(this)[purpose] = line;
        }
      });
      return original.apply(this, args);
    });
  };

  const net = require('net');
  const listens = ['connection', 'request', 'secureConnection'];
  const reads = ['data', 'readable'];
  noting(net.Server.prototype, 'on', (server, [event]) => (listens.includes(event) ? 'accept' : ''));
  net.Server.prototype.addListener = net.Server.prototype.on;
  noting(net.Server.prototype, 'listen', () => 'listen');
  noting(net.Socket.prototype, 'on', (socket, [event]) => (reads.includes(event) ? 'read' : ''));
  noting(net.Socket.prototype, 'pipe', () => 'read');
  noting(net.Socket.prototype, Symbol.asyncIterator, () => 'read');
  noting(net.Socket.prototype, 'end', () => 'end');
  noting(net.Socket.prototype, '_writeGeneric', (socket) => {
    // what is written before the connection is there goes out together: one line, if it was one
    const several = socket.connecting && marked(socket).write;
    if (several) {
      marked(socket).write = undefined;
    }
    return socket.connecting && !several ? 'write' : '';
  });

  wrap(net.Socket.prototype, 'connect', (original) => function (...args) {
    const line = safely(source);
    const given = original.apply(this, args);
    safely(() => {
      if (line) {
        marked(this).connect = line;
      }
      meet(this._handle, this);
    });
    return given;
  });

  wrap(net.Server.prototype, '_listen2', (original) => function (...args) {
    const [address, port, , backlog, fd] = args;
    const local = endpoint(address || '::', port);
    const at = { id: 0, local: '', peer: '' };
    const line = safely(() => source() || marked(this).listen);
    const begun = safely(() => {
      const bound = typeof fd === 'number' && fd >= 0 ? '' : `${local}, `;
      const { id, text } = beginning(at, 'listen', `${bound}${backlog || 511}`, line, clock());
      put(text);
      return { id, began: clock() };
    });
    const given = original.apply(this, args);
    if (begun) {
      const now = clock();
      safely(() => {
        if (this._handle) {
          const met = meet(this._handle, this);
          if (met) {
            learn(this._handle, met);
          }
          put(ending(begun.id, met, now, begun.began, 0, ''));
        } else {
          marked(this).failing = { ...begun, now, local };
        }
      });
    }
    return given;
  });

  wrap(net.Server.prototype, 'emit', (original) => function (event, ...args) {
    safely(() => {
      if (event === 'connection' && args[0] instanceof net.Socket) {
        const [socket] = args;
        const at = meet(socket._handle, socket);
        const listener = this._handle && known.get(this._handle);
        if (at && listener) {
          learn(socket._handle, at);
          const listening = { id: listener.id, local: at.local, peer: at.peer };
          moment(listening, 'accept', '', marked(this).accept || marked(this).listen, at.id, '');
        }
      } else if (event === 'error' && marks.get(this)?.failing) {
        const { id, began, now, local } = marked(this).failing;
        marked(this).failing = undefined;
        put(ending(id, { local, peer: '' }, now, began, 0, escaped((args[0] && args[0].code) || 'Error')));
      }
    });
    return original.call(this, event, ...args);
  });

  const received = (socket, result, error) => {
    const handle = socket._handle;
    const at = handle && (known.get(handle) || (socket.encrypted ? meet(handle, socket, true) : null));
    if (at) {
      learn(handle, at);
      at.read = handle.bytesRead;
      const line = marked(socket).read || requestOf(socket);
      moment(at, 'recv', socket.encrypted ? 'TLS, 65536' : 65536, line, socket.encrypted ? -1 : result, error);
    }
  };

  wrap(net.Socket.prototype, 'push', (original) => function (...args) {
    safely(() => received(this, args[0] === null ? 0 : args[0].length, ''));
    return original.apply(this, args);
  });

  wrap(net.Socket.prototype, '_destroy', (original) => function (...args) {
    safely(() => {
      const [error] = args;
      if (error && error.syscall === 'read' && this._handle) {
        received(this, -1, escaped(error.code || 'Error'));
      }
    });
    return original.apply(this, args);
  });

  wrap(net.Socket.prototype, '_writeGeneric', (original) => function (...args) {
    if (this.encrypted) {
      safely(() => meet(this._handle, this, true));
    }
    return original.apply(this, args);
  });

  // --- http: its server reads without telling JavaScript; a request's start shows that it has

  const channels = require('diagnostics_channel');
  const subscribe = (channel, listener) => {
    const heard = (message) => safely(() => listener(message));
    if (channels.subscribe) {
      channels.subscribe(channel, heard);
    } else {
      channels.channel(channel).subscribe(heard);
    }
  };
  subscribe('http.server.request.start', ({ socket, server }) => {
    const handle = socket._handle;
    const at = handle && known.get(handle);
    if (at && !socket.encrypted && handle.bytesRead > at.read) {
      learn(handle, at);
      const size = handle.bytesRead - at.read;
      at.read = handle.bytesRead;
      moment(at, 'recv', 65536, marked(server).accept, size, '');
    }
  });

  // --- datagrams

  const dgram = require('dgram');
  let current = null; // the line of the send that Node goes on with

  const within = (line, run) => {
    const before = current;
    current = line;
    try {
      return run();
    } finally {
      current = before;
    }
  };

  const stateOf = (socket) => {
    const symbol = Object.getOwnPropertySymbols(socket).find((each) => each.description === 'state symbol');
    return symbol && socket[symbol];
  };

  const meetDatagrams = (socket) => {
    const state = stateOf(socket);
    const handle = state && state.handle;
    if (!handle) {
      return null;
    }
    const prototype = Object.getPrototypeOf(handle);
    if (!wrappedPrototypes.has(prototype)) {
      wrappedPrototypes.add(prototype);
      wrapDatagrams(prototype);
    }
    if (!known.has(handle) && typeof handle.lookup === 'function') {
      const { lookup } = handle;
      handle.lookup = function (address, done) {
        const line = current;
        return lookup.call(this, address, function (...results) {
          return within(line, () => done.apply(this, results));
        });
      };
    }
    socketOf(handle, socket);
    return state;
  };

  const wrapDatagrams = (prototype) => {
    for (const method of ['bind', 'bind6', 'connect', 'connect6']) {
      const call = method.replace('6', '');
      wrap(prototype, method, (original) => function (...args) {
        const at = safely(() => socketOf(this));
        return at
          ? around(this, at, call, safely(() => endpoint(args[0], args[1])), safely(() => current || lineFor(at, call)),
            () => original.apply(this, args), code)
          : original.apply(this, args);
      });
    }
    for (const method of ['send', 'send6']) {
      wrap(prototype, method, (original) => function (...args) {
        const at = safely(() => socketOf(this));
        if (!at) {
          return original.apply(this, args);
        }
        const [, list, , port, address] = args;
        const size = safely(() => list.reduce((sum, buffer) => sum + buffer.byteLength, 0));
        const peer = typeof port === 'number' ? endpoint(address, port) : '';
        const words = peer ? `${size}, ${peer}` : size;
        const line = safely(() => current || source());
        const to = { __proto__: at, peer: peer || at.peer, local: at.local };
        const result = (given) => (given < 0 ? code(given) : { value: size });
        return around(this, to, peer ? 'sendto' : 'send', words, line, () => original.apply(this, args), result);
      });
    }
    wrapClose(prototype);
  };

  wrap(dgram.Socket.prototype, 'send', (original) => function (...args) {
    const line = safely(() => source() || current);
    const state = safely(() => meetDatagrams(this));
    const waiting = (state && state.queue && state.queue.length) || 0;
    const given = within(line, () => original.apply(this, args));
    safely(() => {
      const queue = state && state.queue;
      if (queue && queue.length > waiting) {
        const last = queue[queue.length - 1];
        queue[queue.length - 1] = () => within(line, last);
      }
    });
    return given;
  });
  for (const method of ['bind', 'connect']) {
    wrap(dgram.Socket.prototype, method, (original) => function (...args) {
      const line = safely(() => source() || current);
      safely(() => meetDatagrams(this));
      return within(line, () => original.apply(this, args));
    });
  }
  noting(dgram.Socket.prototype, 'on', (socket, [event]) => (event === 'message' ? 'read' : ''));
  wrap(dgram.Socket.prototype, 'emit', (original) => function (event, ...args) {
    if (event === 'message') {
      safely(() => {
        const state = stateOf(this);
        const handle = state && state.handle;
        const at = handle && socketOf(handle, this);
        if (at) {
          learn(handle, at);
          const [message, from] = args;
          moment(at, 'recvfrom', 65536, marked(this).read, message.length, '', endpoint(from.address, from.port));
        }
      });
    }
    return original.call(this, event, ...args);
  });
};

if (process.env.SOQUETE_CALLS) {
  try {
    install();
  } catch {
    // the program comes first: without a recording it runs as ever
  }
}
