// A page that has its routes in the browser: an API, files, and for all other addresses the one page.
const path = require('path');
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const users = [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }];

app.get('/api/users', (req, res) => {
  res.json(users);
});

app.get('/api/users/:id', (req, res) => {
  const user = users.find((user) => user.id === Number(req.params.id));
  if (!user) return res.status(404).json({ error: 'There is no such user' });
  res.json(user);
});

// What the API does not know is an error, never the page.
app.use('/api', (req, res) => {
  res.status(404).json({ error: `There is no ${req.originalUrl}` });
});

app.use(express.static(path.join(__dirname, 'public')));

// A browser that opens an address of the page gets the page; a file that is missing stays missing.
app.get('/*address', (req, res, next) => {
  const wantsPage = (req.get('Accept') || '').includes('text/html');
  if (!wantsPage || path.extname(req.path) !== '') return next();
  res.set('Cache-Control', 'no-cache');
  res.sendFile('index.html', { root: path.join(__dirname, 'public'), cacheControl: false });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
