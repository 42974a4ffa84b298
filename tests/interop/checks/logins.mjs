// passport of npm and ours: random sequences of logins, logouts, wrong passwords, flashes and pages for members, each played by
// Node alone, by ours alone and by both in turn on one Redis. Answers, cookies, Redis' commands and the records are the same.
import { Masks } from '../lib/masks.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { same } from '../lib/report.mjs';
import { generator } from '../lib/random.mjs';

const names = ['ann', 'bob', 'bob', 'ghost', 'broken', 'keyless', 'zoe', 'fall', 'error', ''];
const passwords = { ann: 'cat', bob: 'dog', ghost: 'boo' };
const texts = [true, true, 'A text.', { type: 'own', message: 'An object.' }, { message: 'No type.' }, { type: 'only' }, false];
const strategies = ['local', 'local', 'local', 'nested', 'key', ['local'], ['local', 'key'], ['key', 'second'], ['second', 'local', 'key'], 'nobody', ['key', 'nobody'], 'session', []];
const keys = ['key', 'second', 'pass', 'throw', 'error', 'redirect', 'see-other', 'number', 'object', 'late', 'status', 'wrong'];

// Options of authenticate(): each of them is there now and then.
function options(random) {
  const made = {};
  const maybe = (name, list, often = 4) => { if (random.below(often) === 0) made[name] = random.of(list); };
  maybe('successRedirect', ['/me']);
  maybe('successReturnToOrRedirect', ['/me?return', '/']);
  maybe('successFlash', texts);
  maybe('successMessage', [true, 'Hello.', false]);
  maybe('failureRedirect', ['/login', 'https://example.com/ä?b=c'], 3);
  maybe('failureFlash', texts, 3);
  maybe('failureMessage', [true, 'Sorry.', false], 3);
  maybe('failWithError', [true, false], 6);
  maybe('session', [true, false], 6);
  maybe('keepSessionInfo', [true, false], 3);
  maybe('assignProperty', ['guest'], 10);
  maybe('authInfo', [true, false], 6);
  maybe('badRequestMessage', ['Who are you?'], 6);
  return made;
}

function credentials(random, nested) {
  const username = random.of(names);
  const password = random.below(3) ? passwords[username] ?? 'x' : random.of(['wrong', 'kind', '']);
  const [name, secret] = nested ? ['user[name]', 'user[secret]'] : ['username', 'password'];
  const kind = random.below(12);
  if (kind === 0) return { form: { [name]: username } };
  if (kind === 1) return {};
  if (kind === 2) return { json: random.of([{ username: ['ann'], password: 'cat' }, { username: 5, password: true }, { user: null }, { user: 'ann' }, { user: { name: 'ann', secret: 'cat' } }, [], { username: null, password: 'cat' }]) };
  if (kind === 3) return { form: { [name]: username, [secret]: password }, query: '?username=bob&password=dog' };
  if (kind === 4) return { query: `?${new URLSearchParams({ [name]: username, [secret]: password })}` };
  return { form: { [name]: username, [secret]: password } };
}

function login(random) {
  const asked = { strategies: random.of(strategies), options: options(random), callback: random.below(8) === 0, authorize: random.below(10) === 0 };
  // npm's passport calls its callback with the first of no failures, and falls over it.
  if (asked.strategies.length === 0) asked.callback = false;
  const { query = '', ...body } = credentials(random, asked.strategies === 'nested');
  const headers = { 'x-options': JSON.stringify(asked), ...(random.below(2) ? { 'x-key': random.of(keys) } : {}) };
  const pass = random.below(4) ? query : `${query || '?'}${query ? '&' : ''}pass=1`;
  return ['POST', `/auth${pass}`, { ...body, headers }];
}

function request(random) {
  const kind = random.below(16);
  if (kind < 6) return login(random);
  if (kind < 8) return ['GET', '/me'];
  if (kind === 8) return ['GET', '/flash'];
  if (kind === 9) return ['POST', '/logout', { headers: { 'x-options': JSON.stringify(random.of([{}, {}, { keepSessionInfo: true }])) } }];
  if (kind === 10) return ['POST', `/login/${random.below(5)}`, { headers: { 'x-options': JSON.stringify(random.of([{}, { session: false }, { keepSessionInfo: true }])) } }];
  if (kind < 13) return ['GET', random.of(['/page', '/page?x=1&y=%20', '/page/1'])];
  if (kind === 13) return ['GET', '/door'];
  if (kind === 14) return ['POST', `/seen/${random.below(100)}`];
  return ['POST', '/auth', { form: { username: 'bob', password: 'dog' }, headers: { 'x-options': JSON.stringify({ strategies: 'local', options: { successReturnToOrRedirect: '/', keepSessionInfo: true } }) } }];
}

const compared = ['location', 'content-type', 'www-authenticate', 'etag', 'vary'];

async function play(sequence, ports, redis) {
  await redis.clear();
  const visitor = new Visitor(), masks = new Masks(), seen = [];
  await redis.commands();
  for (const [i, [method, path, asked = {}]] of sequence.entries()) {
    const answer = await visitor.request(ports[i % ports.length], method, path, asked);
    const [commands, record] = await Promise.all([redis.commands(), redis.get(visitor.key)]);
    seen.push({
      asked: `${method} ${path} ${JSON.stringify(asked)}`,
      status: answer.status,
      text: masks.text(answer.text),
      fields: compared.map((name) => `${name}: ${answer.headers[name]}`),
      // express-session lets what res.end() sends leave in pieces, before the session is stored; ours is whole.
      length: answer.headers['content-length'],
      cookies: answer.cookies.map((line) => masks.text(line)),
      commands: commands.map((words) => masks.command(words)),
      record: record && masks.text(record),
    });
  }
  visitor.leave();
  return seen;
}

export async function logins(report, name, { reference, candidate, redis, seed, rounds, length }) {
  for (let round = 0; round < rounds; round++) {
    const random = generator(seed + round);
    const sequence = Array.from({ length }, () => request(random));
    const mixed = Array.from({ length }, () => random.of([reference, candidate]));
    await report.check(`${name}, sequence ${seed + round}`, async () => {
      const wanted = await play(sequence, [reference], redis);
      for (const [who, ports] of [['alone', [candidate]], ['in turn', mixed]]) {
        const got = await play(sequence, ports, redis);
        for (const [i, one] of wanted.entries()) same({ ...got[i], length: one.length && got[i].length }, one, `the candidate ${who}, request ${i}`);
      }
    });
  }
}

// A login at one program is one at the other, and so is a logout.
export async function sharedLogins(report, a, b, redis) {
  for (const [one, other] of [[a, b], [b, a]]) {
    await report.check(`logins: one login for both, begun on ${one}`, async () => {
      const visitor = new Visitor();
      const at = (port, method, path, asked = {}) => visitor.request(port, method, path, asked);
      const headers = { 'x-options': '{"strategies":"local","options":{"successRedirect":"/me"}}' };
      same((await at(one, 'GET', '/page')).status, 302, 'a page for members');
      const before = visitor.key;
      same((await at(other, 'POST', '/auth', { form: { username: 'bob', password: 'dog' }, headers })).headers.location, '/me', 'the login');
      same(await redis.get(before), null, 'the record from before the login');
      same(JSON.parse(await redis.get(visitor.key)).passport, { user: 1 }, 'the record');
      for (const port of [one, other]) {
        const me = JSON.parse((await at(port, 'GET', '/me')).text);
        same(me.user ?? me.own, { id: 1, name: 'bob', password: 'dog' }, 'the user');
        same((await at(port, 'GET', '/page')).text, 'page', 'the page');
      }
      const during = visitor.key;
      same((await at(one, 'POST', '/logout', { headers: { 'x-options': '{}' } })).status, 200, 'the logout');
      same(await redis.get(during), null, 'the record after it');
      for (const port of [one, other]) same((await at(port, 'GET', '/page')).status, 302, 'the page after it');
      visitor.leave();
    });
  }
}
