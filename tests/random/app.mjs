#!/usr/bin/env node
// Runs applications that are described by JSON on the real Express. README.md has the language; app.cpp is its port.
//   PORT=N VIEWS=FOLDER node app.mjs        in the folder of the conformance oracle, with whose packages it works
// POST /apps builds an application and gives its port, DELETE /apps/PORT ends it; GET /uncaught counts what would have ended Node.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(path.join(process.cwd(), 'app.mjs'));
const express = require('express');
const cookieParser = require('cookie-parser');
const createError = require('http-errors');
const ejs = require('ejs');
const session = require('express-session');

// What a page of the development environment shows of an error is its first line, as Crema does (docs/differences.md).
Error.stackTraceLimit = 0;
let uncaught = 0;
process.on('uncaughtException', () => { uncaught++; });
process.on('unhandledRejection', () => { uncaught++; });
console.error = () => {};
console.warn = () => {};

// ---- functions in options ----------------------------------------------------------------------------------------------

const functions = {
  etagLength: (body) => `"${body.length}"`,
  etagEncoding: (body, encoding) => `W/"${encoding}-${body.length}"`,
  etagNone: () => undefined,
  queryRaw: (text) => ({ raw: String(text) }),
  queryText: (text) => String(text),
  trustFirst: (address, hop) => hop < 1,
  trustTen: (address) => address.startsWith('10.') || address.startsWith('127.'),
  replaceNumbers: (key, value) => (typeof value === 'number' ? value + 1 : value),
  dropPrivate: (key, value) => (key.startsWith('_') ? undefined : value),
  upper: (text) => text.toUpperCase(),
  plain: (text) => text,
};

function verify(req, res, bytes, encoding) {
  res.set('X-Verified', `${bytes.length} ${encoding}`);
  if (bytes.includes('forbidden')) throw new Error('verify refuses');
  if (bytes.includes('teapot')) throw createError(418, 'a teapot');
}

function reviver(key, value) {
  if (key === 'drop') return undefined;
  return typeof value === 'number' ? value + 1 : value;
}

const wantsParsing = (req) => req.get('X-Parse') === 'yes';

// Ids of sessions that are the same on both sides: made of the request's own.
function genid(req) {
  req.ids = (req.ids || 0) + 1;
  return `${req.get('X-Id') || 'nobody'}-${req.ids}`;
}

function options(described, replaced = {}) {
  const made = {};
  for (const [key, value] of Object.entries(described)) made[key] = key in replaced ? replaced[key] : value?.$fn === 'wantsParsing' ? wantsParsing : evaluate(value);
  return made;
}

// ---- expressions -------------------------------------------------------------------------------------------------------

const classes = { Error, TypeError, RangeError, SyntaxError };

function makeError(described, c) {
  const props = evaluate(described.props, c);
  if (described.type === 'HttpError') return createError(described.status, described.message, props);
  return Object.assign(new classes[described.type](described.message), props);
}

const TOLD = ['name', 'message', 'status', 'statusCode', 'code', 'type', 'expose', 'limit', 'length', 'expected', 'received', 'charset', 'encoding', 'body', 'param', 'headers'];

function told(err) {
  if (err == null) return {}; // of a callback
  if (typeof err !== 'object' || err === null) return { thrown: err };
  const shown = {};
  for (const key of TOLD) if (err[key] !== undefined) shown[key] = err[key];
  return shown;
}

// A session as JSON has it; when its cookie ends shows in Set-Cookie.
function sessionOf(req) {
  if (!req.session) return req.session;
  const shown = JSON.parse(JSON.stringify(req.session));
  if (shown.cookie?.expires) shown.cookie.expires = 'a date';
  return shown;
}

// What a connection has told so far, over its requests.
function journal({ req }) {
  const all = req.app.get('journal');
  return (all[req.get('X-Conn') || 'nobody'] ||= []);
}

const computed = {
  session: ({ req }) => sessionOf(req),
  locals: ({ req }) => Object.keys(req.app.locals),
  routePath: ({ req }) => (req.route?.path instanceof RegExp ? 'a regular expression' : req.route?.path),
  mountpath: ({ req }) => req.app.mountpath,
  appPath: ({ req }) => req.app.path(),
  setting: ({ req }, name) => req.app.get(name),
  range: ({ req }, ...args) => {
    const ranges = req.range(...args);
    return Array.isArray(ranges) ? { type: ranges.type, list: [...ranges] } : ranges;
  },
  body: ({ req }) => (Buffer.isBuffer(req.body) ? `buffer ${req.body.toString('latin1')}` : req.body),
};
const METHODS = new Set(['get', 'accepts', 'acceptsCharsets', 'acceptsEncodings', 'acceptsLanguages', 'is', 'hasHeader', 'getHeaders', 'getHeaderNames', 'getRawHeaderNames']);

function read(object, [name, ...args]) {
  return METHODS.has(name) ? object[name](...args) : object[name];
}

const special = {
  $u: () => undefined,
  $num: (v) => Number(v),
  $buf: (v) => Buffer.from(v, 'latin1'),
  $date: (v) => new Date(v),
  $rep: ([text, n]) => text.repeat(n),
  $fn: (name) => functions[name],
  $views: (folder) => path.join(process.env.VIEWS, folder),
  $given: (v, c) => c.given,
  $journal: (v, c) => [...journal(c)],
  $regex: ([source, flags]) => new RegExp(source, flags),
  $error: makeError,
  $req: (v, c) => {
    const [name, ...args] = evaluate(v, c);
    return name in computed ? computed[name](c, ...args) : read(c.req, [name, ...args]);
  },
  $res: (v, c) => read(c.res, evaluate(v, c)),
  $err: (v, c) => (v === '' ? c.err : told(c.err)),
  $param: (v, c) => (v === 'name' ? c.name : c.value),
  $try: (v, c) => {
    try {
      return evaluate(v, c);
    } catch (err) {
      return `threw ${err.name}: ${err.message}`;
    }
  },
};

function evaluate(expression, c) {
  if (Array.isArray(expression)) return expression.map((one) => evaluate(one, c));
  if (typeof expression !== 'object' || expression === null) return expression;
  const entries = Object.entries(expression);
  if (entries.length === 1 && entries[0][0].startsWith('$')) return special[entries[0][0]](entries[0][1], c);
  const made = {};
  for (const [key, value] of entries) made[key] = evaluate(value, c);
  return made;
}

// ---- steps -------------------------------------------------------------------------------------------------------------

const continued = (steps, c) => (err, given) => runSteps(steps, { ...c, err, given });

function later(op, args, c) {
  const { req, res } = c;
  const then = (steps) => (steps ? [continued(steps, c)] : []);
  const inject = (steps) => () => runSteps(steps, c);
  switch (op) {
    case 'sendFile': return res.sendFile(evaluate(args[0], c), options(args[1]), ...then(args[2]));
    case 'download': return res.download(evaluate(args[0], c), evaluate(args[1], c), options(args[2]), ...then(args[3]));
    case 'render': return res.render(evaluate(args[0], c), evaluate(args[1], c), ...then(args[2]));
    case 'appRender': return req.app.render(evaluate(args[0], c), evaluate(args[1], c), continued(args[2], c));
    case 'later': return setTimeout(inject(args[1]), args[0]);
    case 'on': return res.on(args[0], inject(args[1]));
    case 'collect': return collect(c, args[0]);
    case 'regenerate': return req.session.regenerate(continued(args[0], c));
    case 'reload': return req.session.reload(continued(args[0], c));
    case 'save': return req.session.save(...then(args[0]));
    default: return req.session.destroy(...then(args[0]));
  }
}

function collect(c, steps) {
  if (c.req.readableEnded) return runSteps(steps, { ...c, given: 'read before' }); // there is no second end to wait for
  let text = '';
  c.req.on('data', (chunk) => { text += chunk.toString('latin1'); });
  c.req.on('end', () => runSteps(steps, { ...c, given: text }));
}

const LATER = new Set(['sendFile', 'download', 'render', 'appRender', 'later', 'on', 'collect', 'regenerate', 'reload', 'save', 'destroy']);

const own = {
  statusCode: ({ res }, v) => { res.statusCode = v; },
  statusMessage: ({ res }, v) => { res.statusMessage = v; },
  setAll: ({ res }, v) => res.set(v),
  reqSet: ({ req }, key, v) => { req[key] = v; },
  local: ({ res }, key, v) => { res.locals[key] = v; },
  journal: (c, v) => { journal(c).push(v); },
  echo: ({ req, res }) => (req.readableEnded ? res.end('read before') : req.pipe(res)),
  sessionSet: ({ req }, key, v) => { req.session[key] = v; },
  sessionCount: ({ req }, key) => { req.session[key] = (req.session[key] || 0) + 1; },
  sessionDelete: ({ req }, key) => { delete req.session[key]; },
  sessionCookie: ({ req }, name, v) => { req.session.cookie[name] = v; },
  sessionTouch: ({ req }) => { req.session.touch(); },
  sessionDrop: ({ req }, v) => { req.session = v; },
  note: ({ res }, v) => { (res.locals.notes ||= []).push(v); },
  next: (c, ...args) => c.next(...args),
  throw: (c, v) => { throw v; },
};

const STEPS = new Set([...Object.keys(own), 'status', 'set', 'setHeader', 'appendHeader', 'removeHeader', 'append', 'vary', 'links', 'type', 'location', 'attachment', 'cookie', 'clearCookie', 'redirect', 'send', 'json', 'jsonp', 'sendStatus', 'write', 'end', 'writeHead', 'flushHeaders']);

function runStep(step, c) {
  const [op, ...args] = step;
  if (op === 'format') {
    const choices = {};
    for (const [type, steps] of args[0]) choices[type] = (req, res, next) => runSteps(steps, { req, res, next });
    return c.res.format(choices);
  }
  if (op === 'if') return runSteps(evaluate(args[0], c) ? args[1] : args[2], c);
  if (LATER.has(op)) return later(op, args, c);
  if (!STEPS.has(op)) return undefined;
  const values = evaluate(args, c);
  return op in own ? own[op](c, ...values) : c.res[op](...values);
}

function runSteps(steps, c) {
  for (const step of steps || []) runStep(step, c);
}

async function runAsync(steps, c) {
  for (const step of steps || []) {
    if (step[0] === 'wait') await new Promise((resolve) => { setTimeout(resolve, step[1]); });
    else runStep(step, c);
  }
}

// ---- handlers ----------------------------------------------------------------------------------------------------------

function handler(h) {
  if (h.parser) return express[h.parser](options(h.options, { verify, reviver }));
  if (h.cookies) return cookieParser(h.secrets);
  if (h.npm === 'method-override') return require('method-override')(h.options.getter, 'methods' in h.options ? { methods: h.options.methods } : undefined);
  if (h.npm) return require(h.npm)(evaluate(h.options));
  if (h.session) return session({ ...evaluate(h.session), genid });
  if (h.static) return express.static(h.static, options(h.options, { setHeaders: (res, file, stat) => res.set('X-File', `${path.basename(file)} ${stat.size}`) }));
  if (h.kind === 'error') {
    if (h.async) return async (err, req, res, next) => runAsync(h.steps, { err, req, res, next });
    return (err, req, res, next) => { runSteps(h.steps, { err, req, res, next }); };
  }
  if (h.async) return async (req, res, next) => runAsync(h.steps, { req, res, next });
  return (req, res, next) => { runSteps(h.steps, { req, res, next }); };
}

function paramHandler(h) {
  if (h.async) return async (req, res, next, value, name) => runAsync(h.steps, { req, res, next, value, name });
  return (req, res, next, value, name) => { runSteps(h.steps, { req, res, next, value, name }); };
}

// ---- views -------------------------------------------------------------------------------------------------------------

const engines = {
  ejs: ejs.renderFile,
  marks(file, locals, callback) {
    fs.readFile(file, 'utf8', (err, text) => {
      if (err) return callback(err);
      if (text.startsWith('broken')) return callback(new Error('a broken template'));
      callback(null, text.replace(/#(\w+)#/g, (all, name) => String(locals[name])));
    });
  },
};

// ---- routers and apps --------------------------------------------------------------------------------------------------

function addLayer(to, layer) {
  const all = (layer.handlers || []).map(handler);
  const at = 'path' in layer ? [evaluate(layer.path)] : [];
  if (layer.kind === 'use') {
    to.use(...at, ...all);
  } else if (layer.kind === 'method') {
    to[layer.method](...at, ...all);
  } else if (layer.kind === 'route') {
    const route = to.route(...at);
    for (const one of layer.on) route[one.method](...one.handlers.map(handler));
  } else if (layer.kind === 'param') {
    to.param(layer.name, paramHandler(layer.handler));
  } else if (layer.kind === 'router') {
    const router = express.Router(layer.options);
    for (const inner of layer.layers) addLayer(router, inner);
    for (const where of [at, ...(layer.also || []).map((path) => [path])]) to.use(...where, router);
  } else {
    const app = buildApp(layer);
    for (const where of [at, ...(layer.also || []).map((path) => [path])]) to.use(...where, app);
  }
}

function buildApp(described) {
  const app = express();
  for (const [name, value] of described.settings) app.set(name, evaluate(value));
  for (const [extension, name] of described.engines || []) app.engine(extension, engines[name]);
  Object.assign(app.locals, evaluate(described.locals));
  for (const layer of described.layers) addLayer(app, layer);
  return app;
}

const running = new Map();
const control = express();
control.use(express.json({ limit: '10mb' }));
control.post('/apps', (req, res) => {
  try {
    const server = http.createServer(buildApp(req.body).set('journal', {})).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      running.set(String(port), server);
      res.json({ port });
    });
  } catch (err) {
    res.json({ error: err.message });
  }
});
control.delete('/apps/:port', (req, res) => {
  const server = running.get(req.params.port);
  server.close();
  server.closeAllConnections();
  running.delete(req.params.port);
  res.end();
});
control.get('/uncaught', (req, res) => res.json(uncaught));
control.listen(process.env.PORT, '127.0.0.1');
