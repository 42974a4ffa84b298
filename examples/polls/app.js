// Polls: a question, its choices, a vote for each voter, and who is ahead.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const polls = new Map();
const points = new Map();
let nextId = 1;

function shown(poll) {
  const total = poll.choices.reduce((sum, choice) => sum + choice.votes, 0);
  const choices = poll.choices.map((choice) => {
    const share = total ? `${((choice.votes / total) * 100).toFixed(1)}%` : '-';
    return { ...choice, share };
  });
  return { id: poll.id, question: poll.question, open: poll.open, total, choices };
}

app.use(express.json());

app.param('id', (req, res, next, id) => {
  req.poll = polls.get(Number(id));
  if (!req.poll) return res.status(404).json({ error: `There is no poll ${id}` });
  next();
});

app.get('/polls', (req, res) => {
  const { open } = req.query;
  let found = Array.from(polls.values());
  if (open) found = found.filter((poll) => poll.open === (open === 'yes'));
  res.json(found.map(shown));
});

app.post('/polls', (req, res) => {
  const { question, choices } = req.body || {};
  if (!question || !Array.isArray(choices)) return res.status(400).json({ error: 'A question and choices, please' });
  const texts = choices.map((text) => String(text).trim()).filter(Boolean);
  if (texts.length < 2) return res.status(400).json({ error: 'At least two choices' });
  const fresh = texts.map((text) => ({ text, votes: 0 }));
  const poll = { id: nextId++, question, open: true, choices: fresh, voters: [] };
  polls.set(poll.id, poll);
  res.status(201).location(`/polls/${poll.id}`).json(shown(poll));
});

app.get('/polls/:id', (req, res) => { res.json(shown(req.poll)); });

app.post('/polls/:id/votes', (req, res) => {
  const voter = req.get('X-Voter');
  const poll = req.poll, choice = poll.choices[req.body?.choice];
  if (!voter) return res.status(401).json({ error: 'Who votes?' });
  if (!poll.open) return res.status(409).json({ error: 'The poll is closed' });
  if (poll.voters.includes(voter)) return res.status(409).json({ error: `${voter} has voted` });
  if (!choice) return res.status(400).json({ error: 'There is no such choice' });
  choice.votes++;
  poll.voters.push(voter);
  points.set(voter, (points.get(voter) || 0) + 1);
  res.status(201).json(shown(poll));
});

app.post('/polls/:id/close', (req, res) => {
  req.poll.open = false;
  const winner = req.poll.choices.toSorted((a, b) => b.votes - a.votes)[0];
  res.json({ winner: winner.text, votes: winner.votes });
});

app.delete('/polls/:id', (req, res) => {
  polls.delete(req.poll.id);
  res.status(204).end();
});

app.get('/leaderboard', (req, res) => {
  const top = parseInt(req.query.top) || 3;
  const list = Array.from(points.keys()).map((name) => ({ name, votes: points.get(name) }));
  list.sort((a, b) => b.votes - a.votes || a.name.localeCompare(b.name));
  res.json(list.slice(0, top).map((voter, i) => ({ rank: i + 1, ...voter })));
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
