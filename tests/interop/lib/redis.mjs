// Redis servers of the tests' own on loopback, and a look at what they are told.
import { mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createClient } from 'redis';

import { freePort, run, stop, until, answers } from './apps.mjs';

const common = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
const handshake = /^(HELLO|AUTH|SELECT|READONLY|CLUSTER|CLIENT|COMMAND|INFO|PING|MONITOR|PTTL|KEYS|FLUSHALL|CONFIG|ASKING|QUIT)$/i;

export async function startRedis(extra = [], port = undefined) {
  const dir = mkdtempSync('/tmp/crema-interop-');
  const at = port ?? await freePort();
  const server = run(['redis-server', '--port', String(at), '--dir', dir, ...common, ...extra]);
  await until(`redis-server on port ${at}`, () => answers(at));
  return {
    port: at,
    url: `redis://127.0.0.1:${at}`,
    server,
    stop: async () => { await stop(server); rmSync(dir, { recursive: true, force: true }); },
  };
}

// Three masters and no replicas, which take their slots.
export async function startCluster() {
  const nodes = [];
  for (let i = 0; i < 3; i++) nodes.push(await startRedis(['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-node-timeout', '5000']));
  const places = nodes.map((node) => `127.0.0.1:${node.port}`);
  execFileSync('redis-cli', ['--cluster', 'create', ...places, '--cluster-replicas', '0', '--cluster-yes'], { stdio: 'pipe' });
  const state = (node) => execFileSync('redis-cli', ['-p', String(node.port), 'cluster', 'info']).toString();
  await until('the cluster', () => nodes.every((node) => state(node).includes('cluster_state:ok') && state(node).includes('cluster_known_nodes:3')), 30000);
  return { nodes, url: nodes[0].url, stop: () => Promise.all(nodes.map((node) => node.stop())) };
}

// The tests' own view of one server or of all nodes of a cluster. What they ask themselves is spelled as nobody else does (gEt), so that
// MONITOR's lines tell it from what the programs ask.
const own = (words) => [words[0][0].toLowerCase() + words[0].slice(1).toUpperCase(), ...words.slice(1)];
const isOwn = (words) => /^[a-z][A-Z]+$/.test(words[0]);

export async function watch(urls) {
  const clients = [], monitors = [], seen = [], waiting = new Map();
  let marks = 0;
  const heard = (line) => {
    const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]);
    if (words[0] === 'eCHO') waiting.get(words[1])?.();
    else if (!isOwn(words) && !handshake.test(words[0])) seen.push({ words, at: Number(line.split(' ')[0]) });
  };
  for (const url of urls) {
    const client = createClient({ url }).on('error', () => {});
    clients.push(await client.connect());
    const monitor = await client.duplicate().on('error', () => {}).connect();
    await monitor.monitor(heard);
    monitors.push(monitor);
  }
  const send = (client, words) => client.sendCommand(own(words));
  // The node that has the key answers; the others say MOVED.
  const any = async (...words) => {
    let last;
    for (const client of clients) {
      try { return await send(client, words); } catch (err) { last = err; if (!/^MOVED/.test(err.message)) throw err; }
    }
    throw last;
  };
  const every = (...words) => Promise.all(clients.map((client) => send(client, words)));
  return {
    get: (key) => any('GET', key),
    set: (key, text, seconds = 300) => any('SET', key, text, 'EX', String(seconds)),
    ttl: (key) => any('PTTL', key),
    call: any,
    keys: async () => (await every('KEYS', '*')).flat(),
    clear: () => every('FLUSHALL'),
    // What the programs have asked since the last call.
    commands: async () => {
      const mark = `mark-${marks++}`;
      let missing = clients.length;
      const arrived = new Promise((resolve) => { waiting.set(mark, () => { if (--missing === 0) resolve(); }); });
      await every('ECHO', mark);
      await arrived;
      waiting.delete(mark);
      return seen.splice(0).sort((a, b) => a.at - b.at).map((one) => one.words);
    },
    close: () => [...clients, ...monitors].forEach((client) => client.destroy()),
  };
}
