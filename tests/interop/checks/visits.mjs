// Visitors of express-session and cookie-session, of npm and of ours, with options, steps and cookies that are made up: the same answers,
// cookies and records, but for ids and dates.
import { ask, fieldOf, leave } from '../lib/asking.mjs';
import { Masks } from '../lib/masks.mjs';
import { generator } from '../lib/random.mjs';
import { same } from '../lib/report.mjs';

const values = [1, 0, '', 'a', null, true, [], {}, [1, [2]], { a: { b: 1 } }, 'é', '🦊', 1.5, 'x'.repeat(60)];
const names = ['a', 'b', '1', 'é', 'list', 'user'];
// Of maxAge and expires npm takes the one that comes later; in C++ there is no order.
const attributes = (random) => random.some({
  secure: [true, false, 'auto', 'auto'], httpOnly: [true, false], sameSite: [true, false, 'lax', 'strict', 'none', 'auto', 'LAX'], path: ['/', '/a', '/a/', ''], domain: ['a.example', ''], ...(random.chance(2) ? { expires: ['2030-01-01T00:00:00.000Z'] } : { maxAge: [null, 60000, 300000] }), priority: ['low', 'HIGH'], partitioned: [true, false],
}, 4);

const sessionOptions = (random) => ({
  secret: random.of(['one', ['one', 'two'], ['two', 'one']]),
  ...random.some({ resave: [true, false], saveUninitialized: [true, false] }, 1.2),
  ...random.some({ name: ['sid', 'a.b', 'connect.sid'], rolling: [true, false], proxy: [true, false], unset: ['keep', 'destroy'], genid: ['g', 'é'], cookie: () => attributes(random) }, 3),
});
const cookieOptions = (random) => {
  const { secure, sameSite, ...usual } = attributes(random);
  return {
    keys: random.of([['one'], ['one', 'two'], ['two', 'one']]), ...usual, ...random.some({ name: ['session', 'sess', 'a.b'], signed: [true, false], overwrite: [true, false], secure: [true, false], sameSite: [true, false, 'lax', 'strict', 'none'] }, 3),
  };
};

function sessionStep(random) {
  return random.of([
    () => ['set', random.of(names), random.of(values)], () => ['set', random.of(names), random.of(values)], () => ['delete', random.of(names)], () => ['inner', random.of(names), 1], () => ['save'], () => ['reload'], () => ['regenerate'], () => ['destroy'], () => ['touch'],
    () => ['null'], () => ['none'], () => ['cookie', ...random.of([['maxAge', 120000], ['maxAge', null], ['secure', true], ['path', '/b'], ['httpOnly', false], ['sameSite', 'lax'], ['expires', null], ['domain', 'b.example'], ['maxAge', 0]])],
    () => ['maxAge'], () => ['hash'], () => ['flash', 'info', random.of(['x', ['x', 'y'], 'z'])], () => ['flash', 'info'], () => ['flash'], () => ['field', random.of(['Set-Cookie', 'X-A']), 'z=1'], () => (random.below(3) ? ['hash'] : ['head', 200]), () => (random.below(3) ? ['hash'] : ['write', 'x']),
  ])();
}
function cookieStep(random) {
  return random.of([
    () => ['set', random.of(names), random.of(values)], () => ['set', random.of(names), random.of(values)], () => ['delete', random.of(names)], () => ['inner', random.of(names), 1], () => ['null'], () => ['own', random.of([{ a: 1 }, {}, { b: [1] }])],
    () => ['option', ...random.of([['maxAge', 1000], ['path', '/c'], ['httpOnly', false], ['secure', true], ['sameSite', 'strict'], ['expires', null], ['domain', 'c.example']])], () => ['flash', 'info', 'x'], () => ['flash'], () => ['field', 'Set-Cookie', random.of(['session=own', 'z=1', 'sess=1; Path=/'])], () => ['set', 'long', 'x'.repeat(random.of([100, 3000, 5000]))],
  ])();
}

// What a visitor's cookie may have become by the next request.
const changes = [
  (text) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`, (text) => text.slice(0, -3), () => '', () => 's%3Anobody', (text) => text.replace(/%3A|:/, ''), (text) => `"${text}"`, (text) => decodeURIComponent(text), (text) => text.replace(/^s%3A/, 's:'), () => 'e30=', () => 'eyJhIjoxfQ==', () => 'bnVsbA==', () => 'W10=', () => 'IngI', () => '%', (text) => `${text}; ${text}`,
];

function request(random, kind) {
  const step = kind === 'session' ? sessionStep : cookieStep;
  return {
    headers: random.chance(3) ? { 'x-forwarded-proto': random.of(['https', 'http', 'https, http', 'HTTPS', 'http,https', '']) } : {},
    path: random.of(['/', '/', '/', '/a', '/a/b', '/ab', '/A', '/a?x=/']), method: random.of(['POST', 'POST', 'POST', 'POST', 'GET', 'HEAD']),
    body: { list: random.list(3, () => step(random)), end: random.of(['json', 'json', 'json', 'json', 'end', 'redirect', 'empty', 'throw', 'later']) },
    change: random.chance(6) ? random.below(changes.length) : -1, forget: random.chance(12),
  };
}

// Set-Cookie is one field for Node, which stands where its first line was set.
const grouped = (fields) => { const first = fields.findIndex(([name]) => name === 'Set-Cookie'); return fields.flatMap((field, i) => (i === first ? fields.filter(([name]) => name === 'Set-Cookie') : field[0] === 'Set-Cookie' ? [] : [field])); };

// A visitor with every cookie that he was given, whatever its attributes say; the answers in words that are the same for both.
async function visit(port, described, requests) {
  const jar = new Map(), masks = new Masks(), told = [];
  const lab = fieldOf(described);
  for (const one of requests) {
    if (one.forget) jar.clear();
    const pairs = [...jar].map(([name, value]) => `${name}=${one.change >= 0 && !name.endsWith('.sig') ? changes[one.change](value) : value}`);
    const headers = { ...one.headers, 'x-lab': lab };
    if (pairs.length) headers.cookie = pairs.join('; ').replace(/[^\x20-\x7e]/g, '');
    const body = one.method === 'POST' ? JSON.stringify(one.body) : undefined;
    if (body) Object.assign(headers, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    // An error behind the head of an answer ends the connection.
    const answer = await ask(port, { ...one, headers, body }).catch((err) => ({ status: err.code, fields: [], body: '' }));
    for (const [name, line] of answer.fields) {
      if (name.toLowerCase() !== 'set-cookie') continue;
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const age = (text) => text.replace(/(\\?"(?:originalMaxAge|original)\\?":)(-?\d+)/g, (_, name, ms) => name + (ms > 1e9 ? '<long>' : Math.round(ms / 10000) * 10000));
    const stored = await ask(port, { path: '/stored', headers: { 'x-lab': lab } });
    // What res.end() is given, npm's session sends in chunks.
    const fields = grouped(answer.fields.filter(([name]) => !/^(date|etag|content-length|transfer-encoding)$/i.test(name)));
    told.push({ status: answer.status, fields: fields.map(([name, value]) => masks.text(`${name}: ${value}`).replace(/expires=[^;]+/i, 'expires=<date>')), body: age(masks.text(answer.body.toString())), stored: age(masks.text(stored.body.toString())) });
  }
  return told;
}

export async function visits(report, name, a, b, { seed, rounds, length = 8 }) {
  for (const kind of ['session', 'cookie']) {
    const random = generator(seed + kind.length);
    for (let i = 0; i < rounds; i++) {
      const described = { kind, n: i, ...(random.chance(8) ? { twice: true } : {}), options: (kind === 'session' ? sessionOptions : cookieOptions)(random) };
      const requests = Array.from({ length }, () => request(random, kind));
      await report.check(`${name}: ${kind} ${i}: ${JSON.stringify(described)}`, async () => {
        const [wanted, got] = await Promise.all([visit(a, described, requests), visit(b, described, requests)]);
        for (let n = 0; n < length; n++) same(got[n], wanted[n], `request ${n}, ${JSON.stringify(requests[n])}`);
      });
    }
  }
  leave();
}
