// A server whose clients leave, whose files change, whose disk is full and whose handlers throw: each step is done to Node's and to
// ours, and what clients and program have seen of it is compared.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { freePort, judge, sleep, until } from './tools.mjs';

export async function start(command, env, cwd) {
  const port = await freePort();
  const child = spawn(command[0], command.slice(1), { cwd, env: { ...process.env, NODE_ENV: 'development', PORT: port, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const server = { port, child, out: '', err: '', ended: null };
  child.stdout.on('data', (text) => { server.out += text; });
  child.stderr.on('data', (text) => { server.err += text; });
  child.on('exit', (code, signal) => { server.ended = signal ?? code; });
  await until(() => server.out.includes('ready\n') || server.ended !== null, 20_000);
  if (server.ended !== null) throw new Error(`${command[0]} ended with ${server.ended}: ${server.err}`);
  await sleep(50);
  return server;
}

// ---- clients -----------------------------------------------------------------------------------------------------------------

export function open(port, { secure } = {}) {
  return new Promise((resolve) => {
    const raw = net.connect({ port: secure ? port + 1 : port, host: '127.0.0.1', allowHalfOpen: !secure }, () => secure || resolve(raw));
    const socket = secure ? tls.connect({ socket: raw, rejectUnauthorized: false }, () => resolve(socket)) : raw;
    raw.on('error', () => {});
    Object.assign(socket, { text: '', end_came: false, failed: false, raw });
    socket.on('data', (piece) => { socket.text += piece.toString('latin1'); });
    socket.on('end', () => { socket.end_came = true; });
    socket.on('error', () => { socket.failed = true; });
    socket.on('close', () => resolve(socket));  // also where nobody took it
  });
}

export const ways = {
  fin: (socket) => socket.destroy(),
  rst: (socket) => socket.raw.resetAndDestroy(),
  half: (socket) => socket.end(),
};
export const head = (method, path, fields = '') => `${method} ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const types = { '/json': 'application/json', '/urlencoded': 'application/x-www-form-urlencoded', '/text': 'text/plain', '/raw': 'application/octet-stream' };
const begins = { '/json': '{"a":"', '/urlencoded': 'a=b&c=', '/text': 'text', '/raw': 'raw' };

// The client is at this point of its request, and leaves. `wait`: what the program tells before.
// Whoever ends his side alone, or goes quietly, is waited for a little by ours: so the handlers take longer than that.
async function leaves({ port, id, says, quiet }, way, path, { method = 'GET', fields = '', body = '', wait, some, secure, query = '' } = {}) {
  const socket = await open(port, { secure });
  if (some) socket.once('data', () => socket.pause());
  socket.write(head(method, `${path}?id=${id}${query}&ms=${way === 'rst' ? 300 : 1800}`, fields) + body);
  await says(wait ?? 'comes');
  if (some) await until(() => socket.text !== '');
  ways[way](socket);
  await quiet();
  const heard = way === 'half' ? socket.text.split('\r\n')[0] : '';
  socket.destroy();
  return heard;
}

// One answer, to its end.
async function ask({ port, id }, path, { method = 'GET', fields = '', body = '', ms = 10_000 } = {}) {
  const socket = await open(port);
  socket.write(head(method, `${path}${path.includes('?') ? '&' : '?'}id=${id}`, `Connection: close\r\n${fields}`) + body);
  await until(() => socket.end_came || socket.failed, ms).catch(() => {});
  const { text } = socket;
  socket.destroy();
  return text ? summary(text) : socket.end_came ? 'closed without an answer' : socket.failed ? 'reset' : 'nothing';
}

// Status, the fields that say what the body is, the body; without what differs by itself.
function summary(text) {
  const at = text.indexOf('\r\n\r\n');
  const fields = text.slice(0, at).split('\r\n');
  let body = text.slice(at + 4);
  const wanted = fields.filter((line) => /^(content-type|content-length|transfer-encoding|content-range|x-late)/i.test(line));
  const page = /<pre>([^]*?)(<br>[^]*)?<\/pre>/.exec(body);
  // The page of an error has Node's stack behind the first line.
  if (page) body = `page: ${page[1].replace(/ \[ERR_\w+\]/, '')}`;
  else if (body.length > 300) body = `${body.length} bytes ${createHash('sha1').update(body, 'latin1').digest('hex')}`;
  const kept = page ? wanted.filter((line) => !/^content-length/i.test(line)) : wanted;
  return `${fields[0]} | ${kept.sort().join(' | ').toLowerCase()} | ${body}`;
}

// ---- steps -------------------------------------------------------------------------------------------------------------------

const steps = {};
const add = (name, step, how = {}) => { steps[name] = { step, ...how }; };

const cut = (heard, lines) => (lines.join('; ') === 'comes; sends; req aborted; res close true true true true true false; req close true true true true true false' ? null : `it was told ${lines.join('; ')}`);
for (const way of ['fin', 'rst', 'half']) {
  const by = (name) => `leaving by ${way}: ${name}`;
  add(by('in the head'), async (t) => {
    const socket = await open(t.port);
    socket.write(`GET /?id=${t.id} HTTP/1.1\r\nHost: a\r\nX-Fi`);
    await sleep(50);
    ways[way](socket);
    if (way === 'half') await until(() => socket.end_came || socket.failed);
    socket.destroy();
    return socket.text;
  });
  for (const path of Object.keys(types)) {
    const fields = `Content-Type: ${types[path]}\r\n`;
    add(by(`in a body, ${path}`), (t) => leaves(t, way, path, { method: 'POST', fields: `${fields}Content-Length: 1000\r\n`, body: begins[path] }));
    add(by(`in a body, ${path}, chunked`), (t) => leaves(t, way, path, { method: 'POST', fields: `${fields}Transfer-Encoding: chunked\r\n`, body: `5\r\n${begins[path].padEnd(5).slice(0, 5)}\r\n` }));
  }
  for (const [path, wait] of [['/data', 'reads'], ['/pipe', 'pipes'], ['/echo', 'echoes'], ['/timer', 'waits'], ['/async', 'waits'], ['/async-throws', 'waits']]) {
    for (const errors of ['', '&errors=1']) {
      add(by(`in a body, ${path}${errors}`), (t) => leaves(t, way, path, { method: 'POST', fields: 'Content-Length: 1000\r\n', body: 'begun', wait, query: errors }));
    }
  }
  for (const [path, wait] of [['/timer', 'waits'], ['/async', 'waits'], ['/async-throws', 'waits'], ['/session', 'waits'], ['/session-never', 'waits'], ['/session-stream', 'begun'], ['/send-file-late', 'waits'], ['/write-after', 'begun']]) {
    add(by(`before the answer, ${path}`), (t) => leaves(t, way, path, { wait }));
  }
  for (const path of ['/big', '/stream', '/send-file', '/send-file-plain', '/download', '/static/big.bin']) {
    // Node says when the file's callback comes by how it hears of it, and "finish" of what it has given away in one piece.
    if (way !== 'half') add(by(`in the answer, ${path}`), (t) => leaves(t, way, path, { some: true }), path === '/big' ? { ours: cut } : { anyOrder: true });
  }
  if (way !== 'half') {
    add(by('in the answer, /big over TLS'), (t) => leaves(t, way, '/big', { some: true, secure: true }), { ours: cut });
    add(by('in the answer, /send-file over TLS'), (t) => leaves(t, way, '/send-file', { some: true, secure: true }), { anyOrder: true });
    add(by('in a body over TLS'), (t) => leaves(t, way, '/data', { method: 'POST', fields: 'Content-Length: 1000\r\n', body: 'begun', wait: 'reads', secure: true }));
    add(by('behind an answer'), async (t) => {
      const socket = await open(t.port);
      socket.write(head('GET', `/throws/end-twice?id=${t.id}`));
      await until(() => socket.text.endsWith('first'));
      ways[way](socket);
      await sleep(100);
    });
    add(by('in a pipeline'), async (t) => {
      const socket = await open(t.port);
      socket.write(head('GET', `/timer?ms=1800&id=${t.id}`) + head('GET', '/timer?quiet=1') + head('GET', '/async?quiet=1'));
      await t.says('waits');
      ways[way](socket);
      await t.quiet();
    });
  }
}

for (const path of ['param/throws', 'param/error', 'param/twice', 'param/nobody', 'now', 'number', 'text', 'object', 'type', 'await', 'after-send', 'after-send-await', 'after-head', 'after-head-length', 'after-head-await', 'timer', 'finish', 'close', 'rejection', 'then', 'next-twice', 'next-late', 'next-later', 'next-then-throw', 'send-twice', 'send-twice-await', 'send-twice-timer', 'set-late', 'redirect-late', 'json-late', 'write-late', 'write-late-heard', 'end-late', 'end-twice', 'status', 'field', 'cycle', 'view', 'view-callback', 'view-late', 'send-file', 'again']) {
  add(`throwing: ${path}`, async (t) => {
    const heard = await ask(t, `/throws/${path}`);
    await sleep(400);
    return heard;
  }, { anyOrder: /-late|-heard/.test(path) });
}
add('throwing: data', (t) => ask(t, '/throws/data?quiet=1', { method: 'POST', fields: 'Content-Length: 5\r\n', body: '12345' }));
add('throwing: an error handler that has answered', (t) => ask(t, '/handled'));
add('two of three in a pipeline throw', async (t) => {
  const socket = await open(t.port);
  socket.write(head('GET', '/throws/now?quiet=1') + head('GET', '/throws/await?quiet=1') + head('GET', `/throws/end-twice?id=${t.id}`));
  await until(() => socket.text.endsWith('first'));
  socket.destroy();
  await sleep(50);
  return socket.text.match(/HTTP\/1.1 \d+/g).join();
});

// ---- files ---------------------------------------------------------------------------------------------------------------------

const file = (name, make) => {
  for (const path of ['/static/', '/file/', '/file-plain/']) add(`a file that is ${name}: ${path}`, async (t) => ask(t, path + await make(t)));
};
const make = (t, what) => {
  const name = `${t.id}.bin`;
  what(`${t.folder}/public/${name}`);
  return name;
};
file('there', (t) => make(t, (path) => fs.writeFileSync(path, 'there')));
file('not there', () => 'nothing.txt');
file('empty', (t) => make(t, (path) => fs.writeFileSync(path, '')));
file('a folder', (t) => make(t, (path) => fs.mkdirSync(path)));
file('a link into nothing', (t) => make(t, (path) => fs.symlinkSync('/nowhere', path)));
file('a link to itself', (t) => make(t, (path) => fs.symlinkSync(path, path)));
file('not to be read', (t) => make(t, (path) => fs.writeFileSync(path, 'secret', { mode: 0o000 })));
file('in a folder that is not to be read', (t) => `${make(t, (path) => { fs.mkdirSync(path); fs.writeFileSync(`${path}/x`, 'x'); fs.chmodSync(path, 0); })}%2Fx`);
file('behind a file', () => 'small.txt%2Fx');
for (const path of ['/static/', '/file/', '/file-plain/']) {
  add(`a file that is growing: ${path}`, async (t) => {
    const name = make(t, (where) => {
      fs.writeFileSync(where, 'x'.repeat(1000));
      const more = setInterval(() => fs.appendFileSync(where, 'y'), 1);
      setTimeout(() => clearInterval(more), 300);
    });
    const socket = await open(t.port);
    socket.write(head('GET', `${path}${name}?id=${t.id}`, 'Connection: close\r\n'));
    await until(() => socket.end_came || socket.failed);
    const [fields, body] = socket.text.split('\r\n\r\n');
    return { whole: fields.includes(`Content-Length: ${body.length}\r\n`), same: /^x{1000}y*$/.test(body) };
  });
}
file('replaced', (t) => {
  const name = make(t, (path) => fs.writeFileSync(path, 'old'));
  fs.writeFileSync(`${t.folder}/public/new-${t.id}`, 'newer');
  fs.renameSync(`${t.folder}/public/new-${t.id}`, `${t.folder}/public/${name}`);
  return name;
});

const readsSlowly = async (t, path, change) => {
  const name = make(t, (where) => fs.writeFileSync(where, Buffer.alloc(24_000_000, 'a')));
  const socket = await open(t.port);
  socket.once('data', () => socket.pause());
  socket.write(head('GET', `${path}${name}?id=${t.id}`));
  await until(() => socket.text !== '');
  await sleep(50);
  change(`${t.folder}/public/${name}`);
  socket.resume();
  await until(() => socket.end_came || socket.failed || socket.text.length > 24_000_000, 15_000).catch(() => {});
  await sleep(100);
  const body = socket.text.slice(socket.text.indexOf('\r\n\r\n') + 4);
  socket.destroy();
  return { size: body.length, same: /^a*$/.test(body) };
};
for (const path of ['/static/', '/file/']) {
  add(`a file that vanishes while it is sent: ${path}`, (t) => readsSlowly(t, path, (where) => fs.unlinkSync(where)));
  add(`a file that is replaced while it is sent: ${path}`, (t) => readsSlowly(t, path, (where) => {
    fs.writeFileSync(`${where}.new`, Buffer.alloc(24_000_000, 'b'));
    fs.renameSync(`${where}.new`, where);
  }));
  add(`a file that grows while it is sent: ${path}`, (t) => readsSlowly(t, path, (where) => fs.appendFileSync(where, Buffer.alloc(1_000_000, 'b'))));
  // Node leaves the client waiting for what never comes.
  add(`a file that shrinks while it is sent: ${path}`, (t) => readsSlowly(t, path, (where) => fs.truncateSync(where, 15_000_000)), {
    ours: (heard) => (heard.same && heard.size <= 15_000_000 && heard.size > 100_000 ? null : `it heard ${JSON.stringify(heard)}`),
  });
}
add('a FIFO', async (t) => {
  const heard = [];
  for (const path of ['/static/', '/file/', '/file-plain/']) heard.push(await ask(t, path + make(t, (where) => fs.existsSync(where) || execFileSync('mkfifo', [where]))));
  return heard.map((answer) => answer.slice(0, 22)).join();
}, { ours: (heard) => (heard === 'HTTP/1.1 404 Not Found,HTTP/1.1 404 Not Found,HTTP/1.1 404 Not Found' ? null : `it heard ${heard}`) });

// ---- disks: one after the other, because there is one --------------------------------------------------------------------------

const disks = {};
for (const path of ['/disk/full', '/disk/write?size=100', '/disk/write?size=3000000', '/disk/write-sync?size=3000000', '/disk/write-sync?size=10', '/disk/append?size=3000000', '/disk/copy', '/disk/remove', '/disk/stream', '/disk/remove']) {
  disks[`a full disk: ${path} ${Object.keys(disks).length}`] = (t) => ask(t, path);
}
// Nobody reads the rest of its body: when Node says that the request is over hangs on the client.
const half_read = 'a full disk: an upload';
disks[half_read] = (t) => ask(t, '/disk/upload', { method: 'POST', fields: 'Content-Length: 3000000\r\n', body: 'u'.repeat(3_000_000) });
disks['a full disk: a small upload'] = async (t) => [await ask(t, '/disk/remove'), await ask(t, '/disk/upload', { method: 'POST', fields: 'Content-Length: 1000\r\n', body: 'u'.repeat(1000) })];

// ---- C++ alone -------------------------------------------------------------------------------------------------------------------

const foreign = {
  'string': /^HTTP\/1.1 500 .*page: a std::string$/,
  'exception': /^HTTP\/1.1 500 .*page: Error: a std::exception$/,
  'custom': /^HTTP\/1.1 500 .*page: Error: unknown exception$/,
  'derived': /^HTTP\/1.1 402 .*page: Error: pay first$/,
  'memory': /^HTTP\/1.1 500 .*page: Error: std::bad_alloc$/,
  'timer': /^HTTP\/1.1 200 .*answered$/,
};

// ---- the comparison ------------------------------------------------------------------------------------------------------------

function told(server, id) {
  return server.out.split('\n').filter((line) => line.startsWith(`${id} `)).map((line) => line.slice(id.length + 1).trim());
}

async function runAll(server, folder, wanted) {
  const results = {};
  const run = async (name, step, id) => {
    const says = (text) => until(() => server.out.includes(`${id} ${text}`));
    // Until it has told of the end, and then nothing for as long as a handler may take.
    const quiet = async () => {
      let before = '', since = Date.now();
      await until(() => {
        const now = told(server, id).join();
        if (now !== before) [before, since] = [now, Date.now()];
        return Date.now() - since > (/res close|failed/.test(now) ? 2300 : 7000);
      }, 15_000).catch(() => {});
    };
    let heard;
    try {
      if (server.ended !== null) throw new Error(`the server has ended with ${server.ended}: ${server.err.slice(-1000)}`);
      heard = await Promise.race([step({ port: server.port, id, folder, says, quiet }), sleep(30_000).then(() => { throw new Error('it takes too long'); })]);
    } catch (err) {
      heard = `the client failed: ${err.message}`;
    }
    // Node's callback gets what its write has met, where that came first.
    const lines = told(server, id).map((line) => line.replaceAll(folder, 'FOLDER').replace(/sent (EPIPE|ECONNRESET) write \w+/, 'sent ECONNABORTED Request aborted'));
    results[name] = { heard: typeof heard === 'string' ? heard.replaceAll(folder, 'FOLDER') : heard, told: steps[name]?.anyOrder || name.endsWith('upload') ? lines.sort() : lines };
  };
  const left = Object.entries(steps).filter(([name]) => wanted(name)).map(([name, { step }], i) => [name, step, `s${i}`]);
  const worker = async () => { while (left.length) await run(...left.shift()); };
  await Promise.all(Array.from({ length: 40 }, worker));
  let n = 0;
  for (const [name, step] of Object.entries(disks)) if (wanted(name)) await run(name, step, `d${n++}`);
  return results;
}

// Nothing is forbidden to root, unless it gives up what makes it so. Where there is no small disk, no file may become large.
function limits(small) {
  const powerless = ['setpriv', '--inh-caps=-all', '--bounding-set=-all'];
  const can = process.getuid() === 0 && spawnSync(powerless[0], [...powerless.slice(1), 'true']).status === 0;
  const files = ['bash', '-c', 'trap "" XFSZ; ulimit -f 1000; exec "$@"', 'bash'];
  return [...(can ? powerless : []), ...(small === 'limit' ? files : [])];
}

const caught = (server) => server.out.split('\n').filter((line) => /^(uncaught|unhandled|store) /.test(line)).map((line) => line.replace(/s\d+$/, 'a user')).sort();

export async function serving(reference, candidate, { work, certs, disk, small, only }) {
  const wanted = (name) => !only || name.includes(only);
  const all = [];
  for (const command of [[process.execPath, reference], [candidate]]) {
    const folder = `${work}/${all.length}`;
    fs.mkdirSync(`${folder}/public`, { recursive: true });
    fs.mkdirSync(`${folder}/views`, { recursive: true });
    for (const view of ['broken', 'late']) fs.writeFileSync(`${folder}/views/${view}.tpl`, view);
    fs.writeFileSync(`${folder}/big.bin`, Buffer.alloc(16_000_000, 'f'));
    fs.writeFileSync(`${folder}/public/big.bin`, Buffer.alloc(16_000_000, 's'));
    fs.writeFileSync(`${folder}/public/small.txt`, 'small');
    const own = `${disk}`;
    for (const name of fs.readdirSync(own)) fs.rmSync(`${own}/${name}`);
    const as = [...limits(small), ...command];
    const server = await start(as, { FOLDER: folder, DISK: own, CERTS: certs }, folder);
    const results = await runAll(server, folder, wanted);
    const general = caught(server);
    if (command.length === 1) {
      for (const [path, pattern] of Object.entries(foreign)) {
        if (!wanted(`thrown by C++: ${path}`)) continue;
        const heard = await ask({ port: server.port, id: `f-${path}` }, `/foreign/${path}`);
        judge(`thrown by C++: ${path}`, pattern.test(heard) ? null : `it heard ${heard}`);
      }
    }
    server.child.kill('SIGTERM');
    await until(() => server.ended !== null, 15_000);
    all.push({ results, general, server });
  }
  const [node, ours] = all;
  for (const name of Object.keys(node.results)) {
    const { heard, told: lines } = ours.results[name];
    const judgeOurs = steps[name]?.ours;
    if (judgeOurs) {
      judge(name, judgeOurs(heard, lines));
      continue;
    }
    const [a, b] = [node.results[name], { heard, told: lines }].map((r) => JSON.stringify(name === half_read ? { ...r, told: r.told.filter((line) => !line.startsWith('req close')) } : r));
    judge(name, a === b ? null : `Node:  ${a}\n  Crema: ${b}`);
  }
  if (!only) {
    const [a, b] = [node.general.join('\n    '), ours.general.join('\n    ')];
    judge('what nobody caught, and what the store was asked', a === b ? null : `Node:\n    ${a}\n  Crema:\n    ${b}`);
    judge('SIGTERM ends it', ours.server.ended === 0 ? null : `it ended with ${ours.server.ended}: ${ours.server.err.slice(-2000)}`);
    judge('no sanitizer has spoken', /Sanitizer|runtime error:/.test(ours.server.err) ? ours.server.err.slice(-4000) : null);
  }
}
