// One visitor of one program: writes requests, keeps cookies and what steps save. Two of them, given the same steps, say the same.
import { exchange } from '../conformance/oracle/wire.mjs';

const BOUNDARY = 'XBOUNDARYX';

// Cookies of one browser: by name and path; Secure ones are sent, too, since a proxy with TLS may stand in front.
class Jar {
  cookies = new Map();

  take(field, target) {
    const [pair, ...rest] = field.split(/;\s*/);
    const [, name, value] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
    if (name === undefined) return;
    const attributes = new Map(rest.map((text) => [text.replace(/=.*/, '').toLowerCase(), text.replace(/^[^=]*=?/, '')]));
    const folder = target.replace(/[?#].*/, '').replace(/\/[^/]*$/, '') || '/';
    const path = attributes.get('path')?.startsWith('/') ? attributes.get('path') : folder;
    const end = attributes.has('max-age') ? Date.now() + 1000 * Number(attributes.get('max-age')) : attributes.has('expires') ? Date.parse(attributes.get('expires')) : Infinity;
    if (end <= Date.now()) this.cookies.delete(`${name};${path}`);
    else this.cookies.set(`${name};${path}`, { name, value, path, end });
  }

  field(target) {
    const at = target.replace(/[?#].*/, '');
    const fits = ({ path, end }) => end > Date.now() && (at === path || at.startsWith(path.endsWith('/') ? path : `${path}/`));
    return [...this.cookies.values()].filter(fits).sort((a, b) => b.path.length - a.path.length).map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  value(name) {
    return [...this.cookies.values()].find((cookie) => cookie.name === name)?.value;
  }
}

function multipart(parts) {
  const pieces = parts.flatMap((part) => {
    const file = part.file === undefined ? '' : `; filename="${part.file}"`;
    const type = part.type === undefined ? '' : `Content-Type: ${part.type}\r\n`;
    const content = part.base64 === undefined ? Buffer.from(part.text ?? part.value ?? '') : Buffer.from(part.base64, 'base64');
    return [Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.name}"${file}\r\n${type}\r\n`), content, Buffer.from('\r\n')];
  });
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

// The body of a step, and its Content-Type.
function bodyOf(step) {
  if (step.form !== undefined) return [Buffer.from(new URLSearchParams(step.form).toString()), 'application/x-www-form-urlencoded'];
  if (step.json !== undefined) return [Buffer.from(JSON.stringify(step.json)), 'application/json'];
  if (step.text !== undefined) return [Buffer.from(step.text), 'text/plain'];
  if (step.multipart !== undefined) return [multipart(step.multipart), `multipart/form-data; boundary=${BOUNDARY}`];
  return [null, null];
}

export class Visitor {
  jars = new Map();
  saved = new Map();

  // {name} in any text of a step is what an earlier one saved.
  fill(value) {
    if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (all, name) => this.saved.get(name) ?? all);
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.fill(item)]));
  }

  jar(step) {
    const name = step.client ?? 'a';
    if (!this.jars.has(name)) this.jars.set(name, new Jar());
    return this.jars.get(name);
  }

  bytes(method, target, fields, body) {
    const head = `${method} ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    return Buffer.concat([Buffer.from(head, 'utf8'), body ?? Buffer.alloc(0)]);
  }

  async send(step, method, target, body, type, { port, secure }) {
    const fields = Object.entries(step.headers ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
    const has = (name) => fields.some(([key]) => key.toLowerCase() === name);
    if (!has('host')) fields.unshift(['Host', 'localhost:3000']);
    const cookies = step.cookies === false ? '' : this.jar(step).field(target);
    if (cookies && !has('cookie')) fields.push(['Cookie', cookies]);
    if (type && !has('content-type')) fields.push(['Content-Type', type]);
    if (body && !has('content-length') && !has('transfer-encoding')) fields.push(['Content-Length', body.length]);
    const { replies, end } = await exchange(port, this.bytes(method, target, fields, body), method, { timeout: step.for ?? 4000, secure });
    const [reply] = replies;
    for (const [name, value] of reply?.headers ?? []) {
      if (name.toLowerCase() === 'set-cookie' && step.cookies !== false) this.jar(step).take(value, target);
    }
    return { method, target, reply, end: step.for ? 'ended by the client' : end };
  }

  save(step, { reply }) {
    for (const [name, from] of Object.entries(step.save ?? {})) {
      const source = typeof from === 'string' ? { match: from } : from;
      const field = source.header && reply?.headers.find(([key]) => key.toLowerCase() === source.header.toLowerCase())?.[1];
      const text = source.cookie ? this.jar(step).value(source.cookie) : source.header ? field : reply?.body.toString();
      const value = source.match === undefined ? text : new RegExp(source.match).exec(text ?? '')?.[1];
      if (value === undefined) throw new Error(`nothing to save as ${name} in the answer to ${step.request}`);
      this.saved.set(name, value);
    }
  }

  // Plays one step; gives [{method, target, reply, end}], several where redirects are followed.
  async play(written, { ports, secure }) {
    const step = { ...written, ...this.fill(Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'save'))) };
    const where = { port: ports[step.port ?? 'PORT'], secure: secure && step.port === undefined };
    let [method, target] = step.request.split(' ');
    let [body, type] = bodyOf(step);
    const visits = [];
    for (;;) {
      const visit = await this.send(step, method, target, body, type, where);
      visits.push(visit);
      const location = visit.reply?.headers.find(([key]) => key.toLowerCase() === 'location')?.[1];
      if (!step.follow || !location || ![301, 302, 303, 307, 308].includes(visit.reply.status)) break;
      if (visits.length > 10) throw new Error(`${step.request} is redirected in a circle`);
      const next = new URL(location, `http://localhost:3000${target}`);
      target = next.pathname + next.search;
      if (visit.reply.status < 307 && method !== 'HEAD') [method, body, type] = ['GET', null, null];
    }
    this.save(step, visits.at(-1));
    return visits;
  }
}
