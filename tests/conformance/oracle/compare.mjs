// Whether two answers are the same: status, reason, fields in any order, cookies attribute by attribute, body byte for byte.
import zlib from 'node:zlib';
import signature from 'cookie-signature';

const IGNORED = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);
const VOLATILE = new Map([['x-response-time', /^\d+(\.\d+)?(ms)?$/], ['ratelimit-reset', /^\d+$/], ['x-ratelimit-reset', /^\d+$/]]);

function cookieShape(value, { secrets, randomCookies }) {
  const [pair, ...attributes] = value.split(/;\s*/);
  const at = pair.indexOf('=');
  const name = pair.slice(0, at);
  let content = pair.slice(at + 1);
  if (randomCookies.includes(name)) {
    content = `<${content.length} random letters>`;
  } else if (/^s%3A/i.test(content)) {
    let text = content.slice(4);
    try {
      text = decodeURIComponent(content).slice(2);
    } catch {
      // told as it came
    }
    const valid = secrets.find((secret) => signature.unsign(text, secret) !== false);
    const id = text.slice(0, text.lastIndexOf('.'));
    content = valid ? `<signed with ${valid}${id.length === 32 ? '' : ` ${id}`}>` : `<bad signature ${text}>`;
  }
  return { name, content, attributes: attributes.map((a) => a.replace(/^(Expires)=(.*)$/i, (all, name, date) => `${name}~${Date.parse(date)}`)).sort() };
}

const near = (a, b) => {
  const [, nameA, x] = /^(Expires)~(\d+)$/i.exec(a) || [];
  const [, nameB, y] = /^(Expires)~(\d+)$/i.exec(b) || [];
  return x !== undefined && y !== undefined ? nameA === nameB && Math.abs(x - y) <= 3000 : a === b;
};

function compareCookies(a, b, known) {
  if (a.length !== b.length) return `set-cookie: ${a.length} (${a.join(' | ')}) against ${b.length} (${b.join(' | ')})`;
  for (let i = 0; i < a.length; i++) {
    const x = cookieShape(a[i], known);
    const y = cookieShape(b[i], known);
    const same = x.name === y.name && x.content === y.content && x.attributes.length === y.attributes.length
      && x.attributes.every((attribute, k) => near(attribute, y.attributes[k]));
    if (!same) return `set-cookie: ${a[i]} against ${b[i]}`;
  }
  return null;
}

const UNPACK = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };

// what compressed bytes hold; null where they are not what their header says
export function unpacked(reply) {
  const [, encoding] = reply.headers.find(([name]) => name.toLowerCase() === 'content-encoding') || [];
  if (!UNPACK[encoding] || !reply.body.length) return reply.body;
  try {
    return UNPACK[encoding](reply.body);
  } catch {
    return null;
  }
}

const show = (buffer) => JSON.stringify(buffer.toString('utf8').slice(0, 300));

// What differs between the answers to a request of that method, as sentences. `known`: {secrets} that may have signed cookies, and
// {randomCookies} of which only the length counts. A step may leave out fields (ignore) or the body (anyBody, contains, unpack).
export function compareReply(want, got, step, method, known) {
  const found = [];
  if (want.status !== got.status) found.push(`status: ${want.status} against ${got.status}`);
  if (want.reason !== got.reason) found.push(`reason: ${want.reason} against ${got.reason}`);
  const group = (reply) => {
    const map = new Map();
    for (const [name, value] of reply.headers) {
      const key = name.toLowerCase();
      map.set(key, [...(map.get(key) || []), value]);
    }
    return map;
  };
  const a = group(want);
  const b = group(got);
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    if (IGNORED.has(key) || (step.ignore || []).includes(key)) continue;
    if (key === 'content-length' && method !== 'HEAD' && want.status !== 304 && (want.chunked || got.chunked || step.anyBody)) continue;
    const x = a.get(key) || [];
    const y = b.get(key) || [];
    if (key === 'set-cookie') {
      const difference = compareCookies(x, y, known);
      if (difference) found.push(difference);
    } else if (VOLATILE.has(key) && x.length === y.length && y.every((value) => VOLATILE.get(key).test(value))) {
      continue;
    } else if (x.join('\n') !== y.join('\n')) {
      found.push(`${key}: ${x.length ? x.join(' | ') : '(absent)'} against ${y.length ? y.join(' | ') : '(absent)'}`);
    }
  }
  if (step.contains) {
    if (!got.body.includes(step.contains)) found.push(`body lacks ${JSON.stringify(step.contains)}: ${show(got.body)}`);
  } else if (!step.anyBody && !want.body.equals(got.body)) {
    found.push(`body: ${show(want.body)} against ${show(got.body)}`);
  } else if (step.unpack) {
    const [a, b] = [unpacked(want), unpacked(got)];
    if (a === null || b === null || !a.equals(b)) found.push(`unpacked: ${a && show(a)} against ${b && show(b)}`);
  }
  if (want.complete !== got.complete) found.push(`complete: ${want.complete} against ${got.complete}`);
  return found;
}
