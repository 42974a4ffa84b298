// Views with EJS in files that end in .html: a list of users, with a header and a footer that all pages share.
const path = require('node:path');
const express = require('express');
const ejs = require('ejs');

const app = express();
const port = process.env.PORT || 3000;

// EJS renders *.html; without this line its files would end in .ejs.
app.engine('.html', ejs.__express);
app.set('views', path.join(__dirname, 'views'));
app.set('view engine', 'html');
app.use(express.static(path.join(__dirname, 'public')));

app.locals.plural = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;

const users = [
  { name: 'tobi', email: 'tobi@example.com', since: new Date('2024-03-05'), roles: ['admin', 'author'] },
  { name: 'loki', email: 'loki@example.com', since: new Date('2025-11-23'), roles: ['author'] },
  { name: 'jane <j>', email: 'jane@example.com', since: new Date('2026-01-31') }
];

app.get('/', (req, res) => {
  res.render('users', { title: 'Users', users: users });
});

app.get('/users/:name', (req, res, next) => {
  const user = users.find((u) => u.name === req.params.name);
  if (!user) return next();
  res.render('user', { title: user.name, user: user });
});

app.get('/search', (req, res) => {
  const found = users.filter((u) => u.name.includes(req.query.q || ''));
  res.render('users', { title: 'Found', users: found });
});

app.use((req, res) => {
  res.status(404).render('error', { title: 'Not found', message: `There is nothing at ${req.path}` });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
