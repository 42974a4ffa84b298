// Several processes of ours on one port and one Redis: all are asked, the sessions are everybody's, and they can be exchanged one by
// one under load without a request being lost.
import http from 'node:http';

import { freePort, run, sleep, startApp, stop, until } from '../lib/apps.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { same, ok } from '../lib/report.mjs';

// A request on a connection of its own. Refused at connect: again a little later, as a balancer does. Anything else is a loss.
async function ask(port, cookie, path = '/me') {
  for (let i = 0; ; i++) {
    try {
      return await new Promise((resolve, reject) => {
        const req = http.get({ host: '127.0.0.1', port, path, agent: false, headers: cookie ? { cookie } : {}, timeout: 10000 }, (res) => {
          let text = '';
          res.on('data', (chunk) => { text += chunk; }).on('error', reject).on('end', () => resolve({ status: res.statusCode, text, by: res.headers['x-process'] }));
        });
        req.on('timeout', () => req.destroy(new Error('no answer within 10 s'))).on('error', reject);
      });
    } catch (err) {
      if (err.code !== 'ECONNREFUSED' || i > 200) throw err;
      await sleep(20);
    }
  }
}

async function started(command, env, port) {
  const app = run(command, { NODE_ENV: 'production', PORT: String(port), REUSE_PORT: '1', ...env });
  await until(`${command} on port ${port}`, () => app.output.includes('up'), 20000);
  return app;
}

async function bothAnswer(command, env) {
  const port = await freePort();
  const apps = [await started(command, env, port), await started(command, env, port)];
  const visitor = new Visitor();
  await visitor.request(port, 'POST', '/login', { form: { user: 'both' } });
  const by = new Set();
  for (let i = 0; i < 64; i++) {
    const answer = await ask(port, `connect.sid=${visitor.cookie}`);
    same([answer.status, answer.text], [200, '{"user":"both"}'], 'GET /me');
    by.add(answer.by);
  }
  visitor.leave();
  same(by, new Set(apps.map((app) => String(app.child.pid))), 'the processes that answered');
  for (const app of apps) same(await stop(app), { code: 0, signal: null }, 'the end');
}

async function rollingRestart(command, env, rounds) {
  const port = await freePort();
  let app = await started(command, env, port);
  const visitor = new Visitor();
  await visitor.request(port, 'POST', '/login', { form: { user: 'rolling' } });
  const cookie = `connect.sid=${visitor.cookie}`, wrong = [], by = new Set();
  visitor.leave();
  let answered = 0, going = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (going) {
      try {
        const answer = await ask(port, cookie);
        by.add(answer.by);
        if (answer.status === 200 && answer.text === '{"user":"rolling"}') answered++;
        else wrong.push(`${answer.status} ${answer.text}`);
      } catch (err) {
        wrong.push(`${err.code} ${err.message}`);
      }
    }
  });
  for (let i = 0; i < rounds; i++) {
    const next = await started(command, env, port);
    await sleep(150);
    same(await stop(app), { code: 0, signal: null }, 'the end of the older one');
    app = next;
    await sleep(100);
  }
  going = false;
  await Promise.all(clients);
  await stop(app);
  same(wrong, [], `lost of ${answered + wrong.length}`);
  ok(by.size === rounds + 1, `${by.size} processes answered`);
  return answered;
}

// A second one that does not ask for it is told so in a sentence.
async function taken(command, env) {
  const port = await freePort();
  const first = await started(command, env, port);
  const second = run(command, { ...env, PORT: String(port) });
  const how = await second.ended;
  await stop(first);
  ok(how.code === 1 && second.output.includes(`port ${port} is already in use`), `it ended with ${JSON.stringify(how)}: ${second.output}`);
}

export async function processes(report, command, env, rounds) {
  await report.check('processes: both answer on one port, with one session', () => bothAnswer(command, env));
  await report.check('processes: a port that is taken', () => taken(command, env));
  await report.check(`processes: ${rounds} rolling restarts lose nothing`, () => rollingRestart(command, env, rounds));
}

// nginx before two processes, with the configuration that docs/guide/scaling.md shows.
export async function behindNginx(report, command, env, configuration) {
  await report.check('nginx: a visitor of both processes, and one of them exchanged', async () => {
    const front = await freePort(), ports = [await freePort(), await freePort()];
    const apps = [];
    for (const port of ports) apps.push(await startApp(command, env, port));
    const nginx = await configuration(front, ports);
    try {
      const visitor = new Visitor(), by = new Set();
      await visitor.request(front, 'POST', '/login', { form: { user: 'proxied' } });
      for (let i = 0; i < 60; i++) {
        if (i === 20) await stop(apps[0]);
        if (i === 40) apps[0] = await startApp(command, env, ports[0]);
        const answer = await visitor.request(front, 'GET', '/me');
        same([answer.status, answer.text], [200, '{"user":"proxied"}'], `GET /me, ${i}`);
        by.add(answer.headers['x-process']);
      }
      visitor.leave();
      ok(by.size >= 2, `${by.size} processes answered`);
    } finally {
      await stop(nginx);
      for (const app of apps) await stop(app);
    }
  });
}
