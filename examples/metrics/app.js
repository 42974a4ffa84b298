// Figures for Prometheus: requests by route and status, how long they took, how many are under way.
const express = require('express');

const buckets = [0.01, 0.1, 1];
const counts = new Map();
const times = new Map();
let active = 0;

function add(map, key, amount) {
  map.set(key, (map.get(key) || 0) + amount);
}

// One line for each set of labels, below what the figure is.
function lines(name, kind, help, map) {
  const all = [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`];
  map.forEach((value, labels) => all.push(`${name}${labels} ${value}`));
  return all.join('\n') + '\n';
}

const app = express();
const port = process.env.PORT || 3000;

app.use((req, res, next) => {
  const start = Date.now();
  active++;
  res.on('finish', () => {
    const route = req.route ? req.baseUrl + req.route.path : 'none';
    const seconds = (Date.now() - start) / 1000;
    add(counts, `{method="${req.method}",route="${route}",status="${res.statusCode}"}`, 1);
    buckets.forEach((limit) => add(times, `_bucket{route="${route}",le="${limit}"}`, seconds <= limit ? 1 : 0));
    add(times, `_bucket{route="${route}",le="+Inf"}`, 1);
    add(times, `_sum{route="${route}"}`, seconds);
    add(times, `_count{route="${route}"}`, 1);
  });
  res.on('close', () => { active--; });
  next();
});

app.get('/', (req, res) => {
  res.send('Hello World!');
});

app.get('/users/:id', (req, res) => {
  res.json({ id: req.params.id });
});

app.get('/slow', (req, res) => {
  setTimeout(() => res.send('at last'), 300);
});

app.get('/metrics', (req, res) => {
  const current = new Map();
  current.set('', active);
  res.type('text/plain; version=0.0.4').send([
    lines('http_requests_total', 'counter', 'Requests that were answered.', counts),
    lines('http_request_duration_seconds', 'histogram', 'How long answers took.', times),
    lines('http_requests_active', 'gauge', 'Requests under way.', current)
  ].join('\n'));
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
