// Strategies of npm's passport-jwt and of ours, made up with the requests that they look at: the same user, the same refusal, the same words.
import { createHmac, generateKeyPairSync, sign as signature } from 'node:crypto';

import { generator } from '../lib/random.mjs';
import { same } from '../lib/report.mjs';

const now = 1700000000;
const pem = (key, type) => key.export({ type, format: 'pem' });
const made = { rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }), other: generateKeyPairSync('rsa', { modulusLength: 2048 }), ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const publicKeys = Object.fromEntries(Object.entries(made).map(([name, pair]) => [name, pem(pair.publicKey, 'spki')]));

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(alg, key, payload) {
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  if (alg === 'none') return `${text}.`;
  if (alg.startsWith('HS')) return `${text}.${createHmac(`sha${alg.slice(2)}`, key).update(text).digest('base64url')}`;
  return `${text}.${signature('sha256', text, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

// `fitting`: signed with a key that this strategy may know.
function someToken(random, fitting) {
  const kind = random.below(fitting ? 40 : 12);
  if (kind === 0) return random.of(['x', 'a.b', 'a.b.c', '..', 'null', '%', 'é.b.c', '{}', `${encode({ alg: 'HS256' })}.e30.`]);
  const payload = { sub: random.of(['ann', 'bob', 'ann', 'bob', 'ann', 'bob', 'late', 'nobody', 'object', 'status', 'fall', 'error', undefined, 5]), iat: now - random.of([0, 10, 7200]) };
  for (const [name, of] of Object.entries({ iss: ['me', 'you'], aud: ['us', ['us', 'them'], 'urn:x', []], exp: [now + 60, now, now - 1, now - 30, 'soon'], nbf: [now - 60, now, now + 1, now + 30, 'x'], jti: ['1', '2'] })) {
    if (random.below(name === 'exp' || name === 'iss' || name === 'aud' ? 2 : 5) === 0) payload[name] = random.of(of);
  }
  const fits = { secret: ['HS256', 'secret'], another: ['HS256', 'another'], [publicKeys.rsa]: ['RS256', made.rsa.privateKey], [publicKeys.ec]: ['ES256', made.ec.privateKey] }[fitting?.key ?? fitting?.provider?.odd];
  const [alg, key] = fits && random.below(8) ? fits : random.of([['HS256', 'secret'], ['HS384', 'secret'], ['HS512', 'secret'], ['HS256', 'another'], ['none', ''], ['RS256', made.rsa.privateKey], ['RS256', made.rsa.privateKey], ['RS256', made.other.privateKey], ['ES256', made.ec.privateKey], ['HS256', publicKeys.rsa]]);
  const whole = token(alg, key, payload);
  return random.below(fitting ? 40 : 15) === 0 ? whole.slice(0, random.below(whole.length)) : whole;
}

const places = ['header', 'scheme', 'bearer', 'body', 'query', 'own'];
const names = { header: ['x-token', 'X-Token', 'authorization'], scheme: ['JWT', 'jwt', 'Bearer', 'é', ''], body: ['token', 'auth_token', '0', 'a.b'], query: ['token', 'auth_token', 'a[b]'], own: ['x-token', 'X-Other'] };
function extractor(random, depth = 0) {
  const kind = random.below(8);
  if (kind === 0 && depth < 2) return ['several', Array.from({ length: random.below(4) }, () => extractor(random, depth + 1))];
  if (kind === 1) return ['old', random.of([[], ['Bearer'], ['JWT', 'token', 'token'], ['', '', '']])];
  const place = random.of(places);
  return [place, names[place] && random.of(names[place])];
}

const keys = ['secret', 'secret', 'secret', 'secret', publicKeys.rsa, publicKeys.rsa, publicKeys.ec, 'another'];
function strategy(random) {
  const one = { from: extractor(random), jsonWebTokenOptions: { clockTimestamp: now } };
  const maybe = (name, odds, of) => random.below(odds) === 0 && (one[name] = random.of(of));
  if (random.below(4)) one.key = random.of(keys);
  else one.provider = random.below(5) ? { even: random.of([...keys, '', 5]), odd: random.of(keys) } : { error: 'no such key' };
  if (one.provider) one.later = random.below(2) === 0;
  maybe('issuer', 4, ['me', ['me', 'you'], 'them', '']);
  maybe('audience', 4, ['us', ['them', 'us'], { $regex: '^urn:' }, 'nobody', []]);
  maybe('algorithms', 5, [['HS256'], ['HS384', 'HS256'], ['RS256'], ['ES256', 'RS256'], ['none'], []]);
  maybe('ignoreExpiration', 4, [true, false]);
  maybe('passReqToCallback', 3, [true, false]);
  for (const [name, of] of Object.entries({ clockTolerance: [1, 60], maxAge: ['1h', 5], jwtid: ['1'], ignoreNotBefore: [true], complete: [false], subject: ['ann'] })) {
    if (random.below(8) === 0) one.jsonWebTokenOptions[name] = random.of(of);
  }
  if (random.below(30) === 0) delete one[random.of(['from', 'key'])];
  if (random.below(60) === 0) one.provider = { even: 'secret', odd: 'secret' };
  return one;
}

// The single places of an extractor.
function placesOf([kind, name] = []) {
  if (kind === 'several') return name.flatMap(placesOf);
  if (kind === 'old') return [['scheme', name[0] || 'JWT'], ['body', name[1] || 'auth_token'], ['query', name[2] || 'auth_token']];
  return kind ? [[kind, name]] : [];
}

// Puts a token where this strategy looks.
function aimed(random, described, { headers, query, fields }) {
  const found = placesOf(described.from);
  if (found.length === 0) return;
  const [kind, name] = random.of(found);
  const text = someToken(random, described);
  if (/[^\0-\xff]/.test(text)) return;
  if (kind === 'bearer') headers.authorization = `Bearer ${text}`;
  else if (kind === 'scheme') headers.authorization = `${name} ${text}`;
  else if (kind === 'header' || kind === 'own') headers[name.toLowerCase()] = text;
  else if (kind === 'query') query.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
  else fields[name] = text;
}

// A request with tokens where the strategy may look, and elsewhere.
function request(random, described) {
  const headers = {}, query = [];
  const field = () => random.of([(t) => `Bearer ${t}`, (t) => `Bearer ${t}`, (t) => `JWT ${t}`, (t) => `bEARER \t ${t} more`, (t) => `  jwt  ${t}`, (t) => `Bearer${t}`, (t) => t, () => 'Bearer', () => 'Bearer ', (t) => `é ${t}`, (t) => `É ${t}`, (t) => `Bearer\u00a0${t}`, (t) => ` ${t}`])(someToken(random));
  const latin = (text) => (/^[\0-\xff]*$/.test(text) ? text : '');
  if (random.below(2)) headers.authorization = latin(field());
  if (random.below(3) === 0) headers['x-token'] = latin(someToken(random));
  if (random.below(6) === 0) headers['x-other'] = latin(someToken(random));
  for (let i = random.below(3); i > 0; i--) query.push(`${random.of(['token', 'auth_token', 'a[b]', 'a%5Bb%5D', 'to%6Ben', 'x'])}${random.of(['=', '=', '='])}${random.below(5) ? encodeURIComponent(someToken(random)) : random.of(['', '%', '+'])}`);
  if (random.below(12) === 0) query.push(random.of(['token', 'token[]=1', '=', '&&']));
  const fields = {};
  const aim = random.below(4) > 0;
  if (aim) aimed(random, described, { headers, query, fields });
  const sent = { method: Object.keys(fields).length ? 'POST' : random.of(['GET', 'POST', 'POST']), headers, path: `/${random.of(['plain', 'told'])}${query.length ? `?${query.join('&')}` : ''}` };
  if (sent.method === 'POST') {
    for (const name of names.body) if (random.below(aim ? 12 : 3) === 0) fields[name] = random.below(8) ? someToken(random) : random.of([null, 5, true, [], ['x'], {}]);
    const kind = random.below(5);
    if (kind < 3) Object.assign(sent, { body: JSON.stringify(kind ? fields : [someToken(random)]), type: 'application/json' });
    else if (kind === 3) Object.assign(sent, { body: new URLSearchParams(Object.entries(fields).filter(([, value]) => typeof value === 'string')).toString(), type: 'application/x-www-form-urlencoded' });
    if (sent.type) headers['content-type'] = sent.type;
  }
  return sent;
}

async function ask(port, { method, path, headers, body }) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
  return { status: answer.status, type: answer.headers.get('content-type'), challenge: answer.headers.get('www-authenticate'), body: await answer.text() };
}

const words = ['"name":"ann"', '"path":', 'No auth token', 'jwt malformed', 'jwt expired', 'jwt not active', 'invalid signature', 'invalid algorithm', 'issuer invalid', 'audience invalid', 'verify fell', 'no such key', 'requires a secret'];

export async function jwtStrategies(report, a, b, { seed, rounds }) {
  const random = generator(seed + 77);
  const seen = {};
  for (let i = 0; i < rounds; i++) {
    const options = strategy(random), sent = request(random, options);
    const described = JSON.stringify(options);
    sent.headers['x-strategy'] = described.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    await report.check(`jwt ${i}: ${described} ${JSON.stringify(sent)}`, async () => {
      const [wanted, got] = await Promise.all([ask(a, sent), ask(b, sent)]);
      same(got, wanted, 'the answer');
      for (const word of words) if (wanted.body.includes(word)) seen[word] = (seen[word] ?? 0) + 1;
      seen[wanted.status] = (seen[wanted.status] ?? 0) + 1;
    });
  }
  await report.check('jwt: requests of each kind came', () => same([...words, 200, 401, 500].filter((what) => !seen[what]), [], JSON.stringify(seen)));
}
