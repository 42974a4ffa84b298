// Writes the inputs that the targets begin with, one a file in OUT/TARGET/: the lines of seeds/*.seeds, and what the oracle's
// cases send (tests/conformance/oracle/corpus), taken apart for each target.
//   node seeds.mjs OUT [--all]
// Without --all one in so many of the oracle's, so that no target has more than a few hundred.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) throw new Error('usage: node seeds.mjs OUT [--all]');

const all = process.argv[3] === '--all';

// Longer ones of the oracle's would only make all others slow; ours may be as long as the inputs that are made of them.
const longest = 4096;
const longestOwn = 16384;
const most = 300;
const inputs = {};  // of each target: bytes by their hash
function seed(target, ...parts) {
  add(target, Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part, 'latin1')))), longest);
}
function add(target, bytes, limit) {
  if (bytes.length === 0 || bytes.length > limit) return;
  inputs[target] ??= new Map();
  inputs[target].set(createHash('sha1').update(bytes).digest('hex'), bytes);
}

const escapes = { n: '\n', r: '\r', t: '\t', 0: '\0' };
const escape = /\\x([0-9a-f]{2})|\\\((\d+) ((?:\\[^)]|[^\\])*)\\\)|\\([^])/g;
const unescaped = (line) => line.replace(escape, (all, hex, times, piece, letter) => (
  hex ? String.fromCharCode(parseInt(hex, 16)) : times ? unescaped(piece).repeat(times) : escapes[letter] ?? letter));
for (const file of readdirSync(join(here, 'seeds'))) {
  const target = file.replace('.seeds', '');
  for (const line of readFileSync(join(here, 'seeds', file), 'latin1').split('\n')) if (line) add(target, Buffer.from(unescaped(line), 'latin1'), longestOwn);
}
// How many of each are our own: these are always there.
const own = Object.fromEntries(Object.entries(inputs).map(([target, found]) => [target, found.size]));

// The paths that the oracle's app registers, each with itself and with paths that it may match.
const sections = join(here, '../conformance/oracle/sections');
for (const file of readdirSync(sections)) {
  for (const [, , pattern] of readFileSync(join(sections, file), 'utf8').matchAll(/\.(get|post|put|delete|all|use|route)\('(\/[^']*)'/g)) {
    for (const path of [pattern, pattern.replace(/[{}]/g, '').replace(/[:*]\w+/g, 'a-1.b'), `${pattern}/`]) {
      seed('path_pattern', Buffer.from(`\x04${pattern}\n${path}`));
    }
  }
}

// A step of a case as the differ sends it.
function bytesOf(step) {
  if (step.raw !== undefined) return Buffer.from(step.raw, step.encoding || 'latin1');
  const body = step.body === undefined ? Buffer.alloc(0) : Buffer.from(step.body, step.bodyEncoding || 'utf8');
  const headers = [...(step.headers || [])];
  const has = (name) => headers.some(([key]) => key.toLowerCase() === name);
  if (!has('host')) headers.unshift(['Host', 'localhost']);
  if (step.body !== undefined && !has('content-length') && !has('transfer-encoding')) headers.push(['Content-Length', String(body.length)]);
  const head = `${step.method || 'GET'} ${step.target || '/'} HTTP/1.1\r\n${headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

// Where a field's value goes: the bytes before it choose what the target does with it.
const fields = {
  accept: (v) => seed('accept', '\x00', v), 'accept-charset': (v) => seed('accept', '\x01', v),
  'accept-encoding': (v) => seed('accept', '\x02', v), 'accept-language': (v) => seed('accept', '\x03', v),
  cookie: (v) => { seed('cookies', 'a\n', v); seed('signed_cookies', 'a\n', v.slice(v.indexOf('=') + 1)); },
  'content-type': (v) => seed('fields', v, '\n', 'json'),
  'content-encoding': (v) => seed('fields', v),
  range: (v) => seed('conditions', '\n\n', v, '\n\n'),
  'if-none-match': (v) => seed('conditions', v, '\n\n\n\n'),
  'if-match': (v) => seed('conditions', v, '\n\n\n\n'),
  'if-modified-since': (v) => { seed('conditions', '\n', v, '\n\n\n'); seed('dates', v); },
  'if-unmodified-since': (v) => { seed('conditions', '\n', v, '\n\n\n'); seed('dates', v); },
  'if-range': (v) => seed('conditions', '\n\nbytes=0-1\n', v, '\n'),
};

// The same request to a route that http_fuzz.cpp has, chosen by what it brings along.
function ours(step) {
  const names = (step.headers || []).map(([name]) => name.toLowerCase());
  const query = (step.target ?? '').split('?')[1];
  const target = names.includes('cookie') ? '/session/count'
    : names.some((name) => /^(range|if-.*)$/.test(name)) ? '/files/a.txt'
    : step.body !== undefined ? '/echo'
    : names.some((name) => name.startsWith('accept')) ? '/choose'
    : names.some((name) => name.startsWith('x-forwarded')) ? '/about'
    : query ? `/query?${query}` : '/headers';
  return { ...step, target };
}

function take(step) {
  seed('http', '\x07', step.raw === undefined ? bytesOf(ours(step)) : bytesOf(step));
  for (const [name, value] of step.headers || []) fields[name.toLowerCase()]?.(String(value));
  const target = step.target ?? '/';
  seed('url', target);
  seed('whatwg_url', '\x06', target, '\nhttp://localhost/a/b?c\n/d');
  const [path, query] = target.split('?');
  seed('send_path', '\x00', path);
  if (query) {
    seed('query', '\x05', query);
    seed('form_body', '\x2b', query);
  }
  if (step.body === undefined) return;
  const body = Buffer.from(step.body, step.bodyEncoding || 'utf8');
  const type = String((step.headers || []).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '');
  const coding = String((step.headers || []).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1] ?? '').toLowerCase();
  const which = ['gzip', 'deflate', 'br'].indexOf(coding);
  if (which >= 0) seed('inflate', String.fromCharCode(which), '\xff', body);
  else if (type.includes('json')) seed('json', body);
  else if (type.includes('urlencoded')) seed('form_body', '\x2b', body);
  const boundary = /^multipart\/form-data;\s*boundary=(\w+)$/.exec(type)?.[1];
  if (boundary) seed('multipart', '\x00\x07', Buffer.from(body.toString('latin1').replaceAll(boundary, 'X'), 'latin1'));
  const charset = /charset=([^;]+)/i.exec(type)?.[1];
  if (charset) seed('charset', charset, '\n', body);
}

const corpus = join(here, '../conformance/oracle/corpus');
for (const file of readdirSync(corpus)) {
  const { default: cases } = await import(pathToFileURL(join(corpus, file)).href);
  for (const { steps } of cases) {
    const requests = steps.filter((step) => step.method || step.target || step.raw !== undefined);
    requests.forEach(take);
    // The visit of one client, one request right behind the other.
    if (requests.length > 1) seed('http', '\x07', ...requests.map(bytesOf));
  }
}
const counts = Object.entries(inputs).map(([target, found]) => {
  const folder = join(out, target);
  mkdirSync(folder, { recursive: true });
  const step = all || found.size <= most ? 1 : Math.ceil(found.size / most);
  const chosen = [...found].filter((entry, i) => i < (own[target] ?? 0) || i % step === 0);
  for (const [name, bytes] of chosen) writeFileSync(join(folder, name), bytes);
  return `${target} ${chosen.length}`;
});
console.log(counts.join(', '));
