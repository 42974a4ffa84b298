// Whether two servers have answered alike: status line, fields in their order with their values, body, and how the connection ended.
import zlib from 'node:zlib';

const DATE = /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g;

// Moments that were worked out from the clock may be 3 seconds apart.
function sameText(a, b) {
  if (a === b) return true;
  const [x, y] = [a.match(DATE) || [], b.match(DATE) || []];
  return x.length > 0 && x.length === y.length && a.replace(DATE, '') === b.replace(DATE, '') && x.every((date, i) => Math.abs(Date.parse(date) - Date.parse(y[i])) <= 3000);
}

// Letters beyond ASCII leave Node as UTF-8 where text follows the head at once (docs/differences.md).
function letters(text) {
  const read = Buffer.from(text, 'latin1').toString('utf8');
  return read.includes('\ufffd') ? text : read;
}

const line = (reply) => letters(`HTTP/${reply.version} ${reply.status} ${reply.reason}`);
// Node makes U+FFFD of what Content-Disposition has beyond ASCII (docs/differences.md).
const spoilt = (name, value) => (/^content-disposition$/i.test(name) ? value.replace(/[\x80-\xff]+/g, '\xfd') : value);
const fields = (reply) => reply.headers.filter(([name]) => name !== 'Date').map(([name, value]) => `${name}: ${letters(spoilt(name, value))}`);
const show = (body) => {
  const text = JSON.stringify(body.toString('latin1'));
  return text.length > 700 ? `${text.slice(0, 700)}… (${body.length} bytes)` : text;
};

const unpack = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };

// Two libraries may pack the same text differently.
function sameUnpacked(a, b) {
  const coding = (reply) => reply.headers.find(([name]) => /^content-encoding$/i.test(name))?.[1];
  const how = unpack[coding(a)];
  if (!how || coding(a) !== coding(b)) return false;
  try {
    return how(a.body).equals(how(b.body));
  } catch {
    return false;
  }
}

const has = (reply, wanted) => reply.headers.some(([name]) => name.toLowerCase() === wanted);
const withoutFraming = (reply) => ({ ...reply, complete: true, headers: reply.headers.filter(([name]) => !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name)) });

// What express-session or compression hold back leaves without its length, ours with it (docs/differences.md).
const measured = (a, b, sessions) => sessions && !has(a, 'content-length') && has(b, 'content-length') && b.complete;

// The differences between two answers as sentences, Express's side first. sessions: whether the application has one of these.
export function compareReplies(a, b, sessions = false) {
  if (measured(a, b, sessions)) return compareReplies(withoutFraming(a), withoutFraming(b));
  const found = [];
  if (line(a) !== line(b)) found.push(`${line(a)}   against   ${line(b)}`);
  if (a.headers.some(([name]) => name === 'Date') !== b.headers.some(([name]) => name === 'Date')) found.push('Date: only one has it');
  const [x, y] = [fields(a), fields(b)];
  if (x.length !== y.length || x.some((field, i) => !sameText(field, y[i]))) {
    const only = (one, other) => one.filter((field) => !other.some((another) => sameText(field, another)));
    const [left, right] = [only(x, y), only(y, x)];
    found.push(left.length || right.length ? `fields: ${left.join(' | ') || '(none)'}   against   ${right.join(' | ') || '(none)'}` : `order of fields: ${x.join(' | ')}   against   ${y.join(' | ')}`);
  }
  if (!a.body.equals(b.body) && !sameText(a.body.toString('latin1'), b.body.toString('latin1')) && !sameUnpacked(a, b)) found.push(`body: ${show(a.body)}\n      against ${show(b.body)}`);
  if (a.complete !== b.complete) found.push(`complete: ${a.complete} against ${b.complete}`);
  return found;
}

// The differences as sentences, Express's side first.
export function compare(express, ours, connection, sessions = false) {
  const found = [];
  for (let i = 0; i < Math.max(express.replies.length, ours.replies.length); i++) {
    const [a, b] = [express.replies[i], ours.replies[i]];
    const name = connection.requests.length > 1 ? `answer ${i + 1}: ` : '';
    if (!a || !b) {
      found.push(`${name}${a ? line(a) : 'no answer'}   against   ${b ? line(b) : 'no answer'}`);
      break;
    }
    found.push(...compareReplies(a, b, sessions).map((text) => name + text));
  }
  const last = [express, ours].map(({ replies }) => replies.at(-1));
  if (express.end !== ours.end && !(express.end === 'closed' && last.every(Boolean) && measured(...last, sessions))) found.push(`the connection is ${express.end}   against   ${ours.end}`);
  return found;
}

// Registrations are refused with the same sentence, and ours says what to write instead (docs/differences.md).
export function compareBuilds(express, ours) {
  if (!express.error && !ours.error) return [];
  if (!express.error || !ours.error) return [`the application is ${express.error ? `refused (${express.error})` : 'taken'}   against   ${ours.error ? `refused (${ours.error})` : 'taken'}`];
  return [];
}
