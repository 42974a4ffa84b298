// The two programs that run described applications, and one connection to each.
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { freePort, parseReply, reachable } from '../conformance/oracle/wire.mjs';
import { bytesOf } from './generate_requests.mjs';

const VIEWS = path.join(import.meta.dirname, 'views');

export class Runner {
  constructor(command, folder) {
    Object.assign(this, { command, folder, ended: null, log: '', printed: 0 });
    this.agent = new http.Agent(); // a connection for each call: none is kept that a server closes just then
  }

  async start() {
    this.port = await freePort();
    this.child = spawn('bash', ['-c', `exec ${this.command}`], { cwd: this.folder, env: { ...process.env, NODE_ENV: 'production', PORT: String(this.port), VIEWS }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr.on('data', (data) => {
      this.printed += data.length;
      this.log = (this.log + data).slice(-2000);
    });
    this.child.on('exit', (code, signal) => { this.ended = signal || `exit ${code}`; });
    for (let i = 0; i < 200 && !this.ended; i++) {
      if (await reachable(this.port)) return this;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    throw new Error(`${this.command} does not listen (${this.ended || 'it runs'})\n${this.log}`);
  }

  stop() {
    this.child.kill('SIGKILL');
  }

  call(method, path, body) {
    return new Promise((resolve, reject) => {
      const request = http.request({ port: this.port, host: '127.0.0.1', method, path, agent: this.agent, headers: body ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } : {} }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          try {
            resolve(text ? JSON.parse(text) : null);
          } catch {
            reject(new Error(`${method} ${path}: ${text}`));
          }
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  build(app) {
    return this.call('POST', '/apps', JSON.stringify(app));
  }

  end(port) {
    return this.call('DELETE', `/apps/${port}`);
  }

  uncaught() {
    return this.call('GET', '/uncaught');
  }
}

// Plays the requests of a connection, one after the other or all at once. {replies, end}: each reply as parseReply gives it; end is
// 'open', 'closed' or 'silent'.
export function play(port, connection, patience = 1500) {
  const { requests, pipelined } = connection;
  return new Promise((resolve) => {
    const replies = [];
    const taken = { cookies: '' };
    const jar = new Map();
    let data = Buffer.alloc(0);
    let sent = 0;
    let timer;
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => send());
    socket.setNoDelay(true);
    const finish = (end) => {
      clearTimeout(timer);
      socket.destroy();
      if (data.length) replies.push(parseReply(data, requests[replies.length]?.method) || { status: 0, headers: [], body: data });
      resolve({ replies, end });
    };
    const send = () => {
      clearTimeout(timer);
      timer = setTimeout(() => finish('silent'), patience);
      if (pipelined) {
        socket.write(Buffer.concat(requests.map((request) => bytesOf(request, taken))));
        sent = requests.length;
      } else {
        socket.write(bytesOf(requests[sent++], taken));
      }
    };
    socket.on('data', (chunk) => {
      data = data.length ? Buffer.concat([data, chunk]) : chunk;
      for (;;) {
        const reply = parseReply(data, requests[replies.length]?.method);
        if (!reply || !reply.complete) return;
        data = data.subarray(reply.used);
        if (reply.status !== 100) replies.push(reply);
        for (const [name, value] of reply.headers) {
          if (/^etag$/i.test(name)) taken.etag = value;
          if (/^last-modified$/i.test(name)) taken.modified = value;
          const cookie = /^set-cookie$/i.test(name) && /^([^=;]*)=([^;]*)/.exec(value);
          if (cookie) taken.cookies = [...jar.set(cookie[1], cookie[2])].map((pair) => pair.join('=')).join('; ');
        }
        if (replies.length < sent) continue;
        if (replies.length < requests.length) return send();
        // What comes behind the last answer, or the server's close, shows a moment later: both are looked at together.
        if (reply.headers.some(([name, value]) => /^connection$/i.test(name) && /close/i.test(value))) return;
        return finish('open');
      }
    });
    socket.on('end', () => finish('closed'));
    socket.on('error', () => finish('closed'));
  });
}
