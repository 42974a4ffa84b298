// The programs under test: started with a port of their own, waited for, ended by their process ids.
import { spawn } from 'node:child_process';
import net from 'node:net';

const running = new Set();

export const freePort = () => new Promise((resolve, reject) => {
  const server = net.createServer().once('error', reject);
  server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export async function until(what, test, ms = 10000) {
  const end = Date.now() + ms;
  for (;;) {
    if (await test()) return;
    if (Date.now() > end) throw new Error(`${what} did not come about within ${ms} ms`);
    await sleep(20);
  }
}

export const answers = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1');
  const end = (good) => { socket.destroy(); resolve(good); };
  socket.on('connect', () => end(true)).on('error', () => end(false));
});

// A process and what it wrote; `command` is a list.
export function run(command, env = {}, options = {}) {
  const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const started = { child, output: '', ended: new Promise((resolve) => { child.on('exit', (code, signal) => resolve({ code, signal })); }) };
  child.on('error', (err) => { started.output += err.message; });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { started.output = (started.output + chunk).slice(-20000); });
  running.add(started);
  started.ended.then(() => running.delete(started));
  return started;
}

export async function stop(started, signal = 'SIGTERM') {
  started.child.kill(signal);
  const late = setTimeout(() => started.child.kill('SIGKILL'), 15000);
  const how = await started.ended;
  clearTimeout(late);
  return how;
}

export const stopAll = () => Promise.all([...running].map((one) => stop(one)));

// An app by the contract: PORT and REDIS_URL in the environment.
export async function startApp(command, env, port) {
  const app = run(command, { NODE_ENV: 'production', PORT: String(port), ...env });
  app.port = port;
  let gone = false;
  app.ended.then(() => { gone = true; });
  await until(`${command.join(' ')} on port ${port}`, async () => {
    if (gone) throw new Error(`${command.join(' ')} ended at once: ${app.output}`);
    return answers(port);
  }, 30000);
  return app;
}
