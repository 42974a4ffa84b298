// Makes requests up for an application: connections of one or more requests, which nearly meet what is registered.
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import * as words from './words.mjs';

export class RequestMaker {
  constructor(random, themes, places) {
    this.r = random;
    this.themes = themes;
    this.places = places.length ? places : [{ method: 'GET', target: '/' }];
  }

  has(theme) {
    return this.themes.includes(theme);
  }

  // {requests, pipelined}
  connection(number) {
    const { r } = this;
    const lasting = this.has('sessions') || this.has('events');
    const count = r.weighted(lasting ? [[1, 1], [2, 2], [2, 3], [1, 5]] : [[6, 1], [2, 2], [1, 3], [0.3, 6]]);
    const again = r.chance(0.4);
    const requests = [];
    for (let i = 0; i < count; i++) {
      requests.push(again && i ? this.again(requests[0]) : this.request());
      // What one request leaves behind for the next: where two run at once, the order is nobody's.
      if (lasting) this.lasting(requests[i], number, i);
    }
    const pipelined = count > 1 && !lasting && r.chance(this.has('wire') ? 0.6 : 0.35);
    // Node takes what follows a last request for nonsense, and takes back answers that have not left (docs/differences.md).
    if (pipelined) {
      for (const request of requests.slice(0, -1)) this.keepAlive(request);
      for (const request of requests) this.makeSense(request);
    }
    return { requests, pipelined };
  }

  lasting(request, connection, number) {
    const { r } = this;
    const own = { 'X-Conn': String(connection), 'X-Id': `c${connection}r${number}` };
    if (this.has('sessions')) {
      const sign = (id, secret) => encodeURIComponent(`s:${id}.${crypto.createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '')}`);
      const cookie = r.chance(0.85) ? '{{cookies}}' : r.pick([`connect.sid=${sign('unknown', 's3cret')}`, `sid=${sign('unknown', 's3cret')}`, 'connect.sid=s%3Aunknown.x', 'connect.sid=plain', 'connect.sid=', `connect.sid=${sign(`c${connection}r0-1`, 'old')}`, `connect.sid=${sign('', 's3cret')}`, 'a=1; {{cookies}}; b=2', '{{cookies}}x']);
      if (r.chance(0.93)) own.Cookie = cookie;
    }
    request.headers = [...request.headers.filter(([name]) => !(name in own)), ...Object.entries(own)];
  }

  keepAlive(request) {
    request.version = 'HTTP/1.1';
    request.headers = request.headers.filter(([name]) => !/^connection$/i.test(name));
    if (!request.headers.some(([name]) => name === 'Host')) request.headers.push(['Host', 'localhost']);
  }

  makeSense(request) {
    if (!/^[A-Z-]{3,}$/.test(request.method) || request.method === 'BREW') request.method = 'GET';
    request.headers = request.headers.filter(([name]) => !/^expect$/i.test(name)); // Node sends 100 somewhere
    if (!/^[!-~]+$/.test(request.target) || !/^([/*]|https?:)/.test(request.target)) request.target = '/';
  }

  // The same once more, with conditions.
  again(first) {
    const { r } = this;
    const next = structuredClone(first);
    for (const name of r.some(['If-None-Match', 'If-Modified-Since', 'If-Range', 'Range', 'If-Match', 'If-Unmodified-Since', 'Cache-Control'], 2)) {
      next.headers = next.headers.filter(([key]) => key !== name);
      next.headers.push([name, this.r.pick(words.requestFields[name])]);
    }
    if (r.chance(0.15)) next.method = r.pick(['GET', 'HEAD']);
    return next;
  }

  request() {
    const { r } = this;
    const place = r.pick(this.places);
    const request = { method: this.method(place.method), target: this.target(place.target), version: r.chance(this.has('wire') ? 0.3 : 0.03) ? 'HTTP/1.0' : 'HTTP/1.1', headers: [], body: null };
    if (r.chance(0.985)) request.headers.push(['Host', r.chance(this.has('proxy') ? 0.6 : 0.1) ? r.pick(words.requestFields.Host) : 'localhost']);
    const wanted = this.fields();
    for (let n = r.weighted([[4, 0], [3, 1], [2, 2], [1, 4]]); n > 0; n--) {
      const name = r.pick(wanted);
      request.headers.push([r.chance(0.05) ? name.toLowerCase() : name, r.pick(words.requestFields[name])]);
    }
    if (r.chance(this.has('wire') ? 0.4 : 0.03)) request.headers.push(['Connection', r.pick(['close', 'keep-alive', 'keep-alive', 'Close', 'Keep-Alive', 'x', 'close, x', 'keep-alive, x', 'Upgrade'])]);
    if (r.chance(this.has('bodies') ? 0.8 : request.method === 'POST' ? 0.3 : 0.04)) this.body(request);
    return request;
  }

  fields() {
    if (this.has('negotiation') && this.r.chance(0.6)) return ['Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language'];
    if (this.has('files') && this.r.chance(0.6)) return ['Range', 'If-None-Match', 'If-Match', 'If-Modified-Since', 'If-Unmodified-Since', 'If-Range', 'Cache-Control'];
    if (this.has('proxy') && this.r.chance(0.7)) return ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host'];
    if (this.has('cookies') && this.r.chance(0.6)) return ['Cookie'];
    if (this.has('middleware') && this.r.chance(0.6)) return ['Accept-Encoding', 'Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers', 'X-HTTP-Method-Override', 'Cookie'];
    return Object.keys(words.requestFields);
  }

  method(own) {
    const { r } = this;
    if (r.chance(0.75)) return own;
    return r.weighted([[5, 'GET'], [3, 'HEAD'], [2, 'OPTIONS'], [2, 'POST'], [1, r.pick(words.methods.filter((name) => name !== 'all')).toUpperCase()], [0.1, 'BREW'], [0.1, 'get']]);
  }

  target(near) {
    const { r } = this;
    let target = near || '/';
    for (let n = r.weighted([[6, 0], [3, 1], [1, 2]]); n > 0; n--) target = this.changed(target);
    if (!target.startsWith('/') && r.chance(0.9)) target = `/${target}`;
    if (r.chance(this.has('settings') || this.has('bodies') ? 0.35 : 0.2)) target += `?${r.pick(words.queries)}`;
    if (r.chance(0.008)) target = r.pick(['*', 'http://other.com/a?b', 'http://other.com/', '//a/b', '/#x', '?x', '/a b'.replace(' ', '%20'), 'https://h:1/x']);
    return [...target].map((c) => (c <= ' ' || c === '\x7f' || c > '\xff' ? encodeURIComponent(c) : c)).join('');
  }

  changed(target) {
    const { r } = this;
    const parts = target.split('/');
    const at = r.below(parts.length);
    return r.weighted([
      [3, () => (target.endsWith('/') ? target.slice(0, -1) : `${target}/`)],
      [2, () => target.toUpperCase()],
      [1, () => `/${target}`],
      [1, () => target.replace('/', '//')],
      [1.5, () => `${target}/${r.pick(words.paramValues)}`],
      [1, () => parts.slice(0, -1).join('/') || '/'],
      [1.5, () => { parts[at] = r.pick(words.paramValues); return parts.join('/'); }],
      [1, () => { const i = r.below(target.length); const c = target.charCodeAt(i); return target[i] === '/' || target[i] === '%' ? target : `${target.slice(0, i)}%${c.toString(16).padStart(2, '0').slice(-2)}${target.slice(i + 1)}`; }],
      [0.7, () => { const i = r.below(target.length + 1); return target.slice(0, i) + r.pick(['%', '%2F', '.', '..', ';x', '%20', '%00', '\\', '+', ':', '*', '%5C', '~', '"', '<', '\xe9', '{', '|', '^', '`', '%e9', '@', '!', '$', "'", '(', ',', '&', '=']) + target.slice(i); }],
      [0.5, () => target.slice(0, r.below(target.length) + 1)],
    ])();
  }

  body(request) {
    const { r } = this;
    const kind = r.pick(['json', 'form', 'text']);
    let body = r.chance(0.06) ? this.large(kind) : r.pick(words.bodies[kind]);
    if (!request.headers.some(([name]) => name.toLowerCase() === 'content-type') && r.chance(0.93)) request.headers.push(['Content-Type', r.pick(words.bodyTypes[kind])]);
    request.headers = request.headers.filter(([name]) => !/^content-length$/i.test(name));
    if (r.chance(0.12)) {
      const encoding = r.pick(['gzip', 'deflate', 'br', 'identity', 'GZIP', 'x', '', 'gzip, br', 'x-gzip']);
      const pack = { gzip: zlib.gzipSync, GZIP: zlib.gzipSync, deflate: r.chance(0.8) ? zlib.deflateSync : zlib.deflateRawSync, br: zlib.brotliCompressSync }[encoding];
      if (pack) body = pack(Buffer.from(body, 'latin1')).toString('latin1');
      if (r.chance(0.15)) body = body.slice(0, r.below(body.length + 1));
      if (r.chance(0.08)) body += 'more';
      request.headers.push(['Content-Encoding', encoding]);
    }
    request.body = body;
    if (r.chance(0.25) && request.version === 'HTTP/1.1') {
      request.headers.push(['Transfer-Encoding', 'chunked']);
      request.chunks = r.between(1, 3);
    } else {
      request.headers.push(['Content-Length', String(body.length)]);
    }
  }

  large(kind) {
    const size = this.r.pick([990, 1024, 5000, 102400, 110000]);
    if (kind === 'json') return JSON.stringify({ a: 'x'.repeat(size - 8) });
    if (kind === 'form') return Array.from({ length: size / 8 }, (_, i) => `k${i}=v`).join('&');
    return 'x'.repeat(size);
  }
}

export function bytesOf(request, taken = {}) {
  const fill = (text) => text.replace(/\{\{(\w+)\}\}/g, (all, name) => taken[name] ?? '"none"');
  let head = `${request.method} ${request.target} ${request.version}\r\n`;
  for (const [name, value] of request.headers) head += `${name}: ${fill(value)}\r\n`;
  head += '\r\n';
  let body = request.body ?? '';
  if (request.chunks) {
    const size = Math.ceil(body.length / request.chunks) || 1;
    let framed = '';
    for (let i = 0; i < body.length; i += size) {
      const piece = body.slice(i, i + size);
      framed += `${piece.length.toString(16)}\r\n${piece}\r\n`;
    }
    body = `${framed}0\r\n\r\n`;
  }
  // Fields and targets are latin1 as HTTP sends them; text beyond it goes as UTF-8.
  return Buffer.concat([...head].some((c) => c > '\xff') ? [Buffer.from(head, 'utf8'), Buffer.from(body, 'latin1')] : [Buffer.from(head + body, 'latin1')]);
}
