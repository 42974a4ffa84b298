// Forms that are guarded by csurf and csrf-csrf, with the session and cookies of both programs, and limits that are counted in one Redis.
// guard_lab.cpp is its port.
const express = require('express');
const session = require('express-session');
const cookieParser = require('cookie-parser');
const cookieSession = require('cookie-session');
const csurf = require('csurf');
const { RedisStore } = require('connect-redis');
const { createClient } = require('redis');
const { doubleCsrf } = require('csrf-csrf');
const { rateLimit } = require('express-rate-limit');
const { RedisStore: RateLimitRedisStore } = require('rate-limit-redis');

// A guard, a route for its token, and one that it guards.
function guarded(guard, token) {
  const router = express.Router();
  router.use(guard);
  router.get('/token', (req, res) => res.send(token ? token(req, res) : req.csrfToken()));
  router.post('/act', (req, res) => res.send('done'));
  return router;
}

// A session that the browser keeps.
function carried() {
  const router = express.Router();
  router.use(cookieSession({ name: 'carried', keys: ['new', 'old'], maxAge: 300000, sameSite: 'lax' }), express.json());
  router.get('/show', (req, res) => res.json({ session: req.session, isNew: req.session.isNew, isPopulated: req.session.isPopulated }));
  router.post('/set', (req, res) => {
    for (const [key, value] of Object.entries(req.body)) req.session[key] = value;
    res.send(String(req.session.isChanged));
  });
  router.post('/forget', (req, res) => {
    req.session = null;
    res.send('forgotten');
  });
  return router;
}

function lab(client) {
  const app = express();
  app.use('/carried', carried());
  app.use(cookieParser('my-secret'));
  app.use(session({ store: new RedisStore({ client }), secret: 'my-secret', resave: false, saveUninitialized: false }));
  app.use(express.urlencoded());
  app.get('/hello', (req, res) => {
    req.session.user = 'ann';
    res.send('hello');
  });
  app.use('/session', guarded(csurf()));
  app.use('/cookie', guarded(csurf({ cookie: { key: '_plain', httpOnly: true } })));
  app.use('/signed', guarded(csurf({ cookie: { key: '_signed', signed: true }, saltLength: 12 })));
  const double = doubleCsrf({ getSecret: () => ['new', 'old'], getSessionIdentifier: (req) => req.session.id, cookieName: 'double', cookieOptions: { secure: false }, getCsrfTokenFromRequest: (req) => req.body._csrf });
  app.use('/double', guarded(double.doubleCsrfProtection, double.generateCsrfToken));

  const limit = (path, options) => {
    app.get(path, rateLimit({
      windowMs: 60000, limit: 4, keyGenerator: (req) => req.get('x-client') || 'everyone', validate: false,
      store: new RateLimitRedisStore({ sendCommand: (...words) => client.sendCommand(words), prefix: `rl:${path}:` }), ...options,
    }), (req, res) => res.status(req.query.fail ? 500 : 200).json({ used: req.rateLimit.used, left: req.rateLimit.remaining }));
  };
  limit('/limit', {});
  limit('/short', { windowMs: 400, limit: 1 });
  limit('/failures', { skipSuccessfulRequests: true });

  app.use((err, req, res, next) => res.status(err.status || 500).send(`${err.code}: ${err.message}`));
  return app;
}

async function start() {
  const client = createClient({ url: process.env.REDIS_URL });
  client.on('error', (err) => console.error(err.message));
  await client.connect();
  lab(client).listen({ port: process.env.PORT, host: '127.0.0.1' }, () => { console.log('up'); });
}

start();
