// A guestbook: a form that is checked and shown again, entries in a JSON file, pages of three.
const fs = require('fs');
const path = require('path');
const express = require('express');

const file = path.join(process.cwd(), 'guestbook.json');
const perPage = 3;

async function load() {
  try {
    return JSON.parse(await fs.promises.readFile(file, 'utf8'));
  } catch (err) {
    if (err.code !== 'ENOENT') throw err;
  }
  return [];
}

function check(form) {
  const errors = [];
  if (!form.name || !form.name.trim()) errors.push('Please tell your name.');
  if (!form.message || form.message.trim().length < 3) errors.push('Please write at least three letters.');
  if (form.message && form.message.length > 500) errors.push('Please write 500 letters at most.');
  if (form.website) errors.push('Robots leave nothing here.');
  return errors;
}

const app = express();
const port = process.env.PORT || 3000;

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.locals.day = (time) => time.slice(0, 10);
app.use(express.urlencoded({ extended: false, limit: '8kb' }));

app.get('/', async (req, res) => {
  const entries = await load();
  const pages = Math.max(Math.ceil(entries.length / perPage), 1);
  const page = Math.min(Math.max(parseInt(req.query.page) || 1, 1), pages);
  res.render('index', { entries: entries.slice((page - 1) * perPage, page * perPage), page: page, pages: pages });
});

app.get('/sign', (req, res) => {
  res.render('sign', { form: {}, errors: [] });
});

app.post('/sign', async (req, res) => {
  const form = req.body || {};
  const errors = check(form);
  if (errors.length > 0) return res.status(422).render('sign', { form: form, errors: errors });
  const entries = await load();
  entries.unshift({ name: form.name.trim(), message: form.message.trim(), time: new Date().toISOString() });
  await fs.promises.writeFile(file, JSON.stringify(entries, null, 2));
  res.redirect(303, '/');
});

app.get('/entries.json', async (req, res) => {
  res.json(await load());
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
