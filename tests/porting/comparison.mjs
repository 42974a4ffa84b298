// Compares two answers as the conformance differ does, after what may differ by right (what steps mask and save, ports) has been masked.
import crypto from 'node:crypto';
import signature from 'cookie-signature';
import { compareReply, unpacked } from '../conformance/oracle/compare.mjs';

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const fieldOf = (reply, name) => reply.headers.find(([key]) => key.toLowerCase() === name)?.[1];

// The texts of a program that may be secrets of its cookies: its environment's, and all that it writes in quotes.
export function secretsOf(source, env) {
  return [...new Set([...Object.values(env), ...[...source.matchAll(/'([^'\n]+)'|"([^"\n]+)"/g)].map(([, a, b]) => a ?? b)])];
}

// Express's ETag of a body, if it is that.
const isOwnETag = (etag, body) => {
  const hash = crypto.createHash('sha1').update(body).digest('base64').slice(0, 27);
  return etag?.replace(/^W\//, '') === `"${body.length.toString(16)}-${hash}"`;
};

// Errors have no stack in Crema (docs/differences.md): frames are left out of error pages and of what is printed.
const FRAMES = /(<br> &nbsp; &nbsp;at [^<]*)+|(\n {4}at .*)+/g;

// Files that the programs have written have times of their own.
function maskTimes(name, value, since) {
  if (name === 'last-modified' && Date.parse(value) >= since - 1000) return 'in this run';
  const [, size, time] = (name === 'etag' && /^W\/"([0-9a-f]+)-([0-9a-f]{11})"$/.exec(value)) || [];
  return time && parseInt(time, 16) >= since ? `W/"${size}-in this run"` : value;
}

// A function that masks texts of one program.
function masker(program, visitor, plan) {
  const saved = [...visitor.saved].filter(([, value]) => value !== '').sort(([, a], [, b]) => b.length - a.length);
  return (text) => {
    let shown = program.own(text).replace(FRAMES, '');
    for (const [name, value] of saved) {
      for (const form of new Set([value, encodeURIComponent(value)])) shown = shown.replace(new RegExp(escape(form), 'g'), `«${name}»`);
    }
    for (const mask of plan.masks) shown = shown.replace(mask, '«masked»');
    return shown;
  };
}

// A signed cookie is checked before its id is masked, which would spoil the signature.
function maskCookie(value, mask, secrets) {
  const [, name, content, attributes] = /^([^=]*)=([^;]*)(.*)$/.exec(value) ?? [];
  if (content === undefined || !/^s%3A/i.test(content)) return mask(value);
  let text;
  try {
    text = decodeURIComponent(content).slice(2);
  } catch {
    return mask(value);
  }
  const id = text.slice(0, text.lastIndexOf('.'));
  const secret = secrets.find((one) => signature.unsign(text, one) !== false);
  const shown = mask(id);
  return secret === undefined || shown === id ? `${name}=${content}${mask(attributes)}` : `${name}=signed with ${secret}: ${shown}${mask(attributes)}`;
}

// {body, plain, changed}: the body unpacked, as it came and masked.
function bodyOf(reply, mask) {
  const packed = fieldOf(reply, 'content-encoding') !== undefined;
  const plain = packed ? unpacked(reply) ?? reply.body : reply.body;
  const text = plain.toString('utf8');
  const masked = Buffer.from(mask(text));
  const changed = Buffer.from(text).equals(plain) && !masked.equals(plain);
  return { packed, plain, changed, body: changed ? masked : plain };
}

// The answer as it is compared. Where its body is not compared as it came, length and ETag are checked to be that body's own.
function shown(reply, { packed, plain, body }, mask, { secrets, since, changed }) {
  const headers = reply.headers.map(([name, value]) => {
    const key = name.toLowerCase();
    if (key === 'set-cookie') return [name, maskCookie(value, mask, secrets)];
    if (key === 'content-length' && (changed || packed) && Number(value) === reply.body.length) return [name, 'that of the body'];
    if (key === 'etag' && changed && isOwnETag(value, plain)) return [name, `${value.startsWith('W/') ? 'W/' : ''}"that of the body"`];
    return [name, mask(maskTimes(key, value, since))];
  });
  return { ...reply, headers, body };
}

// What differs between one visit to both programs, as sentences.
export function compareVisits(want, got, { plan, programs, visitors, secrets, since }) {
  if (!want.reply || !got.reply) return !want.reply && !got.reply ? [] : [`${want.reply ? 'an answer' : 'no answer'} against ${got.reply ? 'an answer' : 'none'}`];
  const replies = [want.reply, got.reply];
  const masks = programs.map((program, i) => masker(program, visitors[i], plan));
  const bodies = replies.map((reply, i) => bodyOf(reply, masks[i]));
  const changed = bodies.some((body) => body.changed);
  const [a, b] = replies.map((reply, i) => shown(reply, bodies[i], masks[i], { secrets, since, changed }));
  const found = compareReply(a, b, { ignore: plan.ignore.map((name) => name.toLowerCase()) }, want.method, { secrets, randomCookies: [] });
  const closed = [want, got].map(({ end }) => (end === 'closed' ? 'closed' : 'open'));
  if (closed[0] !== closed[1]) found.push(`connection: ${want.end} against ${got.end}`);
  return found;
}

// What differs in what they have printed.
export function compareOutput(want, got, { plan, programs, visitors }) {
  const [a, b] = [want, got].map((text, i) => masker(programs[i], visitors[i], plan)(text).split('\n'));
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return [];
  const line = at < 0 ? a.length : at;
  return [`output, line ${line + 1}: ${JSON.stringify(a[line] ?? '(none)')} against ${JSON.stringify(b[line] ?? '(none)')}`];
}
