// HTTP over raw sockets, as the differ and tests/porting speak it: requests are bytes, answers are taken apart and nothing is hidden.
import net from 'node:net';
import tls from 'node:tls';

export const freePort = () => new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

export const reachable = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('connect', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

export function parseReply(buffer, method) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine, ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const [, version, status, reason] = /^HTTP\/(\d\.\d) (\d{3}) ?(.*)$/.exec(statusLine) || [null, '?', '0', statusLine];
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const get = (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const reply = { version, status: Number(status), reason, headers, body: Buffer.alloc(0), complete: true, used: end + 4 };
  const rest = buffer.subarray(end + 4);
  if (reply.status >= 100 && reply.status < 200 && reply.status !== 101) return reply;
  if (method === 'HEAD' || reply.status === 204 || reply.status === 304) return reply;
  if (/chunked/i.test(get('transfer-encoding') || '')) {
    const parts = [];
    let at = 0;
    for (;;) {
      const eol = rest.indexOf('\r\n', at);
      if (eol < 0) return { ...reply, body: Buffer.concat(parts), chunked: true, complete: false };
      const size = parseInt(rest.subarray(at, eol).toString('latin1'), 16);
      if (Number.isNaN(size)) return { ...reply, framing: 'bad chunk size' };
      if (size === 0) {
        const close = rest.indexOf('\r\n', eol + 2);
        if (close < 0) return { ...reply, body: Buffer.concat(parts), chunked: true, complete: false };
        at = close + 2;
        break;
      }
      if (rest.length < eol + 2 + size + 2) return { ...reply, body: Buffer.concat([...parts, rest.subarray(eol + 2, eol + 2 + size)]), chunked: true, complete: false };
      parts.push(rest.subarray(eol + 2, eol + 2 + size));
      at = eol + 2 + size + 2;
    }
    return { ...reply, body: Buffer.concat(parts), chunked: true, used: end + 4 + at };
  }
  const length = get('content-length');
  if (length !== undefined) {
    const n = Number(length);
    return { ...reply, body: rest.subarray(0, n), complete: rest.length >= n, used: end + 4 + n };
  }
  return { ...reply, body: rest, complete: false, untilClose: true, used: buffer.length };
}

// exchange(port, bytes, method, {count, timeout, secure}): sends and resolves to {replies, end}, once `count` answers have come, the
// server has closed, or `timeout` ms have gone by. `secure`: by TLS, whatever the certificate.
export function exchange(port, bytes, method, { count = 1, timeout = 4000, secure = false } = {}) {
  return new Promise((resolve) => {
    const replies = [];
    let data = Buffer.alloc(0);
    const send = () => socket.write(bytes);
    const socket = secure ? tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }, send) : net.connect(port, '127.0.0.1', send);
    const finish = (end) => {
      clearTimeout(timer);
      socket.destroy();
      if (data.length) {
        const last = parseReply(data, method);
        replies.push(last ? { ...last, complete: last.complete || Boolean(last.untilClose && end === 'closed') } : { status: 0, reason: 'no reply head', headers: [], body: data });
      }
      resolve({ replies, end });
    };
    const timer = setTimeout(() => finish('timeout'), timeout);
    socket.on('data', (chunk) => {
      data = Buffer.concat([data, chunk]);
      for (;;) {
        const reply = parseReply(data, method);
        if (!reply || !reply.complete) break;
        data = data.subarray(reply.used);
        if (reply.status !== 100) replies.push(reply);
        if (replies.length >= count) {
          data = Buffer.alloc(0);
          return finish('complete');
        }
      }
    });
    socket.on('end', () => finish('closed'));
    socket.on('error', (err) => finish(err.code));
  });
}
