// node clients.mjs CERTS PROGRAM…: the same clients against Node's server and ours; whatever differs is a failure.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

const [certs, reference, candidate] = process.argv.slice(2);
const pem = (name) => fs.readFileSync(`${certs}/${name}.pem`);
const ca = pem('ca');
const big = `${certs}/big.bin`;
fs.writeFileSync(big, randomBytes(3_000_000));

// The first of four in a row, below those that the system gives to clients.
async function freePorts() {
  for (;;) {
    const first = 20000 + Math.floor(Math.random() * 12000);
    const free = await Promise.all([0, 1, 2, 3].map((i) => new Promise((resolve) => {
      const server = net.createServer().on('error', () => resolve(false)).listen(first + i, () => server.close(() => resolve(true)));
    })));
    if (free.every(Boolean)) return first;
  }
}

async function start(command) {
  const port = await freePorts();
  const child = spawn(command[0], command.slice(1), {
    env: { ...process.env, PORT: port, CERTS: certs, BIG_FILE: big, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => { said += text; if (said.includes('ready')) resolve(); });
    child.on('exit', (code) => reject(new Error(`${command[0]} ended with ${code}`)));
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { port, stop: () => new Promise((resolve) => { child.removeAllListeners('exit'); child.on('exit', (code) => resolve(code)); child.kill('SIGTERM'); }),
    refused: () => [...new Set(said.match(/refused \w+/g))].sort() };
}

function ask(port, path, options = {}, body) {
  return new Promise((resolve) => {
    const request = https.request({ host: '127.0.0.1', port, path, ca, agent: false, servername: 'localhost', checkServerIdentity: () => undefined, method: body ? 'POST' : 'GET', headers: body ? { 'Content-Type': 'application/octet-stream' } : {}, ...options }, (answer) => {
      const { socket } = answer;
      const own = { version: socket.getProtocol(), subject: socket.getPeerCertificate().subject?.CN, alpn: socket.alpnProtocol };
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const type = answer.headers['content-type'];
        resolve({ status: answer.statusCode, own, size: bytes.length, body: type?.includes('json') ? JSON.parse(bytes) : createHash('sha1').update(bytes).digest('hex') });
      });
      answer.on('error', () => resolve({ failed: 'answer' }));
    });
    request.on('error', () => resolve({ failed: true }));
    request.setTimeout(5000, () => { request.destroy(); resolve({ failed: 'time' }); });
    request.end(body);
  });
}

// Raw bytes over one TLS connection, until the server closes.
function talk(port, bytes, options = {}) {
  return new Promise((resolve) => {
    let text = '';
    const socket = tls.connect({ host: '127.0.0.1', port, ca, servername: 'localhost', ...options }, () => { if (bytes) socket.write(bytes); if (options.half) socket.end(); });
    socket.on('data', (part) => { text += part; });
    socket.on('error', (err) => resolve({ failed: true }));
    socket.on('end', () => resolve({ text: text.replace(/Date: .*\r\n/g, ''), closed: true }));
    setTimeout(() => { resolve({ text: text.replace(/Date: .*\r\n/g, ''), closed: false }); socket.destroy(); }, 1000);
  });
}

// What a raw TCP client gets that does not speak TLS.
function mumble(port, bytes) {
  return new Promise((resolve) => {
    let size = 0;
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (part) => { if (part.toString().startsWith('HTTP')) size += part.length; });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ http: size, closed: true }));
    setTimeout(() => { resolve({ closed: false }); socket.destroy(); }, 3000);
  });
}

function resumed(port, version) {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, ca, servername: 'localhost', minVersion: version, maxVersion: version };
    const first = tls.connect(options, () => first.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
    let session;
    first.on('session', (s) => { session = s; });
    first.on('error', () => resolve('failed'));
    first.resume().on('close', () => {
      if (!session) return resolve('no session');
      const second = tls.connect({ ...options, session }, () => { resolve(second.isSessionReused()); second.destroy(); });
      second.on('error', () => resolve('failed'));
    });
  });
}

const upload = randomBytes(5_000_000);
const identity = { key: pem('client-key'), cert: pem('client') };
const stranger = { key: pem('nobody-key'), cert: pem('nobody') };
const get = (more = '') => `GET / HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const steps = {
  'an answer': (p) => ask(p, '/'),
  'what the request knows': (p) => ask(p, '/who'),
  'TLS 1.2': (p) => ask(p, '/who', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' }),
  'TLS 1.3': (p) => ask(p, '/who', { minVersion: 'TLSv1.3' }),
  'TLS 1.1': (p) => ask(p, '/', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  'no cipher in common': (p) => ask(p, '/', { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256@SECLEVEL=0' }),
  'ALPN http/1.1': (p) => ask(p, '/who', { ALPNProtocols: ['h2', 'http/1.1'] }),
  'ALPN without ours': (p) => ask(p, '/', { ALPNProtocols: ['h2'] }),
  'a host of its own': (p) => ask(p, '/who', { servername: 'a.test' }),
  'a wildcard': (p) => ask(p, '/who', { servername: 'x.wild.test' }),
  'two labels under a wildcard': (p) => ask(p, '/who', { servername: 'x.y.wild.test' }),
  'the wildcard itself': (p) => ask(p, '/who', { servername: 'wild.test' }),
  'no host name': (p) => ask(p, '/who', { servername: '' }),
  'an upload of 5 MB': (p) => ask(p, '/echo', {}, upload),
  'an upload of 5 MB, TLS 1.2': (p) => ask(p, '/echo', { maxVersion: 'TLSv1.2' }, upload),
  'an empty upload': (p) => ask(p, '/echo', { method: 'POST' }),
  'a file of 3 MB': (p) => ask(p, '/file'),
  'a part of a file': (p) => ask(p, '/file', { headers: { Range: 'bytes=100000-299999' } }),
  '20 at once': (p) => Promise.all(Array.from({ length: 20 }, () => ask(p, '/file'))),
  'three in a pipeline': (p) => talk(p, get() + get() + get('Connection: close\r\n')),
  'a wrong request': (p) => talk(p, 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'),
  'a client that ends its half': (p) => talk(p, get(), { half: true }),
  'HTTP without TLS': (p) => mumble(p, get()),
  'garbage': (p) => mumble(p, randomBytes(100).fill(0x16, 0, 1)),
  'a client that leaves in the handshake': (p) => new Promise((resolve) => { const s = net.connect(p, '127.0.0.1', () => s.end(Buffer.from('160301', 'hex'))).on('close', () => resolve('left')).resume(); }),
  'a client that stalls in the handshake': (p) => new Promise((resolve) => { net.connect(p + 3, '127.0.0.1').on('close', () => resolve('closed')).resume(); }),
  'a session taken up again, TLS 1.2': (p) => resumed(p, 'TLSv1.2'),
  'a session taken up again, TLS 1.3': (p) => resumed(p, 'TLSv1.3'),
  'new certificates': (p) => ask(p, '/renew', { method: 'POST' }, 'x'),
  'a connection after that': (p) => ask(p, '/'),
  'hosts after that': (p) => ask(p, '/', { servername: 'a.test' }),
  'wanted: no certificate': (p) => ask(p + 1, '/who'),
  'wanted: a good certificate': (p) => ask(p + 1, '/who', identity),
  'wanted: a good certificate, TLS 1.2': (p) => ask(p + 1, '/who', { ...identity, maxVersion: 'TLSv1.2' }),
  'wanted: one of nobody': (p) => ask(p + 1, '/who', stranger),
  'needed: no certificate': (p) => ask(p + 2, '/who').then((r) => !!r.failed),
  'needed: a good certificate': (p) => ask(p + 2, '/who', identity),
  'needed: one of nobody': (p) => ask(p + 2, '/who', stranger).then((r) => !!r.failed),
  'needed: one of nobody, TLS 1.2': (p) => ask(p + 2, '/who', { ...stranger, maxVersion: 'TLSv1.2' }).then((r) => !!r.failed),
  'a callback that answers late': (p) => ask(p + 3, '/who', { servername: 'late.test' }),
  'a callback that answers now': (p) => ask(p + 3, '/who', { servername: 'now.test' }),
  'a callback that knows none': (p) => ask(p + 3, '/', { servername: 'none.test' }),
  'a client that leaves meanwhile': (p) => new Promise((resolve) => { const s = tls.connect({ host: '127.0.0.1', port: p + 3, servername: 'late.test', ca }); s.on('error', () => {}); setTimeout(() => { s.destroy(); resolve('left'); }, 8); }),
  'RSA beside EC': (p) => ask(p + 3, '/who', { servername: '', sigalgs: 'rsa_pss_rsae_sha256' }),
  'EC beside RSA': (p) => ask(p + 3, '/who', { servername: '', sigalgs: 'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256' }),
  'TLS 1.2 where 1.3 is the least': (p) => ask(p + 3, '/', { maxVersion: 'TLSv1.2' }),
  'ALPN, the server chooses': (p) => ask(p + 3, '/', { servername: '', ALPNProtocols: ['http/1.1', 'other'] }),
};

const results = [];
for (const command of [[process.execPath, reference], [candidate]]) {
  const server = await start(command);
  const all = {};
  for (const [name, step] of Object.entries(steps)) all[name] = JSON.stringify(await step(server.port));
  all['handshakes that failed are told, with their codes'] = JSON.stringify(server.refused());
  all['SIGTERM ends it'] = String(command[0] === candidate ? await server.stop() : (await server.stop(), 0));
  results.push(all);
}
let good = 0, bad = 0;
for (const name of Object.keys(results[0])) {
  if (results[0][name] === results[1][name]) { good++; continue; }
  bad++;
  console.log(`DIFFERS ${name}\n  Node:  ${results[0][name]}\n  Crema: ${results[1][name]}`);
}
console.log(`${good} passed, ${bad} failed`);
process.exitCode = bad ? 1 : 0;
