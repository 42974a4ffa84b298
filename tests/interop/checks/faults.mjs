// The example redis-sessions as a company's network treats it: connections dropped, Redis restarted, passwords, a unix socket.
import { mkdtempSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

import { freePort, startApp, stop, until } from '../lib/apps.mjs';
import { startRedis } from '../lib/redis.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { same, ok } from '../lib/report.mjs';

const cli = (port, ...words) => execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' });

async function withExample(command, env, work) {
  const app = await startApp(command, env, await freePort());
  try {
    await work(app.port);
  } catch (err) {
    err.message += `\nwhat the program said: ${app.output.slice(-1500)}`;
    throw err;
  } finally {
    same(await stop(app), { code: 0, signal: null }, 'the end');
  }
}

// Logs in, and says what a later visit finds.
async function loggedIn(port, user = 'ann') {
  const visitor = new Visitor();
  await until('a login', async () => (await visitor.request(port, 'POST', '/login', { form: { user } })).status === 200, 10000);
  return visitor;
}
const finds = async (visitor, port) => (await visitor.request(port, 'GET', '/me')).status;

async function droppedConnections(command) {
  const server = await startRedis();
  await withExample(command, { REDIS_URL: server.url }, async (port) => {
    const visitor = await loggedIn(port);
    let good = 0;
    for (let i = 0; i < 100; i++) {
      if (i % 5 === 0) cli(server.port, 'CLIENT', 'KILL', 'TYPE', 'normal');
      if (await finds(visitor, port) === 200) good++;
    }
    same(good, 100, 'answers, with the connections dropped twenty times');
    visitor.leave();
  });
  await server.stop();
}

async function restarted(command) {
  let server = await startRedis();
  await withExample(command, { REDIS_URL: server.url }, async (port) => {
    const visitors = await Promise.all([1, 2, 3, 4].map(() => loggedIn(port)));
    await server.stop();
    let slowest = 0;
    const statuses = new Set();
    for (let i = 0; i < 5; i++) {
      await Promise.all(visitors.map(async (visitor) => {
        const began = Date.now();
        statuses.add(await finds(visitor, port));
        slowest = Math.max(slowest, Date.now() - began);
      }));
    }
    same(statuses, new Set([500]), 'while Redis is away');
    ok(slowest < 2000, `the slowest answer took ${slowest} ms`);
    server = await startRedis([], server.port);
    await until('the service', async () => await finds(visitors[0], port) === 401, 10000);
    const visitor = await loggedIn(port);
    same(await finds(visitor, port), 200, 'after the restart');
    for (const one of [...visitors, visitor]) one.leave();
  });
  await server.stop();
}

async function away(command) {
  const nowhere = await freePort();
  await withExample(command, { REDIS_URL: `redis://127.0.0.1:${nowhere}` }, async (port) => {
    const visitor = new Visitor();
    same((await visitor.request(port, 'POST', '/login', { form: { user: 'x' } })).status, 500, 'a login while no Redis has ever been there');
    const server = await startRedis([], nowhere);
    (await loggedIn(port)).leave();
    visitor.leave();
    await server.stop();
  });
}

async function passwords(command) {
  const server = await startRedis(['--requirepass', 'p@ss:w/rd']);
  cli(server.port, '--no-auth-warning', '-a', 'p@ss:w/rd', 'ACL', 'SETUSER', 'app', 'on', '>s3cret', '~sess:*', '+@all');
  for (const who of [':p%40ss%3Aw%2Frd@', 'app:s3cret@']) {
    await withExample(command, { REDIS_URL: `redis://${who}127.0.0.1:${server.port}` }, async (port) => {
      const visitor = await loggedIn(port);
      same(await finds(visitor, port), 200, `as ${who}`);
      visitor.leave();
    });
  }
  const app = await startApp(command, { REDIS_URL: `redis://:wrong@127.0.0.1:${server.port}` }, await freePort());
  const visitor = new Visitor();
  same((await visitor.request(app.port, 'POST', '/login', { form: { user: 'x' } })).status, 500, 'with a wrong password');
  await stop(app);
  ok(/WRONGPASS/.test(app.output), `what is said of a wrong password: ${app.output}`);
  visitor.leave();
  await server.stop();
}

async function unixSocket(command) {
  const file = `${mkdtempSync('/tmp/crema-interop-')}/redis.sock`;
  const server = await startRedis(['--unixsocket', file]);
  await withExample(command, { REDIS_URL: `unix://${file}` }, async (port) => {
    const visitor = await loggedIn(port);
    same(await finds(visitor, port), 200, 'through a unix socket');
    visitor.leave();
  });
  await server.stop();
}

async function database(command) {
  const server = await startRedis();
  await withExample(command, { REDIS_URL: `${server.url}/3` }, async (port) => {
    const visitor = await loggedIn(port);
    same(cli(server.port, '-n', '3', 'EXISTS', visitor.key).trim(), '1', 'the record in database 3');
    visitor.leave();
  });
  await server.stop();
}

export async function faults(report, command) {
  for (const [name, work] of Object.entries({ droppedConnections, restarted, away, passwords, unixSocket, database })) {
    await report.check(`faults: ${name}`, () => work(command));
  }
}
