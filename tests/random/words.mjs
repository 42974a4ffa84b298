// What applications and requests are made of: well-formed, odd and wrong.

export const segments = ['a', 'b', 'users', 'Users', 'foo', 'bar', 'x-y', 'a.b', 'file.txt', 'v1', '0', '42', 'constructor', '__proto__', 'caf\u00e9', 'a b', '~x', 'a+b', 'a=b', "it's", 'a,b', 'a;b', 'a@b', 'a&b', '%25', '$x', '-', '_', '.', '..', 'index.html'];
export const paramNames = ['id', 'name', 'x', 'a', 'file', 'constructor', '__proto__', 'toString', '$1', '_', 'é'];
// Values of parameters as they stand in a target.
export const paramValues = ['1', '42', 'tobi', 'a%20b', 'a%2Fb', 'a%2fb', '%C3%A9', '%E4', '%', '%zz', '%00', 'a+b', 'a.b', 'a-b', '..', '.', '%2e%2e', 'x.txt', 'constructor', '__proto__', '-1', '0', 'a:b', "a'b", '%25', '%F0%9F%98%80', 'A', 'a;b', 'a,b', '@', '!', '*', '(x)', '~', 'null', 'undefined', '%5B%5D', 'x%0Ay'];

export const methods = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'all', 'search', 'propfind', 'query', 'm-search', 'trace', 'purge'];
export const wrongPaths = [':', '*', '/:', '/*', '/(x)', '/a?', '/a+', '/{a', '/a}', '/[a]', '/:"', '/:"x', '/:a:', '/a!', '/\\', '/{:a}/{:a}', '/:a/:a', '/*a/*a', '/:a*b', '/:1', '/::a', '/{{a}}', '/a(b)c', '/:a?', '/!x'];
export const regexes = [['^\\/re', ''], ['\\/(\\d+)', ''], ['^\\/(a|b)\\/?$', 'i'], ['^\\/(?<name>[a-z]+)(?:\\/(?<id>\\d+))?$', ''], ['.*fly$', ''], ['^\\/x(.*)y$', 'i'], ['(?:)', ''], ['^\\/([^/]+)\\/([^/]+)?\\/?$', ''], ['users', ''], ['^\\/$', ''], ['\\/', ''], ['^\\/(é|caf)', ''], ['^\\/(.*)', ''], ['^(?!\\/users)', ''], ['^\\/users(?=\\/|$)', ''], ['^\\/a(b)?(c)?', '']];

export const queries = ['', 'a=1', 'a=1&a=2', 'a[b]=1', 'a[]=1&a[]=2', 'a[0]=x&a[2]=y', 'a[1]=x&a[0]=y', 'a%5Bb%5D=1', '=x', 'a', 'a=', '&a=1&&b=2&', 'a=%zz', 'a=%E4', 'a=%C3%A9', 'a=+b+', 'a%20b=c%20d', 'a.b=1', '__proto__[x]=1', '__proto__=1', 'constructor=1', 'hasOwnProperty=1', 'toString=1&a[toString]=2', 'a=1;b=2', 'a[b][c][d]=1', 'a[b][c][d][e][f][g][h]=1', 'a[100]=1', 'a[20]=x', 'a[21]=x&a[0]=y', 'a[b]=1&a=2', 'a=2&a[b]=1', 'a[]=1&a[b]=2', 'a[][b]=1&a[][b]=2', '[]=1', '[a]=1', 'a[=1', 'a]=1', 'a[b=1', 'a[[b]]=1', 'a[b]c=1', 'a=b=c', 'a==', '%', '%5B', 'a=1#b', '?a=1', 'a=?', '_method=PUT', '_method=delete', '_method=PUT&_method=DELETE', 'a=PATCH', 'callback=cb', 'callback=a.b[0]', 'callback=<x>', 'callback=a&callback=b', 'callback[]=x', 'callback=', 'cb=f', 'utf8=%E2%9C%93&a=%C3%A9', 'a=&a=', 'a[]', 'a[]=', 'a[0][b]=1&a[1][b]=2', 'a,b=1', 'a=1,2', 'a=%00', '\xe9=\xe9', 'a[-1]=1', 'a[01]=1', 'a[1e3]=x', 'a[ ]=1', 'a[b]&a[c]', '1=a&0=b&x=c', 'length=3&0=a', 'a[length]=5', 'a%00b=c', '%61=1', 'a=%u1234', 'a=1&b=2&c=3&d=4&a=5'];

// ---- values ------------------------------------------------------------------------------------------------------------

export const texts = ['', 'hello', 'a b', '<p>hi</p>', '<script>&"\'', 'é', '☃', '😀', 'x\ny', '\u2028', 'null', '42', '{"a":1}', ' ', '\t', '%20', 'a\u0000b', { $rep: ['ab', 300] }, { $rep: ['x', 1024] }, { $rep: ['é', 5000] }, { $rep: ['0123456789', 3000] }];
export const scalars = [null, true, false, 0, 1, -1, 42, 200, 404, 3.14, 1e21, 1e-7, { $num: 'NaN' }, { $num: 'Infinity' }, { $num: '-0' }, { $u: 1 }, { $date: 0 }, { $date: 1e12 }, { $date: 'x' }, { $buf: '' }, { $buf: 'bytes' }, { $buf: '\x00\xff\xe9' }];
export const structures = [{}, [], [1, 2, 3], ['a'], { a: 1 }, { a: { b: { c: [] } } }, { b: 1, a: 2, 1: 'x', 0: 'y' }, { _private: 1, a: 2 }, { a: { $u: 1 }, b: null }, [{ $u: 1 }, null], { d: { $date: 86400000 } }, { buffer: { $buf: 'ab' } }, { '': 'empty' }, { 'a-b': 'é☃' }, { html: '<&>\u2028' }, { n: { $num: 'NaN' } }, { list: [[], [[]], {}] }, { toString: 1 }, { length: 3 }, [[1, 2], [3]], { a: [{ $u: 1 }] }];

export const statuses = [200, 200, 201, 202, 204, 205, 206, 300, 301, 304, 400, 401, 404, 418, 422, 500, 503, 599, 600, 700, 999];
export const wrongStatuses = [99, 1000, 0, -1, 3.5, '200', 'abc', null, { $u: 1 }, {}, true, { $num: 'NaN' }, 101, 100, 199, '404'];

export const fieldNames = ['X-A', 'x-a', 'X-B', 'Content-Type', 'content-type', 'ETag', 'Last-Modified', 'Cache-Control', 'Vary', 'Location', 'Link', 'Set-Cookie', 'Content-Disposition', 'Content-Encoding', 'Content-Language', 'Content-Range', 'Accept-Ranges', 'Allow', 'WWW-Authenticate', 'Retry-After', 'X-Powered-By', 'Date', 'Server', 'Age', 'Expires', 'Content-MD5', 'X-', 'Trailer', 'Warning'];
export const wrongFieldNames = ['', 'X A', 'X:A', 'X\r\nA', 'é', 'X\u0000', '(x)'];
export const fieldValues = ['a', 'b, c', '', ' x ', 'é', '"quoted"', 'text/html', 'application/json', 'no-store', 'max-age=0', '*', '0', '5', '100', 'Tue, 01 Sep 2026 10:00:00 GMT', '"abc"', 'W/"abc"', 'Accept', 'Accept, Origin', 'text/plain; charset=latin1', 'text/plain;charset=UTF-8', 'gzip', 'identity', 'bytes', 'a\tb'];
export const oddFieldValues = [5, true, null, { $u: 1 }, ['a', 'b'], [1, 2], {}, 'a\r\nb', 'a\nb', '☃', 'a\u0000b', '\u007f', { $date: 0 }, [['a'], 'b'], ['a', null], -1.5, { $num: 'NaN' }, { $buf: 'x' }];

export const types = ['html', 'json', 'txt', 'text', '.html', 'png', 'application/json', 'text/html', 'text/plain; charset=latin1', 'application/octet-stream', 'bin', 'xml', 'image/svg+xml', 'js', 'css', 'foo', 'a/b', 'a/b; c=d', '', 'file.tar.gz', '*/*', 'text/*', 'md', 'csv', 'wasm', 'mp4', 'form', 'urlencoded', 'multipart', 'text/html;level=1', 'application/vnd.x+json', 'HTML', 'Text/HTML', 'charset', 'toString'];

export const urls = ['/', '/a', '/a b', '/é', '/%20', '/%zz', '/a?b=c d', '//host/a', 'http://example.com', 'http://example.com/a b?c=é#d', 'https://user:p@ex.com/', '../x', 'x', '', '?a=1', '#x', 'back', '/a\\b', '/"<>', "/'", '/[a]', '/{a}', '/a|b^c', '/☃', 'mailto:a@b.c', 'javascript:alert(1)', '/a;b', 'http://exämple.com/', '\\\\evil.com', '/a\nb', '/a\tb', '/%', '/%C3%A9', '/a%2Fb', 'http:\\\\x.com', '///x', 'http://[::1]/a', '/<script>', 5, { $u: 1 }, null, {}];

export const cookieNames = ['a', 'b', 'sid', 'name', 'a.b', 'a-b', 'x_1', '!#$', 'constructor', '__proto__', 'toString', 'a b', '', 'é', 'a=b', 'a;b', '"x"', 'a,b'];
export const cookieValues = ['1', 'a b', 'é', 'a;b', '', '"x"', 'a,b', '%20', 'j:{"a":1}', 's:x.y', 5, true, null, { $u: 1 }, { a: 1 }, [1, 2], {}, 'x=y', { $date: 0 }, { $num: 'NaN' }, 'a\u0000b', 'a\\b'];
export const cookieOptions = { maxAge: [0, 1000, 60000, -1, 1500.5, null, { $u: 1 }, 'x', '1000', { $num: 'NaN' }, { $num: 'Infinity' }], httpOnly: [true, false], secure: [true, false], sameSite: [true, false, 'lax', 'Strict', 'none', 'x', null, '', 1], signed: [true, false], path: ['/', '/a', '', null, { $u: 1 }, '/a b', '/é', '/;x', 'x'], domain: ['example.com', '.example.com', '', 'a b', null, 'localhost', 'é.com', 'a_b.com', '1.2.3.4'], expires: [{ $date: 0 }, { $date: 1e12 }, null, { $u: 1 }, 'x', 0, { $date: 'x' }], priority: ['low', 'Medium', 'high', 'x', null, ''], partitioned: [true, false], encode: [{ $fn: 'upper' }, { $fn: 'plain' }] };

export const files = ['hello.txt', 'index.html', 'data.json', 'pixel.png', 'empty.txt', 'sub/nested.txt', 'sub', 'sub/', 'missing.txt', '.secret', 'with space/a file.txt', 'with%20space/a%20file.txt', 'ünïcode.txt', '../package.json', 'sub/../hello.txt', 'LICENSE', 'notes.md', 'style.css', 'script.js', 'mod.mjs', 'icon.svg', 'table.csv', 'app.wasm', 'about', 'edge/name.txt', 'edge/.hidden.txt', 'edge/a.tar.gz', 'edge/users', 'edge/users/', 'edge/% of dogs.txt', 'edge/nums.txt', 'edge/no_ext', 'edge/UPPER.TXT', 'edge/name', 'edge/name.d', 'edge/thing.html', 'edge/do..ts.txt', 'edge/a;b.txt', 'edge/snow ☃/', '', '/', '.', '..', 'a\u0000b', '%', '%zz', '%00', '%2e%2e/package.json', 'hello.txt/', 'hello.txt/x', '//hello.txt', './hello.txt', 'edge/.dir/inside.txt', 'edge/index-dir/', 'big.txt', '\\hello.txt', { $rep: ['x', 300] }];
export const dispositionNames = ['a.txt', 'é.txt', 'a b.txt', '"q".txt', '☃.pdf', 'a/b.txt', 'a\\b.txt', 'x', '', "it's.txt", 'a;b.txt', 'a%20b.txt', 'a\nb.txt', '.hidden', 'a.tar.gz', 'ÀÉ.html', 'foo*.txt', '£ and €.txt', 'a\u007f.txt', 'x.', null, { $u: 1 }];

// ---- views and sessions --------------------------------------------------------------------------------------------------

const a = { $views: 'a' };
const b = { $views: 'b' };
export const viewFolders = [a, a, a, [a, b], [b, a], b, [], { $views: 'nowhere' }];
export const viewNames = ['plain', 'plain.ejs', 'title', 'title.ejs', 'list', 'list.ejs', 'layout', 'levels', 'levels.ejs', 'settings', 'throws', 'deep', 'lost', 'escape', 'data', 'sub', 'sub/', 'sub/index', 'sub/page', 'only', 'note', 'note.marks', 'bad.marks', 'title.marks', 'page.html', 'page', 'marks', 'nope', 'nope.ejs', '../a/plain', './plain', '', 'plain.ejs/', 'PLAIN', 'sub/nope', { $views: 'a/plain.ejs' }, { $views: 'a/plain' }, { $views: 'b/sub' }];
export const viewLocals = [{}, { $u: 1 }, { title: 'T' }, { title: '<b>&"\'</b>' }, { title: 'own', list: [1, 2, 3] }, { list: ['a', '<b>', null], user: { id: 7, name: 'Tobi' } }, { user: { name: { first: 'A' } } }, { user: {} }, { title: '', body: '<p>body</p>' }, { html: '<i>x</i>', a: 1, b: true }, { cache: true, title: 'cached' }, { title: 'é☃', name: 'n' }, { a: null, b: { $u: 1 }, title: 0 }, { title: { $date: 0 } }, { settings: { env: 'mine' } }, { title: [1, [2, 3]], list: [] }, { filename: 'x' }];
export const appLocals = { site: ['Site', 'a & b'], title: ['of the app', 'App'], a: [1, 'app'], user: [{ id: 1, name: 'App user' }], name: ['app'] };

export const sessionKeys = ['views', 'user', 'cart', 'a'];
export const sessionValues = [1, 0, 'tobi', null, { $u: 1 }, { id: 7, name: 'é' }, ['a', 'b'], {}, true, { $date: 0 }, '', { a: { b: [1] } }];
export const sessionOptions = { resave: [true, false, false], saveUninitialized: [true, false, false], rolling: [true, false], unset: ['destroy', 'keep'], name: ['sid', 'connect.sid', '__Host-sid'], proxy: [true, false] };
export const sessionCookie = { maxAge: [60000, 3600000, 86400000.5, null], httpOnly: [true, false], secure: [true, false, 'auto', 'auto'], sameSite: [true, false, 'lax', 'strict', 'none', 'auto'], path: ['/', '/a', '/users'], domain: ['example.com', 'localhost'], priority: ['low', 'high'], partitioned: [true, false] };
export const sessionAttributes = { maxAge: [60000, 120000, null, 1e9], expires: [null, false], path: ['/', '/b'], domain: ['example.com'], httpOnly: [true, false], secure: [true, false], sameSite: ['lax', 'none', true, false] };

export const modules = {
  cors: { origin: ['*', 'http://a.com', true, false, ['http://a.com', 'http://b.com'], [], ['*'], ''], methods: ['GET,PUT', ['GET', 'POST'], '', []], allowedHeaders: ['X-A,X-B', ['X-A', 'X-B'], '', []], exposedHeaders: ['X-A', ['X-A', 'X-B'], '', []], credentials: [true, false], maxAge: [600, 0, '5'], preflightContinue: [true, false], optionsSuccessStatus: [200, 204, 404] },
  compression: { threshold: [0, '1kb', 10, 100000, false], level: [1, 9, -1], enforceEncoding: ['gzip', 'br', 'identity', '*'] },
  'cookie-session': { name: ['session', 'sid', 'a'], maxAge: [60000, 3600000], secure: [true, false], httpOnly: [true, false], sameSite: ['lax', 'none', true, false], signed: [true, false], overwrite: [true, false], path: ['/', '/a'], domain: ['example.com'] },
  'method-override': { getter: ['X-HTTP-Method-Override', 'X-Method', '_method', 'a'], methods: [['POST'], ['POST', 'GET'], null] },
  helmet: {},
};

// ---- fields of requests --------------------------------------------------------------------------------------------------

export const requestFields = {
  Accept: ['*/*', 'text/html', 'application/json', 'text/plain', 'text/*', 'text/*;q=0.5, application/json', 'application/json;q=0', 'text/html;q=0.8, text/plain', '*/*;q=0.1, text/html', 'text/html;level=1', 'text/html;level=1;q=0.3, text/html;q=0.7', '', 'foo', 'text/', '/html', 'text/html;q=x', 'text/html;q=2', 'text/html;q=-1', 'application/*+json', 'image/png, */*;q=0', 'TEXT/HTML', 'text/html ; q=0.5 , text/plain', ',,text/html,', 'text/html;q="0.5"', 'text/plain;charset=utf-8', 'text/html;a="b,c", text/plain', 'application/vnd.x+json', 'text/html;q=0.001, text/plain;q=0.0001', '*', '*;q=0.5'],
  'Accept-Charset': ['utf-8', 'iso-8859-1, utf-8;q=0.5', '*', 'utf-8;q=0', '*;q=0', '', 'UTF-8', 'utf-8, *;q=0.1', 'x'],
  'Accept-Encoding': ['gzip', 'gzip, deflate, br', 'identity', '*', 'gzip;q=0', '*;q=0', 'identity;q=0', '', 'gzip;q=0.5, br;q=0.5', 'GZIP', 'br, gzip;q=0.8, *;q=0.1', 'identity;q=0, *;q=0', 'gzip;q=1.0, identity; q=0.5, *;q=0', 'x'],
  'Accept-Language': ['en', 'en-US, en;q=0.5', 'fr, de', '*', 'en;q=0', '', 'EN-us', 'en-US-x', 'de-AT, de;q=0.9, *;q=0.1', 'en-*', 'x-y-z', 'en;q=0.8, es, pt;q=0.9'],
  Range: ['bytes=0-4', 'bytes=0-0', 'bytes=-5', 'bytes=5-', 'bytes=0-', 'bytes=0-999999', 'bytes=999999-', 'bytes=0-1,3-4', 'bytes=0-1,1-2', 'bytes=4-2', 'bytes=', 'bytes=x', 'bytes=-', 'bytes=-0', 'chars=0-4', 'bytes 0-4', 'BYTES=0-4', 'bytes= 0-4', 'bytes=0-4 ', 'bytes=0 - 4', 'bytes=1-2,', 'bytes=,1-2', 'bytes=--1', 'bytes=0-4,x', 'bytes=1.5-3', 'bytes=0x1-3', 'bytes=+1-3', 'bytes=0-1,5-6,8-9', 'bytes=0-0,-1', 'bytes=0-18446744073709551616', '=0-1', '', 'bytes=a-b,0-1', 'bytes=9-1,0-1', 'bytes=0-5,2-3', 'items=0-1,3-4', 'bytes=1e1-', 'bytes=-1e1'],
  'If-None-Match': ['*', '"abc"', 'W/"abc"', '"x", "abc"', 'abc', '', 'W/"x", W/"abc"', '"abc" ', '{{etag}}', 'W/{{etag}}', '"x", {{etag}}', 'w/"abc"', '"abc","x"', ',"abc"', '"a,b"', ' *', '*, "x"', '{{etag}} , "y"'],
  'If-Match': ['*', '"abc"', 'W/"abc"', '{{etag}}', '"x", {{etag}}', '', 'abc', '"x"', 'W/{{etag}}'],
  'If-Modified-Since': ['Tue, 01 Sep 2026 10:00:00 GMT', 'Tue, 01 Sep 2026 09:59:59 GMT', 'Wed, 02 Sep 2026 10:00:00 GMT', 'x', '', '2026-09-01T10:00:00Z', 'Tue, 01 Sep 2026 10:00:00 +0000', 'Tuesday, 01-Sep-26 10:00:00 GMT', 'Tue Sep  1 10:00:00 2026', '0', '{{modified}}', 'Thu, 01 Jan 1970 00:00:00 GMT', '2026', 'Tue, 01 Sep 2026 12:00:00 +0200'],
  'If-Unmodified-Since': ['Tue, 01 Sep 2026 10:00:00 GMT', 'Tue, 01 Sep 2026 09:59:59 GMT', 'Wed, 02 Sep 2026 10:00:00 GMT', 'x', '', '{{modified}}'],
  'If-Range': ['"abc"', '{{etag}}', 'W/"abc"', 'Tue, 01 Sep 2026 10:00:00 GMT', 'Mon, 31 Aug 2026 10:00:00 GMT', 'x', '', '{{modified}}', '"x", {{etag}}', '*'],
  'Cache-Control': ['no-cache', 'max-age=0', 'no-store', 'NO-CACHE', 'a, no-cache', 'no-cache=x', 'xno-cache', 'max-age=0, no-cache', ' no-cache '],
  'X-Forwarded-For': ['10.0.0.1', '10.0.0.1, 10.0.0.2', '1.2.3.4, 10.0.0.1', 'x', '', '::1', 'unknown, 10.0.0.1', ' 10.0.0.1 , 10.0.0.2 ', ',10.0.0.1,', '::ffff:10.0.0.1', '10.0.0.1:80', 'fe80::1, 1.1.1.1'],
  'X-Forwarded-Proto': ['https', 'http', 'https, http', '', 'HTTPS', ' https , http', ',https', 'x'],
  'X-Forwarded-Host': ['a.example.com', 'a.example.com:8080', 'a.com, b.com', '', '[::1]:80', ' x ', ',a.com', 'é.com'],
  Host: ['example.com', 'tobi.ferrets.example.com', 'a.b.c.d.example.com:8080', 'localhost:3000', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:80', '', ':80', 'EXAMPLE.com', 'example.com.', 'a..b.com', 'x:y:z', '[::1', 'com', '10.0.0.1.'],
  Cookie: ['{{cookies}}', '{{cookies}}', '{{cookies}}', '{{cookies}}', '{{cookies}}', 'a=1; {{cookies}}', 'a=1', 'a=1; b=2', 'a=1; a=2', 'a="1"', 'a=%20', 'a=%zz', 'a', '=x', 'a=', '; a=1 ;', 'a=1,b=2', 'a=j:{"x":1}', 'a=j%3A%7B%22x%22%3A1%7D', 'a=j:x', 'a=s:x.y', 'a=s%3Ahi.HnxjVpkBkxiP3TXFOVIJOoT0BBhEIJCvHMbZbh1yV%2Bw', '__proto__=1; constructor=2', 'a=b=c', 'a = 1', 'é=\xe9', 'a=1;b=2', 'toString=1', 'a="x', 'a=j:[1,2]; b=j:5', 'a=%C3%A9', '', 'x y=1', 'sid=abc; SID=def', 'a=s:', 'a=j:', 'a=j:null', 'a=j:"x"'],
  'X-Requested-With': ['XMLHttpRequest', 'xmlhttprequest', 'x', '', 'XMLHttpRequest, x'],
  Referer: ['http://example.com/a', '/x', '', 'x'],
  Referrer: ['/r'],
  'Content-Type': ['application/json', 'application/json; charset=utf-8', 'application/json;charset=latin1', 'application/x-www-form-urlencoded', 'text/plain', 'text/plain; charset=iso-8859-1', 'text/html', 'application/octet-stream', '', 'x', 'application/vnd.api+json', 'APPLICATION/JSON', 'application/json ; charset="utf-8"', 'text/plain; charset=x', 'application/json; charset=utf-7', 'multipart/form-data; boundary=x', 'application/json, text/plain', 'text/plain; charset', ';', 'application/', 'image/png'],
  'X-A': ['1', 'é', '', 'a, b', 'a\tb', '"x"'],
  'X-Parse': ['yes', 'no'],
  Origin: ['http://a.com', 'http://b.com', 'null', '', 'http://A.com', 'http://c.com'],
  'Access-Control-Request-Method': ['PUT', 'GET', '', 'x'],
  'Access-Control-Request-Headers': ['X-A', 'x-a, x-b', '', 'Authorization'],
  'X-HTTP-Method-Override': ['PUT', 'DELETE', 'put', 'BREW', '', 'PUT, DELETE', 'GET', 'HEAD'],
  'X-Method': ['PATCH'],
  'User-Agent': ['x'],
  Date: ['Tue, 01 Sep 2026 10:00:00 GMT'],
  'Content-Length': ['0'],
  Expect: ['100-continue'],
  'Last-Modified': ['Tue, 01 Sep 2026 10:00:00 GMT'],
};

export const reads = [['path'], ['url'], ['originalUrl'], ['baseUrl'], ['method'], ['params'], ['query'], ['hostname'], ['host'], ['ip'], ['ips'], ['protocol'], ['secure'], ['subdomains'], ['xhr'], ['fresh'], ['stale'], ['body'], ['cookies'], ['signedCookies'], ['secret'], ['routePath'], ['mountpath'], ['appPath'], ['headers'], ['rawHeaders'], ['httpVersion'], ['headersDistinct'], ['locals']];

export const bodies = {
  json: ['{}', '[]', '{"a":1}', '{"a":{"b":[1,2,{"c":null}]}}', '', ' ', ' {"a":1} ', '5', 'null', '"x"', 'true', '{', '{"a"', "{'a':1}", '{"a":1,}', '{"a":1}x', '[1,2', '{"__proto__":{"x":1}}', '{"a":"\xc3\xa9"}', '{"a":"\xe9"}', '\xef\xbb\xbf{"a":1}', '{"a":1,"a":2}', '{"1":1,"0":2,"b":3}', '{"a":1e400}', '{"a":1e21,"b":-0,"c":1.50}', '{"a":"\\ud800"}', '{"a":"\\u00e9\\n"}', '\t\r\n[1]', '[01]', '{"a":NaN}', '{"a":"forbidden"}', '{"a":"teapot"}', '{"drop":1,"n":2}', 'nul', '[1,,2]', '{"a":\n1}', '\x00', '{"constructor":1,"toString":2}', '{"a":"\x01"}', '\x0b{}', '#', '"', '{"":1}', '-', '[-]', '[1.]', 'undefined', 'x{"a":1}', '\xc2\xa0{"a":1}'],
  form: ['', 'a=1', 'a=1&b=2', 'a[b]=1&a[c]=2', 'a[]=1&a[]=2', 'a=%C3%A9', 'a=\xc3\xa9', 'a=%E9', 'a=\xe9', 'utf8=%E2%9C%93&a=%C3%A9', 'utf8=%26%2310003%3B&a=%E9', 'a=&b', '&&', 'a=1&a=2', 'a[b][c][d][e]=1', '__proto__[x]=1', 'a=%26%239786%3B', 'a=+%2B', 'a%5B%5D=1', 'a=1&b=2&c=3&d=4&e=5&f=6', 'a[0]=x&a[30]=y', 'a[b]=1&a=2', 'a=forbidden', 'a=teapot', '[]=x', 'a.b=c', 'a=1;b=2', 'a[][x]=1', 'a=%', '%=a', 'a[__proto__][x]=1', 'toString=1', 'a[2]=c&a[0]=a', 'a[a]=1&a[0]=2', 'a,b=1'],
  text: ['', 'hello', 'caf\xc3\xa9', 'caf\xe9', 'forbidden', 'teapot', '\x00\xff\xfe', 'x\r\ny', '\xef\xbb\xbfbom', 'x\xf0\x9f\x98\x80', 'h\x00i\x00', '\xff\xfeh\x00i\x00', '+AGg-'],
};
export const bodyTypes = {
  json: ['application/json', 'application/json', 'application/json; charset=utf-8', 'application/json; charset=UTF-16', 'application/json; charset=iso-8859-1', 'application/vnd.api+json', 'text/plain', 'APPLICATION/json'],
  form: ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8', 'application/x-www-form-urlencoded; charset=iso-8859-1', 'application/x-www-form-urlencoded; charset=x', 'application/json'],
  text: ['text/plain', 'text/plain; charset=utf-8', 'text/plain; charset=iso-8859-1', 'text/plain; charset=utf-16le', 'text/plain; charset=x', 'text/plain; charset=utf-16', 'text/plain; charset=windows-1252', 'text/plain; charset=us-ascii', 'text/plain; charset=koi8-r', 'text/plain; charset=shift_jis', 'text/plain; charset=utf-7', 'text/html', 'application/octet-stream', ''],
};
