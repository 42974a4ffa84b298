// A program under test: a copy of its folder, the services that it needs, the process, its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, reachable } from '../conformance/oracle/wire.mjs';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const START = 15000;
const END = 5000;

async function until(ready, limit, failed) {
  for (const began = Date.now(); !(await ready()); await sleep(20)) if (Date.now() - began > limit) throw new Error(failed());
}

// A process whose output is kept, and which is sure to end.
class Process {
  constructor(command, args, options) {
    Object.assign(this, { stdout: '', stderr: '', ended: null });
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.child.stdout.on('data', (data) => { this.stdout += data; });
    this.child.stderr.on('data', (data) => { this.stderr = (this.stderr + data).slice(-4000); });
    this.child.on('error', (err) => { this.ended ??= err.message; });
    this.child.on('close', (code, signal) => { this.ended ??= signal ?? `status ${code}`; });
  }

  async listens(port, name) {
    await until(async () => this.ended || (await reachable(port)), START, () => `${name} does not listen on its port\n${this.stderr}`);
    if (this.ended) throw new Error(`${name} ended before it listened: ${this.ended}\n${this.stderr}`);
  }

  // Ends it, and tells how it ended.
  async end(signal) {
    if (!this.ended) {
      this.child.kill(signal);
      await until(() => this.ended, END, () => '').catch(() => { this.child.kill('SIGKILL'); });
      if (!this.ended) await once(this.child, 'close');
    }
    return this.ended;
  }
}

async function startRedis(folder) {
  const port = await freePort();
  fs.mkdirSync(folder, { recursive: true });
  const redis = new Process('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], {});
  await redis.listens(port, 'redis-server');
  return { redis, url: `redis://127.0.0.1:${port}` };
}

export class Program {
  // `place` has the example's folder as examples/NAME and, as deep as in the real build folder, the executable: so __dirname is the copy.
  constructor({ kind, name, place, source, executable, buildPath, plan, env }) {
    Object.assign(this, { kind, name, place, plan, env, folder: path.join(place, 'examples', name), ports: {}, process: null, redis: null });
    fs.rmSync(place, { recursive: true, force: true });
    fs.cpSync(source, this.folder, { recursive: true, preserveTimestamps: true });
    for (const file of plan.files) fs.rmSync(path.join(this.folder, file), { recursive: true, force: true });
    if (kind !== 'crema') return;
    this.executable = path.join(place, buildPath, 'examples', name);
    fs.mkdirSync(path.dirname(this.executable), { recursive: true });
    fs.copyFileSync(executable, this.executable);
  }

  async start() {
    for (const port of ['PORT', ...this.plan.ports]) this.ports[port] = await freePort();
    const env = { ...process.env, NODE_ENV: 'test', TZ: 'UTC', ...this.env, ...this.plan.env };
    for (const [name, port] of Object.entries(this.ports)) env[name] = String(port);
    if (this.plan.needs.includes('redis')) {
      const { redis, url } = await startRedis(path.join(this.place, 'redis'));
      Object.assign(this, { redis });
      env.REDIS_URL = url;
    }
    const script = fs.existsSync(path.join(this.folder, 'bin/www')) ? 'bin/www' : 'app.js';
    const [command, ...args] = this.kind === 'node' ? ['node', script] : [this.executable];
    this.process = new Process(command, args, { cwd: this.folder, env });
    for (const port of Object.values(this.ports)) await this.process.listens(port, this.kind === 'node' ? 'app.js' : 'app.cpp');
  }

  // What is this program's alone in what it says: its ports, its folder.
  own(text) {
    let shown = text.replaceAll(this.folder, '«folder»').replaceAll(this.place, '«folder»');
    for (const [name, port] of Object.entries(this.ports)) shown = shown.replace(new RegExp(`\\b${port}\\b`, 'g'), `«${name}»`);
    return shown;
  }

  async stop(signal = 'SIGTERM') {
    const ended = await this.process?.end(signal);
    await this.redis?.end('SIGTERM');
    fs.rmSync(this.place, { recursive: true, force: true });
    return ended;
  }
}
