// What a store guarantees, asked of a running program (stores_app.cpp).
//   node stores.mjs rounds STORE ROUNDS THREADS   one session, 100 requests at once, so many rounds; destroyed in between
//   node stores.mjs kill STORE RUNS               kill -9 while 200 sessions a second are written: what was acknowledged is there
// STORES_APP is the program, PORT its port, SCRATCH a folder. Each prints one line, and exits with 1 when something was lost.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { rmSync } from 'node:fs';
import path from 'node:path';

const [, , mode, store, count, threads = '1'] = process.argv;
const port = Number(process.env.PORT || 7200);
const file = path.join(process.env.SCRATCH || '/tmp', `stores-${process.pid}.db`);
const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });

const start = () => new Promise((resolve, reject) => {
  const child = spawn(process.env.STORES_APP, { env: { ...process.env, STORE: store, SQLITE_FILE: file, PORT: port, THREADS: threads }, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', () => resolve(child));
  child.on('exit', (code, signal) => reject(new Error(`the program ended early: ${code ?? signal}`)));
});
const stop = (child, signal) => new Promise((resolve) => {
  child.removeAllListeners('exit');
  child.on('exit', resolve);
  child.kill(signal);
});

// One request; its text and the cookie that the visitor has now. Rejects when no whole answer comes within 10 s.
const get = (target, cookie) => new Promise((resolve, reject) => {
  const req = http.get({ port, path: target, agent, headers: cookie ? { cookie } : {}, timeout: 10000 }, (res) => {
    let text = '';
    res.setEncoding('utf8').on('data', (piece) => { text += piece; });
    res.on('error', reject).on('end', () => {
      const set = res.headers['set-cookie'];
      if (res.statusCode !== 200) return reject(new Error(`${target}: ${res.statusCode} ${text.slice(0, 200)}`));
      resolve({ text, cookie: set ? set[0].split(';')[0] : cookie });
    });
  });
  req.on('timeout', () => req.destroy(new Error(`${target}: no answer within 10 s`))).on('error', reject);
});

const wrong = [];
const expect = (what, is, wanted) => {
  if (is !== wanted) wrong.push(`${what}: ${is}, not ${wanted}`);
};

async function round(n) {
  const owner = `ann${n}`;
  const { cookie } = await get(`/login/${owner}`);
  const other = await get(`/login/bob${n}`);
  // 98 of one session and two of another: reading, changing, and slow ones that change at the end
  const pages = Array.from({ length: 98 }, (_, i) => ['/who', '/count', `/set/${i}`, '/slow/2'][i % 4]);
  const answers = await Promise.all([...pages.map((page) => get(page, cookie)), get('/count', other.cookie), get('/who', other.cookie)]);
  answers.slice(0, 98).forEach(({ text }, i) => expect(`round ${n}, ${pages[i]}`, text.split(' ')[0], owner));
  answers.slice(98).forEach(({ text }) => expect(`round ${n}, the other one`, text.split(' ')[0], `bob${n}`));
  // of requests at once the last one's session stays, whole: with a value of one of them, or as it was before all of them
  const value = (await get('/value', cookie)).text;
  if (value !== 'none') expect(`round ${n}, the value is one that was set`, Number(value) % 4 === 2 && Number(value) < 98, true);
  // destroyed while slow ones run: it stays so
  const slow = Array.from({ length: 8 }, () => get('/slow/20', cookie));
  const counting = Array.from({ length: 8 }, () => get('/count', cookie));
  await get('/logout', cookie);
  for (const { text } of await Promise.all([...slow, ...counting])) {
    if (text !== 'nobody') expect(`round ${n}, beside the logout`, text.split(' ')[0], owner);
  }
  expect(`round ${n}, after the logout`, (await get('/who', cookie)).text, 'nobody');
  expect(`round ${n}, the other one after it`, (await get('/who', other.cookie)).text, `bob${n}`);
}

async function rounds() {
  const child = await start();
  for (let n = 0; n < Number(count) && wrong.length < 10; n++) await round(n);
  await stop(child, 'SIGTERM');
  return `${count} rounds of 116 requests, ${threads} threads`;
}

async function kill() {
  let all = 0;
  for (let run = 0; run < Number(count); run++) {
    let child = await start();
    const acknowledged = [];
    let over = false;
    const writer = async (w) => {
      for (let i = 0; !over; i++) {
        const owner = `w${run}-${w}-${i}`;
        const from = Date.now();
        try {
          acknowledged.push({ owner, ...(await get(`/login/${owner}`)) });
        } catch {
          return; // it was killed
        }
        await new Promise((next) => setTimeout(next, Math.max(0, 50 - (Date.now() - from))));
      }
    };
    const writers = Array.from({ length: 10 }, (_, w) => writer(w)); // each 20 a second
    await new Promise((next) => setTimeout(next, 1000 + Math.random() * 500));
    await stop(child, 'SIGKILL');
    over = true;
    await Promise.all(writers);
    child = await start();
    for (const { owner, cookie } of acknowledged) expect(`run ${run}`, (await get('/who', cookie)).text, owner);
    await stop(child, 'SIGTERM');
    all += acknowledged.length;
  }
  if (all < 50 * Number(count)) wrong.push(`only ${all} sessions were written`);
  return `${count} times kill -9, ${all} acknowledged sessions`;
}

const said = await (mode === 'kill' ? kill() : rounds()).catch((err) => (wrong.push(err.message), mode));
for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
console.log(wrong.length ? `${store}: ${said}: ${wrong.length} wrong\n  ${wrong.slice(0, 10).join('\n  ')}` : `${store}: ${said}: nothing lost`);
process.exit(wrong.length ? 1 : 0);
