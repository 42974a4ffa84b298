// Middleware of npm with the options of each request's field X-Lab, before a handler that answers as X-Answer says, or tells what it was
// given. middleware_lab.cpp is its port.
import express from 'express';
import basicAuth from 'express-basic-auth';
import auth from 'basic-auth';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import cors from 'cors';
import errorhandler from 'errorhandler';
import favicon from 'serve-favicon';
import helmet from 'helmet';
import methodOverride from 'method-override';
import morgan from 'morgan';
import responseTime from 'response-time';
import serveIndex from 'serve-index';
import slowDown from 'express-slow-down';
import timeout from 'connect-timeout';
import vhost from 'vhost';

const folder = process.env.FOLDER;

// What JSON has no word for.
function revived(value) {
  if (Array.isArray(value)) return value.map(revived);
  return value && value.$regex !== undefined ? new RegExp(value.$regex, value.flags) : value;
}

function corsOptions(given) {
  const options = { ...given };
  if (given.origin && given.origin.says !== undefined) {
    const { says } = given.origin;
    options.origin = (origin, callback) => (says === 'error' ? callback(new Error(`not for ${origin}`)) : callback(null, revived(says)));
  } else if (given.origin !== undefined) {
    options.origin = revived(given.origin);
  }
  return options;
}

function helmetOptions({ csp, ...given }) {
  return csp === undefined ? given : { ...given, contentSecurityPolicy: typeof csp === 'object' ? cspOptions(csp) : csp };
}

function cspOptions(given) {
  if (!given.directives) return given;
  const directives = { ...given.directives };
  for (const [name, value] of Object.entries(directives)) {
    if (value === '$disable') directives[name] = helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc;
    else if (Array.isArray(value)) directives[name] = value.map((one) => (one && one.says !== undefined ? () => one.says : one));
  }
  return { ...given, directives };
}

const lines = [];
morgan.token('word', (req, res, argument) => `<${argument}>`);
morgan.token('nothing', () => undefined);
morgan.token('number', () => 7);
morgan.token('query', (req) => req.query.q);
morgan.format('own', ':method [:word[of mine]] :status');
const skips = { errors: (req, res) => res.statusCode >= 400, good: (req, res) => res.statusCode < 400, posts: (req) => req.method === 'POST' };
const layouts = {
  list: (tokens, req, res) => [tokens.method(req, res), tokens.url(req, res), tokens.status(req, res), tokens.res(req, res, 'content-length'), '-'].join(' '),
  json: (tokens, req, res) => JSON.stringify({ method: tokens.method(req, res), status: tokens.status(req, res), agent: tokens['user-agent'](req, res), word: tokens.word(req, res, 'x') }),
  nothing: () => undefined,
};

const makers = {
  none: () => (req, res, next) => next(),
  basicAuth: (given) => basicAuth(given),
  compression: ({ filter, ...given }) => compression(filter ? { ...given, filter: filter === 'all' ? () => true : filter === 'no' ? () => false : (req, res) => (req.headers['x-no'] ? false : compression.filter(req, res)) } : given),
  cookieParser: ({ secret }) => cookieParser(secret),
  cors: (given) => (given.each ? cors((req, callback) => callback(req.get('X-Fail') ? new Error('no options') : null, corsOptions(given.each))) : cors(corsOptions(given))),
  errorhandler: (given) => { const end = errorhandler({ log: false, ...given }); return [(req, res, next) => next(errorOf(JSON.parse(req.get('X-Error')))), end]; },
  favicon: ({ missing, ...given }) => favicon(missing ? `${folder}/nothing.ico` : `${folder}/icon.ico`, given),
  helmet: (given) => helmet(helmetOptions(given)),
  csp: (given) => helmet.contentSecurityPolicy(cspOptions(given)),
  methodOverride: ({ getter, methods, own }) => methodOverride(own ? (req, res) => req.get(own) : getter, methods === undefined ? undefined : { methods }),
  morgan: ({ layout, own, skip, immediate }) => morgan(own ? layouts[own] : layout, { immediate, skip: skip && skips[skip], stream: { write: (line) => lines.push(line) } }),
  responseTime: (given) => responseTime(given),
  serveIndex: ({ root, filter, ...given }) => serveIndex(root ? `${folder}/${root}` : folder, filter ? { ...given, filter: (name, index) => (filter === 'odd' ? index % 2 === 1 : !name.includes('a')) } : given),
  slowDown: ({ delay, ...given }) => slowDown({ ...given, validate: false, keyGenerator: (req) => req.get('x-client') || 'all', delayMs: delay === 'of' ? (used) => used * 3 : delay }),
  timeout: ({ time, respond }) => timeout(time, respond === undefined ? undefined : { respond }),
  vhost: ({ host }) => vhost(revived(host), (req, res) => res.json({ ...req.vhost, count: req.vhost.length })),
};

function errorOf(given) {
  if (given.text !== undefined) return given.text;
  const err = new Error(given.message);
  if (given.name) err.name = given.name;
  err.stack = String(err);
  return Object.assign(err, given.members);
}

const made = new Map();
function middleware(text) {
  if (!made.has(text)) {
    const { module, options } = JSON.parse(text);
    made.set(text, express.Router().use(makers[module](options)));
  }
  return made.get(text);
}

const app = express();
app.set('env', 'production');
app.get('/lines', (req, res) => res.json(lines.splice(0)));
app.use((req, res, next) => {
  for (const [name, value] of JSON.parse(req.get('X-Before') || '[]')) res.append(name, value);
  middleware(req.get('X-Lab') || '{"module":"none"}')(req, res, next);
});

// The body in pieces.
async function write(res, given) {
  if (given.head) res.writeHead(given.status || 200, given.head);
  for (const { text, times, flush, pause } of given.pieces) {
    res.write(text.repeat(times));
    if (flush && res.flush) res.flush();
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (given.last) res.end(given.last);
  else res.end();
}

app.use((req, res, next) => {
  const text = req.get('X-Answer');
  if (!text) return next();
  const given = JSON.parse(text);
  if (given.status) res.status(given.status);
  for (const [name, value] of given.headers || []) res.set(name, value);
  if (given.remove) res.removeHeader(given.remove);
  if (given.pieces) return write(res, given);
  if (given.json) return res.json(given.json);
  if (given.sendStatus) return res.sendStatus(given.sendStatus);
  if (given.redirect) return res.redirect(given.redirect);
  if (given.file) return res.sendFile(`${folder}/${given.file}`);
  if (given.error) throw Object.assign(new Error(given.error), { status: 503 });
  const body = given.text.repeat(given.times);
  if (given.way === 'end') res.end(body);
  else if (given.way === 'late') setTimeout(() => { if (!res.headersSent) res.send(req.timedout ? 'timed out' : body); }, given.ms);
  else res.send(given.way === 'buffer' ? Buffer.from(body) : body);
});

app.use((req, res) => {
  res.json({
    method: req.method, original: req.originalMethod, url: req.url, cookies: req.cookies, signed: req.signedCookies, secret: req.secret,
    auth: req.auth, basic: auth(req), slow: req.slowDown && { ...req.slowDown, resetTime: null }, timedout: req.timedout,
  });
});

app.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  res.status(err.status || 500).json({ name: err.name, message: err.message, code: err.code, timeout: err.timeout, before: Object.keys(res.getHeaders()).join() });
});

app.listen(process.env.PORT, '127.0.0.1', () => console.log('up'));
