// Short links: a form and a JSON API, redirects, and how often each link was followed.
const path = require('path');
const express = require('express');
const { nanoid } = require('nanoid');

const app = express();
const port = process.env.PORT || 3000;
const links = new Map();

app.use(express.static(path.join(__dirname, 'public')));
app.use(express.json());
app.use(express.urlencoded({ extended: true }));

app.post('/shorten', (req, res) => {
  const { url, code } = req.body || {};
  if (!url || !/^https?:\/\/\S+$/i.test(url)) {
    return res.status(400).json({ error: 'url must begin with http:// or https://' });
  }
  if (code && !/^[\w-]{3,20}$/.test(code)) return res.status(400).json({ error: 'A code has 3 to 20 letters' });
  if (code && links.has(code)) return res.status(409).json({ error: 'This code is taken' });
  const link = { code: code || nanoid(8), url: url, visits: 0, lastVisit: null };
  links.set(link.code, link);
  const shortUrl = `${req.protocol}://${req.get('host')}/${link.code}`;
  res.status(201).json({ shortUrl: shortUrl, code: link.code });
});

app.get('/links', (req, res) => {
  const all = [];
  links.forEach((link) => all.push({ code: link.code, visits: link.visits }));
  res.json({ count: links.size, links: all });
});

app.get('/:code/stats', (req, res) => {
  const link = links.get(req.params.code);
  if (!link) return res.status(404).json({ error: 'No such link' });
  res.json(link);
});

app.get('/:code', (req, res) => {
  const link = links.get(req.params.code);
  if (!link) return res.status(404).json({ error: 'No such link' });
  link.visits++;
  link.lastVisit = new Date().toISOString();
  res.redirect(301, link.url);
});

app.delete('/:code', (req, res) => {
  if (!links.delete(req.params.code)) return res.status(404).json({ error: 'No such link' });
  res.sendStatus(204);
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
