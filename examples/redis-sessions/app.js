// Logins in Redis: every program on it with the same secret has the same sessions.
const express = require('express');
const session = require('express-session');
const { RedisStore } = require('connect-redis');
const { createClient } = require('redis');

const app = express();
const port = process.env.PORT || 3000;

const client = createClient({ url: process.env.REDIS_URL || 'redis://127.0.0.1:6379' });
client.on('error', (err) => { console.error(`Redis: ${err.message}`); });
client.connect();

app.use(session({
  secret: process.env.SESSION_SECRET || 'my-secret',
  resave: false,
  saveUninitialized: false,
  store: new RedisStore({ client: client }),
  cookie: { maxAge: 300000 },
}));
app.use(express.urlencoded());

app.get('/', (req, res) => {
  if (req.session.views) {
    req.session.views++;
    res.send(`Number of views: ${req.session.views}`);
  } else {
    req.session.views = 1;
    res.send('Welcome! This is your first visit.');
  }
});

app.post('/login', (req, res, next) => {
  const user = req.body.user;
  req.session.regenerate((err) => {
    if (err) return next(err);
    req.session.user = user;
    res.json({ user: user });
  });
});

app.get('/me', (req, res) => {
  if (!req.session.user) return res.sendStatus(401);
  res.json({ user: req.session.user });
});

app.post('/logout', (req, res, next) => {
  req.session.destroy((err) => {
    if (err) return next(err);
    res.send('bye');
  });
});

app.listen({ port: port, host: '127.0.0.1', reusePort: process.env.REUSE_PORT === '1' }, () => {
  console.log(`Server running on http://localhost:${port}`);
});
