// Logins by npm's passport, with the options that each request names. passport_lab.cpp is its port.
const express = require('express');
const session = require('express-session');
const flash = require('connect-flash');
const passport = require('passport');
const LocalStrategy = require('passport-local').Strategy;
const { ensureLoggedIn, ensureLoggedOut } = require('connect-ensure-login');
const { RedisStore } = require('connect-redis');
const { createClient } = require('redis');

const users = [{ id: 0, name: 'ann', password: 'cat' }, { id: 1, name: 'bob', password: 'dog' }, { id: 7, name: 'ghost', password: 'boo' }, { id: 8, name: 'broken', password: 'x' }, { id: 9, name: 'keyless', password: 'x' }];
const options = JSON.parse(process.env.OPTIONS || '{}');

function verify(username, password, done) {
  if (username === 'fall') throw new Error('verify fell');
  if (username === 'error') return done(new Error('no database'));
  const user = users.find((one) => one.name === username);
  if (!user) return done(null, false);
  if (user.password !== password) return done(null, false, { message: 'Wrong password.', type: password === 'kind' ? 'warning' : undefined });
  done(null, user, username === 'bob' ? { message: 'Welcome.', type: 'greeting' } : undefined);
}

// Does what the request's header X-Key says.
class KeyStrategy extends passport.Strategy {
  constructor(name, realm) {
    super();
    this.name = name;
    this.realm = realm;
  }
  authenticate(req, options) {
    const key = req.get('X-Key');
    if (key === 'pass') return this.pass();
    if (key === 'throw') throw new Error('the strategy fell');
    if (key === 'error') return this.error(new Error('broken'));
    if (key === 'redirect') return this.redirect('/elsewhere');
    if (key === 'see-other') return this.redirect('/elsewhere?a=1', 303);
    if (key === 'number') return this.fail(403);
    if (key === 'object') return this.fail({ message: 'No key.', type: 'key' }, 402);
    if (key === 'late') return void setTimeout(() => this.success(users[1], { message: 'Late.' }), 1);
    if (key === this.name) return this.success(users[0], 'By key.');
    this.fail(`Key realm="${this.realm}"`, key === 'status' ? 418 : undefined);
  }
}

passport.use(new LocalStrategy(verify));
passport.use('nested', new LocalStrategy({ usernameField: 'user[name]', passwordField: 'user[secret]', passReqToCallback: true }, (req, username, password, done) => {
  setTimeout(() => verify(username, password, (err, user, info) => (err ? done(err) : done(null, user, info && { ...info, path: req.path }))), 1);
}));
passport.use(new KeyStrategy('key', 'site'));
passport.use('second', new KeyStrategy('second', 'other site'));
passport.serializeUser((req, user, done) => (user.name === 'keyless' ? done(null, undefined) : req.query.pass ? done('pass') : done(null, user.id)));
passport.serializeUser((user, done) => done(null, user.name === 'keyless' ? undefined : { id: user.id }));
passport.deserializeUser((id, done) => (typeof id === 'object' ? done('pass') : id === 8 ? done(new Error('no such table')) : done(null, id !== 7 && users.find((user) => user.id === id))));
passport.deserializeUser((req, kept, done) => done(null, users.find((user) => user.id === kept.id)));
passport.transformAuthInfo((info) => (info.message === 'Late.' ? { message: 'Better late.' } : undefined));

function lab(client) {
  const app = express();
  app.use(session({ store: new RedisStore({ client }), secret: 'my-secret', resave: false, saveUninitialized: false, cookie: { maxAge: 300000 } }));
  app.use(flash(), express.urlencoded(), express.json());
  app.use(passport.initialize(options), passport.session());
  const who = (req) => ({ user: req.user, own: options.userProperty && req[options.userProperty], account: req.account, guest: req.guest, info: req.authInfo, in: req.isAuthenticated(), out: req.isUnauthenticated() });

  app.post('/auth', (req, res, next) => {
    const asked = JSON.parse(req.get('X-Options'));
    const told = (err, user, info, status) => res.json({ err: err && err.message, user, info, status });
    const handler = asked.authorize ? passport.authorize(asked.strategies, asked.options) : asked.callback ? passport.authenticate(asked.strategies, asked.options, told) : passport.authenticate(asked.strategies, asked.options);
    handler(req, res, next);
  }, (req, res) => res.json(who(req)));
  app.post('/login/:n', (req, res, next) => {
    req.login(users[req.params.n], JSON.parse(req.get('X-Options')), (err) => (err ? next(err) : res.json(who(req))));
  });
  app.post('/logout', (req, res, next) => {
    req.logout(JSON.parse(req.get('X-Options')), (err) => (err ? next(err) : res.json(who(req))));
  });
  app.get('/me', (req, res) => res.json({ ...who(req), kept: req.session.passport, messages: req.session.messages, returnTo: req.session.returnTo, seen: req.session.seen }));
  app.get('/flash', (req, res) => res.json(req.flash()));
  app.post('/seen/:what', (req, res) => {
    req.session.seen = req.params.what;
    res.send('seen');
  });
  app.get('/page', ensureLoggedIn(), (req, res) => res.send('page'));
  app.get('/page/:n', ensureLoggedIn({ redirectTo: '/door?from=page', setReturnTo: false }), (req, res) => res.send('page'));
  app.get('/door', ensureLoggedOut('/page'), (req, res) => res.send('door'));
  app.use((err, req, res, next) => res.status(err.status || 500).json({ name: err.name, message: err.message, status: err.status }));
  return app;
}

async function start() {
  const client = createClient({ url: process.env.REDIS_URL });
  client.on('error', (err) => console.error(err.message));
  await client.connect();
  lab(client).listen({ port: process.env.PORT, host: '127.0.0.1' }, () => { console.log('up'); });
}

start();
