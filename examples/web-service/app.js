// A JSON API whose clients have a key.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

// In a real service they are in a database. They don't say who somebody is: they count, and keep away, clients.
const apiKeys = ['foo', 'bar', 'baz'];

const repos = [
  { name: 'express', url: 'https://github.com/expressjs/express' },
  { name: 'stylus', url: 'https://github.com/learnboost/stylus' },
  { name: 'cluster', url: 'https://github.com/learnboost/cluster' },
];

const users = [{ name: 'tobi' }, { name: 'loki' }, { name: 'jane' }];

const userRepos = {
  tobi: [repos[0], repos[1]],
  loki: [repos[1]],
  jane: [repos[2]],
};

// An error with the status that the answer is to have.
function error(status, message) {
  const err = new Error(message);
  err.status = status;
  return err;
}

// Mounted at /api: it is called only for paths that begin so.
app.use('/api', (req, res, next) => {
  const key = req.query['api-key'];
  if (!key) return next(error(400, 'api key required'));
  if (apiKeys.indexOf(key) === -1) return next(error(401, 'invalid api key'));

  // All is well; keep it for the routes.
  req.key = key;
  next();
});

// From here on the key is a good one.
app.get('/api/users', (req, res) => {
  res.send(users);
});

app.get('/api/repos', (req, res) => {
  res.send(repos);
});

app.get('/api/user/:name/repos', (req, res, next) => {
  const name = req.params.name;
  const user = userRepos[name];

  if (user) res.send(user);
  else next();
});

// Four parameters: only errors come here.
app.use((err, req, res, next) => {
  res.status(err.status || 500);
  res.send({ error: err.message });
});

// The last one: whatever nobody has answered.
app.use((req, res) => {
  res.status(404);
  res.send({ error: "Sorry, can't find that" });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
