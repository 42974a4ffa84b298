#!/usr/bin/env node
// The same bytes to Node and to a candidate, well-formed, slightly wrong and very wrong: what one refuses the other refuses, with the
// same status; what one answers the other answers, with the same bytes.
//   node wire.mjs --oracle FOLDER --candidate CMD [--runs N] [--seed N] [--inputs FILE]… [--verbose]
// FOLDER is that of the conformance oracle, with its packages. FILE is JSON, a list of requests as texts of latin1, which are sent as
// they are before the N made-up ones. The last line is 'N passed, N failed'.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deliberate } from './differences.mjs';
import { generate } from './generate.mjs';

const { values: o } = parseArgs({
  options: {
    oracle: { type: 'string' }, candidate: { type: 'string' }, runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' },
    inputs: { type: 'string', multiple: true, default: [] }, verbose: { type: 'boolean', default: false },
  },
});
if (!o.oracle || !o.candidate) {
  console.error('usage: node wire.mjs --oracle FOLDER --candidate CMD [--runs N] [--seed N] [--inputs FILE]… [--verbose]');
  process.exit(2);
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function start(command) {
  const port = await new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const child = spawn('bash', ['-c', `exec ${command}`], {
    cwd: o.oracle, env: { ...process.env, NODE_ENV: 'production', PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', () => {});
  const server = { port, child, ended: null };
  child.on('exit', (code, signal) => { server.ended = signal || `exit ${code}`; });
  for (let i = 0; i < 150 && !server.ended; i++) {
    if ((await ask(server, ['GET /plain HTTP/1.1\r\nHost: a\r\n\r\n'], 500)).text) return server;
    await sleep(100);
  }
  throw new Error(`${command} does not answer (${server.ended || 'it runs'})`);
}

// Sends the pieces one after the other, and reads until the server closes or is silent for `quiet` ms. `last`: nothing follows, so that
// a server closes once it has answered.
function ask(server, pieces, quiet, last = false) {
  return new Promise((resolve) => {
    const chunks = [];
    let timer;
    const finish = (end) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text: Buffer.concat(chunks).toString('latin1'), end });
    };
    const wait = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => finish('open'), ms);
    };
    const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }, async () => {
      for (const piece of pieces) {
        socket.write(Buffer.from(piece, 'latin1'));
        if (pieces.length > 1) await sleep(2);
      }
      if (last) socket.end();
      wait(quiet);
    });
    wait(5000);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      wait(quiet);
    });
    socket.on('end', () => finish('closed'));
    socket.on('error', () => finish('closed'));
  });
}

const undated = (text) => text.replace(/^Date: .*\r\n/gm, '');
const comparable = ({ text, end }) => `${undated(text)}[${end}]`;

async function differ(servers, input) {
  let answers;
  for (const quiet of [80, 400, 1500]) {
    answers = await Promise.all(servers.map((server) => ask(server, input.pieces, quiet)));
    if (comparable(answers[0]) === comparable(answers[1])) return null;
  }
  const [node, ours] = answers.map(({ text, end }) => ({ text: undated(text), end }));
  const on = (server, quiet, last) => async (bytes) => {
    const { text, end } = await ask(server, [bytes], quiet, last);
    return { text: undated(text), end };
  };
  return (await deliberate(input.pieces.join(''), node, ours, on(servers[0], 800, false), on(servers[1], 2000, true))) ? null : answers;
}

const show = (text) => JSON.stringify(text.length > 600 ? `${text.slice(0, 300)} … ${text.slice(-300)}` : text);

const inputs = o.inputs.flatMap((file) => JSON.parse(fs.readFileSync(file, 'utf8')).map((text) => ({ name: path.basename(file), pieces: [text] })));
inputs.push(...generate(Number(o.seed), Number(o.runs)));

const servers = await Promise.all([start('node app.mjs'), start(o.candidate)]);
let passed = 0;
let failed = 0;
let next = 0;
await Promise.all(Array.from({ length: 24 }, async () => {
  while (next < inputs.length && !servers[1].ended) {
    const input = inputs[next++];
    const answers = await differ(servers, input);
    if (!answers) {
      passed++;
      continue;
    }
    failed++;
    if (failed > 40 && !o.verbose) continue;
    console.log(`FAILED  ${input.name}\n  sent:  ${input.pieces.map(show).join('\n         ')}`);
    console.log(`  Node:  ${show(comparable(answers[0]))}\n  ours:  ${show(comparable(answers[1]))}`);
  }
}));
if (servers[1].ended) {
  failed++;
  console.log(`FAILED  the candidate ended: ${servers[1].ended}`);
}
for (const server of servers) server.child.kill('SIGKILL');
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
