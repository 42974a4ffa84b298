// Middleware of one's own: a logger, the time of a request, a gate, and what is handed on to the routes behind.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

function logger(req, res, next) {
  res.on('finish', () => { console.log(`${req.method} ${req.originalUrl} ${res.statusCode}`); });
  next();
}

function requestTime(req, res, next) {
  req.requestTime = Date.now();
  next();
}

function gate(req, res, next) {
  if (req.get('X-Token') !== 'let-me-in') return res.status(401).send('Who are you?');
  res.locals.user = { name: 'tobi', admin: req.query.admin === 'yes' };
  next();
}

function onlyAdmins(req, res, next) {
  if (res.locals.user.admin) return next();
  const err = new Error('Only admins may see this');
  err.status = 403;
  next(err);
}

function cookieless(options) {
  return (req, res, next) => {
    if (req.headers.cookie) return res.status(options.status).send('No cookies here');
    next();
  };
}

app.use(logger);
app.use(requestTime);
app.use(cookieless({ status: 400 }));

app.get('/', (req, res) => { res.send(`Hello World! Requested at ${req.requestTime}`); });
app.get('/me', gate, (req, res) => { res.json(res.locals.user); });
app.get('/admin', [gate, onlyAdmins], (req, res) => { res.send('The keys of the kingdom'); });

app.use('/numbers/:id', (req, res, next) => {
  if (req.params.id === '0') next('router');
  else next();
});
const regular = (req, res, next) => {
  if (req.params.id === '1') next('route');
  else next();
};
app.get('/numbers/:id', regular, (req, res) => { res.send('regular'); });
app.get('/numbers/:id', (req, res) => { res.send('special'); });

app.use((err, req, res, next) => { res.status(err.status || 500).send(err.message); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
