// What a site in production does against abuse: fields for browsers, careful cookies, limits, and input that is what it seems.
const crypto = require('crypto');
const express = require('express');
const helmet = require('helmet');
const path = require('path');
const rateLimit = require('express-rate-limit');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// Nobody needs to know what this runs on; the proxy before us tells whether the visitor came by https.
app.disable('x-powered-by');
app.set('trust proxy', 1);

// Scripts of a page run only with the nonce of its answer.
app.use((req, res, next) => {
  res.locals.nonce = crypto.randomBytes(16).toString('base64');
  next();
});

app.use(helmet({
  contentSecurityPolicy: {
    directives: {
      scriptSrc: ["'self'", (req, res) => `'nonce-${res.locals.nonce}'`],
      imgSrc: ["'self'", 'data:', 'https://images.example.com'],
      upgradeInsecureRequests: null,
    },
  },
  referrerPolicy: { policy: ['no-referrer', 'strict-origin-when-cross-origin'] },
  strictTransportSecurity: { maxAge: 63072000, preload: true },
  frameguard: { action: 'deny' },
}));

app.use((req, res, next) => {
  res.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
  next();
});

// Two names for one thing are a way around checks: a parameter may come once.
app.use((req, res, next) => {
  for (const [name, value] of Object.entries(req.query)) {
    if (Array.isArray(value)) return res.status(400).json({ error: `Duplicate parameter: ${name}` });
  }
  next();
});

app.use(express.json({ limit: '1kb', strict: true }));

app.use(session({
  secret: [process.env.SESSION_SECRET || 'new secret', 'old secret'],
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: 30 * 60 * 1000, secure: true, httpOnly: true, sameSite: 'strict' },
  name: '__Host-sid',
}));

const limiter = rateLimit({ windowMs: 60 * 1000, limit: 4, standardHeaders: 'draft-8', legacyHeaders: false });

// Compares in constant time, whatever the lengths.
function safeEqual(a, b) {
  const hash = (text) => crypto.createHash('sha256').update(String(text)).digest();
  return crypto.timingSafeEqual(hash(a), hash(b));
}

app.get('/', (req, res) => {
  res.type('html').send(`<!DOCTYPE html><title>Hardened</title><script nonce="${res.locals.nonce}">console.log("allowed")</script>`);
});

app.get('/search', (req, res) => {
  res.json({ q: req.query.q });
});

app.post('/login', limiter, (req, res, next) => {
  const { password } = req.body || {};
  if (!safeEqual(password, 'correct horse')) return res.status(401).json({ error: 'Wrong password' });
  req.session.regenerate((err) => {
    if (err) return next(err);
    req.session.admin = true;
    res.json({ ok: true });
  });
});

app.get('/admin', (req, res) => {
  if (!req.session.admin) return res.sendStatus(403);
  res.set('Cache-Control', 'no-store');
  res.json({ secret: 42 });
});

// Only a redirect to ourselves is one.
app.get('/go', (req, res) => {
  const target = String(req.query.to || '/');
  if (!/^\/(?![/\\])/.test(target)) return res.status(400).send('That leads elsewhere');
  res.redirect(target);
});

app.use((req, res) => {
  res.status(404).json({ error: 'Not found' });
});

// What went wrong inside is nobody's business.
app.use((err, req, res, next) => {
  const status = err.status || 500;
  res.status(status).json({ error: status < 500 ? err.message : 'Something broke!' });
});

app.listen(port, () => console.log(`Hardened app on port ${port}`));
