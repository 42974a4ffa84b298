// Made-up requests: a well-formed one, or several on one connection, changed in up to three places, and sent in one piece or more.

const random = (seed) => () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 4294967296;
};

const CRLF = '\r\n';

// What an attacker would write in the place of a well-formed part.
const words = {
  method: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'M-SEARCH', 'PROPFIND', 'QUERY', 'get', 'Get', 'GE', 'GETT', 'BREW', 'CONNECT', 'PRI', 'SOURCE', ' GET', 'GET ', '\tGET', 'G\x00T', 'G ET', ''],
  target: [
    '/plain', '/echo', '/plain?a=1', '/', '//plain', '/plain/', '/./plain', '/a/../plain', '/plain#x', '/pl%61in', '/%00', '/%zz', '/%', '/plain?%zz', '*', 'plain', 'http://a/plain', 'http://a', 'HTTP://A:80/plain?x',
    'https://a/plain', 'http:///plain', 'http://a b/plain', '?x', '/pl ain', '/pl\tain', '/pl\x00ain', '/pl\x7fain', '/pl\xe9in', '/pl"ain', '/pl<ain>', '/pl\\ain', '/pl|ain', '/pl^ain', '/{plain}', '', 'a:80', 'foo://a/plain', '/plain HTTP/1.1',
    '/header?name=X&value=y', '/redirect?to=/x', '/counterx', `/${'a'.repeat(9000)}`,
  ],
  version: ['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.10', 'HTTP/01.1', 'HTTP/1', 'HTTP/1.', 'HTTP/.1', 'HTTP/1.1 ', ' HTTP/1.1', 'http/1.1', 'HTTP /1.1', 'HTTP/ 1.1', 'HTTP/1,1', 'HTTP/9.9', 'HTTP/-1.1', 'HTTP/1.1x', 'HTTP/1.1\t', 'HTTPS/1.1', 'RTSP/1.0', 'ICE/1.0', 'HTP/1.1', ''],
  name: ['Host', 'host', 'HOST', 'X-A', 'Content-Length', 'content-length', 'Transfer-Encoding', 'transfer-encoding', 'Connection', 'Expect', 'Upgrade', 'TE', 'Trailer', 'Keep-Alive', 'Proxy-Connection', 'Content-Type', 'Cookie', 'X_A', 'x!#$%&\'*+-.^`|~', 'X A', 'X\tA', 'X(A', 'X:A', 'X\x00A', 'X\x80A', '\x01', ' X', '\tX', 'X ', 'X\t', '', 'Content_Length', 'Content-Length\x0b', 'Transfer-Encoding\x0c', 'Contént-Length', '@', '[x]', '"x"', '{', 'X/A', 'X\\A'],
  value: ['a', '', ' ', '\t', 'a b', '  a  ', '\ta\t', 'a\tb', 'a\x00b', 'a\x01b', 'a\x7fb', 'a\x80b', 'a\xffb', 'a\x0bb', 'a\rb', 'a\nb', 'a\r b', 'a,b', '"', 'é', ';', ':', 'a:80', 'localhost', 'x'.repeat(5000)],
  length: ['5', '0', '05', '005', '+5', '-5', '5 ', ' 5', '5,5', '5, 5', '5,6', '0x5', '5x', 'x', '', '5.0', '1e1', '5;', '٥', '4', '6', '18446744073709551615', '18446744073709551616', '18446744073709551621', '99999999999999999999999', '5\t', '\t5', '5\x0b', '"5"', '5 5'],
  coding: ['chunked', 'Chunked', 'CHUNKED', ' chunked', 'chunked ', '\tchunked', 'chunked\t', 'chunked,', ',chunked', 'chunked, chunked', 'gzip, chunked', 'chunked, gzip', 'identity', 'identity, chunked', 'chunked, identity', 'xchunked', 'chunkedx', 'x chunked', '"chunked"', '\'chunked\'', 'chunked;q=1', 'chunked; a', 'gzip', 'gzip,chunked', 'deflate , chunked', 'chunk', 'ch\tunked', 'chun\x00ked', '\x0bchunked', 'chunked\x0c', 'chunked\xa0', '\xffchunked', 'cow', 'cow, chunked', 'trailers', '', 'compress, gzip, chunked', 'chunked , ', 'chu\u017fked'],
  connection: ['close', 'keep-alive', 'Close', 'KEEP-ALIVE', 'close, keep-alive', 'keep-alive, close', 'keep-alive,close', 'Upgrade', 'upgrade, close', 'closed', 'xclose', 'close ', 'te', 'close;', 'keep-alive, upgrade', '', ',', 'close,', ' , close', 'content-length', 'x-a'],
  expect: ['100-continue', '100-Continue', '100-CONTINUE', ' 100-continue ', '100-continue, x', 'x, 100-continue', '100', '200-ok', '', '100-continue;a', '"100-continue"'],
  size: ['5', '05', '0005', '00000000000000000005', '5 ', ' 5', '5\t', '\t5', '5;', '5;a', '5;a=b', '5; a=b', '5 ;a=b', '5;a="b"', '5;a="b;c"', '5;a="b\\"c"', '5;a="b\r"', '5;a=b;c=d', '5;;', '5;a=', '5;=b', '5;a b', '5;a=b c', '5;\x00', '5;a=\x80', '5;a\r', '0x5', 'x5', '5x', '-5', '+5', '5,5', '', 'g', '5\x00', '5.0', '4', '6', 'A', 'a', 'fffffffffffffffb', 'ffffffffffffffff', '10000000000000005', 'fffffffffffffffff', '5\n', '5\r', '5\r\r', `5;${'e'.repeat(3000)}`],
  end: ['\r\n', '\n', '\r', '\r\r\n', '\n\r', '\r\n ', '\r\n\t', '\n\n', ' \r\n', '\x00\r\n', '\r\x00\n', '\r\n\r', ''],
  noise: ['\x00', '\r', '\n', '\r\n', ' ', '\t', ':', ';', ',', '\x0b', '\x0c', '\x7f', '\x80', '\xff', '\x01', '%', '"', '\\', '/', '0', 'a', 'A'],
};

// A request as a tree of its parts, so that changes hit what matters.
function request(rnd, pick) {
  const kind = rnd();
  const r = { method: 'GET', target: '/plain', version: 'HTTP/1.1', fields: [['Host', 'a']], body: '', chunks: null, ends: {} };
  if (kind < 0.3) return r;
  r.method = 'POST';
  r.target = '/echo';
  r.fields.push(['Content-Type', 'x/y']);
  if (kind < 0.6) {
    r.fields.push(['Content-Length', '5']);
    r.body = 'hello';
  } else {
    r.fields.push(['Transfer-Encoding', 'chunked']);
    r.chunks = [['5', 'hello'], ...(rnd() < 0.4 ? [['6', ' world']] : [])];
    r.trailers = rnd() < 0.2 ? [['X-Trailer', 'x']] : [];
  }
  if (rnd() < 0.15) r.fields.push(['Connection', pick(words.connection)]);
  if (rnd() < 0.1) r.fields.push(['Expect', '100-continue']);
  return r;
}

const specials = [['Content-Length', 'length'], ['Transfer-Encoding', 'coding'], ['Connection', 'connection'], ['Expect', 'expect'], ['Host', 'value'], ['X-A', 'value'], ['Upgrade', 'value']];

const changes = [
  (r, pick) => { r.method = pick(words.method); },
  (r, pick) => { r.target = pick(words.target); },
  (r, pick) => { r.version = pick(words.version); },
  (r, pick) => { r.fields.push([pick(words.name), pick(words.value)]); },
  (r, pick) => { r.fields.unshift([pick(words.name), pick(words.value)]); },
  (r, pick, at) => { const [name, list] = pick(specials); r.fields.splice(at(r.fields.length + 1), 0, [name, pick(words[list])]); },
  (r, pick) => { const [name, list] = pick(specials); const field = r.fields.find((f) => f[0] === name); if (field) field[1] = pick(words[list]); },
  (r, pick, at) => { const field = r.fields[at(r.fields.length)]; if (field) field[0] = pick([field[0].toLowerCase(), `${field[0]} `, ` ${field[0]}`, `${field[0]}\t`, field[0].replace('-', '_'), `${field[0]}\x00`, field[0].toUpperCase()]); },
  (r, pick, at) => { const field = r.fields[at(r.fields.length)]; if (field) field[2] = pick([':', ' :', ': ', ':  ', ':\t', '\t:', ' : ', '', '::', '=', ':\r\n ', ':\n']); },
  (r, pick, at) => { const i = at(r.fields.length); if (r.fields[i]) r.fields.push([...r.fields[i]]); },
  (r, pick, at) => { r.fields.splice(at(r.fields.length), 1); },
  (r, pick, at) => { r.ends[at(r.fields.length + 2)] = pick(words.end); },
  (r, pick) => { if (r.chunks) r.chunks[0][0] = pick(words.size); else if (r.body) r.body = pick(['hell', 'hello!', '', 'hello\r\n', '\r\nhello']); },
  (r, pick) => { if (r.chunks) r.chunks[r.chunks.length - 1][2] = pick(words.end); },
  (r, pick) => { if (r.chunks) r.last = pick(['0', '00', '0000000000000000000000', '0;a', '0;a=b', '0 ', '', '1', '0x0', '-0']); },
  (r, pick) => { if (r.chunks) r.trailers = [[pick(words.name), pick(words.value)]]; },
  (r, pick) => { if (r.chunks) r.finish = pick(['', '\r', '\n', '\r\n\r\n', 'x\r\n', '\n\n']); },
  (r) => { r.noise = true; },
  (r) => { r.lf = true; },
  (r, pick) => { r.before = pick(['\r\n', '\n', '\r', '\r\n\r\n', ' ', '\x00', '\r\n '.repeat(3), '\n\n\n', '\xef\xbb\xbf']); },
  (r, pick) => { r.fields.push(...Array.from({ length: pick([20, 60, 300, 900, 2100]) }, (_, i) => [`X-${i}`, 'v'])); },
];

function write(r, rnd, pick) {
  const end = (i) => r.ends[i] ?? CRLF;
  let text = `${r.before ?? ''}${r.method} ${r.target} ${r.version}${end(0)}`;
  r.fields.forEach((field, i) => { text += `${field[0]}${field[2] ?? ': '}${field[1]}${end(i + 1)}`; });
  text += end(r.fields.length + 1);
  if (r.chunks) {
    for (const [size, data, after] of r.chunks) text += `${size}${CRLF}${data}${after ?? CRLF}`;
    text += `${r.last ?? '0'}${CRLF}`;
    for (const [name, value] of r.trailers) text += `${name}: ${value}${CRLF}`;
    text += r.finish ?? CRLF;
  } else {
    text += r.body;
  }
  if (r.lf) text = text.replaceAll(CRLF, '\n');
  if (r.noise) {
    const at = Math.floor(rnd() * (text.length + 1));
    const cut = rnd() < 0.5 ? 1 : 0;
    text = text.slice(0, at) + (rnd() < 0.2 ? '' : pick(words.noise)) + text.slice(at + cut);
  }
  return text;
}

export function* generate(seed, runs) {
  const rnd = random(seed);
  const pick = (list) => list[Math.floor(rnd() * list.length)];
  const at = (n) => Math.floor(rnd() * n);
  for (let run = 0; run < runs; run++) {
    const count = rnd() < 0.6 ? 1 : 2;
    let text = '';
    for (let i = 0; i < count; i++) {
      const r = request(rnd, pick);
      for (let n = Math.floor(rnd() * 4); n > 0; n--) pick(changes)(r, pick, at);
      text += write(r, rnd, pick);
    }
    const pieces = [text];
    while (rnd() < 0.3 && pieces.length < 4) {
      const last = pieces.pop();
      const cut = at(last.length + 1);
      pieces.push(last.slice(0, cut), last.slice(cut));
    }
    yield { name: `made-up request ${run} of seed ${seed}`, pieces: pieces.filter((piece) => piece.length) };
  }
}
