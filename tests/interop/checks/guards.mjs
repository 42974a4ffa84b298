// A token that one program has made is good for the other, and nobody else's is; a session in a cookie is both's; a client that calls
// both has one count.
import Keygrip from 'keygrip';

import { sleep } from '../lib/apps.mjs';
import { same, ok } from '../lib/report.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { generator } from '../lib/random.mjs';

// A browser: keeps cookies, whichever program has set them.
class Browser {
  cookies = new Map();

  async ask(port, method, path, form) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      body: form && new URLSearchParams(form),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      this.cookies.set(name, value);
    }
    return { status: answer.status, text: await answer.text() };
  }

  token = async (port, area) => (await this.ask(port, 'GET', `${area}/token`)).text;
  act = (port, area, token) => this.ask(port, 'POST', `${area}/act`, { _csrf: token });
}

const done = { status: 200, text: 'done' };
const refused = { status: 403, text: 'EBADCSRFTOKEN: invalid csrf token' };

async function tokens(area, a, b) {
  for (const [one, other] of [[a, b], [b, a]]) {
    const visitor = new Browser(), stranger = new Browser();
    for (const browser of [visitor, stranger]) await browser.ask(one, 'GET', '/hello');
    const token = await visitor.token(one, area);
    same(await visitor.act(one, area, token), done, 'the token where it was made');
    same(await visitor.act(other, area, token), done, 'the token at the other program');
    const second = await visitor.token(other, area);
    same(await visitor.act(one, area, second), done, 'a token of the other, for the secret of the first');
    same(await visitor.act(other, area, token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a')), refused, 'a token with one letter changed');
    same(await visitor.act(other, area, ''), refused, 'no token');
    await stranger.token(one, area);
    same(await stranger.act(other, area, token), refused, "a stranger's use of it");
  }
}

async function ask(port, path, client) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-client': client } });
  const { status, headers } = answer;
  return { status, body: await answer.text(), reset: Number(headers.get('x-ratelimit-reset')), limit: headers.get('x-ratelimit-limit'), retry: headers.get('retry-after') };
}

async function counts(a, b, redis) {
  const seen = [];
  for (let i = 0; i < 6; i++) seen.push(await ask(i % 2 ? b : a, '/limit', 'zoe'));
  same(seen.map((one) => one.status), [200, 200, 200, 200, 429, 429], 'six requests, by turns');
  same(seen.slice(0, 4).map((one) => one.body), [1, 2, 3, 4].map((used) => JSON.stringify({ used, left: 4 - used })), 'what they were told');
  ok(seen.every((one) => one.limit === '4' && Math.abs(one.reset - seen[0].reset) <= 1), 'the end of the window is one');
  ok(Number(seen[5].retry) > 50 && Number(seen[5].retry) <= 60, `Retry-After: ${seen[5].retry}`);
  same(await redis.get('rl:/limit:zoe'), '6', 'the key');
}

async function windows(a, b) {
  for (const [one, other] of [[a, b], [b, a]]) {
    const client = `window ${one}`.replaceAll(' ', '-');
    same((await ask(one, '/short', client)).status, 200, 'the first');
    same((await ask(other, '/short', client)).status, 429, 'the second');
    await sleep(500);
    same((await ask(other, '/short', client)).status, 200, 'the first of the next window');
    same((await ask(one, '/short', client)).status, 429, 'the second of it');
    await sleep(500);
  }
}

async function takenBack(a, b, redis) {
  for (const [i, port] of [a, b, a, b].entries()) same((await ask(port, '/failures', 'good')).status, 200, `success ${i}`);
  for (let i = 0; await redis.get('rl:/failures:good') !== '0' && i < 50; i++) await sleep(20);
  same(await redis.get('rl:/failures:good'), '0', 'successes are taken back');
  for (const port of [a, b]) await ask(port, '/failures?fail=1', 'bad');
  await sleep(100);
  same(await redis.get('rl:/failures:bad'), '2', 'failures stay');
}

// Redis forgets scripts when it starts anew.
async function forgotten(a, b, flush) {
  same((await ask(a, '/limit', 'flushed')).body, '{"used":1,"left":3}', 'before');
  await flush();
  same((await ask(b, '/limit', 'flushed')).body, '{"used":2,"left":2}', 'ours behind it');
  await flush();
  same((await ask(a, '/limit', 'flushed')).body, '{"used":3,"left":1}', "npm's behind it");
}

// Sessions that the browser carries, by Node alone, by ours alone and by both in turn: answers and cookies are the same.
async function carriedAlong(sequence, ports) {
  const visitor = new Visitor(), seen = [];
  for (const [i, [method, path, json]] of sequence.entries()) {
    const { status, text, cookies } = await visitor.request(ports[i % ports.length], method, `/carried${path}`, json && { json });
    seen.push({ asked: `${method} ${path}`, status, text, cookies: cookies.map((line) => line.replace(/expires=[^;]+/i, (date) => (date.includes('1970') ? date : 'expires=<date>'))) });
  }
  visitor.leave();
  return seen;
}

async function carried(random, a, b) {
  const values = ['', 'ann', 'Zoë 🦊', '"\\', 'a b;c,d=e%', 0, 1.5, true, null, [], [1, 'x', null], {}, { a: { b: ['c'] } }, 'x'.repeat(500)];
  const request = () => {
    const kind = random.below(8);
    if (kind < 3) return ['GET', '/show'];
    if (kind === 3) return ['POST', '/forget'];
    return ['POST', '/set', Object.fromEntries(Array.from({ length: random.below(3) }, () => [random.of(['user', 'a', '7', 'ü', 'views', '__x']), random.of(values)]))];
  };
  const sequence = Array.from({ length: 40 }, request);
  const wanted = await carriedAlong(sequence, [a]);
  for (const [who, ports] of [['ours', [b]], ['both in turn', Array.from(sequence, () => random.of([a, b]))]]) {
    const got = await carriedAlong(sequence, ports);
    for (const [i, one] of wanted.entries()) same(got[i], one, `${who}, request ${i}`);
  }
}

async function carriedByKeys(a, b) {
  const value = Buffer.from('{"user":"ann"}').toString('base64');
  const fresh = '{"session":{},"isNew":true,"isPopulated":false}', known = '{"session":{"user":"ann"},"isNew":false,"isPopulated":true}';
  for (const [key, wanted] of [['new', known], ['old', known], ['stranger', fresh]]) {
    const seen = [];
    for (const port of [a, b]) {
      const visitor = new Visitor();
      visitor.jar.set('carried', value);
      visitor.jar.set('carried.sig', new Keygrip([key]).sign(`carried=${value}`));
      const { text, cookies } = await visitor.request(port, 'GET', '/carried/show');
      same(text, wanted, `a session that "${key}" has signed, at ${port}`);
      seen.push(cookies);
      visitor.leave();
    }
    same(seen[1], seen[0], `the cookies of "${key}"`);
  }
}

export async function guards(report, a, b, redis, flush) {
  for (const area of ['/session', '/cookie', '/signed', '/double']) await report.check(`guards: tokens of ${area}`, () => tokens(area, a, b));
  for (let seed = 1; seed <= 10; seed++) await report.check(`guards: cookie-session, sequence ${seed}`, () => carried(generator(seed), a, b));
  await report.check('guards: cookie-session, keys', () => carriedByKeys(a, b));
  await report.check('guards: one count for both', () => counts(a, b, redis));
  await report.check('guards: windows', () => windows(a, b));
  await report.check('guards: what is taken back', () => takenBack(a, b, redis));
  await report.check('guards: scripts that Redis has forgotten', () => forgotten(a, b, flush));
}
