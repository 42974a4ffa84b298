// A program that leaves as it should: the balancer is told first, then answers and jobs complete, then it ends.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const jobs = new Map();
let draining = false;
let closed = false;

function leave() {
  if (!closed || jobs.size > 0) return;
  console.log('All is done');
  process.exit(0);
}

app.use((req, res, next) => {
  if (draining) res.set('Connection', 'close');
  next();
});

app.get('/healthz', (req, res) => { res.json({ status: 'ok', jobs: jobs.size }); });

app.get('/readyz', (req, res) => {
  if (draining) return res.status(503).set('Retry-After', '5').json({ status: 'draining' });
  res.json({ status: 'ready' });
});

app.post('/jobs/:name', (req, res) => {
  const name = req.params.name;
  if (draining) return res.status(503).json({ error: 'No new jobs' });
  if (jobs.has(name)) return res.status(409).json({ error: `${name} is under way` });
  jobs.set(name, 'under way');
  setTimeout(() => {
    console.log(`${name} is done`);
    jobs.delete(name);
    leave();
  }, 1500);
  res.status(202).json({ name: name, status: jobs.get(name) });
});

app.post('/drain', (req, res) => {
  draining = true;
  res.sendStatus(204);
});

app.post('/restart', (req, res) => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => { res.send('Somebody will start me again.'); }, 200);
});

const server = app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });

function shutdown(signal) {
  if (!server.listening) return;
  console.log(`${signal}: no new connections, ${jobs.size} jobs under way`);
  draining = true;
  server.close(() => {
    console.log('All connections are closed');
    closed = true;
    leave();
  });
  setTimeout(() => {
    console.error('It takes too long');
    process.exit(1);
  }, 10000).unref();
}

process.on('SIGTERM', shutdown);
process.on('SIGINT', shutdown);
