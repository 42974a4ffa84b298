// Sessions of Node (express-session, connect-redis) and of Crema on one Redis; tokens of csurf and csrf-csrf, limits, and logins
// by passport, of both; uploads to npm's multer and to ours.
//   node interop.mjs --example PROGRAM --lab PROGRAM --uploads PROGRAM --guards PROGRAM --logins PROGRAM --tokens PROGRAM --jwt PROGRAM --validators PROGRAM [--only PART] [--seed N] [--rounds N] [--length N] [--site FILE]
// PART is contract, records, random, cluster, guards, logins, processes, faults, nginx, uploads, tokens, jwt or validators. --site: nginx's site, without which that part is
// left out, as uploads, guards, logins, tokens and jwt are without theirs. PROGRAM may be "node app.js", "node lab.js" and "node upload_lab.js": so the harness
// itself is checked (contract to cluster, uploads). VERBOSE=1 names what is good.
// Ends with 'N passed, N failed'.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { startApp, stop, stopAll, freePort } from './lib/apps.mjs';
import { startCluster, startRedis, watch } from './lib/redis.mjs';
import { Report } from './lib/report.mjs';
import { startNginx } from './lib/nginx.mjs';
import { faults } from './checks/faults.mjs';
import { behindNginx, processes } from './checks/processes.mjs';
import { clients } from './checks/clients.mjs';
import { contract } from './checks/contract.mjs';
import { logins, sharedLogins } from './checks/logins.mjs';
import { guards } from './checks/guards.mjs';
import { jwtStrategies } from './checks/jwt.mjs';
import { middleware } from './checks/middleware.mjs';
import { randomSequences } from './checks/random.mjs';
import { recordsByHand, storeCalls } from './checks/records.mjs';
import { tokens } from './checks/tokens.mjs';
import { uploads } from './checks/uploads.mjs';
import { validators } from './checks/validators.mjs';
import { visits } from './checks/visits.mjs';
import { makeFolder } from './lib/folder.mjs';

const { values: given } = parseArgs({
  options: {
    example: { type: 'string' }, lab: { type: 'string' }, uploads: { type: 'string' }, guards: { type: 'string' }, logins: { type: 'string' }, tokens: { type: 'string' }, jwt: { type: 'string' }, validators: { type: 'string' }, middleware: { type: 'string' }, visits: { type: 'string' }, clients: { type: 'string' }, module: { type: 'string' }, only: { type: 'string' },
    site: { type: 'string' }, seed: { type: 'string', default: '1' }, rounds: { type: 'string', default: '12' }, length: { type: 'string', default: '25' },
  },
});
const report = new Report();
const words = (command) => command.split(' ');
const nodeExample = ['node', 'app.js'], nodeLab = ['node', 'lab.js'];
const wanted = (part) => !given.only || given.only === part;
const number = (name) => Number(given[name]);

// Starts both programs, runs `work` with their ports, and ends them; each must end well.
async function pair(report, name, commands, env, work) {
  const apps = [];
  await report.check(`${name}: both start, serve and end`, async () => {
    try {
      for (const command of commands) apps.push(await startApp(command, env, await freePort()));
      await work(...apps.map((app) => app.port));
    } finally {
      for (const [i, app] of apps.entries()) {
        const how = await stop(app);
        if (i === 1 && how.code !== 0 && commands[1][0] !== 'node') throw new Error(`${commands[1]} ended with ${JSON.stringify(how)}: ${app.output}`);
      }
    }
  });
}

// Options of the session that change what is sent and stored.
const flavours = {
  usual: { maxAge: 300000 },
  'without an age': { maxAge: null },
  'resave, rolling': { maxAge: 300000, resave: true, rolling: true },
  'saveUninitialized, unset': { maxAge: 300000, saveUninitialized: true, unset: 'destroy' },
  'no touch, ttl': { maxAge: null, disableTouch: true, ttl: 120 },
  'no ttl': { maxAge: 300000, disableTTL: true },
};

async function single() {
  const server = await startRedis();
  const redis = await watch([server.url]);
  const env = { REDIS_URL: server.url };
  if (wanted('contract')) {
    for (const [name, commands] of [['contract', [nodeExample, words(given.example)]], ['contract, the lab', [nodeLab, words(given.lab)]]]) {
      await pair(report, name, commands, { ...env, OPTIONS: '{"maxAge":300000}' }, (a, b) => contract(report, name, a, b, redis));
    }
  }
  if (wanted('records')) {
    await pair(report, 'records', [nodeLab, words(given.lab)], { ...env, OPTIONS: '{"maxAge":300000}' }, async (reference, candidate) => {
      await recordsByHand(report, 'records', { reference, candidate, redis });
      await storeCalls(report, 'store', { reference, candidate, redis });
    });
  }
  if (wanted('random')) {
    for (const [i, [name, options]] of Object.entries(flavours).entries()) {
      await pair(report, name, [nodeLab, words(given.lab)], { ...env, OPTIONS: JSON.stringify(options) }, (reference, candidate) => randomSequences(report, name, {
        reference, candidate, redis, seed: number('seed') + 1000 * i, rounds: i === 0 ? number('rounds') : Math.ceil(number('rounds') / 4), length: number('length'), age: options.disableTTL ? null : options.maxAge ?? 0,
      }));
    }
  }
  redis.close();
  await server.stop();
}

async function cluster() {
  const servers = await startCluster();
  const redis = await watch(servers.nodes.map((node) => node.url));
  const env = { REDIS_URL: servers.url, CLUSTER: '1', OPTIONS: '{"maxAge":300000}' };
  await pair(report, 'cluster', [nodeLab, words(given.lab)], env, async (reference, candidate) => {
    await contract(report, 'cluster', reference, candidate, redis);
    if (given.lab !== nodeLab.join(' ')) await storeCalls(report, 'cluster', { reference, candidate, redis, cluster: true });
    await randomSequences(report, 'cluster', { reference, candidate, redis, seed: number('seed'), rounds: Math.ceil(number('rounds') / 4), length: number('length'), age: 300000 });
  });
  redis.close();
  await servers.stop();
}

async function guarded() {
  const server = await startRedis();
  const redis = await watch([server.url]);
  await pair(report, 'guards', [['node', 'guard_lab.js'], words(given.guards)], { REDIS_URL: server.url }, (a, b) => guards(report, a, b, redis, () => redis.call('SCRIPT', 'FLUSH')));
  redis.close();
  await server.stop();
}

async function loggedIn() {
  const server = await startRedis();
  const redis = await watch([server.url]);
  for (const [i, options] of [{}, { userProperty: 'member' }].entries()) {
    await pair(report, `logins ${JSON.stringify(options)}`, [['node', 'passport_lab.js'], words(given.logins)], { REDIS_URL: server.url, OPTIONS: JSON.stringify(options) }, async (reference, candidate) => {
      await sharedLogins(report, reference, candidate, redis);
      await logins(report, `logins ${JSON.stringify(options)}`, { reference, candidate, redis, seed: number('seed') + 1000 * i, rounds: number('rounds') * (i ? 1 : 3), length: 2 * number('length') });
    });
  }
  redis.close();
  await server.stop();
}

async function validated() {
  await pair(report, 'validators', [['node', 'validator_lab.js'], words(given.validators)], {}, (a, b) => validators(report, a, b, { seed: number('seed'), rounds: number('rounds') > 12 ? 200 : 12 }));
}

async function many() {
  const server = await startRedis();
  const env = { REDIS_URL: server.url, OPTIONS: '{"maxAge":300000}' };
  if (wanted('processes')) await processes(report, words(given.lab), env, 4);
  if (given.site && wanted('nginx')) await behindNginx(report, words(given.lab), env, (front, ports) => startNginx(given.site, front, ports));
  await server.stop();
}

async function uploaded() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crema-uploads-'));
  const apps = [];
  for (const [i, command] of [['node', 'upload_lab.js'], words(given.uploads)].entries()) {
    apps.push(await startApp(command, { FOLDER: path.join(folder, String(i)) }, await freePort()));
  }
  const long = number('rounds') > 12;
  await uploads(report, ...apps, {
    seed: number('seed'), rounds: long ? 10000 : 300, folder: path.join(folder, 'files'), folders: ['0', '1'].map((name) => path.join(folder, name)), megabytes: long ? 1024 : 100, same: given.uploads.startsWith('node '),
  });
  await report.check('uploads: the program ends well', async () => {
    const [, how] = await Promise.all(apps.map((app) => stop(app)));
    if (how.code !== 0 && !given.uploads.startsWith('node ')) throw new Error(`it ended with ${JSON.stringify(how)}: ${apps[1].output}`);
  });
  fs.rmSync(folder, { recursive: true });
}

async function tokensAndPasswords() {
  await pair(report, 'tokens', [['node', 'login_lab.js'], words(given.tokens)], {}, (a, b) => tokens(report, a, b, { seed: number('seed'), rounds: number('rounds') > 12 ? 3000 : 250 }));
}

async function tokensInRequests() {
  await pair(report, 'jwt', [['node', 'jwt_lab.js'], words(given.jwt)], {}, (a, b) => jwtStrategies(report, a, b, { seed: number('seed'), rounds: number('rounds') > 12 ? 10000 : 800 }));
}

// `work` with both programs and the files that they serve.
async function withFiles(name, commands, work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crema-files-'));
  makeFolder(folder);
  await pair(report, name, commands, { FOLDER: folder }, (a, b) => work(a, b, folder));
  fs.rmSync(folder, { recursive: true });
}

async function manyOptions() {
  await withFiles('middleware', [['node', 'middleware_lab.mjs'], words(given.middleware)], (a, b) => middleware(report, a, b, { seed: number('seed'), rounds: number('rounds') > 12 ? 5000 : 100, only: given.module }));
}

async function visitors() {
  for (const [i, env] of [{}, { TRUST: '1' }].entries()) {
    const name = `visits${i ? ' behind a proxy' : ''}`;
    await pair(report, name, [['node', 'visit_lab.mjs'], words(given.visits)], env, (a, b) => visits(report, name, a, b, { seed: number('seed') + i, rounds: number('rounds') > 12 ? 1500 : 30 / (1 + i) }));
  }
}

try {
  if (given.middleware && wanted('middleware')) await manyOptions();
  if (given.visits && wanted('visits')) await visitors();
  if (given.clients && wanted('clients')) await withFiles('clients', [['node', 'client_lab.mjs'], words(given.clients)], (a, b, folder) => clients(report, a, b, folder));
  if (given.jwt && wanted('jwt')) await tokensInRequests();
  if (given.tokens && wanted('tokens')) await tokensAndPasswords();
  if (given.uploads && wanted('uploads')) await uploaded();
  if (!given.only || ['contract', 'records', 'random'].includes(given.only)) await single();
  if (wanted('cluster')) await cluster();
  if (given.guards && wanted('guards')) await guarded();
  if (given.logins && wanted('logins')) await loggedIn();
  if (given.validators && wanted('validators')) await validated();
  if (['processes', 'nginx'].some(wanted)) await many();
  if (wanted('faults')) await faults(report, words(given.example));
} finally {
  await stopAll();
}
process.exit(report.end() ? 0 : 1);
