// What must not take memory: bodies that promise or hide too much, under a limit on the address space; and clients that leave, by
// the thousand.
import fs from 'node:fs';
import zlib from 'node:zlib';
import { judge, sleep, until } from './tools.mjs';
import { head, open, start, ways } from './serving.mjs';

const type = { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain', raw: 'application/octet-stream' };
const megabyte = Buffer.alloc(1 << 20, ' ');

// The answer to a request whose body may never end: its status, or how it ended without one.
async function post(port, path, fields, pieces) {
  const socket = await open(port);
  socket.write(head('POST', `${path}?quiet=1`, fields));
  for (const piece of pieces) {
    if (socket.text || socket.failed || socket.end_came) break;
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), sleep(300)]);
  }
  await until(() => socket.text.includes('\r\n\r\n') || socket.failed || socket.end_came, 8000).catch(() => {});
  const status = socket.text.split(' ')[1] ?? 'none';
  socket.destroy();
  return status;
}
const chunked = function* (piece, times) {
  for (let i = 0; i < times; i++) yield Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
};
const whole = (body) => ({ fields: `Content-Length: ${body.length}\r\n`, pieces: [body] });
const bomb = (pack) => pack(Buffer.alloc(300_000_000, ' '));

const bodies = () => {
  const gzip = bomb((body) => zlib.gzipSync(body, { level: 1 })), brotli = bomb((body) => zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }));
  const huge = (name) => ({ name: `10 GB are promised, ${name}`, path: `/${name === 'form' ? 'urlencoded' : name}`, kind: name, status: '413', fields: 'Content-Length: 10000000000\r\n', pieces: Array(50).fill(megabyte) });
  const endless = (name) => ({ name: `chunks without an end, ${name}`, path: `/${name === 'form' ? 'urlencoded' : name}`, kind: name, status: '413', fields: 'Transfer-Encoding: chunked\r\n', pieces: chunked(megabyte, 50) });
  const packed = (name, coding, body) => ({ name: `300 MB as ${coding}, ${name}`, path: `/${name}`, kind: name, status: '413', ...whole(body), fields: `Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n` });
  return [
    ...Object.keys(type).flatMap((name) => [huge(name), endless(name)]),
    packed('json', 'gzip', gzip), packed('text', 'gzip', gzip), packed('raw', 'br', brotli),
    { name: 'JSON in JSON in JSON', path: '/json', kind: 'json', status: '400', ...whole(Buffer.from('[{"a":'.repeat(15_000))) },
    { name: 'JSON that opens for 1 GB', path: '/json', kind: 'json', status: '413', fields: 'Transfer-Encoding: chunked\r\n', pieces: chunked(Buffer.alloc(1 << 20, '['), 1000) },
    { name: 'more parameters than 1000', path: '/urlencoded', kind: 'form', status: '413', ...whole(Buffer.from('a=1&'.repeat(20_000))) },
    { name: 'parameters in parameters', path: '/urlencoded', kind: 'form', status: '400', ...whole(Buffer.from(`a${'[b]'.repeat(10_000)}=1`)) },
  ];
};

async function limited(command, env) {
  const server = await start(['prlimit', '--as=700000000', ...command], env, env.FOLDER);
  for (const { name, path, kind, status, fields, pieces } of bodies()) {
    // More than one at a time, or the limit would not be met by what each may take.
    const copies = Symbol.iterator in Object(pieces) && !Array.isArray(pieces) ? [...pieces].slice(0, 20) : pieces;
    const heard = await Promise.all(Array.from({ length: 8 }, () => post(server.port, path, `Content-Type: ${type[kind]}\r\n${fields}`, copies)));
    judge(`700 MB of memory: ${name}`, heard.every((one) => one === status) && server.ended === null ? null : `8 clients heard ${heard}; ${server.ended ?? 'it lives'}`);
  }
  const get = async (path) => {
    const socket = await open(server.port);
    socket.write(head('GET', `${path}?quiet=1`));
    await until(() => socket.text.includes('\r\n\r\n') || socket.failed, 8000).catch(() => {});
    socket.destroy();
    return socket.text.split(' ')[1];
  };
  const heard = [await get('/foreign/allocation'), await get('/throws/end-twice')];
  judge('700 MB of memory: a handler that wants more', heard.join() === '500,200' ? null : `it heard ${heard}; ${server.ended ?? 'it lives'}`);
  server.child.kill('SIGTERM');
  await until(() => server.ended !== null, 15_000);
  judge('700 MB of memory: SIGTERM ends it', server.ended === 0 ? null : `${server.ended}: ${server.err.slice(-1000)}`);
}

// ---- clients that leave, again and again ---------------------------------------------------------------------------------------

const json = 'Content-Type: application/json\r\nContent-Length: 100\r\n';
// Not /pipe: the file of a body that has been broken off stays open until the program closes it, as in Node.
const states = [
  'GET /timer HTTP/1.1\r\nHo',
  head('POST', '/json?quiet=1', json) + '{"a":',
  head('POST', '/data?quiet=1', 'Content-Length: 100\r\n') + 'begun',
  head('POST', '/echo?quiet=1', 'Content-Length: 100\r\n') + 'begun',
  head('GET', '/timer?quiet=1&ms=30'),
  head('GET', '/async?quiet=1&ms=30'),
  head('GET', '/async-throws?quiet=1&ms=30'),
  head('GET', '/session?quiet=1&ms=30'),
  head('GET', '/session-never?quiet=1'),
  head('GET', '/session-stream?quiet=1&ms=30'),
  head('GET', '/write-after?quiet=1'),
  head('GET', '/big?quiet=1'),
  head('GET', '/stream?quiet=1'),
  head('GET', '/send-file?quiet=1'),
  head('GET', '/send-file-late?quiet=1&ms=30'),
  head('GET', '/download?quiet=1'),
  head('GET', '/static/big.bin?quiet=1'),
  head('GET', '/throws/after-head?quiet=1') + head('GET', '/timer?quiet=1&ms=30') + head('GET', '/stream?quiet=1'),
];

async function leave(port, n) {
  const socket = await open(port, { secure: n % 5 === 4 });
  socket.once('data', () => socket.pause());
  socket.write(states[n % states.length]);
  await sleep(n % 7 === 0 ? 40 : n % 3);
  ways[n % 2 ? 'fin' : 'rst'](socket);
}

async function rounds(port, from, to) {
  let n = from;
  const worker = async () => { while (n < to) await leave(port, n++); };
  await Promise.all(Array.from({ length: 30 }, worker));
  await sleep(2500);
}

async function leaving(command, env, times, threads, most_mb) {
  // Else glibc keeps the largest answers that it has seen for further ones.
  const server = await start(command, { ...env, THREADS: threads, MALLOC_MMAP_THRESHOLD_: '131072' }, env.FOLDER);
  const descriptors = () => fs.readdirSync(`/proc/${server.child.pid}/fd`).length;
  const kilobytes = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]);
  await rounds(server.port, 0, 600);
  const before = [descriptors(), kilobytes()];
  await rounds(server.port, 600, 600 + times);
  const after = server.ended === null ? [descriptors(), kilobytes()] : [0, 0];
  const name = `${times} clients leave, ${threads} thread${threads > 1 ? 's' : ''}`;
  judge(`${name}: it lives`, server.ended === null ? null : `it ended with ${server.ended}: ${server.err.slice(-2000)}`);
  judge(`${name}: descriptors`, after[0] <= before[0] ? null : `${before[0]} before, ${after[0]} after`);
  judge(`${name}: memory`, after[1] - before[1] < most_mb * 1024 ? null : `${before[1]} KB before, ${after[1]} KB after`);
  server.child.kill('SIGTERM');
  await until(() => server.ended !== null, 15_000);
  judge(`${name}: SIGTERM ends it`, server.ended === 0 ? null : `it ended with ${server.ended}: ${server.err.slice(-2000)}`);
  judge(`${name}: no sanitizer has spoken`, /Sanitizer|runtime error:/.test(server.err) ? server.err.slice(-4000) : null);
}

export async function memory(candidate, env, { times, sanitized }) {
  if (!sanitized) await limited([candidate], env);
  await Promise.all([1, 4].map((threads) => leaving([candidate], env, times, threads, sanitized ? 400 : 12)));
}
