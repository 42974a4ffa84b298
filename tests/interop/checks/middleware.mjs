// Middleware of npm and ours, with options and requests that are made up: status, fields and their order, body and lines of the log are the same.
import { gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib';
import crypto from 'node:crypto';

import { ask, fieldOf, latin, leave } from '../lib/asking.mjs';
import { generator } from '../lib/random.mjs';
import { same } from '../lib/report.mjs';

const words = ['', ' ', 'a', 'A', 'x-y', 'a,b', 'a, b', ' a , b ', 'é', 'Zoë', '日本', '"q"', 'a;b', 'a=b', '*', '0', 'null', 'false', '%41', '%', 'a\\b', '<b>', "'self'", 'https://a.example'];
const methods = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

// ---- cors

const origins = ['http://a.example', 'https://b.example', 'http://A.example', 'null', '', 'http://sub.a.example', 'é'];
const expressions = [{ $regex: 'a\\.example$' }, { $regex: '^https:' }, { $regex: 'A\\.EXAMPLE', flags: 'i' }, { $regex: 'sub', flags: 'g' }];
const origin = (random, depth = 0) => random.of([
  () => '*', () => true, () => false, () => '', () => null, () => random.of(origins), () => random.of(expressions), () => 0, () => 5,
  () => random.list(3, () => (random.chance(2) ? random.of(origins) : random.of([...expressions, true, false, '*']))),
  () => (depth ? true : { says: random.chance(4) ? 'error' : origin(random, 1) }),
])();
const corsOptions = (random) => random.some({
  origin: () => origin(random), methods: ['GET', 'GET,POST', ['GET', 'PUT'], [], ''], allowedHeaders: ['X-A', 'X-A,X-B', ['X-A', 'X-B'], [], '', null], exposedHeaders: ['X-A', ['X-A', 'X-B'], [], '', null],
  credentials: [true, false], maxAge: [0, 1, 600, -1, 1.5, '5', '', 'abc', null, 1e21], preflightContinue: [true, false], optionsSuccessStatus: [200, 204, 201, 404],
}, 3);

function cors(random) {
  const headers = random.some({ origin: origins, 'access-control-request-method': ['PUT', 'get', ''], 'access-control-request-headers': ['X-A', 'x-a, x-b', '', 'é'] }, 2);
  if (random.chance(4)) headers['x-before'] = fieldOf(random.of([[['Vary', 'Accept']], [['Vary', '*']], [['Vary', 'origin']], [['Vary', 'A'], ['Vary', 'B']], [['Content-Length', '5']], [['Access-Control-Allow-Origin', 'x']]]));
  if (random.chance(8)) headers['x-fail'] = '1';
  return { options: random.chance(5) ? { each: corsOptions(random) } : corsOptions(random), method: random.of(['OPTIONS', ...methods]), headers };
}

// ---- helmet

const directiveNames = ['default-src', 'defaultSrc', 'script-src', 'scriptSrc', 'scriptSrcAttr', 'img-src', 'imgSrc', 'upgradeInsecureRequests', 'upgrade-insecure-requests', 'sandbox', 'frameAncestors', 'FRAME-ancestors', '', 'a_b', 'x y', 'é', 'a1', '1a', '-a', 'a-', 'reportURI', 'report-to', 'constructor', 'toString', '__proto__x'];
const sources = ["'self'", 'a.example', 'https:', '*', 'data:', "'none'", "'nonce-abc'", '', 'a;b', 'a,b', 'none', 'self', 'sha256-abc', 'nonce-abc', "'sha256-abc'", 'strict-dynamic', 'a b', 'é', 'unsafe-inline', 'a\nb', ' '];
const directive = (random) => random.of([
  () => random.list(3, () => (random.chance(6) ? { says: random.of(sources) } : random.of(sources.slice(0, random.chance(3) ? 99 : 7)))),
  () => random.list(3, () => random.of(sources.slice(0, 7))), () => random.of(sources.slice(0, random.chance(2) ? 99 : 7)), () => null, () => random.of(['$disable', [null], 5, true, false, {}, [5], [[]]]),
])();
const csp = (random) => {
  const names = directiveNames.slice(0, random.chance(3) ? 99 : 12);
  const options = random.some({ useDefaults: [true, false], reportOnly: [true, false] }, 3);
  if (random.below(5)) options.directives = Object.fromEntries([...(random.chance(2) ? [['defaultSrc', random.chance(4) ? '$disable' : ["'self'"]]] : []), ...random.list(4, () => [random.of(names), directive(random)])]);
  return options;
};
const part = (random, of) => (random.chance(3) ? random.chance(2) : random.some(of, 1.2));
const policies = (...names) => ({ policy: [...names, 'no-such', '', ...names.slice(0, 2)] });
const helmetOptions = (random) => {
  const referrer = ['no-referrer', 'origin', 'unsafe-url', 'same-origin', 'strict-origin-when-cross-origin', ''];
  const of = {
    csp: () => (random.chance(3) ? random.chance(2) : csp(random)),
    crossOriginEmbedderPolicy: () => part(random, policies('require-corp', 'credentialless', 'unsafe-none')),
    crossOriginOpenerPolicy: () => part(random, policies('same-origin', 'same-origin-allow-popups', 'unsafe-none')),
    crossOriginResourcePolicy: () => part(random, policies('same-origin', 'same-site', 'cross-origin')),
    originAgentCluster: [true, false],
    referrerPolicy: () => part(random, { policy: [...referrer, referrer.slice(0, 2), ['origin', 'origin'], [], ['no-such'], 'no-such', ['', 'origin']] }),
  };
  const frame = { action: ['deny', 'DENY', 'sameorigin', 'SAMEORIGIN', 'same-origin', 'allow-from', ''] };
  const hsts = { maxAge: [0, 1, 31536000, -1, 1.5, 123.9, 1e21, '5', 'x', null], includeSubDomains: [true, false], preload: [true, false] };
  const cross = { permittedPolicies: ['none', 'master-only', 'by-content-type', 'all', 'ALL', ''] };
  for (const [name, alias, parts] of [
    ['strictTransportSecurity', 'hsts', hsts], ['xContentTypeOptions', 'noSniff'], ['xDnsPrefetchControl', 'dnsPrefetchControl', { allow: [true, false] }], ['xDownloadOptions', 'ieNoOpen'],
    ['xFrameOptions', 'frameguard', frame], ['xPermittedCrossDomainPolicies', 'permittedCrossDomainPolicies', cross], ['xPoweredBy', 'hidePoweredBy'], ['xXssProtection', 'xssFilter'],
  ]) {
    of[random.chance(3) ? alias : name] = parts ? () => part(random, parts) : [true, false];
    if (random.chance(60)) of[alias] = [true, false];
  }
  return random.some(of, 3);
};
const helmet = (random) => (random.chance(3) ? { module: 'csp', options: csp(random) } : { options: helmetOptions(random), method: random.of(['GET', 'HEAD', 'POST']), headers: random.chance(6) ? { 'x-before': fieldOf([[random.of(['X-Frame-Options', 'Content-Security-Policy', 'X-XSS-Protection']), 'own']]) } : {} });

// ---- method-override

function methodOverride(random) {
  const named = ['PUT', 'put', 'DELETE', 'DELETE,PUT', ' PATCH , GET', 'no-such', '', 'M-SEARCH', 'é', 'QUERY', 'put '];
  const getter = random.of(['X-HTTP-Method-Override', 'X-HTTP-Method', 'x-method', '_method', 'a b', 'é', 'X-']);
  const options = random.some({ methods: [['POST', 'GET'], 'POST', null, 'get', [], ['post']] }, 2);
  if (random.chance(5)) options.own = 'x-own';
  else if (random.below(4)) options.getter = getter;
  const headers = random.some({ 'x-http-method-override': named, 'x-http-method': named, 'x-method': named, 'x-own': named }, 2);
  if (random.chance(8)) headers['x-before'] = fieldOf([['Vary', random.of(['*', 'Accept', 'x-http-method-override'])]]);
  return { options, method: random.of(['POST', 'POST', 'POST', 'GET', 'PUT', 'HEAD']), headers, path: `/${random.chance(2) ? `?${random.of(['_method', 'a%20b', '_method[]', '%C3%A9', 'x'])}=${random.of(named.map(encodeURIComponent))}${random.chance(4) ? '&_method=DELETE' : ''}` : ''}` };
}

// ---- response-time

const responseTimeWrong = (random) => ({ module: 'responseTime', wrong: true, options: random.of([{ digits: 101 }, { digits: -1 }, { header: 'x y' }, { header: 'é' }, { header: '' }, { header: 'a:' }]) });
const responseTime = (random) => ({
  options: random.some({ digits: [0, 1, 3, 5, 20, 100], header: ['X-Response-Time', 'Server-Time', 'a'], suffix: [true, false] }, 2),
  headers: { ...(random.chance(4) ? { 'x-before': fieldOf([[random.of(['X-Response-Time', 'a', 'x-response-time']), 'mine']]) } : {}), ...(random.chance(3) ? { 'x-answer': fieldOf({ pieces: [{ text: 'a', times: 3 }], status: random.of([200, 404]), head: random.of([undefined, { 'X-Own': '1' }]) }) } : {}) },
  method: random.of(methods),
});

// ---- vhost

const vhost = (random) => ({
  options: { host: random.of(['a.example', 'A.Example', '*.example', '*.*.example', '*', 'a*.example', 'a.*', '[::1]', '', { $regex: '^(.+)\\.example$' }, { $regex: 'a|b' }, { $regex: '(a)(b)?\\.example', flags: 'i' }, { $regex: '^$' }, 5, null, true, 'a.example:80', 'a+b.example', 'é']) },
  headers: { host: random.of(['a.example', 'A.EXAMPLE', 'a.example:8080', 'b.a.example', 'x.y.example:1', '[::1]', '[::1]:3000', '', 'ab.example', 'example', 'a..example', '.example', 'a.example.', 'aXexample', 'a+b.example', 'a.example:', ':80', 'a', 'a:b:c']), ...(random.chance(8) ? { 'x-forwarded-host': 'a.example' } : {}) },
});

// ---- basic-auth

const base64 = (text) => Buffer.from(text).toString('base64');
const credentials = (random) => {
  const pair = `${random.of(['ann', 'bob', '', 'é', 'a b', 'ann ', 'constructor', 'ann\0'])}${random.of([':', ':', ':', ':', '', '::'])}${random.of(['secret', 'pass:word', '', 'é', 'Secret', 'secret ', 'line\n'])}`;
  const coded = random.of([base64, base64, base64, base64, (text) => base64(text).replace(/=+$/, ''), (text) => Buffer.from(text).toString('base64url'), (text) => Buffer.from(text, 'latin1').toString('base64'), (text) => `${base64(text)}=`, (text) => ` ${base64(text)}`, (text) => `${base64(text)} x`, (text) => latin(text), (text) => `${base64(text)}====`])(pair);
  return `${random.of(['Basic ', 'Basic ', 'Basic ', 'Basic ', 'basic ', 'BASIC  ', 'Basic\t', 'Bearer ', 'Basic', ' Basic ', ''])}${coded}${random.of(['', '', '', ' ', '\t'])}`;
};
const basicAuth = (random) => {
  const headers = random.below(6) ? { authorization: credentials(random) } : {};
  if (random.chance(3)) return { module: 'none', headers };
  return {
    options: random.some({ users: [{ ann: 'secret' }, { ann: 'secret', bob: 'pass:word', é: 'é' }, {}, { '': '' }, { ann: '' }, [], 'x', null, { 'a b': 'secret' }], challenge: [true, false], realm: ['here', '', 'a "b" c', 'Zoë', 'a\\b', 'line\nbreak', '日本'], unauthorizedResponse: ['no', { error: 'no' }, '', { a: [1, null] }, null, '<b>no</b>'] }, 1.6), headers,
  };
};

// ---- cookie-parser

const sign = (text, secret) => `s:${text}.${crypto.createHmac('sha256', secret).update(text).digest('base64').replace(/=+$/, '')}`;
const cookieParser = (random) => {
  const value = () => {
    const text = random.of(['a', '', 'j:{"a":1}', 'j:[1,2]', 'j:{bad', 'j:null', 'j:5', 'j:"x"', 'é', 'a b', '"quoted"', 'a,b', 'j:{"__proto__":1}', 'true', 's:', 's:a', 's:.', '%E0%A4', 'a=b', '{"a":1}', 'j:', 'J:{}']);
    const kind = random.below(6);
    const signed = kind < 2 ? sign(text, random.of(['one', 'two', 'wrong', ''])) : kind === 2 ? `${sign(text, 'one').slice(0, -1)}${random.of(['A', 'x', '', '='])}` : text;
    return random.of([encodeURIComponent, encodeURIComponent, (plain) => latin(plain), (plain) => `"${encodeURIComponent(plain)}"`])(signed);
  };
  const pair = () => random.of([() => `${random.of(['a', 'b', 'c', 'A', '__proto__', 'constructor', 'toString', 'é', 'a b', '', '1', '$Path', 'a[b]'])}${random.of(['=', '=', '=', ' = ', '=='])}${value()}`, () => random.of(['a', '=', ';', '= x', 'b=', ' ', '=;=']), () => `${random.of(['a', 'b'])}=${value()}`])();
  const headers = random.below(10) ? { cookie: latin(random.list(4, pair).join(random.of(['; ', ';', '; ', ' ; ', ', ']))) } : {};
  return { options: random.some({ secret: ['one', ['one', 'two'], ['two'], [], '', null] }, 1.3), headers };
};

// ---- compression

const types = ['text/plain', 'text/html; charset=utf-8', 'application/json', 'image/png', 'image/svg+xml', 'application/octet-stream', 'text/event-stream', 'font/woff', 'application/vnd.api+json', 'x', '', 'TEXT/PLAIN', 'application/xml;q=1', 'multipart/form-data', 'application/wasm', 'application/javascript', 'text/x-unknown', 'model/gltf+json', 'application/x-sh'];
const codings = ['gzip', 'deflate', 'br', 'identity', '*', 'x-gzip', 'zstd', 'GZIP'];
const acceptEncoding = (random) => random.list(4, () => `${random.of(codings)}${random.of(['', '', '', ';q=0', ';q=0.5', '; q=1', ';q=0.001', ';q=x', ' ;q=0.2', ';a=b'])}`).join(random.of([', ', ',', ' , ']));
const texts = ['a', 'abc ', 'Zoë ', '日本 ', '{"a":1}', 'line\r\n', '\0\x01'];
const someText = (random) => ({ text: random.of(texts), times: random.of([0, 1, 10, 100, 300, 500, 1024, 3000]) });
function answer(random) {
  const headers = [];
  if (random.below(4)) headers.push(['Content-Type', random.of(types)]);
  for (const field of [['ETag', '"abc"'], ['ETag', 'W/"abc"'], ['Cache-Control', random.of(['no-transform', 'public, no-transform', 'private', 'NO-TRANSFORM', 'x-no-transform', 'no-transform, x', 'max-age=1,no-transform'])], ['Content-Encoding', random.of(['gzip', 'identity', 'x', ''])], ['Vary', random.of(['*', 'Accept-Encoding', 'Cookie'])], ['Last-Modified', 'Thu, 01 Jan 2026 00:00:00 GMT'], ['Content-Range', 'bytes 0-1/5'], ['Accept-Ranges', 'bytes']]) {
    if (random.chance(14)) headers.push(field);
  }
  const status = random.of([undefined, undefined, undefined, undefined, 200, 201, 404, 500, 206, 203, 204, 304]);
  const given = { status, headers };
  const kind = random.below(12);
  if (kind < 4) return { ...given, ...someText(random) };
  if (kind === 4) return { ...given, ...someText(random), way: 'end' };
  if (kind === 5) return { ...given, ...someText(random), way: 'buffer' };
  if (kind === 6) return { ...given, json: { list: Array(random.of([1, 50, 500])).fill(random.of(texts)) } };
  if (kind === 7) return { headers: [], file: random.of(['small.txt', 'big.txt', 'big.json', 'picture.png']) };
  if (kind === 8) return { ...given, ...random.of([{ sendStatus: 404 }, { redirect: '/x' }, { error: 'no' }, { error: 'e'.repeat(2000) }]) };
  const pieces = Array.from({ length: 1 + random.below(4) }, () => ({ ...someText(random), flush: random.chance(3), pause: random.chance(5) ? 1 : 0 }));
  const head = random.chance(3) ? { 'X-Own': '1', ...(random.chance(3) ? { 'Content-Type': random.of(types) } : {}) } : undefined;
  return { ...given, pieces, head, last: random.chance(2) ? 'the end' : undefined };
}
const compression = (random) => ({
  options: random.some({ threshold: [0, 1, 100, 1024, '1kb', '2kb', '0', 'x', -1, 1e9, false, true, null, '1.5kb', Infinity], level: [-1, 0, 1, 6, 9, 1.5], filter: ['all', 'no', 'default'], enforceEncoding: ['identity', 'gzip', 'br', 'deflate', '*', 'x', ''], memLevel: [1, 8, 9], strategy: [0, 2, 4], windowBits: [9, 15] }, 5),
  headers: { ...(random.below(6) ? { 'accept-encoding': acceptEncoding(random) } : {}), 'x-answer': fieldOf(answer(random)), ...random.some({ 'x-no': ['1'], 'if-none-match': ['"abc"', 'W/"abc"', '*'], range: ['bytes=0-9', 'bytes=5-'], 'cache-control': ['no-transform'] }, 10) },
  method: random.of(['GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST']),
});
// A mistake shows when the middleware is made, not when an answer is compressed: the error is the same.
const compressionWrong = (random) => ({
  module: 'compression', wrong: true, options: random.of([{ level: 10 }, { level: -2 }, { level: '1' }, { level: 1e400 }, { memLevel: 0 }, { memLevel: 10 }, { memLevel: [] }, { strategy: 5 }, { strategy: -1 }, { windowBits: 16 }, { windowBits: 7 }, { windowBits: true }, { windowBits: null }, { level: {} }, { level: 9.5 }, { strategy: 'é' }]), headers: { 'accept-encoding': 'gzip', 'x-answer': fieldOf({ text: 'a', times: 2000 }) },
});
function unpacked(answer) {
  const coding = answer.fields.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync }[coding];
  if (!unpack || answer.body.length === 0) return answer;
  try {
    return { ...answer, body: Buffer.concat([Buffer.from(`${coding}: `), unpack(answer.body)]) };
  } catch { return answer; }
}

// ---- serve-favicon, serve-index, errorhandler

const withoutStar = (one) => { if (one.headers['if-none-match'] === '*') delete one.headers['if-modified-since']; return one; };
const conditions = (random) => random.some({ 'if-none-match': ['*', '"x"', 'W/"x"', '$etag', '"x", $etag'], 'if-modified-since': ['Thu, 01 Jan 2026 00:00:00 GMT', 'x'], 'cache-control': ['no-cache', 'max-age=0'], range: ['bytes=0-9'] }, 3);
// npm takes no heed of * where there is a date, too.
const favicon = (random) => withoutStar({
  options: random.some({ maxAge: [0, 1000, 999, '1d', 1e15, -5, 86400000, '2 days', 1500.7, null], missing: [true] }, random.chance(9) ? 1 : 3), path: random.of(['/favicon.ico', '/favicon.ico', '/favicon.ico?x=1', '/favicon.ICO', '/favicon.ico/', '/x', '/favicon%2Eico', '//favicon.ico']), method: random.of(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']), headers: conditions(random),
});
const accepts = ['text/html', 'application/json', 'text/plain', '*/*', 'text/*', 'image/png', '', 'text/html;q=0.5, application/json', 'text/plain, text/html', 'application/*', 'x', 'text/html;q=0', 'TEXT/PLAIN', 'json', 'text/html;level=1', 'application/xhtml+xml,text/html;q=0.9,*/*;q=0.8'];
const serveIndex = (random) => ({
  options: random.some({ root: ['sub', 'sub/deep', 'sub/', 'nothing', './sub/../sub', 'big.txt'], hidden: [true, false], icons: [true, false], view: ['tiles', 'details', 'other', ''], filter: ['odd', 'a'] }, 3),
  path: random.of(['/', '/', '/', '/sub', '/sub/', '/sub/deep/', '/nothing', '/big.txt', '/..', '/sub/..', '/%2e%2e/', '/%', '/%00', '/sub%2Fdeep', '/sub/deep', '//', '/odd%20names/', '/odd%20names', '/.hidden/', '/?x=1', '/sub?x', '/empty/', '/sub\\deep', '/empty']), method: random.of(['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'PUT']), headers: random.some({ accept: accepts }, 1.2),
});
const errorhandler = (random) => {
  const status = random.of([undefined, undefined, 400, 404, 500, 503, 200, 302, 399, 600, 99, '404', 'x', 404.5, null]);
  const members = random.some({ status: [status], statusCode: [status, 418], code: ['E_X', 5], more: [{ a: [1, { b: null }] }, 'é', '<i>'], headers: [{ 'X-A': '1' }], expose: [true, false] }, 2);
  const message = random.of(['no', '', '<b>"no" & \'more\'</b>', 'two\nlines', 'Zoë 日本', '  spaces  here ', 'a\r\nb']);
  const thrown = random.chance(6) ? { text: random.of(['plain', '', '<b>', 'two\n  lines', 0, null, false, 5, true, { a: 1 }, { message: 'm', status: 404 }, []].filter((one) => typeof one === 'string' && one)) } : { message, ...(random.chance(3) ? { name: random.of(['TypeError', 'MyError', 'é']) } : {}), members };
  return { options: {}, headers: { 'x-error': fieldOf(thrown), ...random.some({ accept: accepts }, 1.2), ...(random.chance(6) ? { 'x-before': fieldOf([['Content-Type', 'text/x'], ['X-Own', '1'], ['ETag', '"x"']].filter(() => random.chance(2))) } : {}), ...(random.chance(9) ? { 'x-status': '404' } : {}) }, method: random.of(['GET', 'HEAD', 'POST']) };
};

// ---- morgan

const tokens = [':method', ':url', ':status', ':http-version', ':referrer', ':user-agent', ':remote-user', ':remote-addr', ':req[x-a]', ':req[X-A]', ':res[x-own]', ':res[content-length]', ':res[Content-Type]', ':res[set-cookie]', ':date', ':date[clf]', ':date[iso]', ':date[web]', ':date[x]', '(:response-time)', '(:response-time[0])', '(:response-time[1])', '(:total-time)', '(:total-time[2])', '(:response-time[x])', ':word[a b]', ':word', ':word[]', ':word[x', ':nothing', ':number', ':query', ':', '::', ':method:url', ':9'];
const literals = [' ', ' - ', '"', '\\', '\n', "'", 'é', '日本', '[', ']', '%s', '${x}', '`', '\t', ' text', '\u2028', '\0', '\\n', '{}'];
const nasty = ['a', 'a"b', 'a\\b', 'é', 'a\tb', '[31m', '', 'x'.repeat(300), 'Zo\xeb\xff', 'a:b', ':method'];
function morgan(random) {
  const layout = random.chance(3) ? random.of(['combined', 'common', 'dev', 'short', 'tiny', 'own', 'default', 'no-such', '', 'x']) : random.list(8, () => (random.below(3) ? random.of(tokens.slice(0, random.chance(3) ? 99 : 25)) : random.of(literals))).join(random.of(['', ' ', ' ']));
  const given = random.below(3) ? { x: 1, ...random.of([{ text: 'hello', times: 2 }, { text: '', times: 1 }, { json: { a: 1 } }, { sendStatus: 404 }, { redirect: '/x' }, { text: 'x', times: 5, way: 'buffer' }, { pieces: [{ text: 'a', times: 3 }], last: 'b' }, { pieces: [{ text: 'a', times: 3 }], head: { 'X-Own': 'head', 'Content-Length': '3' } }, { error: 'no' }, { file: 'small.txt' }]), headers: random.of([[], [], [['X-Own', random.of(nasty).replace(/[^\t\x20-\x7e]/g, '')]], [['Set-Cookie', ['a=1', 'b=2']]], [['X-Own', ['1', '2']]]]), status: random.of([undefined, undefined, 200, 201, 304, 404, 500, 299, 103 + 300]) } : null;
  return {
    options: { layout, ...(random.chance(7) ? { own: random.of(['list', 'json', 'nothing']) } : {}), ...random.some({ immediate: [true, false], skip: ['errors', 'good', 'posts'] }, 4) },
    headers: { ...random.some({ 'x-a': nasty.map(latin), referer: nasty.map(latin), referrer: ['http://r', ''], 'user-agent': nasty.map(latin), authorization: () => credentials(random) }, 2), ...(given ? { 'x-answer': fieldOf(given) } : {}) },
    path: random.of(['/', '/a?b=c', '/%22', '/?q=1', '/?q=a%22b', '/?q=%0A', '/?q=%C3%A9', '/?q[]=1', `/${'x'.repeat(200)}`, '/?q=%1B[31m', '/?q=%00', '/?q=%E2%80%A8']), method: random.of(methods), log: true,
  };
}
const maskedLine = (line) => (typeof line !== 'string' ? line : line
  .replace(/\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000/g, '<clf>').replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<web>').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<iso>').replace(/\(\d+(?:\.(\d+))?\)/g, (_, digits) => `(${digits?.length})`).replace(/\d+\.(\d+) ms/g, (_, digits) => `(${digits.length}) ms`));

// ---- express-slow-down, connect-timeout

let clients = 0;
const slowDown = (random) => ({
  options: { delay: random.of([0, 1, 5, 'of']), ...random.some({ windowMs: [60000, 1000000], delayAfter: [0, 1, 2, 5], maxDelayMs: [0, 2, 10, -1, 2147483647, 2147483648], standardHeaders: [true, false, 'draft-6', 'draft-7', 'draft-8'], legacyHeaders: [true, false], identifier: ['name', 'a b'], requestPropertyName: ['slowDown', 'own'] }, 2) }, headers: { 'x-client': `c${clients++}` }, repeat: 1 + random.below(4),
});
const timeout = (random) => ({
  options: random.some({ time: ['15ms', 15, '1s', 1000, '0.02s', 20.7, '5'], respond: [true, false] }, 1.3), headers: { 'x-answer': fieldOf({ text: 'late', times: 1, way: 'late', ms: random.of([0, 60]) }) },
});

// ---- all of them

const kinds = { cors, helmet, methodOverride, responseTime, responseTimeWrong, vhost, basicAuth, cookieParser, compression, compressionWrong, favicon, serveIndex, errorhandler, morgan, slowDown, timeout };

// One in so many rounds.
const seldom = { timeout: 10, slowDown: 5, responseTimeWrong: 10, compressionWrong: 5 };

const structure = (page) => page.replace(/<(style|script)\b[^>]*>[^]*?<\/\1>|<meta[^>]*>|<!DOCTYPE html>|<html[^>]*>/g, '').replace(/\s*\/>/g, '>').replace(/class="icon[^"]*"/g, 'class="icon"').replace(/\s+/g, ' ').replace(/> </g, '><').trim();

function masked(kind, answer) {
  let fields = answer.fields.filter(([name]) => name !== 'Date').map(([name, value]) => (kind === 'responseTime' ? [name, value.replace(/^\d+(\.\d+)?(?=ms$|$)/, (_, digits) => `<${digits?.length ?? 0}>`)] : [name, value]));
  if (kind === 'slowDown') fields = fields.map(([name, value]) => [name, /reset|retry/i.test(name) ? '<seconds>' : value.replace(/\b(t|reset)=\d+/g, '$1=<seconds>')]);
  // What res.end() is given as a whole, and is not compressed, npm's compression sends in chunks.
  if (kind === 'compression') fields = fields.filter(([name, value]) => name !== 'Content-Length' && value !== 'chunked');
  // The pages have styles of their own, and icons.
  let body = answer.body.toString('latin1');
  if (['errorhandler', 'serveIndex'].includes(kind) && fields.some(([, value]) => value.startsWith('text/html'))) {
    body = structure(body);
    fields = fields.filter(([name]) => name !== 'Content-Length');
  }
  // The members that each error has in C++ stand in one order; that its name was set does not make JSON show it.
  if (kind === 'errorhandler' && body.startsWith('{')) {
    body = JSON.parse(body);
    delete body.error?.name;
    fields = fields.filter(([name]) => name !== 'Content-Length');
  }
  return { status: answer.status, reason: answer.reason, fields: fields.map((field) => field.join(': ')), body };
}

async function play(port, kind, one, etag) {
  const headers = { 'x-lab': fieldOf({ module: one.module ?? kind, options: one.options ?? {} }), ...one.headers };
  if (headers['if-none-match']) headers['if-none-match'] = headers['if-none-match'].replace('$etag', etag ?? '"none"');
  const answers = [];
  for (let i = 0; i < (one.repeat ?? 1); i++) answers.push(masked(one.module ?? kind, unpacked(await ask(port, { ...one, headers }))));
  if (one.wrong) return answers.map(({ status, body }) => ({ status, ...JSON.parse(body), before: null }));
  if (!one.log) return answers;
  await ask(port, { path: '/ping' });
  return [...answers, { lines: JSON.parse((await ask(port, { path: '/lines' })).body).map(maskedLine) }];
}

export async function middleware(report, a, b, { seed, rounds, only }) {
  for (const [kind, make] of Object.entries(kinds)) {
    if (only && only !== kind) continue;
    const random = generator(seed + kind.length * 1000 + kind.charCodeAt(0));
    const seen = {};
    for (let i = 0; i < rounds / (seldom[kind] ?? 1); i++) {
      const one = make(random);
      await report.check(`${kind} ${i}: ${JSON.stringify(one)}`, async () => {
        const [wanted, got] = await Promise.all([play(a, kind, one), play(b, kind, one)]);
        same(got, wanted, 'the answer');
        for (const { status } of wanted) seen[status] = (seen[status] ?? 0) + 1;
      });
    }
    if (process.env.VERBOSE) console.log(`${kind}: ${JSON.stringify(seen)}`);
  }
  leave();
}
