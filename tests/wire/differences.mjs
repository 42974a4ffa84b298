// Where we differ from Node on purpose, and it shows in made-up requests. Each has its line in docs/differences.md; anything else that
// differs is a mistake.

// The answers in what a server sent, each with its body, and what is left over.
export function answers(text) {
  const list = [];
  // Node sends 100 behind the head of the answer, at times.
  let rest = text.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '');
  for (let m; (m = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(rest));) {
    // The answer to HEAD tells a length that does not come.
    const empty = /^(HTTP\/1\.1 |$)/.test(rest.slice(m[0].length));
    const length = empty ? 0 : /^transfer-encoding: chunked/im.test(m[0]) ? '0\r\n\r\n'.length : Number(/^content-length: (\d+)/im.exec(m[0])?.[1] ?? 0);
    const whole = rest.slice(0, m[0].length + length);
    if (whole.length < m[0].length + length) break;
    list.push({ status: Number(m[1]), text: whole, bare: /^HTTP\/1\.1 [45]\d\d [^\r\n]*\r\nConnection: close\r\n\r\n$/.test(m[0]) });
    rest = rest.slice(whole.length);
  }
  return { list, rest };
}

const beginsWith = (list, first) => first.every((answer, i) => list[i]?.text === answer.text);

// A server's answers, and how it ended them: the refusal of bytes that make no sense is no answer to a request.
function heard({ text, end }) {
  const { list, rest } = answers(text);
  const refusal = list.at(-1)?.bare ? list.pop().status : 0;
  return { list, rest, refusal, closed: end === 'closed' };
}

// The final handler of Express reads a body to its end before it answers; ours answers first (and a body that never ends keeps nobody).
const withoutPages = (list, length) => {
  const shorter = [...list];
  while (shorter.length > length && shorter.at(-1).status === 404) shorter.pop();
  return shorter;
};

// Only HTTP/1.0 and 1.1 are spoken here; Node answers HTTP/0.9, HTTP/2.0, RTSP and ICE too.
const otherProtocol = (sent) => /(^|[\r\n]) *[!-~]+ [^\r\n]*(HTTP\/(0\.9|2\.0)|RTSP\/|ICE\/)|(^|[\r\n])[A-Z]+ (?![^\r\n]* HTTP\/)/.test(sent);

// nodeOn, oursOn: what they answer to other bytes.
export async function deliberate(sent, nodeAnswer, oursAnswer, nodeOn, oursOn) {
  const node = heard(nodeAnswer);
  const ours = heard(oursAnswer);
  if (ours.rest || node.rest) return false;

  // More than 2,000 fields: Node leaves out the further ones.
  if (ours.refusal === 431 && node.refusal !== 431 && sent.split('\n').length > 2000 && beginsWith(node.list, ours.list)) return true;
  if (otherProtocol(sent) && beginsWith(node.list, ours.list) && [400, 505].includes(ours.refusal)) return true;
  if (!node.closed) return beginsWith(node.list, withoutPages(ours.list, node.list.length));
  if (!ours.closed) return false;

  // Node refuses a request without Host by an answer in chunks.
  if (!node.refusal && node.list.at(-1)?.status === 400 && node.list.at(-1).text.endsWith('\r\n\r\n0\r\n\r\n')) node.refusal = node.list.pop().status;
  if (node.refusal && ours.refusal && node.refusal !== ours.refusal && !(ours.refusal === 505 && otherProtocol(sent))) return false;
  if (node.refusal && node.refusal === ours.refusal && ours.list.length === node.list.length && beginsWith(node.list, ours.list)) return true;

  // A wrong Transfer-Encoding: Node has called the handler before it looks, and closes after its answer.
  if (/transfer-encoding/i.test(sent) && !node.refusal && ours.refusal === 400 && beginsWith(node.list, ours.list) && node.list.length === ours.list.length + 1) return true;

  // Node tells a client whose later bytes make no sense so by another answer or by none, as the last answer has begun or not.
  if (node.list.length === ours.list.length) return node.list.length > 0 && beginsWith(ours.list, node.list);

  // Node takes back what it has not yet sent when later bytes make no sense; we answer what was asked before them. That what
  // was asked before them makes sense to Node too, it must show itself.
  if (node.list.length > ours.list.length || !beginsWith(ours.list, node.list)) return false;
  const wanted = withoutPages(ours.list, node.list.length);
  if (wanted.length === node.list.length) return true;
  // The shortest beginning that has all of them from us.
  let [none, all] = [0, sent.length];
  while (all - none > 1) {
    const middle = Math.floor((none + all) / 2);
    if (heard(await oursOn(sent.slice(0, middle))).list.length >= wanted.length) all = middle;
    else none = middle;
  }
  return beginsWith(heard(await nodeOn(sent.slice(0, all))).list, wanted);
}
