// Parameters that are converted and looked up before any route sees them.
const createError = require('http-errors');
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const users = [{ name: 'tj' }, { name: 'tobi' }, { name: 'loki' }, { name: 'jane' }, { name: 'bandit' }];

// :to and :from become integers.
app.param(['to', 'from'], (req, res, next, num, name) => {
  req.params[name] = parseInt(num, 10);
  if (isNaN(req.params[name])) {
    next(createError(400, 'failed to parseInt ' + num));
  } else {
    next();
  }
});

// :user loads the user.
app.param('user', (req, res, next, id) => {
  req.user = users[id];
  if (req.user) {
    next();
  } else {
    next(createError(404, 'failed to find user'));
  }
});

app.get('/', (req, res) => {
  res.send('Visit /user/0 or /users/0-2');
});

app.get('/user/:user', (req, res) => {
  res.send('user ' + req.user.name);
});

app.get('/users/:from-:to', (req, res) => {
  const from = req.params.from;
  const to = req.params.to;
  const names = users.map((user) => user.name);
  res.send('users ' + names.slice(from, to + 1).join(', '));
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
