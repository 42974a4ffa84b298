#!/usr/bin/env node
// Hostile input, faults and load against a server that offers the routes of ../conformance/oracle/sections/top.mjs.
//   node battery.mjs --cmd 'CMD' | --url http://127.0.0.1:PORT [--pid PID] [--cases DIR] [--only GROUP] [--case TEXT] [--json FILE]
// CMD is started in ../conformance/oracle with PORT in its environment. The last line is 'N passed, N failed'.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { prepare } from '../conformance/oracle/setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: o } = parseArgs({
  options: { cmd: { type: 'string' }, url: { type: 'string' }, pid: { type: 'string' }, cases: { type: 'string', default: path.join(here, 'cases') }, only: { type: 'string' }, case: { type: 'string' }, json: { type: 'string' } },
});
if (!o.cmd && !o.url) {
  console.error("usage: node battery.mjs --cmd 'CMD' | --url http://127.0.0.1:PORT [--pid PID] [--cases DIR] [--only GROUP] [--case TEXT] [--json FILE]");
  process.exit(2);
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const conformance = path.join(here, '../conformance/oracle');

// ---- the server under test -------------------------------------------------------------------------------------------

const server = { port: 0, child: null, ended: null, log: '' };

async function start() {
  if (o.url) {
    server.port = Number(new URL(o.url).port);
    return;
  }
  server.port = await new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  server.ended = null;
  server.child = spawn('bash', ['-c', `exec ${o.cmd}`], { cwd: conformance, env: { ...process.env, NODE_ENV: 'production', PORT: String(server.port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  const keep = (data) => { server.log = (server.log + data).slice(-6000); };
  server.child.stdout.on('data', keep);
  server.child.stderr.on('data', keep);
  server.child.on('exit', (code, signal) => { server.ended = signal || `exit ${code}`; });
  for (let i = 0; i < 150; i++) {
    if (server.ended) throw new Error(`the server ended at once: ${server.ended}\n${server.log}`);
    if ((await t.ask('GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { timeout: 500 })).status) return;
    await sleep(100);
  }
  throw new Error(`the server does not answer\n${server.log}`);
}

function stop() {
  if (server.child && !server.ended) server.child.kill('SIGKILL');
}

// ---- what a case can do ----------------------------------------------------------------------------------------------

const bytes = (data) => (Buffer.isBuffer(data) ? data : Buffer.from(data, 'latin1'));

function statuses(text) {
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n/g)].map((m) => Number(m[1]));
}

const t = {
  sleep,
  get port() { return server.port; },
  get pid() { return Number(o.pid) || server.child?.pid || 0; },
  server,
  restart: async () => { stop(); await sleep(100); await start(); },

  connect: () => new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  }),

  // Sends bytes and reads until the server closes, `quiet` ms pass without data, or `timeout`.
  ask: (data, { timeout = 3000, quiet = 250, half = false } = {}) => new Promise((resolve) => {
    const chunks = [];
    let end = 'open';
    const finish = (how) => {
      end = how;
      clearTimeout(all);
      clearTimeout(still);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      const list = statuses(text).filter((s) => s !== 100);
      resolve({ text, end, statuses: list, status: list[0] || 0, closed: end === 'closed' || end === 'reset', body: text.slice(text.indexOf('\r\n\r\n') + 4) });
    };
    let still = setTimeout(() => {}, 0);
    const all = setTimeout(() => finish('open'), timeout);
    const socket = net.connect(server.port, '127.0.0.1', () => {
      if (half) socket.end(bytes(data));
      else socket.write(bytes(data));
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      clearTimeout(still);
      still = setTimeout(() => finish('open'), quiet);
    });
    socket.on('end', () => finish('closed'));
    socket.on('error', () => finish('reset'));
  }),

  request: (method, target, headers = {}, body) => {
    const lines = Object.entries({ Host: 'localhost', ...headers }).flatMap(([k, v]) => (Array.isArray(v) ? v.map((x) => `${k}: ${x}`) : [`${k}: ${v}`]));
    const content = body === undefined ? Buffer.alloc(0) : bytes(body);
    if (body !== undefined && !headers['Content-Length'] && !headers['Transfer-Encoding']) lines.push(`Content-Length: ${content.length}`);
    return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
  },
  send: (method, target, headers, body, options) => t.ask(t.request(method, target, { Connection: 'close', ...headers }, body), options),

  // The healthy client: how long GET /plain takes, in ms, or Infinity.
  healthy: async () => {
    const before = process.hrtime.bigint();
    const reply = await t.ask('GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { timeout: 5000, quiet: 3000 });
    return reply.status === 200 && reply.body.endsWith('ok') ? Number(process.hrtime.bigint() - before) / 1e6 : Infinity;
  },
  rss: () => (t.pid ? Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${t.pid}/status`, 'utf8'))?.[1] || 0) * 1024 : 0),
  fds: () => (t.pid ? fs.readdirSync(`/proc/${t.pid}/fd`).length : 0),

  cookie: (reply) => /set-cookie: (connect\.sid=[^;\r\n]+)/i.exec(reply.text)?.[1],
  multipart: (parts, boundary = 'XBOUNDARYX') => ({
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.map(([disposition, content]) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`).join('')}--${boundary}--\r\n`,
  }),
  // A repeatable random generator.
  random: (seed) => () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return seed / 4294967296;
  },
};

// ---- the run ---------------------------------------------------------------------------------------------------------

const cases = [];
for (const file of fs.readdirSync(o.cases).filter((f) => f.endsWith('.mjs')).sort()) {
  const group = path.basename(file, '.mjs');
  if (o.only && o.only !== group) continue;
  const { default: list } = await import(pathToFileURL(path.resolve(o.cases, file)));
  for (const test of list) if (!o.case || test.name.includes(o.case)) cases.push({ group, severity: 'high', ...test });
}

prepare(conformance);
await start();
const results = [];
for (const test of cases) {
  let reason;
  try {
    reason = await Promise.race([test.run(t), sleep(60000).then(() => 'the case did not end within 60 s')]) || null;
  } catch (err) {
    reason = `${err.message}`;
  }
  await sleep(0);
  let severity = test.severity;
  if (server.ended && !test.ends) {
    reason = `CRASH: ${server.ended}. ${reason || ''}\n${server.log.split('\n').slice(-12).join('\n')}`;
    severity = 'critical';
    await start();
  } else if (server.ended) {
    await start();
  } else if (!test.ends && (await t.healthy()) === Infinity) {
    reason = `the server no longer answers GET /plain. ${reason || ''}`;
    severity = 'critical';
    if (o.cmd) await t.restart();
  }
  results.push({ group: test.group, name: test.name, severity, requirement: test.requirement, reason });
  if (reason) console.log(`${severity.toUpperCase().padEnd(8)} ${test.group}: ${test.name}\n         wanted: ${test.requirement}\n         got:    ${reason}`);
}
stop();
for (const group of [...new Set(results.map((r) => r.group))]) {
  const all = results.filter((r) => r.group === group);
  console.log(`${group.padEnd(10)} ${all.filter((r) => !r.reason).length} of ${all.length}`);
}
if (o.json) fs.writeFileSync(o.json, JSON.stringify(results, null, 1));
const failed = results.filter((r) => r.reason).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(Number(failed > 0));
