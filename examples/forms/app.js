// Forms: what comes by GET is in the query, what comes by POST is in the body; it is checked, and the browser is sent on.
const express = require('express');
const path = require('path');

const app = express();
const port = process.env.PORT || 3000;
const messages = [];
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

app.set('query parser', 'extended');
app.use(express.static(path.join(__dirname, 'public')));
app.use(express.urlencoded({ extended: true, limit: '10kb' }));

function escapeHtml(text) {
  return String(text).replace(/[&<>"]/g, (letter) => entities[letter]);
}

function check(form) {
  const errors = {};
  if (!form.name || form.name.trim().length < 2) errors.name = 'Please tell us your name';
  if (!/^\S+@\S+\.\S+$/.test(form.email || '')) errors.email = 'This is no address';
  if (!form.message) errors.message = 'What would you like to say?';
  else if (form.message.length > 200) errors.message = 'At most 200 letters, please';
  return errors;
}

app.get('/search', (req, res) => {
  const { q, in: places = 'titles' } = req.query;
  if (!q) return res.redirect('/');
  const where = [].concat(places).join(' and ');
  res.send(`<p>Looking for <b>${escapeHtml(q)}</b> in ${escapeHtml(where)}</p>`);
});

app.post('/contact', (req, res) => {
  const form = req.body || {};
  const errors = check(form);
  if (Object.keys(errors).length > 0) {
    const list = Object.keys(errors).map((name) => `<li>${name}: ${errors[name]}</li>`);
    return res.status(422).send(`<ul>${list.join('')}</ul><p>Please go back and try again.</p>`);
  }
  const name = form.name.trim();
  messages.push({ ...form, name });
  res.redirect(303, `/thanks?name=${encodeURIComponent(name)}`);
});

app.get('/thanks', (req, res) => {
  res.send(`<p>Thank you, ${escapeHtml(req.query.name)}!</p>`);
});

app.get('/messages', (req, res) => { res.json(messages); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
