// Clients as users have them, against Express and against ours: they say the same of both.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';

import { same, ok } from '../lib/report.mjs';

const sha1 = (data) => crypto.createHash('sha1').update(data).digest('hex');
const big = Buffer.alloc(3_000_000, 'upload ');
const upload = (n = 30) => Readable.from((function* pieces() { for (let i = 0; i < n; i++) yield big.subarray(i * 10000, i * 10000 + 10000); })());

// ---- programs

// The system's, which has Debian's packages.
const python = fs.existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

function told(command, given, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, given, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, http_proxy: '', no_proxy: '*', LC_ALL: 'C' } });
    const out = [], err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', () => reject(new Error(`there is no ${command}: tools/install-dependencies installs it`)));
    const late = setTimeout(() => child.kill('SIGKILL'), 15000);
    child.on('close', (code, signal) => {
      clearTimeout(late);
      resolve({ code, signal, out: Buffer.concat(out).toString('latin1'), err: Buffer.concat(err).toString('latin1') });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

// What a program says of either, but for dates, ports and times; of long texts their hash.
const plain = (text, port) => text.replace(/^date: .*$/gim, 'Date: <date>').replaceAll(String(port), '<port>');
const short = (text) => (text.length > 3000 ? `${text.slice(0, 400)} … ${text.length} ${sha1(text)}` : text);

const curl = {
  'a page': ['-i', '/bytes/40'],
  'HTTP/1.0': ['-i', '--http1.0', '/bytes/40'],
  'HTTP/1.0 that may stay': ['-i', '--http1.0', '-H', 'Connection: keep-alive', '/bytes/40', '/bytes/40', '-w', ' connects %{num_connects}\n'],
  'HTTP/1.0 of pieces': ['-i', '--http1.0', '/chunks/3'],
  'several on one connection': ['/bytes/10', '/chunks/2', '/empty', '/bytes/20', '/close', '/bytes/5', '-w', ' connects %{num_connects} %{http_code}\n'],
  compressed: ['-i', '--compressed', '/packed'],
  'compressed, only deflate': ['-H', 'Accept-Encoding: deflate', '--compressed', '/packed'],
  'compressed, as HTTP/1.0': ['--http1.0', '--compressed', '/packed'],
  'an upload': ['-T', '$big', '/echo'],
  'an upload that waits': ['-i', '-T', '$big', '-H', 'Expect: 100-continue', '--expect100-timeout', '5', '/echo'],
  'an upload that waits and is refused': ['-i', '-T', '$small', '-H', 'Expect: 100-continue', '--expect100-timeout', '5', '/refuse'],
  'an expectation that nobody knows': ['-i', '-d', 'a=b', '-H', 'Expect: miracles', '/echo'],
  'an upload from a pipe': ['-T', '-', '/echo', '<'],
  'an upload from a pipe as HTTP/1.0': ['-T', '-', '--http1.0', '/echo', '<'],
  'a slow upload': ['-T', '$big', '--limit-rate', '6M', '/echo'],
  'an upload whose answer comes early': ['-T', '$big', '/early', '-w', ' %{http_code}'],
  'two refused uploads and a page': ['-T', '$big', '/refuse', '-T', '$big', '/refuse', '/bytes/10', '-w', ' %{http_code}\n'],
  'a form with a file': ['-F', 'file=@$big', '/moved?status=301', '-w', '%{http_code}'],
  'a slow download': ['--limit-rate', '2M', '/bytes/1000000'],
  'a range': ['-i', '-r', '0-9', '/files/big.txt'],
  'the end': ['-i', '-r', '-9', '/files/big.txt'],
  'from somewhere': ['-r', '29990-', '/files/big.txt'],
  'a range beyond': ['-i', '-r', '99999-', '/files/big.txt'],
  'several ranges': ['-i', '-r', '0-1,5-6', '/files/small.txt'],
  'the rest of it': ['-C', '20000', '/files/big.txt'],
  'an offer of HTTP/2': ['-i', '--http2', '/bytes/10'],
  'an offer of HTTP/2 with a body': ['-i', '--http2', '-d', 'a=b', '/echo'],
  'an offer of a WebSocket': ['-i', '-H', 'Connection: Upgrade', '-H', 'Upgrade: websocket', '-H', 'Sec-WebSocket-Key: eA==', '-H', 'Sec-WebSocket-Version: 13', '/bytes/10'],
  'an offer beside keep-alive': ['-i', '-H', 'Connection: keep-alive, Upgrade', '-H', 'Upgrade: foo', '/bytes/10', '/bytes/10', '-w', ' connects %{num_connects}\n'],
  'close beside keep-alive': ['-i', '-H', 'Connection: close, keep-alive', '/bytes/10', '/bytes/10', '-w', ' connects %{num_connects}\n'],
  'keep-alive beside close': ['-i', '-H', 'Connection: keep-alive, close', '/bytes/10', '/bytes/10', '-w', ' connects %{num_connects}\n'],
  'close, as HTTP/1.0': ['-i', '--http1.0', '-H', 'Connection: close, keep-alive', '/bytes/10'],
  'Proxy-Connection': ['-i', '-H', 'Proxy-Connection: keep-alive', '-H', 'Connection:', '/bytes/10'],
  HEAD: ['-I', '/bytes/100', '/files/big.txt', '/packed', '/nothing'],
  OPTIONS: ['-i', '-X', 'OPTIONS', '/bytes/100'],
  TRACE: ['-i', '-X', 'TRACE', '/bytes/100'],
  'a form that is moved': ['-L', '-d', 'a=b', '/moved?status=301'],
  'a form that is moved for good': ['-L', '-d', 'a=b', '/moved?status=308'],
  hints: ['-i', '/hints', '/bytes/3'],
  trailers: ['-i', '--raw', '/trailers'],
  'trailers of the client': ['-i', '-X', 'POST', '-H', 'Transfer-Encoding: chunked', '-H', 'Trailer: X-A', '-d', 'abc', '/echo'],
  'an answer that breaks': ['-i', '/break'],
  'a condition': ['-i', '-z', '2027-01-01', '/files/small.txt'],
  'many at once': ['-Z', '--no-progress-meter', '--parallel-max', '5', ...Array(20).fill(['/bytes/100000', '-o', '$nothing']).flat(), '-w', '%{http_code} %{size_download}\n'],
};

async function programs(report, ports, folder) {
  const files = { $big: path.join(folder, 'upload.bin'), $small: path.join(folder, 'small-upload.bin'), $nothing: '/dev/null' };
  fs.writeFileSync(files.$big, big);
  fs.writeFileSync(files.$small, big.subarray(0, 500000));
  for (const [name, given] of Object.entries(curl)) {
    const input = given.includes('<') ? big.subarray(0, 500000) : undefined;
    await report.check(`curl: ${name}`, async () => {
      const [wanted, got] = await Promise.all(ports.map(async (port) => {
        const words = given.filter((word) => word !== '<').map((word) => (word.startsWith('/') ? `http://127.0.0.1:${port}${word}` : word.replace(/\$(big|small|nothing)/, (of) => files[of])));
        const said = await told('curl', ['-sS', '-m', '14', ...words], input);
        return { ...said, out: short(plain(said.out, port)), err: plain(said.err, port) };
      }));
      same(got, wanted, 'what curl said');
    });
  }
  await report.check('wget -c goes on where it was', async () => {
    for (const [i, port] of ports.entries()) {
      const to = path.join(folder, `got${i}`);
      fs.writeFileSync(to, fs.readFileSync(path.join(folder, 'big.txt')).subarray(0, 12345));
      const said = await told('wget', ['-q', '-c', '-O', to, `http://127.0.0.1:${port}/files/big.txt`]);
      same([said.code, sha1(fs.readFileSync(to))], [0, sha1(fs.readFileSync(path.join(folder, 'big.txt')))], `port ${i}`);
    }
  });
  await report.check('ab keeps its connections', async () => {
    const [wanted, got] = await Promise.all(ports.map(async (port) => {
      const said = await told('ab', ['-q', '-k', '-n', '400', '-c', '4', `http://127.0.0.1:${port}/bytes/100`]);
      return said.out.match(/^(Complete|Failed|Non-2xx|Keep-Alive requests|Document Length).*$/gm);
    }));
    same(got, wanted, 'what ab said');
  });
  await report.check('wrk sees no errors', async () => {
    for (const given of [['/bytes/100'], ['/bytes/100000'], ['/chunks/2'], ['/bytes/10', '-H', 'Connection: close']]) {
      const said = await told('wrk', ['-t1', '-c8', '-d1', '--timeout', '10s', `http://127.0.0.1:${ports[1]}${given[0]}`, ...given.slice(1)]);
      ok(said.code === 0 && !/Socket errors|Non-2xx/.test(said.out), said.out + said.err);
    }
  });
  await report.check('requests, urllib3 and httpx', async () => {
    const [wanted, got] = await Promise.all(ports.map(async (port) => (await told(python, ['checks/clients.py', String(port)])).out.trim().split('\n')));
    ok(!wanted.some((line) => line.includes('not installed')), `${wanted.at(-1)}: tools/install-dependencies installs it`);
    ok(wanted.length > 20, `only ${wanted.length} lines: ${wanted}`);
    for (const [i, line] of wanted.entries()) same(got[i], line, 'a line');
    same(got.length, wanted.length, 'lines');
  });
}

// ---- libraries of Node

const libraries = {
  async axios(base) {
    const { default: axios } = await import('axios');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const client = axios.create({ baseURL: base, httpAgent: agent, validateStatus: () => true, maxRedirects: 5, proxy: false });
    const of = ({ status, data, headers }) => [status, typeof data === 'string' ? sha1(data) : data, headers['content-length']];
    const said = [];
    for (const at of ['/bytes/100', '/empty', '/packed', '/away', '/chunks/5', '/hints', '/trailers', '/nothing']) said.push(of(await client.get(at)));
    said.push(of(await client.post('/echo', { a: 'é' })), of(await client.post('/echo', upload())), of(await client.put('/echo', big, { maxBodyLength: Infinity })));
    said.push(of(await client.post('/moved?status=307', 'a=b')), of(await client.post('/moved?status=303', 'a=b')));
    said.push(await client.get('/slow/2000', { timeout: 100 }).catch((err) => err.code), await client.get('/break').catch((err) => err.code), of(await client.get('/bytes/3')));
    agent.destroy();
    return said;
  },
  async 'undici, ten in a pipeline'(base) {
    const { Client } = await import('undici');
    const client = new Client(base, { pipelining: 10 });
    const answers = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
      const { statusCode, body } = await client.request({ path: ['/bytes/100', '/chunks/3', '/empty', `/echo?${i}`, '/packed', '/slow/3'][i % 6], method: 'GET' });
      return [statusCode, sha1(Buffer.from(await body.arrayBuffer()))];
    }));
    const stream = await client.request({ path: '/echo', method: 'POST', body: upload() });
    answers.push(await stream.body.json());
    const abort = new AbortController();
    const late = client.request({ path: '/slow/2000', method: 'GET', signal: abort.signal }).catch((err) => err.name);
    setTimeout(() => abort.abort(), 30);
    answers.push(await late, (await client.request({ path: '/bytes/7', method: 'GET' })).statusCode);
    await client.destroy();
    return answers;
  },
  async fetch(base) {
    const said = [];
    const of = async (answer) => [answer.status, answer.headers.get('content-type'), sha1(Buffer.from(await answer.arrayBuffer()))];
    for (const at of ['/bytes/100', '/packed', '/away', '/hints', '/trailers', '/empty']) said.push(await of(await fetch(base + at)));
    said.push(await of(await fetch(`${base}/echo`, { method: 'POST', body: Readable.toWeb(upload()), duplex: 'half' })));
    said.push(await of(await fetch(`${base}/refuse`, { method: 'POST', body: 'x'.repeat(1000) })));
    const reader = (await fetch(`${base}/chunks/20`)).body.getReader();
    said.push(Buffer.from((await reader.read()).value).toString().slice(0, 8));
    await reader.cancel();
    said.push(await fetch(`${base}/break`).then((answer) => answer.text()).catch((err) => err.message), await of(await fetch(`${base}/bytes/2`)));
    return said;
  },
  async superagent(base) {
    const { default: superagent } = await import('superagent');
    const said = [];
    const of = ({ status, text, body }) => [status, text === undefined ? Object.keys(body).length : sha1(text)];
    for (const at of ['/packed', '/away?to=/packed', '/chunks/3', '/empty']) said.push(of(await superagent.get(base + at)));
    said.push(of(await superagent.post(`${base}/echo`).send({ a: 1 })), await superagent.get(`${base}/slow/1000`).timeout(100).catch((err) => err.code), await superagent.get(`${base}/nothing`).catch((err) => err.status));
    return said;
  },
  // Node's own client sees what goes by on the way.
  async 'http: on the way'(base) {
    const { port } = new URL(base);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const once = (given, work = (req) => req.end()) => new Promise((resolve) => {
      const said = [];
      const req = http.request({ port, host: '127.0.0.1', agent, timeout: 5000, ...given });
      req.on('information', ({ statusCode, headers }) => said.push(['information', statusCode, headers]));
      req.on('continue', () => { said.push('continue'); if (given.waits) req.end('the body'); });
      req.on('upgrade', () => { said.push('upgrade'); req.destroy(); resolve(said); });
      req.on('error', (err) => { said.push(err.code); resolve(said); });
      req.on('timeout', () => req.destroy(new Error('timeout')));
      req.on('response', (res) => {
        const chunks = [];
        res.on('data', (chunk) => chunks.push(chunk)).on('aborted', () => said.push('aborted')).on('error', () => {}).on('close', () => {
          said.push([res.statusCode, res.headers.connection, sha1(Buffer.concat(chunks)), res.trailers, req.reusedSocket]);
          resolve(said);
        });
      });
      work(req);
    });
    const said = [];
    said.push(await once({ path: '/hints' }), await once({ path: '/trailers' }), await once({ path: '/bytes/3' }));
    said.push(await once({ path: '/echo', method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 8 }, waits: true }, (req) => req.flushHeaders()));
    said.push(await once({ path: '/refuse', method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 8 }, waits: true }, (req) => req.flushHeaders()));
    said.push(await once({ path: '/echo', method: 'POST', headers: { Trailer: 'X-Sum', 'Transfer-Encoding': 'chunked' } }, (req) => { req.write('abc'); req.addTrailers({ 'X-Sum': '1', 'X-Other': 'é' }); req.end(); }));
    said.push(await once({ path: '/bytes/3', headers: { Connection: 'Upgrade', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' } }), await once({ path: '/bytes/3' }));
    said.push(await once({ path: '/close' }), await once({ path: '/bytes/3' }), await once({ path: '/break' }), await once({ path: '/bytes/3' }));
    // An upload that its client gives up.
    said.push(await once({ path: '/echo', method: 'POST', headers: { 'Content-Length': 100000 } }, (req) => { req.write('half'); setTimeout(() => req.destroy(), 20); }), await once({ path: '/bytes/3' }));
    said.push(await once({ path: '/echo', method: 'GET', headers: { 'Content-Length': 5 } }, (req) => req.end('hello')), await once({ path: '/bytes/3', method: 'HEAD' }), await once({ path: '/bytes/4' }));
    agent.destroy();
    return said;
  },
};

// ---- bytes: what comes back, and whether the connection stays

const requests = {
  'close, keep-alive': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: close, keep-alive\r\n\r\n'],
  'keep-alive, close': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n'],
  'two fields, close and keep-alive': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n'],
  'two fields, keep-alive and close': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n'],
  'a name that is not close': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n'],
  'CLOSE': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: CLOSE\r\n\r\n'],
  'an empty one': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: \r\n\r\n'],
  'HTTP/1.0': ['GET /bytes/3 HTTP/1.0\r\n\r\n'],
  'HTTP/1.0, keep-alive': ['GET /bytes/3 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n', 'GET /bytes/4 HTTP/1.0\r\n\r\n'],
  'HTTP/1.0, keep-alive, pieces': ['GET /chunks/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'],
  'h2c': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n', 'GET /bytes/4 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'Upgrade without Connection': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n'],
  'an upgrade with a body': ['POST /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: foo\r\nContent-Length: 3\r\n\r\nabc', 'GET /bytes/4 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'HTTP/2 without asking': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  'Expect, and the body at once': ['POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc'],
  'Expect, as HTTP/1.0': ['POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc'],
  'Expect without a body': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n'],
  'Expect, refused, and the next request': ['POST /refuse HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n', 'abcGET /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a body that comes late': ['POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n', 'abc', 'defGET /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'trailers': ['POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: x-a\r\n\r\n3\r\nabc\r\n0\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 5\r\n\r\n', 'GET /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a client that ends its half': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\n', null],
  'lines between requests': ['GET /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\nGET /bytes/4 HTTP/1.1\r\nHost: a\r\n\r\n'],
  'HEAD and a page in one': ['HEAD /bytes/3 HTTP/1.1\r\nHost: a\r\n\r\nGET /empty HTTP/1.1\r\nHost: a\r\n\r\nGET /hints HTTP/1.1\r\nHost: a\r\n\r\nGET /trailers HTTP/1.1\r\nHost: a\r\n\r\n'],
  'behind close': ['GET /close HTTP/1.1\r\nHost: a\r\n\r\nGET /bytes/4 HTTP/1.1\r\nHost: a\r\n\r\n'],
};

const exchange = (port, pieces) => new Promise((resolve) => {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '', left = [...pieces];
  const send = () => {
    if (left.length === 0) return;
    const one = left.shift();
    if (one === null) socket.end();
    else socket.write(one);
    wait();
    setTimeout(send, 60);
  };
  let late;
  const end = (how) => { clearTimeout(late); socket.destroy(); resolve({ text, how }); };
  // Silence for so long means that nothing comes any more: idle connections are closed after 5 s.
  const wait = () => { clearTimeout(late); late = setTimeout(() => end('stays open'), 2500); };
  wait();
  socket.on('connect', send).on('data', (chunk) => { text += chunk.toString('latin1'); wait(); }).on('end', () => end('ended')).on('error', (err) => end(err.code));
});

export async function clients(report, a, b, folder) {
  const ports = [a, b];
  await programs(report, ports, folder);
  for (const [name, work] of Object.entries(libraries)) {
    await report.check(name, async () => {
      const [wanted, got] = await Promise.all(ports.map((port) => work(`http://127.0.0.1:${port}`)));
      for (const [i, one] of wanted.entries()) same(got[i], one, `answer ${i}`);
      same(got.length, wanted.length, 'answers');
    });
  }
  await Promise.all(Object.entries(requests).map(([name, pieces]) => report.check(`bytes: ${name}`, async () => {
    const [wanted, got] = await Promise.all(ports.map((port) => exchange(port, pieces)));
    same({ ...got, text: plain(got.text) }, { ...wanted, text: plain(wanted.text) }, 'what came back');
  })));
}
