// JSON lines by a library for logs: levels, a logger for each request, one line for each answer.
const express = require('express');
const pino = require('pino');

const logger = pino({ level: process.env.LEVEL || 'info', base: undefined });
let nextId = 1;

const app = express();
const port = process.env.PORT || 3000;

// The lines of a request's logger tell which request they are about.
app.use((req, res, next) => {
  req.log = logger.child({ id: nextId++ });
  const began = Date.now();
  res.on('finish', () => {
    const level = res.statusCode >= 500 ? 'error' : res.statusCode >= 400 ? 'warn' : 'info';
    const line = { method: req.method, url: req.originalUrl, status: res.statusCode, ms: Date.now() - began };
    req.log[level](line, 'request');
  });
  next();
});
app.use(express.json());

app.get('/', (req, res) => {
  req.log.debug({ ip: req.ip }, 'somebody has come');
  res.send('Hello World!');
});

app.post('/orders', (req, res) => {
  const order = req.body || {};
  if (!order.item) return res.status(400).json({ error: 'item is required' });
  req.log.info({ order: order }, 'an order');
  res.status(201).json(order);
});

app.get('/fail', (req, res) => {
  throw new Error('The printer is on fire');
});

app.use((err, req, res, next) => {
  req.log.error({ name: err.name, url: req.originalUrl }, err.message);
  res.status(err.status || 500).json({ error: err.message });
});

app.listen(port, () => { logger.info({ port: Number(port) }, 'listening'); });
