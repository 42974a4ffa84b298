// Forms as bytes, and how they get to a server: whole, or split at each byte.
import net from 'node:net';

export const type = (boundary = 'X') => `multipart/form-data; boundary=${boundary}`;
const bytes = (text) => (Buffer.isBuffer(text) ? text : Buffer.from(text));

// One part: its head's lines, or {name, filename, type}, and its content.
export function part(head, content = '') {
  if (typeof head === 'string') return { head, content: bytes(content) };
  const { name, filename, type: kind } = head;
  let line = `Content-Disposition: form-data; name="${name}"`;
  if (filename !== undefined) line += `; filename="${filename}"`;
  return { head: kind ? `${line}\r\nContent-Type: ${kind}` : line, content: bytes(content) };
}
export const field = (name, value) => part({ name }, value);
export const file = (name, filename, content = 'content', kind = 'text/plain') => part({ name, filename, type: kind }, content);

export function form(parts, { boundary = 'X', preamble = '', epilogue = '\r\n', end = true } = {}) {
  const pieces = [bytes(preamble)];
  parts.forEach(({ head, content }, i) => pieces.push(bytes(`${i || preamble ? '\r\n' : ''}--${boundary}\r\n${head}\r\n\r\n`), content));
  pieces.push(bytes(`${parts.length || preamble ? '\r\n' : ''}--${boundary}${end ? `--${epilogue}` : ''}`));
  return Buffer.concat(pieces);
}

// Sends one request and gives {status, body}. `split`: chunked, so many bytes a chunk.
export function send(port, body, { contentType = type(), options = {}, split = 0, headers = {} } = {}) {
  const fields = { Host: 'x', Connection: 'close', 'X-Options': JSON.stringify(options), ...(contentType === null ? {} : { 'Content-Type': contentType }), ...headers };
  if (split) fields['Transfer-Encoding'] = 'chunked';
  else fields['Content-Length'] = body.length;
  const head = `POST /upload HTTP/1.1\r\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const pieces = [Buffer.from(head, 'latin1')];
  if (!split) pieces.push(body);
  for (let at = 0; split && at < body.length; at += split) {
    const chunk = body.subarray(at, at + split);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  if (split) pieces.push(Buffer.from('0\r\n\r\n'));
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    const got = [];
    socket.setTimeout(20000, () => socket.destroy(new Error('no answer in 20 s')));
    socket.on('data', (chunk) => got.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(got).toString();
      resolve({ status: Number(text.slice(9, 12)), body: text.slice(text.indexOf('\r\n\r\n') + 4) });
    });
    socket.write(Buffer.concat(pieces));
  });
}

// Sends the beginning of a form and leaves, or waits to be told to.
export function begin(port, body, length, options = {}) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`POST /upload HTTP/1.1\r\nHost: x\r\nX-Options: ${JSON.stringify(options)}\r\nContent-Type: ${type()}\r\nContent-Length: ${length}\r\n\r\n`);
  socket.write(body);
  return socket;
}
