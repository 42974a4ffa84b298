// Registration, login and logout: a form, bcrypt, and a session that knows who it is.
const bcrypt = require('bcrypt');
const express = require('express');
const path = require('path');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// In place of a database.
const users = [];

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));

app.use(express.urlencoded({ extended: false }));
app.use(session({
  secret: process.env.SESSION_SECRET || 'keyboard cat',
  resave: false,
  saveUninitialized: false,
  name: 'sid',
  cookie: { maxAge: 1000 * 60 * 60, httpOnly: true, sameSite: 'lax' },
}));

// Every view knows who is there.
app.use((req, res, next) => {
  res.locals.user = req.session.user;
  next();
});

function isAuthenticated(req, res, next) {
  if (req.session.user) return next();
  res.redirect('/login');
}

app.get('/', (req, res) => {
  res.render('home');
});

app.get('/register', (req, res) => {
  res.render('register', { error: null });
});

app.post('/register', async (req, res) => {
  const { username, password } = req.body;
  if (!username || !password) {
    return res.status(400).render('register', { error: 'Username and password are required' });
  }
  if (users.some((user) => user.username === username)) {
    return res.status(409).render('register', { error: 'Username is already taken' });
  }
  const hash = await bcrypt.hash(password, 10);
  users.push({ id: users.length + 1, username, password: hash });
  res.redirect('/login');
});

app.get('/login', (req, res) => {
  res.render('login', { error: null });
});

app.post('/login', async (req, res, next) => {
  const { username, password } = req.body;
  const user = users.find((user) => user.username === username);
  if (!user || !(await bcrypt.compare(password, user.password))) {
    return res.status(401).render('login', { error: 'Invalid username or password' });
  }

  // A new session, so that an id that somebody planted before the login is worth nothing.
  req.session.regenerate((err) => {
    if (err) return next(err);
    req.session.user = { id: user.id, username: user.username };

    // Stored before the redirect, so that the next page finds it.
    req.session.save((err) => {
      if (err) return next(err);
      res.redirect('/dashboard');
    });
  });
});

app.get('/dashboard', isAuthenticated, (req, res) => {
  req.session.views = (req.session.views || 0) + 1;
  res.render('dashboard', { views: req.session.views });
});

app.post('/logout', (req, res, next) => {
  req.session.destroy((err) => {
    if (err) return next(err);
    res.clearCookie('sid');
    res.redirect('/');
  });
});

app.listen(port, () => {
  console.log(`Server running on http://localhost:${port}`);
});
