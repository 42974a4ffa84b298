// A login with a hashed password, messages that survive a redirect, and a page for those who are logged in.
const crypto = require('crypto');
const express = require('express');
const path = require('path');
const session = require('express-session');

const app = module.exports = express();
const port = process.env.PORT || 3000;

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));

app.use(express.urlencoded());
app.use(session({
  secret: 'shhhh, very secret',
  resave: false, // don't save what has not changed
  saveUninitialized: false, // don't make a session before something is stored in it
}));

// Messages in the session are shown once.
app.use((req, res, next) => {
  const err = req.session.error;
  const msg = req.session.success;
  delete req.session.error;
  delete req.session.success;
  res.locals.message = '';
  if (err) res.locals.message = '<p class="msg error">' + err + '</p>';
  if (msg) res.locals.message = '<p class="msg success">' + msg + '</p>';
  next();
});

// In place of a database.
const users = [{ name: 'tj' }];

// What is kept of a password: a salt, and what it gives together with the salt ('foobar' is the password here).
users[0].salt = crypto.randomBytes(16);
users[0].hash = crypto.pbkdf2Sync('foobar', users[0].salt, 100000, 32, 'sha256');

function authenticate(name, pass, fn) {
  console.log('authenticating %s', name);
  const user = users.find((user) => user.name === name);
  if (!user) return fn(null, null);
  // The same of the password that came: with the right one it is what is kept.
  crypto.pbkdf2(pass, user.salt, 100000, 32, 'sha256', (err, hash) => {
    if (err) return fn(err);
    if (crypto.timingSafeEqual(hash, user.hash)) return fn(null, user);
    fn(null, null);
  });
}

function restrict(req, res, next) {
  if (req.session.user) {
    next();
  } else {
    req.session.error = 'Access denied!';
    res.redirect('/login');
  }
}

app.get('/', (req, res) => {
  res.redirect('/login');
});

app.get('/restricted', restrict, (req, res) => {
  res.send('Wahoo! restricted area, click to <a href="/logout">logout</a>');
});

app.get('/logout', (req, res) => {
  // The next request begins a new session.
  req.session.destroy(() => {
    res.redirect('/');
  });
});

app.get('/login', (req, res) => {
  res.render('login');
});

app.post('/login', (req, res, next) => {
  if (!req.body) return res.sendStatus(400);
  authenticate(String(req.body.username), String(req.body.password), (err, user) => {
    if (err) return next(err);
    if (user) {
      // A new session for the login: nobody can have fixed its id before.
      req.session.regenerate(() => {
        req.session.user = { name: user.name };
        req.session.success = 'Authenticated as ' + user.name
          + ' click to <a href="/logout">logout</a>. '
          + ' You may now access <a href="/restricted">/restricted</a>.';
        res.redirect(req.get('Referrer') || '/');
      });
    } else {
      req.session.error = 'Authentication failed, please check your '
        + ' username and password.'
        + ' (use "tj" and "foobar")';
      res.redirect('/login');
    }
  });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
