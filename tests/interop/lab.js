// Does with a session what each request asks for, beside the routes of examples/redis-sessions. lab.cpp is its port.
const express = require('express');
const session = require('express-session');
const { RedisStore } = require('connect-redis');
const { createClient, createCluster } = require('redis');

const url = process.env.REDIS_URL;
const given = JSON.parse(process.env.OPTIONS || '{}');

// One step on the session: [what, key, value].
function step(req, [what, key, value]) {
  if (what === 'set') req.session[key] = value;
  if (what === 'delete') delete req.session[key];
  if (what === 'push') req.session[key].push(value);
  if (what === 'add') req.session[key] += value;
  if (what === 'inner') req.session[key].inner = value;
  if (what === 'maxAge') req.session.cookie.maxAge = key;
  if (what === 'touch') req.session.touch();
  if (what === 'null') req.session = null;
}

function show(req, res, err) {
  const data = req.session ? JSON.parse(JSON.stringify(req.session)) : null;
  if (data) delete data.cookie;
  res.json({ session: data, age: req.session ? req.session.cookie.originalMaxAge : null, error: err ? err.message : null });
}

function lab(client) {
  const app = express();
  app.use(session({
    store: new RedisStore({ client, ttl: given.ttl, disableTTL: given.disableTTL, disableTouch: given.disableTouch }),
    secret: given.secret || 'my-secret',
    resave: given.resave || false,
    saveUninitialized: given.saveUninitialized || false,
    cookie: { maxAge: given.maxAge },
    rolling: given.rolling || false,
    unset: given.unset || 'keep',
  }));
  app.use((req, res, next) => {
    res.set('X-Process', String(process.pid));
    next();
  });
  app.use(express.urlencoded());
  app.use(express.json({ limit: '4mb' }));

  // { before: [step…], call: 'regenerate', after: [step…] }
  app.post('/do', (req, res) => {
    const { before, call, after } = req.body;
    before.forEach((one) => step(req, one));
    if (!call) return show(req, res);
    req.session[call]((err) => {
      if (!err) after.forEach((one) => step(req, one));
      show(req, res, err);
    });
  });
  app.get('/show', (req, res) => show(req, res));
  app.get('/quiet', (req, res) => res.send('quiet'));

  app.get('/store/:what', (req, res, next) => {
    req.sessionStore[req.params.what]((err, result) => (err ? next(err) : res.json(result === undefined ? null : result)));
  });

  app.get('/', (req, res) => {
    if (req.session.views) {
      req.session.views++;
      res.send(`Number of views: ${req.session.views}`);
    } else {
      req.session.views = 1;
      res.send('Welcome! This is your first visit.');
    }
  });
  app.post('/login', (req, res, next) => {
    req.session.regenerate((err) => {
      if (err) return next(err);
      req.session.user = req.body.user;
      res.json({ user: req.session.user });
    });
  });
  app.get('/me', (req, res) => {
    if (!req.session.user) return res.sendStatus(401);
    res.json({ user: req.session.user });
  });
  app.post('/logout', (req, res, next) => {
    req.session.destroy((err) => (err ? next(err) : res.send('bye')));
  });
  return app;
}

async function start() {
  const client = process.env.CLUSTER ? createCluster({ rootNodes: [{ url }] }) : createClient({ url });
  client.on('error', (err) => console.error(err.message));
  await client.connect();
  lab(client).listen({ port: process.env.PORT, host: '127.0.0.1', reusePort: process.env.REUSE_PORT === '1' }, () => { console.log('up'); });
}

start();
