// How programs end, by errors, by signals and in order: Node's and ours, and where ours is to be unlike Node's.
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { closesSoon, freePort, judge, sleep, until } from './tools.mjs';

let reference, candidate;

// Runs a program until it ends; `during` meets it meanwhile. What it told, and how it ended.
async function run(command, name, { during, stdout = 'pipe', env = {}, port } = {}) {
  port ??= await freePort();
  const child = spawn(command[0], [...command.slice(1), name], { env: { ...process.env, PORT: port, ...env }, stdio: ['ignore', stdout, 'pipe'] });
  const told = { out: '', err: '', began: Date.now(), ms: 0 };
  child.stdout?.on('data', (text) => { told.out += text; });
  child.stderr.on('data', (text) => { told.err += text; });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  const watch = setTimeout(() => child.kill('SIGKILL'), 15_000);
  let seen = null;
  try {
    seen = during ? await during({ child, port, told, says: (text, times = 1) => until(() => told.out.split(text).length > times) }) : null;
  } catch (err) {
    seen = `the client failed: ${err.message}`;
  }
  const status = await ended;
  clearTimeout(watch);
  return { status, out: told.out, err: told.err, seen, ms: Date.now() - told.began };
}

const get = (port, path = '/') => new Promise((resolve) => {
  http.get({ port, path, host: '127.0.0.1', agent: false }, (res) => {
    let text = '';
    res.on('data', (piece) => { text += piece; });
    res.on('error', () => resolve('cut'));
    res.on('end', () => resolve(`${res.statusCode} ${text}`));
  }).on('error', (err) => resolve(err.code === 'ECONNREFUSED' ? 'refused' : 'cut'));
});
const used = async (step) => {
  const holder = net.createServer().listen(0);
  await new Promise((resolve) => holder.on('listening', resolve));
  const result = await step(holder.address().port);
  holder.close();
  return result;
};
const signal = (...names) => ({ during: async ({ child, says, told }) => {
  await says('ready');
  for (const name of names) {
    const before = told.out;
    child.kill(name);
    await until(() => told.out !== before || child.exitCode !== null || child.signalCode !== null, 1000).catch(() => {});
  }
} });

// ---- the same in both --------------------------------------------------------------------------------------------------------

// `err`: what must be on stderr, of both; for Node's stack `ours` may name another text.
const same = {
  'throws': { err: 'Error: boom' },
  'throws a TypeError': { err: /TypeError: boom[^]*code: 'E_BOOM'/ },
  'throws text': { err: 'boom' },
  'throws with a server': { err: 'Error: boom' },
  'throws, and exit is heard': { err: 'Error: boom' },
  'throws with an exit code': { err: 'Error: boom' },
  'throws, and exit throws': { err: 'Error: boom' },
  'throws, and a listener takes it': { err: '' },
  'throws, a listener takes it, and a server goes on': { err: '', during: async ({ port, says }) => {
    await says('ready');
    return [await get(port), await get(port, '/bye')];
  } },
  'throws, and the listener throws': { err: 'Error: after boom' },
  'throws, and the listener exits': { err: '' },
  'top-level await throws': { err: 'Error: boom' },
  'top-level await throws, and a listener takes it': { err: '' },
  'a wrong key': { err: /Error: / },
  'a used port': { used: true, err: /EADDRINUSE|already in use/ },
  'a used port, and a listener takes it': { used: true, err: '' },
  'a used port, and the server is heard': { used: true, err: '' },
  'a used port, and listen has a callback': { used: true, err: '' },
  'no such host': { err: /EADDRNOTAVAIL|has no address 192.0.2.1/ },
  'a wrong port': { err: /RangeError.*options.port should be >= 0 and < 65536. Received type number \(70000\)/ },
  'beforeExit': { err: '' },
  'beforeExit, after a server': { err: '' },
  'timers outlive a server': { err: '' },
  'beforeExit, but process.exit': { err: '' },
  'a rejection is heard': { err: '' },
  'a rejection as an exception': { err: '' },
  'a rejected promise, shown': { err: '' },
  'a warning': { err: /Warning: careful[^]*DeprecationWarning: old/ },
  'a signal is heard': { err: '', ...signal('SIGTERM') },
  'signals are heard': { err: '', ...signal('SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGTERM') },
  'a signal is heard once': { err: '', ...signal('SIGHUP', 'SIGHUP') },
  'a signal listener throws': { err: '', ...signal('SIGTERM') },
};
// The same program under other circumstances.
const again = {
  'serves: SIGHUP ends it': ['serves', { err: '', ...signal('SIGHUP') }],
  'serves: SIGQUIT ends it': ['serves', { err: '', ...signal('SIGQUIT') }],
  'serves: SIGPIPE is ignored': ['serves', { err: '', during: async ({ child, port, says }) => {
    await says('ready');
    child.kill('SIGPIPE');
    await sleep(60);
    const answer = await get(port);
    child.kill('SIGKILL');
    return answer;
  } }],
};

async function compare(name, program, { err, used: busy, ...how }) {
  const step = async (port) => {
    const results = await Promise.all([reference, candidate].map(async (path, i) =>
      run(i === 0 ? [process.execPath, path] : [path], program, { ...how, port })));
    const [node, ours] = results.map(({ status, out, seen }) => JSON.stringify({ status, out, seen }));
    const spoke = results.map((r) => (typeof err === 'string' ? (err ? r.err.includes(err) : r.err === '') : err.test(r.err)));
    return node === ours && spoke[0] && spoke[1] ? null : `Node:  ${node}\n  Crema: ${ours}\n  stderr: ${JSON.stringify(results.map((r) => r.err))}`;
  };
  return judge(name, busy ? await used(step) : await step());
}

// ---- ours alone ----------------------------------------------------------------------------------------------------------------

// [name, program, how to meet it, what is wrong with its end or null]
const is = (status, out, err) => (r) => (r.status === status && (out === undefined || r.out === out) && (err === undefined || (err instanceof RegExp ? err.test(r.err) : r.err === err)) ? null : JSON.stringify(r));
const open = (port, text) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(text, () => resolve(socket)));
  socket.text = '';
  socket.on('data', (piece) => { socket.text += piece.toString('latin1'); });
  socket.on('error', () => {});
  socket.gone = new Promise((done) => socket.on('close', done));
});
const ask = (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

// SIGTERM while connections are in this state. What they hear, and that all is over in time.
const stops = (prepare, judgeIt, { signals = ['SIGTERM'], within = 900, env = {} } = {}) => ({
  env,
  during: async (t) => {
    await t.says('ready');
    const state = await prepare(t);
    const began = Date.now();
    for (const name of signals) {
      t.child.kill(name);
      await sleep(30);
    }
    await new Promise((resolve) => (t.child.exitCode === null && t.child.signalCode === null ? t.child.on('exit', resolve) : resolve()));
    const ms = Date.now() - began;
    await sleep(20);
    const wrong = judgeIt?.(state, ms) ?? null;
    return wrong ?? (ms > within ? `it took ${ms} ms` : null);
  },
});
const ended = (status = 0) => (r) => (r.status === status && r.seen === null && (r.err === '' || r.err.startsWith('BadRequestError: request aborted')) ? null : JSON.stringify(r));
const patient = 'serves with little patience';
const ours = (certs) => {
  const states = {
    'nothing': [async () => null, null],
    'idle connections': [async ({ port }) => {
      const socket = await open(port, ask('/'));
      await until(() => socket.text.includes('hello'));
      return socket;
    }, null],
    'half a head': [async ({ port }) => open(port, 'GET / HTTP/1.1\r\nHo'), null, 1600],
    'a connection that says nothing': [async ({ port }) => open(port, ''), null, 1600],
    'half a body': [async ({ port }) => open(port, 'POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"a":'), null, 1600],
    'an answer that comes': [async ({ port, says }) => {
      const socket = await open(port, ask('/soon'));
      await says('soon');
      return socket;
    }, (socket) => (/connection: close/i.test(socket.text) && socket.text.endsWith('answered') ? null : `it heard ${socket.text}`)],
    'a body that comes': [async ({ port }) => {
      const socket = await open(port, 'POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":');
      setTimeout(() => socket.write('1}'), 200);
      return socket;
    }, (socket) => (socket.text.endsWith('{"a":1}') ? null : `it heard ${socket.text}`)],
    'an answer that comes too late': [async ({ port, says }) => {
      const socket = await open(port, ask('/slow'));
      await says('slow');
      return socket;
    }, (socket, ms) => (socket.text ? `it heard ${socket.text}` : ms < 900 ? `cut after ${ms} ms` : null), 1600],
    'a handler that never answers': [async ({ port, says }) => {
      const socket = await open(port, ask('/never'));
      await says('never');
      return socket;
    }, (socket, ms) => (ms < 900 ? `cut after ${ms} ms` : null), 1600],
    'an open stream': [async ({ port, says }) => {
      const socket = await open(port, ask('/stream'));
      await says('stream');
      return socket;
    }, (socket) => (socket.text.endsWith('0\r\n\r\n') ? 'the stream was ended as if whole' : null), 1600],
    'a download that is read': [async ({ port, says }) => {
      const socket = await open(port, ask('/big'));
      await says('big');
      return socket;
    }, (socket) => (socket.text.length > 16_000_000 ? null : `it had ${socket.text.length}`), 1600],
    'a download that nobody reads': [async ({ port, says }) => {
      const socket = await open(port, ask('/big'));
      socket.pause();
      await says('big');
      return socket;
    }, null, 1600],
    'half a TLS handshake': [async ({ port }) => open(port + 1, Buffer.from('160301020001', 'hex')), null, 1600],
    'a TLS connection that says nothing': [async ({ port }) => open(port + 1, ''), null, 1600],
  };
  const list = [];
  for (const threads of [1, 4]) {
    for (const [state, [prepare, judgeIt, within]] of Object.entries(states)) {
      list.push([`SIGTERM, ${threads} thread${threads > 1 ? 's' : ''}: ${state}`, patient, stops(prepare, judgeIt, { within, env: { CERTS: certs, THREADS: threads } }), ended()]);
    }
  }
  const never = states['a handler that never answers'][0];
  list.push(
    ['SIGINT', patient, stops(...states['an answer that comes'], { signals: ['SIGINT'] }), ended()],
    ['SIGTERM twice ends it at once', patient, stops(never, null, { signals: ['SIGTERM', 'SIGTERM'] }), ended(143)],
    ['SIGTERM, then SIGINT', patient, stops(never, null, { signals: ['SIGTERM', 'SIGINT'] }), ended(130)],
    ['SIGTERM during the start', 'serves', { during: async ({ child }) => { await sleep(2); child.kill('SIGTERM'); } }, (r) => ([0, 'SIGTERM'].includes(r.status) ? null : JSON.stringify(r))],
    ['a foreign exception is left alone', 'a foreign exception', {}, is('SIGABRT', '', /terminate called after throwing an instance of 'std::runtime_error'/)],
    ['a foreign exception and a handler for it', 'a foreign exception with a handler', {}, is(12, '', "the program's own\n")],
    ["a handler of the program's", "a handler of the program's", {}, is(12, '', "the program's own\n")],
    ['an error that nothing may throw', 'thrown where nothing may be', {}, is(1, 'exit 1\n', 'Uncaught Error: boom\n')],
    ['an error of another thread', 'thrown on another thread', {}, is(1, 'exit 1\n', 'Uncaught Error: boom\n')],
    ['work that is done', 'work that is done', {}, is(0, '5\nexit 0\n', '')],
    ['the program ends under work that goes on', 'work that goes on', stops(async ({ port }) => { const s = await open(port, ask('/work')); await sleep(100); return s; }, null, { within: 1000 }), (r) => (r.status === 0 && r.seen === null && r.err === '' && r.out.endsWith('exit 0\n') ? null : JSON.stringify(r))],
    ['a timer throws: unlike Node it lives', 'a timer throws', {}, is(0, 'alive\n', 'Uncaught Error: boom\n')],
    ['a rejection nobody hears: unlike Node it lives', 'a rejection nobody hears', {}, is(0, 'alive\n', 'Uncaught Error: boom\n')],
    ['a reader of stdout leaves: unlike Node it lives', 'logs', closesSoon(), is(0, undefined, /^Uncaught Error: write EPIPE \{[^}]*code: 'EPIPE'[^}]*\}\nalive\n$/)],
    ['a reader of stdout leaves: a listener hears', 'logs, and a listener hears', closesSoon(), is(0, undefined, 'caught EPIPE write write EPIPE\ncaught EPIPE write write EPIPE\nalive\n')],
    ['stdout is a full disk: unlike Node it lives', 'logs', { stdout: 'full' }, is(0, undefined, /^Uncaught Error: ENOSPC: no space left on device, write \{[^}]*\}\nalive\n$/)],
    ['stdout is a full disk: a listener hears', 'logs, and a listener hears', { stdout: 'full' }, is(0, undefined, 'caught ENOSPC write ENOSPC: no space left on device, write\ncaught ENOSPC write ENOSPC: no space left on device, write\nalive\n')],
  );
  return list;
};

export async function endings(programs, certs, full, { only } = {}) {
  [reference, candidate] = programs;
  const steps = [];
  for (const [name, how] of Object.entries(same)) steps.push([name, () => compare(name, name, how)]);
  for (const [name, [program, how]] of Object.entries(again)) steps.push([name, () => compare(name, program, how)]);
  for (const [name, program, how, wrong] of ours(certs)) {
    const options = how.stdout === 'full' ? { ...how, stdout: full } : how;
    steps.push([name, async () => judge(name, wrong(await run([candidate], program, options)))]);
  }
  const wanted = steps.filter(([name]) => !only || name.includes(only));
  // A few at a time: most of it is waiting.
  const worker = async () => { while (wanted.length) await wanted.shift()[1](); };
  await Promise.all(Array.from({ length: 6 }, worker));
}
