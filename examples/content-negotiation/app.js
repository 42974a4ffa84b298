// One resource in three forms: the client's Accept field decides.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const users = [{ name: 'Tobi' }, { name: 'Loki' }, { name: 'Jane' }];

function html(req, res) {
  res.send('<ul>' + users.map((user) => '<li>' + user.name + '</li>').join('') + '</ul>');
}

function text(req, res) {
  res.send(users.map((user) => ' - ' + user.name + '\n').join(''));
}

function json(req, res) {
  res.json(users);
}

function formatted(table) {
  return (req, res) => { res.format(table); };
}

// The forms may stand in the route …
app.get('/', (req, res) => {
  res.format({
    html: () => res.send('<ul>' + users.map((user) => '<li>' + user.name + '</li>').join('') + '</ul>'),
    text: () => res.send(users.map((user) => ' - ' + user.name + '\n').join('')),
    json: () => res.json(users),
  });
});

// … or come from a table of handlers, which a small middleware takes.
app.get('/users', formatted({ html: html, text: text, json: json }));

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
