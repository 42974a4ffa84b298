// How often a client may call: the whole API, a login that is guarded more strictly, and keys with limits of their own.
const express = require('express');
const { rateLimit } = require('express-rate-limit');

const app = express();
const port = process.env.PORT || 3000;

// One proxy stands before us: the client is whom it names in X-Forwarded-For.
app.set('trust proxy', 1);

const limits = { free: 2, pro: 5 };

const apiLimiter = rateLimit({
  windowMs: 15 * 60 * 1000,
  limit: 5,
  standardHeaders: 'draft-7',
  legacyHeaders: false,
  message: { error: 'Too many requests, please try again later.' },
});

const loginLimiter = rateLimit({
  windowMs: 60 * 60 * 1000,
  limit: 3,
  skipSuccessfulRequests: true,
  message: 'Too many failed logins from this address, please try again after an hour',
});

const keyLimiter = rateLimit({
  windowMs: 60 * 1000,
  limit: (req, res) => limits[req.query.plan] || 1,
  keyGenerator: (req, res) => req.get('X-API-Key') || 'nobody',
  skip: (req, res) => req.get('X-API-Key') === 'internal',
  handler: (req, res, next, options) => {
    const { limit, used } = req.rateLimit;
    res.status(options.statusCode).json({ error: 'slow down', limit, used });
  },
});

app.use('/api', apiLimiter);
app.use(express.json());

app.get('/', (req, res) => {
  res.send('No limit here');
});

app.get('/api/time', (req, res) => {
  res.json({ remaining: req.rateLimit.remaining });
});

app.post('/login', loginLimiter, (req, res) => {
  if (req.body?.password !== 'secret') return res.status(401).json({ error: 'Wrong password' });
  res.json({ ok: true });
});

app.get('/keys', keyLimiter, (req, res) => {
  res.send('served');
});

// Forgets what a client has done.
app.post('/admin/reset', (req, res) => {
  apiLimiter.resetKey(req.ip);
  res.sendStatus(204);
});

app.listen(port, () => {
  console.log(`Server running on port ${port}`);
});
