// Texts to share: sent by a form or as a plain body, shown as a page or raw, for a while or once.
const crypto = require('crypto');
const path = require('path');
const express = require('express');

const pastes = new Map();

const app = express();
const port = process.env.PORT || 3000;

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.use(express.urlencoded({ extended: false, limit: '16kb' }));
app.use(express.text({ limit: '16kb', type: ['text/*', 'application/octet-stream'] }));

app.get('/', (req, res) => {
  res.render('index', { count: pastes.size });
});

app.post('/', (req, res) => {
  const isForm = req.is('urlencoded');
  const text = isForm ? req.body.text : req.body;
  if (typeof text !== 'string' || !text.trim()) return res.status(400).type('text').send('There is nothing to keep.\n');
  const id = crypto.randomBytes(4).toString('hex');
  const key = crypto.randomBytes(8).toString('hex');
  const seconds = Number(req.query.seconds) || 3600;
  const once = req.query.once === '1';
  pastes.set(id, { id: id, text: text, key: key, views: 0, once: once, expires: Date.now() + seconds * 1000 });
  if (isForm) return res.redirect(303, '/' + id);
  res.status(201).location('/' + id).set('X-Delete-Key', key).type('text');
  res.send(`${req.protocol}://${req.get('host')}/${id}\n`);
});

// Finds the paste, unless its time is over; one that is for a single reader goes with him.
app.param('id', (req, res, next, id) => {
  req.paste = pastes.get(id);
  if (!req.paste || req.paste.expires < Date.now()) return res.status(404).type('text').send('There is no such text.\n');
  req.paste.views++;
  if (req.paste.once) pastes.delete(id);
  next();
});

app.get('/:id', (req, res) => {
  res.render('paste', { paste: req.paste, lines: req.paste.text.split('\n') });
});

app.get('/:id/raw', (req, res) => {
  res.set('X-Content-Type-Options', 'nosniff').type('text/plain').send(req.paste.text);
});

app.get('/:id/download', (req, res) => {
  res.attachment(`${req.paste.id}.txt`).send(Buffer.from(req.paste.text));
});

app.delete('/:id', (req, res) => {
  const given = crypto.createHash('sha256').update(req.get('X-Delete-Key') || '').digest();
  const wanted = crypto.createHash('sha256').update(req.paste.key).digest();
  if (!crypto.timingSafeEqual(given, wanted)) return res.sendStatus(403);
  pastes.delete(req.paste.id);
  res.sendStatus(204);
});

app.use((err, req, res, next) => {
  const status = err.status || 500;
  res.status(status).type('text').send(`${err.type || 'error'}: ${err.message}\n`);
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
