// redis-sessions by its contract: a visitor goes back and forth between two programs and notices nothing.
import { Visitor } from '../lib/visitor.mjs';
import { same, ok } from '../lib/report.mjs';

const login = (visitor, port, user) => visitor.request(port, 'POST', '/login', { form: { user } });
const me = (visitor, port) => visitor.request(port, 'GET', '/me');
const logout = (visitor, port) => visitor.request(port, 'POST', '/logout');

// What a program answers that has the session, and one that has not.
async function knows(visitor, port, user) {
  const answer = await me(visitor, port);
  same([answer.status, answer.text], [200, JSON.stringify({ user })], `GET /me on ${port}`);
}
async function knowsNobody(visitor, port) {
  const answer = await me(visitor, port);
  same([answer.status, answer.text], [401, 'Unauthorized'], `GET /me on ${port}`);
}

async function counts(a, b) {
  const visitor = new Visitor();
  const texts = [];
  for (let i = 0; i < 8; i++) texts.push((await visitor.request(i % 3 === 0 ? a : b, 'GET', '/')).text);
  same(texts, ['Welcome! This is your first visit.', ...[2, 3, 4, 5, 6, 7, 8].map((n) => `Number of views: ${n}`)], 'views');
  visitor.leave();
}

async function loginAndOut(a, b, redis) {
  for (const [one, other] of [[a, b], [b, a]]) {
    const visitor = new Visitor();
    await knowsNobody(visitor, one);
    same((await login(visitor, one, 'Zoë 🦊')).text, '{"user":"Zoë 🦊"}', 'login');
    await knows(visitor, other, 'Zoë 🦊');
    await knows(visitor, one, 'Zoë 🦊');
    const key = visitor.key;
    same((await logout(visitor, other)).text, 'bye', 'logout');
    same(await redis.get(key), null, 'the record after the logout');
    await knowsNobody(visitor, one);
    await knowsNobody(visitor, other);
    same(await redis.get(key), null, 'the record stays away');
    visitor.leave();
  }
}

// The id of before the login is worth nothing afterwards: session fixation.
async function fixation(a, b) {
  const visitor = new Visitor(), thief = new Visitor();
  await visitor.request(a, 'GET', '/');
  thief.cookie = visitor.cookie;
  await login(visitor, b, 'eve');
  ok(visitor.cookie !== thief.cookie, 'the login changes the id');
  await knowsNobody(thief, a);
  await knowsNobody(thief, b);
  await knows(visitor, a, 'eve');
  visitor.leave();
  thief.leave();
}

async function tampering(a, b) {
  const visitor = new Visitor();
  await login(visitor, a, 'ann');
  const good = visitor.cookie;
  const bare = decodeURIComponent(good).slice(2).split('.');
  const wrong = [
    good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
    good.replace(/^s%3A./, (m) => m.slice(0, -1) + (m.endsWith('x') ? 'y' : 'x')),
    bare[0], `s%3A${bare[0]}`, `s%3A${bare[0]}.`, `s%3A.${encodeURIComponent(bare[1])}`, 's%3A', '', 'j%3A%7B%7D', `${good}x`, '%', 'a'.repeat(4000),
  ];
  for (const cookie of wrong) {
    for (const port of [a, b]) {
      const other = new Visitor();
      other.cookie = cookie;
      await knowsNobody(other, port);
      other.leave();
    }
  }
  await knows(visitor, b, 'ann');
  visitor.leave();
}

// What a program does not know of stays as it is, and a touch changes the time to live alone.
async function unknownFields(a, b, redis) {
  for (const [one, other] of [[a, b], [b, a]]) {
    const visitor = new Visitor();
    await login(visitor, one, 'bob');
    const record = JSON.parse(await redis.get(visitor.key));
    record.cart = [{ sku: 'x-1', n: 2, price: 0.1 }, null, [[], {}]];
    record.user = 'bob';
    const text = JSON.stringify(record);
    await redis.set(visitor.key, text, 20);
    await knows(visitor, other, 'bob');
    same(await redis.get(visitor.key), text, 'the record after a touch');
    ok(await redis.ttl(visitor.key) > 295000, 'the touch renews the time to live');
    await visitor.request(other, 'GET', '/');
    const after = JSON.parse(await redis.get(visitor.key));
    same({ ...after, cookie: 0 }, { ...record, cookie: 0, views: 1 }, 'the record after a change');
    ok(new Date(after.cookie.expires) > Date.now() + 295000, 'a change writes a new expiry');
    visitor.leave();
  }
}

// Logged out here while the other side is busy with the same session: it does not come back.
async function destroyedStays(a, b, redis) {
  for (const [one, other] of [[a, b], [b, a]]) {
    const visitor = new Visitor();
    await login(visitor, one, 'cy');
    const old = new Visitor();
    old.cookie = visitor.cookie;
    await logout(visitor, one);
    const first = await old.request(other, 'GET', '/');
    same(first.text, 'Welcome! This is your first visit.', 'a destroyed id');
    ok(old.cookie !== visitor.cookie, 'it gets a new id');
    same(await redis.get(visitor.key), null, 'the old record');
    visitor.leave();
    old.leave();
  }
}

// Many visitors at once, each with a session of his own.
async function crowd(a, b) {
  const visitors = Array.from({ length: 24 }, () => new Visitor());
  await Promise.all(visitors.map(async (visitor, i) => {
    await login(visitor, i % 2 ? a : b, `user ${i}`);
    for (let n = 0; n < 6; n++) await knows(visitor, (i + n) % 2 ? a : b, `user ${i}`);
    for (let n = 1; n <= 4; n++) await visitor.request((i + n) % 2 ? a : b, 'GET', '/');
    same((await visitor.request(a, 'GET', '/')).text, 'Number of views: 5', `views of visitor ${i}`);
    visitor.leave();
  }));
}

export async function contract(report, name, a, b, redis) {
  const checks = { counts, loginAndOut, fixation, tampering, unknownFields, destroyedStays, crowd };
  for (const [what, work] of Object.entries(checks)) await report.check(`${name}: ${what}`, () => work(a, b, redis));
}
