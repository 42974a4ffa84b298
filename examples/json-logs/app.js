// A log of JSON lines: what the program says, and morgan's requests with a level by their status.
const express = require('express');
const morgan = require('morgan');

const levels = { debug: 20, info: 30, warn: 40, error: 50 };
const least = levels[process.env.LEVEL || 'info'];

// Writes one line, with the fields of the program's choice.
function log(level, message, fields) {
  if (levels[level] < least) return;
  console.log(JSON.stringify({ level: level, time: new Date().toISOString(), message: message, ...fields }));
}

const app = express();
const port = process.env.PORT || 3000;

// morgan makes an object of each request, and the stream finds its level.
const describe = (tokens, req, res) => JSON.stringify({
  method: tokens.method(req, res),
  url: tokens.url(req, res),
  status: Number(tokens.status(req, res)),
  bytes: Number(tokens.res(req, res, 'content-length')) || 0,
  ms: Number(tokens['response-time'](req, res)),
  agent: req.get('User-Agent') || null
});
const write = (line) => {
  const request = JSON.parse(line);
  log(request.status >= 500 ? 'error' : request.status >= 400 ? 'warn' : 'info', 'request', { request: request });
};
app.use(morgan(describe, { stream: { write: write } }));
app.use(express.json());

app.get('/', (req, res) => {
  log('debug', 'somebody has come', { ip: req.ip });
  res.send('Hello World!');
});

app.post('/orders', (req, res) => {
  const order = req.body || {};
  if (!order.item) return res.status(400).json({ error: 'item is required' });
  log('info', 'an order', { order: order });
  res.status(201).json(order);
});

app.get('/fail', (req, res) => {
  throw new Error('The printer is on fire');
});

app.use((err, req, res, next) => {
  log('error', err.message, { name: err.name, url: req.originalUrl });
  res.status(err.status || 500).json({ error: err.message });
});

app.listen(port, () => { log('info', 'listening', { port: Number(port) }); });
