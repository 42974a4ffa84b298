// Logins with passport: a form, messages that are shown once, and pages for those who are logged in.
const bcrypt = require('bcrypt');
const express = require('express');
const flash = require('connect-flash');
const LocalStrategy = require('passport-local').Strategy;
const passport = require('passport');
const path = require('path');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// In place of a database.
const users = [];

passport.use(new LocalStrategy({ usernameField: 'email' }, async (email, password, done) => {
  const user = users.find((user) => user.email === email);
  if (!user) return done(null, false, { message: 'That email is not registered' });

  const isMatch = await bcrypt.compare(password, user.password);
  if (!isMatch) return done(null, false, { message: 'Password incorrect' });
  done(null, user);
}));

passport.serializeUser((user, done) => {
  done(null, user.id);
});

passport.deserializeUser((id, done) => {
  done(null, users.find((user) => user.id === id) || false);
});

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));

app.use(express.static(path.join(__dirname, 'public')));
app.use(express.urlencoded({ extended: true }));
app.use(session({ secret: 'secret', resave: false, saveUninitialized: false }));
app.use(passport.initialize());
app.use(passport.session());
app.use(flash());

// What all views show.
app.use((req, res, next) => {
  res.locals.success_msg = req.flash('success_msg');
  res.locals.error_msg = req.flash('error_msg');
  res.locals.error = req.flash('error');
  res.locals.user = req.user || null;
  next();
});

function ensureAuthenticated(req, res, next) {
  if (req.isAuthenticated()) return next();
  req.flash('error_msg', 'Please log in to view that resource');
  res.redirect('/users/login');
}

function forwardAuthenticated(req, res, next) {
  if (!req.isAuthenticated()) return next();
  res.redirect('/dashboard');
}

app.get('/', forwardAuthenticated, (req, res) => res.render('welcome'));

app.get('/dashboard', ensureAuthenticated, (req, res) => res.render('dashboard'));

const router = express.Router();

router.get('/login', forwardAuthenticated, (req, res) => res.render('login'));

router.get('/register', forwardAuthenticated, (req, res) => res.render('register', { errors: [], name: '', email: '' }));

router.post('/register', async (req, res) => {
  const { name, email, password, password2 } = req.body;
  const errors = [];

  if (!name || !email || !password || !password2) errors.push({ msg: 'Please enter all fields' });
  if (password !== password2) errors.push({ msg: 'Passwords do not match' });
  if (!password || password.length < 6) errors.push({ msg: 'Password must be at least 6 characters' });
  if (users.some((user) => user.email === email)) errors.push({ msg: 'Email already exists' });
  if (errors.length > 0) return res.render('register', { errors, name, email });

  users.push({ id: users.length + 1, name, email, password: await bcrypt.hash(password, 10) });
  req.flash('success_msg', 'You are now registered and can log in');
  res.redirect('/users/login');
});

router.post('/login', passport.authenticate('local', {
  successRedirect: '/dashboard',
  failureRedirect: '/users/login',
  failureFlash: true,
}));

router.post('/logout', (req, res, next) => {
  req.logout((err) => {
    if (err) return next(err);
    req.flash('success_msg', 'You are logged out');
    res.redirect('/users/login');
  });
});

app.use('/users', router);

app.listen(port, () => console.log(`Server running on ${port}`));
