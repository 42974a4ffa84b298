// A contact form that only this site's own pages can send, with pages for what goes wrong.
const csrf = require('csurf');
const express = require('express');
const path = require('path');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// In place of a mail server.
const messages = [];

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));

app.use(express.urlencoded({ extended: false, limit: '10kb' }));
app.use(session({
  secret: process.env.SESSION_SECRET || 'contact secret',
  resave: false,
  saveUninitialized: false,
  cookie: { httpOnly: true, sameSite: 'lax' },
}));
app.use(csrf());

// Every form has the token in a hidden field.
app.use((req, res, next) => {
  res.locals.csrfToken = req.csrfToken();
  next();
});

function validate(form) {
  const errors = {};
  if (!form.name) errors.name = 'Please tell us your name';
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(form.email)) errors.email = 'That email does not look right';
  if (form.message.length < 10) errors.message = 'Please write at least 10 characters';
  return errors;
}

app.get('/', (req, res) => {
  res.redirect('/contact');
});

app.get('/contact', (req, res) => {
  res.render('contact', { form: {}, errors: {} });
});

app.post('/contact', (req, res) => {
  const form = {
    name: (req.body.name || '').trim(),
    email: (req.body.email || '').trim().toLowerCase(),
    message: (req.body.message || '').trim(),
  };
  const errors = validate(form);
  if (Object.keys(errors).length > 0) {
    return res.status(422).render('contact', { form, errors });
  }
  messages.push({ id: messages.length + 1, ...form });
  req.session.sentAs = form.name;
  res.redirect(303, '/contact/thanks');
});

app.get('/contact/thanks', (req, res) => {
  const name = req.session.sentAs;
  if (!name) return res.redirect('/contact');
  delete req.session.sentAs;
  res.render('thanks', { name, count: messages.length });
});

// For scripts, which send the token in a field.
app.get('/api/token', (req, res) => {
  res.json({ csrfToken: req.csrfToken() });
});

app.delete('/api/messages/:id', (req, res) => {
  const index = messages.findIndex((message) => message.id === Number(req.params.id));
  if (index < 0) return res.sendStatus(404);
  messages.splice(index, 1);
  res.sendStatus(204);
});

app.use((req, res) => {
  res.status(404).render('error', { title: 'Not found', text: `There is no page ${req.path}.` });
});

app.use((err, req, res, next) => {
  if (err.code !== 'EBADCSRFTOKEN') return next(err);
  res.status(403).render('error', { title: 'Form expired', text: 'Please go back, reload the page and try again.' });
});

app.listen(port, () => console.log(`Contact form on http://localhost:${port}/contact`));
