// node example.mjs NODE-SCRIPT PROGRAM CERTS: the example `https`, in both languages, on certificates that change.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const [script, program, certs] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crema-https-'));
const use = (name) => ['key', 'cert'].forEach((part) => fs.copyFileSync(`${certs}/${name}${part === 'key' ? '-key' : ''}.pem`, `${folder}/${part}.pem`));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

const get = (library, port, target, headers = {}, agent = false) => new Promise((resolve) => {
  const request = library.request({ host: '127.0.0.1', port, path: target, headers, agent, rejectUnauthorized: false }, (answer) => {
    let body = '';
    const certificate = answer.socket.getPeerCertificate?.().subject?.CN;
    answer.on('data', (part) => { body += part; });
    answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body, certificate }));
  });
  request.on('error', (err) => resolve({ status: err.code, headers: {} }));
  request.end();
});

async function look(command) {
  use('server');
  const [port, httpPort] = [await freePort(), await freePort()];
  const child = spawn(command[0], command.slice(1), {
    env: { ...process.env, PORT: port, HTTP_PORT: httpPort, KEY: `${folder}/key.pem`, CERT: `${folder}/cert.pem`, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => { said += text; });
  child.stderr.on('data', (text) => { said += text; });
  const told = async (text) => { for (let i = 0; i < 100 && !said.includes(text); i++) await sleep(50); return said.includes(text); };
  const found = { started: await told('Server running') };

  const first = await get(https, port, '/');
  const cookie = first.headers['set-cookie']?.[0] ?? '';
  found.first = [first.status, first.body, first.headers['strict-transport-security'], cookie.replace(/^.*?;/, '').replace(/Expires=[^;]*/, 'Expires')];
  found.second = (await get(https, port, '/', { Cookie: cookie.split(';')[0] })).body;
  const redirect = await get(http, httpPort, '/page?a=1', { Host: `example.org:${httpPort}` });
  found.redirect = [redirect.status, redirect.headers.location?.replace(port, 'PORT'), redirect.headers['set-cookie']];
  found.connection = (await get(https, port, '/connection')).body;

  const kept = new https.Agent({ keepAlive: true, maxSockets: 1 });
  await get(https, port, '/', {}, kept);
  use('renewed');
  child.kill('SIGHUP');
  found.renewed = [await told('The new certificate is in use.'), (await get(https, port, '/')).certificate];
  found.connections = (await get(https, port, '/', {}, kept)).certificate;  // the open one goes on with what it had
  fs.writeFileSync(`${folder}/cert.pem`, 'nonsense');
  child.kill('SIGHUP');
  found.refused = [await told('The old certificate stays in use: '), (await get(https, port, '/')).certificate];
  kept.destroy();
  child.kill('SIGTERM');
  return found;
}

const [node, ours] = [await look([process.execPath, script]), await look([program])];
let good = 0, bad = 0;
for (const name of Object.keys(node)) {
  const [theirs, our] = [JSON.stringify(node[name]), JSON.stringify(ours[name])];
  if (theirs === our) { good++; continue; }
  bad++;
  console.log(`DIFFERS ${name}\n  Node:  ${theirs}\n  Crema: ${our}`);
}
fs.rmSync(folder, { recursive: true });
console.log(`${good} passed, ${bad} failed`);
process.exitCode = bad ? 1 : 0;
