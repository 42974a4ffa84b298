// An API for those who have a key: it is in a field or in the query, it has a role, and it has a number of calls.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

const keys = {
  foo: { owner: 'tobi', role: 'reader', calls: 0 },
  bar: { owner: 'loki', role: 'writer', calls: 0 },
};
const limit = 5;
const repos = [
  { name: 'express', url: 'https://github.com/expressjs/express', owner: 'tobi' },
  { name: 'stylus', url: 'https://github.com/learnboost/stylus', owner: 'loki' },
];

function failure(status, message) {
  const err = new Error(message);
  err.status = status;
  return err;
}

function authenticate(req, res, next) {
  const key = req.get('X-API-Key') || req.query['api-key'];
  if (!key) return next(failure(400, 'api key required'));
  if (!Object.hasOwn(keys, key)) return next(failure(401, 'invalid api key'));
  req.key = keys[key];
  next();
}

function count(req, res, next) {
  req.key.calls++;
  res.set('X-Calls-Left', String(Math.max(0, limit - req.key.calls)));
  if (req.key.calls > limit) return next(failure(429, 'no calls left'));
  next();
}

function only(role) {
  return (req, res, next) => {
    if (req.key.role !== role) return next(failure(403, `only for ${role}s`));
    next();
  };
}

const api = [authenticate, count];
app.use('/api', api, express.json());

app.get('/api/repos', (req, res) => { res.json(repos); });
app.get('/api/repos/mine', (req, res) => { res.json(repos.filter((repo) => repo.owner === req.key.owner)); });
app.post('/api/repos', only('writer'), (req, res) => {
  const repo = { ...req.body, owner: req.key.owner };
  repos.push(repo);
  res.status(201).json(repo);
});
app.get('/api/me', (req, res) => { res.json(req.key); });

app.use((err, req, res, next) => { res.status(err.status || 500).send({ error: err.message }); });
app.use((req, res) => { res.status(404).send({ error: "Sorry, can't find that" }); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
