// The API: users in an array, which lives as long as the program.
const express = require('express');

const app = express();
const users = [
  { id: 1, name: 'Ann', email: 'ann@example.com' },
  { id: 2, name: 'Bob', email: 'bob@example.com' },
];
let nextId = 3;

app.use(express.json());

app.get('/users', (req, res) => { res.json(users); });

app.get('/users/:id', (req, res) => {
  const user = users.find((u) => u.id === parseInt(req.params.id));
  if (!user) return res.status(404).json({ error: 'User not found' });
  res.json(user);
});

app.post('/users', (req, res) => {
  if (!req.body || !req.body.name) return res.status(400).json({ error: 'A user needs a name' });
  const user = { id: nextId++, name: req.body.name, email: req.body.email };
  users.push(user);
  res.status(201).location(`/users/${user.id}`).json(user);
});

app.put('/users/:id', (req, res) => {
  const user = users.find((u) => u.id === parseInt(req.params.id));
  if (!user) return res.status(404).json({ error: 'User not found' });
  if (!req.body || !req.body.name) return res.status(400).json({ error: 'A user needs a name' });
  user.name = req.body.name;
  user.email = req.body.email;
  res.json(user);
});

app.patch('/users/:id', (req, res) => {
  const user = users.find((u) => u.id === parseInt(req.params.id));
  if (!user) return res.status(404).json({ error: 'User not found' });
  Object.assign(user, req.body, { id: user.id });
  res.json(user);
});

app.delete('/users/:id', (req, res) => {
  const index = users.findIndex((u) => u.id === parseInt(req.params.id));
  if (index === -1) return res.status(404).json({ error: 'User not found' });
  users.splice(index, 1);
  res.status(204).send();
});

app.use((err, req, res, next) => { res.status(err.status || 500).json({ error: err.message }); });

module.exports = app;
