// Tokens of npm's jsonwebtoken and of ours: the same bytes where the algorithm has no chance in it, verified by each other where it has,
// and what is refused is refused with the same words; hashes of passwords of npm's bcrypt, bcryptjs and argon2 likewise.
import { createHmac, generateKeyPairSync } from 'node:crypto';

import { generator } from '../lib/random.mjs';
import { same, ok } from '../lib/report.mjs';

async function ask(port, calls) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(calls) });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return answer.json();
}

// What OpenSSL's errors have beside their text is Node's own.
const told = (answer) => (answer.error?.message.startsWith('error:') ? { error: { ...answer.error, json: '' } } : answer);

// Both programs' answers to each call, which are to be the same; those of the first.
async function alike(a, b, calls) {
  const answers = [];
  for (let i = 0; i < calls.length; i += 200) {
    const some = calls.slice(i, i + 200);
    const [one, other] = await Promise.all([ask(a, some), ask(b, some)]);
    some.forEach((call, n) => same(told(other[n]), told(one[n]), JSON.stringify(call)));
    answers.push(...one);
  }
  return answers;
}

const spki = { type: 'spki', format: 'pem' }, pkcs8 = { type: 'pkcs8', format: 'pem' };
const pair = (type, options = {}) => {
  const made = generateKeyPairSync(type, options);
  return { made, priv: made.privateKey.export(pkcs8), pub: made.publicKey.export(spki) };
};
const buffer = (bytes) => ({ $buffer: Buffer.from(bytes).toString('base64') });

function keys() {
  const rsa = pair('rsa', { modulusLength: 2048 });
  const ec = Object.fromEntries([['ES256', 'P-256'], ['ES384', 'P-384'], ['ES512', 'P-521']].map(([name, namedCurve]) => [name, pair('ec', { namedCurve })]));
  return {
    rsa, ec, short: pair('rsa', { modulusLength: 1024 }), ed: pair('ed25519'),
    pss: pair('rsa-pss', { modulusLength: 2048 }),
    pss256: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 }),
    pss384: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha384', mgf1HashAlgorithm: 'sha384', saltLength: 48 }),
    pssLong: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 60 }),
  };
}

const hmacs = ['HS256', 'HS384', 'HS512'], rsas = ['RS256', 'RS384', 'RS512'], psss = ['PS256', 'PS384', 'PS512'], ecs = ['ES256', 'ES384', 'ES512'];
const secrets = ['secret', 'Zoë 🦊', 'x'.repeat(300), ' ', '-----BEGIN PUBLIC KEY-----\nno\n-----END PUBLIC KEY-----', buffer([0, 1, 255, 254, 0]), buffer('secret'), buffer([])];
const texts = ['', 'a', 'Zoë', '日本語 🦊', 'a"b\\c/d', '\u0000\u001f\u007f', '\u2028', '\ud800', '<script>', ' lead', 'null', '1', 'x'.repeat(2000)];
const numbers = [0, -0, 1, -1, 0.1, 1e21, 1e-7, 9007199254740991, 123.456, 1700000000];
const now = 1700000000;

function value(random, depth = 0) {
  const kind = random.below(depth > 2 ? 4 : 6);
  if (kind === 0) return random.of(numbers);
  if (kind === 1) return random.of([true, false, null]);
  if (kind < 4) return random.of(texts);
  if (kind === 4) return Array.from({ length: random.below(4) }, () => value(random, depth + 1));
  return object(random, depth + 1);
}
const names = ['id', 'name', 'role', '10', '2', 'x.y', '', '🦊', 'sub', 'aud', 'iss', 'jti', 'nonce', 'exp', 'nbf', 'length', 'toString'];
const object = (random, depth = 0) => Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.of(names.slice(0, depth ? 8 : 8)), value(random, depth)]));

const timespans = [0, 1, 60, -60, 3600, '1h', '2 days', '10', '7d', '1.5h', '-3m', '1y', ' ', 'soon', '1 fortnight', '', 1.5, '1e3', null, true, [], '1H', '100ms', '1499 ms', 'x'.repeat(101)];

// Options of sign(), now and then of a wrong type.
function signOptions(random, algorithm) {
  const options = algorithm === 'HS256' && random.below(2) ? {} : { algorithm };
  const wrong = [5, true, null, {}, [], ''];
  const maybe = (name, good, odds = 5) => {
    if (random.below(odds)) return;
    options[name] = random.below(8) ? random.of(good) : random.of(wrong);
  };
  maybe('expiresIn', timespans, 2);
  maybe('notBefore', timespans);
  maybe('audience', ['a', ['a', 'b'], [], 'urn:x']);
  maybe('issuer', ['me', 'Zoë']);
  maybe('subject', ['you', '🦊']);
  maybe('jwtid', ['1', 'abc']);
  maybe('keyid', ['k1', 'Zoë']);
  maybe('noTimestamp', [true, false]);
  maybe('mutatePayload', [true, false]);
  maybe('header', [{ kid: 'x' }, { typ: 'at+jwt', x5t: ['1'] }, { alg: 'HS256' }, { alg: 'HS999' }, {}, { cty: '日本語' }], 6);
  maybe('encoding', ['utf8', 'latin1', 'hex', 'base64'], 12);
  maybe('unknown', [1], 40);
  if (random.below(12) === 0) options.algorithm = random.of(['HS257', 'none', 'hs256', '', 5, 'RS256', 'ES256', null]);
  return options;
}

function payload(random) {
  const kind = random.below(16);
  if (kind === 0) return random.of(texts);
  if (kind === 1) return random.of([5, true, null, [], [1], { $undefined: true }, buffer('bytes'), buffer([255, 254])]);
  const made = { ...object(random), iat: now };
  if (random.below(8) === 0) made[random.of(['iat', 'exp', 'nbf', 'aud', 'iss', 'sub', 'jti'])] = random.of(['x', 5, now + 60, null, ['y'], true]);
  return made;
}

// Without iat the moment is now, which is not the same for both.
const timeless = (call) => !(call.payload && typeof call.payload === 'object' && !Array.isArray(call.payload) && !('$buffer' in call.payload) && !(call.payload.iat > 0) && !call.options?.noTimestamp);

async function signs(a, b, random, rounds, all) {
  const calls = [];
  for (let i = 0; i < rounds; i++) {
    const rsa = i % 4 === 3;
    const algorithm = random.of(rsa ? rsas : hmacs);
    const call = { do: 'sign', payload: payload(random), key: rsa ? all.rsa.priv : random.of(secrets), options: signOptions(random, algorithm), callback: random.below(4) === 0 };
    // A callback of npm's is called twice for a claim that is there already, and never for what its streams take for nothing.
    if (call.callback && (call.options.mutatePayload || typeof call.payload !== 'object' || call.payload === null || ['aud', 'iss', 'sub', 'jti'].some((claim) => claim in call.payload))) call.callback = false;
    if (call.callback && (call.key.$buffer === '' || call.options.algorithm === 'none')) call.callback = false;
    if (typeof (call.options.algorithm ?? '') !== 'string' || typeof (call.options.header?.alg ?? '') !== 'string') call.callback = false;
    if (timeless(call)) calls.push(call);
  }
  const answers = await alike(a, b, calls);
  const made = answers.filter((one) => 'value' in one).length;
  ok(made > calls.length / 6 && made < calls.length * 0.95, `${made} of ${calls.length} are tokens`);
}

// Each kind of key with each algorithm.
async function fits(a, b, all) {
  const pems = [['secret', 'secret', 'secret'], ...Object.entries({ ...all, ...all.ec }).filter(([, key]) => key.priv).map(([name, key]) => [name, key.priv, key.pub])];
  const deterministic = [...hmacs, ...rsas, 'none'];
  for (const algorithm of [...hmacs, ...rsas, ...psss, ...ecs, 'none']) {
    const calls = [];
    for (const [, priv, pub] of pems) {
      for (const options of [{}, { allowInsecureKeySizes: true }, { allowInvalidAsymmetricKeyTypes: false }]) {
        for (const key of [priv, pub]) calls.push({ do: 'sign', payload: { id: 1, iat: now }, key, options: { algorithm, ...options } });
      }
    }
    const [one, other] = await Promise.all([ask(a, calls), ask(b, calls)]);
    const verifications = [];
    calls.forEach((call, n) => {
      if (one[n].error || other[n].error || deterministic.includes(algorithm)) return same(told(other[n]), told(one[n]), JSON.stringify(call));
      same(other[n].value.split('.').slice(0, 2), one[n].value.split('.').slice(0, 2), 'header and payload');
      same(other[n].value.length, one[n].value.length, 'the length of the signature');
      for (const token of [one[n].value, other[n].value]) verifications.push({ do: 'verify', token, key: pems.find(([, priv]) => priv === call.key)[2], options: {} });
    });
    for (const answer of await alike(a, b, verifications)) same(answer, { value: { id: 1, iat: now } }, algorithm);
  }
}

// Forms of one key: PKCS#1, SEC 1, encrypted, DER, JWK, and what is none.
async function forms(a, b, all) {
  const { privateKey, publicKey } = all.rsa.made, ec = all.ec.ES256.made;
  const locked = privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'let me in' });
  const lockedDer = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'let me in' });
  const priv = [
    ['RS256', privateKey.export({ type: 'pkcs1', format: 'pem' })], ['ES256', ec.privateKey.export({ type: 'sec1', format: 'pem' })],
    ['RS256', buffer(all.rsa.priv)], ['RS256', `a comment\n${all.rsa.priv}`], ['RS256', { key: all.rsa.priv }], ['RS256', { key: buffer(all.rsa.priv), format: 'pem' }],
    ['RS256', { key: locked, passphrase: 'let me in' }], ['RS256', { key: locked, passphrase: 'wrong' }], ['RS256', { key: locked }], ['RS256', locked], ['HS256', locked],
    ['RS256', { key: buffer(privateKey.export({ type: 'pkcs1', format: 'der' })), format: 'der', type: 'pkcs1' }],
    ['RS256', { key: buffer(privateKey.export({ type: 'pkcs8', format: 'der' })), format: 'der', type: 'pkcs8' }],
    ['ES256', { key: buffer(ec.privateKey.export({ type: 'sec1', format: 'der' })), format: 'der', type: 'sec1' }],
    ['RS256', { key: buffer(lockedDer), format: 'der', type: 'pkcs8', passphrase: 'let me in' }],
    ['RS256', { key: privateKey.export({ format: 'jwk' }), format: 'jwk' }], ['ES256', { key: ec.privateKey.export({ format: 'jwk' }), format: 'jwk' }],
    ['RS256', { key: publicKey.export({ format: 'jwk' }), format: 'jwk' }], ['HS256', { key: 'secret' }], ['HS256', {}], ['HS256', 5], ['HS256', true], ['HS256', []], ['HS256', null],
    ['HS256', ''], ['none', null], ['none', 'secret'], ['none', ''], ['RS256', 'secret'], ['HS256', all.rsa.priv], ['HS256', all.rsa.pub], ['RS256', all.rsa.pub],
    ['RS256', all.rsa.priv.replace('A', '!')], ['HS256', all.rsa.priv.slice(0, 900)],
  ];
  const pub = [
    ['RS256', publicKey.export({ type: 'pkcs1', format: 'pem' })], ['RS256', buffer(all.rsa.pub)], ['RS256', { key: all.rsa.pub }], ['RS256', all.rsa.priv], ['ES256', all.ec.ES256.priv],
    ['RS256', { key: buffer(publicKey.export({ type: 'spki', format: 'der' })), format: 'der', type: 'spki' }], ['RS256', { key: buffer(publicKey.export({ type: 'pkcs1', format: 'der' })), format: 'der', type: 'pkcs1' }],
    ['RS256', { key: publicKey.export({ format: 'jwk' }), format: 'jwk' }], ['ES256', { key: ec.publicKey.export({ format: 'jwk' }), format: 'jwk' }], ['RS256', { key: locked, passphrase: 'let me in' }],
    ['RS256', { key: locked }], ['RS256', {}], ['RS256', 5], ['RS256', true], ['RS256', 'secret'], ['RS256', ''], ['RS256', null], ['RS256', []], ['HS256', all.rsa.pub], ['RS256', all.rsa.pub.replace('A', '!')],
  ];
  const tokens = await alike(a, b, [
    { do: 'sign', payload: { id: 1, iat: now }, key: all.rsa.priv, options: { algorithm: 'RS256' } }, { do: 'sign', payload: { id: 1, iat: now }, key: 'secret' },
  ]);
  const [es] = await ask(a, [{ do: 'sign', payload: { id: 1, iat: now }, key: all.ec.ES256.priv, options: { algorithm: 'ES256' } }]);
  const token = { RS256: tokens[0].value, HS256: tokens[1].value, ES256: es.value };
  const signing = priv.map(([algorithm, key]) => ({ do: 'sign', payload: { id: 1, iat: now }, key, options: { algorithm } }));
  const [one, other] = await Promise.all([ask(a, signing), ask(b, signing)]);
  signing.forEach((call, n) => {
    if (one[n].error || call.options.algorithm !== 'ES256') same(other[n], one[n], JSON.stringify(call));
    else ok(other[n].value, JSON.stringify([call, other[n]]));
  });
  same(one.filter((answer) => answer.value).length, 19, 'so many of these keys sign');
  const verified = await alike(a, b, pub.map(([algorithm, key]) => ({ do: 'verify', token: token[algorithm], key, options: {} })));
  same(verified.filter((answer) => answer.value).length, 10, 'so many of these keys verify');
}

const encode = (v, encoding) => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v), encoding).toString('base64url');
const hs = (head, body, secret = 'secret', bits = 256) => `${head}.${body}.${createHmac(`sha${bits}`, secret).update(`${head}.${body}`).digest('base64url')}`;

// Tokens that claim all kinds of things, under all kinds of options.
async function claims(a, b, random, rounds) {
  const moments = [now, now - 1, now + 1, now - 3600, now + 3600, now + 0.5, 0, -1, '1', null, true, 'x', 1e12];
  const calls = [];
  for (let i = 0; i < rounds; i++) {
    const body = object(random);
    for (const [name, of] of Object.entries({ iat: moments, exp: moments, nbf: moments, aud: ['a', ['a', 'b'], [], 5, null, ['urn:x', 3]], iss: ['me', 'you', 5], sub: ['s', ''], jti: ['j', 1], nonce: ['n', ''] })) {
      if (random.below(3) === 0) body[name] = random.of(of);
    }
    const options = { clockTimestamp: now };
    const choices = {
      algorithms: [['HS256'], ['HS512', 'HS256'], ['HS384'], [], ['none'], ['RS256']], audience: ['a', ['x', 'b'], 'z', { $regex: '^urn:' }, [{ $regex: 'A', flags: 'i' }, 'q'], [], ''], issuer: ['me', ['you', 'them'], [], ''],
      subject: ['s', 't'], jwtid: ['j', 'k'], nonce: ['n', 'm', '', 5, ' '], ignoreExpiration: [true, false], ignoreNotBefore: [true, false], clockTolerance: [1, 5, 3600, 0], maxAge: [1, 60, '1h', '2 days', 'soon', true, '10', 0], complete: [true, false, 1],
      allowInvalidAsymmetricKeyTypes: [true, false, 'x'],
    };
    for (const [name, of] of Object.entries(choices)) if (random.below(name === 'algorithms' || name === 'nonce' || name === 'allowInvalidAsymmetricKeyTypes' ? 12 : 5) === 0) options[name] = random.of(of);
    if (random.below(20) === 0) options.clockTimestamp = random.of(['now', true, {}]);
    calls.push({ do: 'verify', token: hs(encode({ alg: 'HS256', typ: 'JWT', ...(random.below(4) ? {} : { kid: random.of(['k', 'nobody']) }) }), encode(body)), key: random.below(12) ? 'secret' : 'another', options, callback: random.below(3) === 0, finder: random.below(4) === 0 });
  }
  const answers = await alike(a, b, calls);
  const kinds = new Set(answers.map((one) => one.error?.name));
  same([...kinds].filter(Boolean).sort(), ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'], 'all kinds of errors came');
  ok(answers.filter((one) => 'value' in one).length > calls.length / 20, 'some are valid');
}

// What nobody should send.
function brokenTokens(random, rounds, all) {
  const good = hs(encode({ alg: 'HS256', typ: 'JWT' }), encode({ id: 1, iat: now }));
  const [head, body, signature] = good.split('.');
  const heads = [{ alg: 'HS256' }, { alg: 'none' }, { alg: 'None' }, { alg: 'hs256' }, { alg: 'HS257' }, { alg: '' }, { alg: null }, { alg: 5 }, { alg: ['HS256'] }, {}, [], [1], 'null', 'true', '5', '"HS256"', '0', '""', 'false', '{', '{"alg":"HS256"', '', 'x',
    { alg: 'RS256' }, { alg: 'ES256' }, { alg: 'PS256' }, { alg: 'HS512', typ: 'JWT' }, { alg: 'HS256', typ: 'jwt' }, { alg: 'HS256', typ: 5 }, { typ: 'JWT' }, '{"alg":"HS256","alg":"none"}', '{"alg":"none","alg":"HS256"}', '{"__proto__":{"alg":"HS256"}}', { alg: 'HS256', crit: ['exp'] }, { alg: 'toString' }];
  const bodies = ['{}', '[]', 'null', '5', '"text"', 'true', 'text', '', '{"a":1', '{"a":1}x', ' {"a":1} ', '{"exp":1}', '{"exp":"1"}', '{"nbf":99999999999}', '{"iat":"x"}', '{"a":1,"a":2}', '\ufeff{}', '{"a":"\ud83e\udd8a"}', '0', 'nul', '{"exp":1e400}', '{"exp":null}', '{"a":\u0001}', "{'a':1}"];
  const tokens = [undefined, null, '', ' ', '.', '..', '...', 'a.b', 'a.b.c', 'a.b.c.d', `${good} `, ` ${good}`, `${good}=`, `${good}.`, `.${good}`, `${head}.${body}`, `${head}.${body}.`, `${head}..${signature}`, `.${body}.${signature}`, `${head}.${body}. `, `${head}=.${body}.${signature}`,
    `${good}\n`, `Bearer ${good}`, good.replaceAll('.', ','), 5, true, {}, [], { a: 1 }, buffer(good), [good], `${head}.${body}.${signature}${signature}`, `${head}.${body}.${signature.slice(0, -1)}`, `${head}.${body}.${signature.toUpperCase()}`, `${body}.${head}.${signature}`, 'a'.repeat(20000), `${'a'.repeat(9000)}.b.c`];
  for (const one of heads) for (const two of bodies) if (random.below(3) === 0) tokens.push(hs(encode(one), encode(two)));
  for (const one of heads) tokens.push(`${encode(one)}.${body}.`, hs(encode(one), body), `${encode(one)}.${body}.${signature}`);
  for (const one of bodies) tokens.push(hs(head, encode(one)), hs(encode({ alg: 'HS256' }), encode(one)));
  for (let i = 0; i < rounds; i++) {
    const at = random.below(good.length), letter = random.of([...'aZ09-_.=+/ $%\u0000é']);
    tokens.push(random.of([good.slice(0, at) + letter + good.slice(at + 1), good.slice(0, at), good.slice(at), good.slice(0, at) + letter + good.slice(at)]));
  }
  // HMAC with a public key that everybody has.
  for (const bits of [256, 384, 512]) tokens.push(hs(encode({ alg: `HS${bits}`, typ: 'JWT' }), body, all.rsa.pub, bits));
  for (const size of [0, 1, 63, 64, 65, 96, 132]) for (const alg of ecs) tokens.push(`${encode({ alg })}.${body}.${Buffer.alloc(size, 1).toString('base64url')}`, `${encode({ alg })}.${body}.${Buffer.alloc(size).toString('base64url')}`);
  for (const alg of [...rsas, ...psss]) tokens.push(`${encode({ alg })}.${body}.${Buffer.alloc(256, 7).toString('base64url')}`, `${encode({ alg })}.${body}.AA`);
  return tokens;
}

async function broken(a, b, random, rounds, all) {
  const tokens = brokenTokens(random, rounds, all);
  const calls = [];
  for (const token of tokens) {
    for (const key of ['secret', all.rsa.pub, all.ec.ES256.pub, { $undefined: true }]) calls.push({ do: 'verify', token, key, options: random.of([{}, {}, { algorithms: ['none'] }, { algorithms: ['HS256', 'none'] }, { algorithms: [...hmacs, ...rsas, ...psss, ...ecs, 'HS257', ''] }, { complete: true }]) });
    for (const options of [{}, { complete: true }, { json: true }]) calls.push({ do: 'decode', token, options });
  }
  const answers = await alike(a, b, calls.map((call) => (call.token === undefined ? { ...call, token: { $undefined: true } } : call)));
  const sentences = new Set(answers.filter((one) => one.error).map((one) => one.error.message));
  ok(sentences.size > 15, `only ${sentences.size} sentences: ${[...sentences].join('; ')}`);
  return calls.length;
}

// -- passwords

const passwords = ['', 'a', 'secret', 'Zoë', '日本語🦊', 'x'.repeat(71), 'x'.repeat(72), 'x'.repeat(73), 'x'.repeat(300), 'é'.repeat(36), `${'é'.repeat(36)}z`, '\u00ff\u00a3', '\u00a3345', 'tab\tnew\nline', buffer([255, 163, 52, 51, 53]), buffer('secret'), buffer([128]), '\ud800'];
const usable = (by, data) => by === 'bcrypt' || (typeof data === 'string' && data !== '\ud800');

async function hashes(a, b, random, rounds) {
  const salts = (await ask(a, Array.from({ length: 6 }, () => ({ do: 'genSalt', by: 'bcrypt', rounds: 4 })))).map((one) => one.value);
  const calls = [];
  for (let i = 0; i < rounds; i++) {
    const by = random.of(['bcrypt', 'bcryptjs']), data = random.of(passwords);
    if (!usable(by, data)) continue;
    // bcrypt's own $2a$ counts the length of a password in a byte.
    const minor = by === 'bcryptjs' ? random.of(['$2a$', '$2b$', '$2y$', '$2$']) : '$2b$';
    calls.push({ do: random.of(['hash', 'hashSync']), by, data, salt: random.of(salts).replace('$2b$', minor), callback: random.below(2) === 0 });
  }
  const made = await alike(a, b, calls);
  same(made.filter((one) => one.error), [], 'all are hashed');
  // bcryptjs takes no hash of its own "$2$" for one.
  const comparisons = made.flatMap((one, n) => (one.value.startsWith('$2$') ? [] : [calls[n].data, random.of(passwords)].filter((data) => usable(calls[n].by, data)).map((data) => ({ do: random.of(['compare', 'compareSync']), by: calls[n].by, data, hash: one.value, callback: random.below(2) === 0 }))));
  const compared = await alike(a, b, comparisons);
  ok(compared.filter((one) => one.value).length >= made.filter((one) => !one.value.startsWith('$2$')).length, 'each password is its own');

  // With a salt of their own.
  const own = passwords.filter((data) => typeof data === 'string').map((data) => ({ do: 'hash', by: 'bcrypt', data, salt: 4 }));
  const [theirs, ours] = await Promise.all([ask(a, own), ask(b, own)]);
  for (const [n, call] of own.entries()) {
    for (const { value: hash } of [theirs[n], ours[n]]) {
      ok(/^\$2b\$04\$[./A-Za-z0-9]{53}$/.test(hash), hash);
      for (const by of ['bcrypt', 'bcryptjs'].filter((one) => usable(one, call.data))) same(await alike(a, b, [{ do: 'compare', by, data: call.data, hash }, { do: 'compare', by, data: 'no', hash }]), [{ value: true }, { value: false }], call.data);
    }
  }
}

async function hashMistakes(a, b) {
  const hash = '$2b$04$abcdefghijklmnopqrstuuH6rhFfBGFfM6x5nUDqTdm6MUvBqGYnK';
  const odd = ['', 'a', '$', '$2', '$2b$', '$2b$04$', '$2b$04$short', '$2b$32$abcdefghijklmnopqrstuu', '$2b$99$abcdefghijklmnopqrstuu', '$2b$03$abcdefghijklmnopqrstuu', '$2x$04$abcdefghijklmnopqrstuu', '$3b$04$abcdefghijklmnopqrstuu', '$2b$4$abcdefghijklmnopqrstuuv', '$1$abc', hash.slice(0, -1), `${hash}x`, hash.toUpperCase(), '$argon2id$v=19$m=64'];
  const values = [{ $undefined: true }, null, 5, true, {}, [], buffer('x'), 'text'];
  const calls = [];
  for (const callback of [false, true]) {
    for (const salt of odd) calls.push({ do: 'hash', data: 'x', salt, callback });
    for (const one of odd) calls.push({ do: 'compare', data: 'x', hash: one, callback });
    for (const data of values) for (const other of values) calls.push({ do: 'compare', data, hash: other, callback });
    for (const data of values) for (const salt of values.filter((one) => one !== 5)) calls.push({ do: 'hash', data, salt, callback });
  }
  for (const salt of odd) calls.push({ do: 'hashSync', data: 'x', salt });
  for (const one of [...odd, ...values]) calls.push({ do: 'compareSync', data: 'x', hash: one }, { do: 'getRounds', hash: one }, { do: 'getSalt', hash: one });
  for (const data of [...values, ...passwords]) calls.push({ do: 'truncates', data });
  for (const rounds of ['4', {}, [], true]) calls.push({ do: 'genSalt', rounds });
  for (const minor of ['c', 'B', 5]) calls.push({ do: 'genSalt', rounds: 4, minor });
  calls.push({ do: 'getRounds', hash }, { do: 'getSalt', hash });
  await alike(a, b, calls.map((call) => ({ by: 'bcrypt', ...call })));
  const salts = [4, 3, 1, 0, 10, 31, 32, 4.7].map((rounds) => ({ do: 'genSalt', by: 'bcrypt', rounds, minor: 'a' }));
  const [one, other] = (await Promise.all([ask(a, salts), ask(b, salts)])).map((all) => all.map((answer) => [answer.value.slice(0, 7), answer.value.length]));
  same(other, one, 'salts');
}

async function argon2(a, b, random, rounds) {
  const small = { memoryCost: 64, timeCost: 2, parallelism: 1 };
  const salts = [buffer('eightbyt'), buffer([...Array(16).keys()]), buffer(Buffer.alloc(40, 200))];
  const calls = [];
  for (let i = 0; i < rounds; i++) {
    const options = { ...small, salt: random.of(salts) };
    const choices = { type: [0, 1, 2], memoryCost: [8, 64, 100, 300], timeCost: [1, 2, 4], hashLength: [4, 12, 16, 32, 64, 65], parallelism: [1, 2, 4], raw: [true, false], secret: [buffer('pepper'), buffer([])], associatedData: [buffer('data'), buffer([0, 255]), buffer([])], version: [16, 19] };
    for (const [name, of] of Object.entries(choices)) if (random.below(3) === 0) options[name] = random.of(of);
    calls.push({ do: 'argon2Hash', data: random.of(passwords.filter((one) => one !== '\ud800')), options });
  }
  const made = await alike(a, b, calls);
  const verifications = made.flatMap((one, n) => (typeof one.value !== 'string' ? [] : [
    { do: 'argon2Verify', hash: one.value, data: calls[n].data, options: { secret: calls[n].options.secret } }, { do: 'argon2Verify', hash: one.value, data: 'no', options: {} }, { do: 'needsRehash', hash: one.value, options: small }, { do: 'needsRehash', hash: one.value, options: {} },
  ]));
  const verified = await alike(a, b, verifications);
  ok(verified.filter((one) => one.value === true).length > rounds / 2, 'each password is its own');

  const [theirs, ours] = await Promise.all([a, b].map((port) => ask(port, [{ do: 'argon2Hash', data: 'secret', options: { memoryCost: 1024 } }])));
  for (const [{ value: hash }] of [theirs, ours]) {
    ok(/^\$argon2id\$v=19\$m=1024,p=4,t=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/.test(hash), hash);
    same(await alike(a, b, [{ do: 'argon2Verify', hash, data: 'secret', options: {} }, { do: 'argon2Verify', hash, data: 'Secret', options: {} }]), [{ value: true }, { value: false }], hash);
  }
}

async function argon2Mistakes(a, b) {
  const salt = 'abcdefghijklmnop', hash = `$argon2id$v=19$m=64,t=2,p=1$${salt}$abcdabcdabcd`;
  const odd = ['', 'x', '$', '$$', hash, hash.slice(1), `${hash}$x`, hash.replace('argon2id', 'argon2x'), hash.replace('argon2id', 'Argon2id'), hash.replace('$v=19', ''), hash.replace('v=19', 'v=x'), hash.replace('m=64,', ''), hash.replace('m=64', 'm=0'), hash.replace('m=64', 'm='), hash.replace('m=64', 'm=x'), hash.replace('p=1', 'p=0'),
    hash.replace(',p=1', ''), hash.replace('t=2', 't'), hash.replace('m=64', 'M=64'), hash.replace('m=64', 'm=6_4'), hash.replace(salt, 'ab'), hash.replace(salt, 'a_b'), hash.replace('$abcdabcdabcd', ''), hash.replace('$abcdabcdabcd', '$'), hash.replace('$abcdabcdabcd', '$a'), '$argon2id$v=19', '$argon2id', '$argon2id$v=19$m=64,t=2,p=1', '$argon2id$m=64,t=2,p=1', `$argon2id$v=19$${salt}`,
    `$argon2id$v=19$m=64,t=2,p=1$x=1$${salt}$abcd`, hash.replace('m=64', 'm=064'), hash.replace('p=1', 'p=1,m=8'), hash.replace('p=1', 'p=1,data=aGVsbG8'), hash.replace('v=19', 'v=16'), hash.replace('v=19', 'v=7'), '$2b$04$abcdefghijklmnopqrstuuH6rhFfBGFfM6x5nUDqTdm6MUvBqGYnK'];
  const calls = [];
  for (const one of [...odd, { $undefined: true }, null, 5, {}, []]) calls.push({ do: 'argon2Verify', hash: one, data: 'x', options: {} }, { do: 'needsRehash', hash: one, options: {} });
  for (const data of [{ $undefined: true }, null, 5, true, {}]) calls.push({ do: 'argon2Hash', data, options: { memoryCost: 64 } }, { do: 'argon2Verify', hash, data, options: {} });
  for (const options of [{ salt: buffer('short') }, { salt: 'eight letters' }, { secret: 'text' }, { associatedData: 'text' }, { timeCost: 0 }, { timeCost: 2 ** 32 }, { memoryCost: 1 }, { memoryCost: 2 ** 32 }, { memoryCost: 16, parallelism: 4 }, { hashLength: 3 }, { hashLength: 0 }, { hashLength: 2 ** 32 }, { parallelism: 0 }, { parallelism: 2 ** 24 }, { type: 3 }]) {
    calls.push({ do: 'argon2Hash', data: 'x', options: { memoryCost: 64, parallelism: 1, ...options } });
  }
  await alike(a, b, calls);
}

export async function tokens(report, a, b, { seed, rounds }) {
  const all = keys();
  const random = generator(seed);
  const checks = {
    'tokens that are signed': () => signs(a, b, random, rounds * 4, all),
    'each kind of key with each algorithm': () => fits(a, b, all),
    'forms of keys': () => forms(a, b, all),
    'claims and options': () => claims(a, b, random, rounds * 4),
    'broken tokens': () => broken(a, b, random, rounds, all),
    bcrypt: () => hashes(a, b, random, rounds),
    "bcrypt's mistakes": () => hashMistakes(a, b),
    argon2: () => argon2(a, b, random, rounds),
    "argon2's mistakes": () => argon2Mistakes(a, b),
  };
  for (const [what, work] of Object.entries(checks)) await report.check(`tokens: ${what}`, work);
}
