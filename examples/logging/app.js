// Logs of requests: errors to the console, everything to a file, with tokens and formats of one's own.
const fs = require('fs');
const path = require('path');
const express = require('express');
const morgan = require('morgan');

const logFile = path.join(process.cwd(), 'access.log');
const accessLog = fs.createWriteStream(logFile, { flags: 'a' });
let nextId = 1;

const app = express();
const port = process.env.PORT || 3000;

// A token is a function of (req, res, argument); a format has a name.
morgan.token('id', (req) => req.id);
morgan.token('user', (req) => req.query.user || 'guest');
morgan.token('header', (req, res, field) => req.get(field));
morgan.token('type', (req, res) => res.get('Content-Type'));
morgan.format('brief', ':id :method :url :status');

app.use((req, res, next) => {
  req.id = `r${nextId++}`;
  res.set('X-Request-Id', req.id);
  next();
});

// To the console only what went wrong.
app.use(morgan('brief', { skip: (req, res) => res.statusCode < 400 }));

// Into the file all but health checks, of which there are many.
const line = ':id :user ":method :url HTTP/:http-version" :status :res[content-length] ":header[accept]" ":type" :response-time ms';
app.use(morgan(line, { skip: (req) => req.path === '/health', stream: accessLog }));

// A format may be a function: it gives the line, or null for none.
app.use(morgan((tokens, req, res) => {
  const took = Number(tokens['total-time'](req, res));
  if (took < 500) return null;
  return ['slow:', tokens.id(req, res), tokens.method(req, res), tokens.url(req, res)].join(' ');
}));

app.get('/', (req, res) => {
  res.send(`Hello, this is request ${req.id}`);
});

app.get('/health', (req, res) => {
  res.sendStatus(200);
});

app.get('/slow', (req, res) => {
  setTimeout(() => res.json({ slow: true }), 600);
});

app.get('/crash', (req, res) => {
  throw new Error('Something broke');
});

app.get('/log', (req, res) => {
  res.type('text').send(fs.readFileSync(logFile, 'utf8'));
});

app.use((err, req, res, next) => {
  res.status(500).json({ error: err.message, request: req.id });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
