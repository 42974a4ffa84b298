// HTTP's Basic scheme by hand: the browser asks for name and password, and sends them with each request.
const express = require('express');
const crypto = require('crypto');

const app = express();
const port = process.env.PORT || 3000;
const users = { admin: 'supersecret', tobi: 'ferret:s' };

const hash = (text) => crypto.createHash('sha256').update(text).digest();

function parse(header) {
  const parts = (header || '').split(' ');
  if (!parts[1] || parts[0].toLowerCase() !== 'basic') return null;
  const text = Buffer.from(parts[1], 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : { name: text.slice(0, colon), pass: text.slice(colon + 1) };
}

function auth(realm) {
  return (req, res, next) => {
    const given = parse(req.headers.authorization);
    const known = given && Object.hasOwn(users, given.name);
    if (known && crypto.timingSafeEqual(hash(users[given.name]), hash(given.pass))) {
      req.user = given.name;
      return next();
    }
    res.set('WWW-Authenticate', `Basic realm="${realm}", charset="UTF-8"`);
    res.status(401).send('Authentication required.');
  };
}

app.get('/', (req, res) => { res.send('Everybody may read this.'); });
app.get('/secret', auth('Members'), (req, res) => { res.send(`Welcome, ${req.user}!`); });
app.get('/logout', (req, res) => { res.status(401).send('You are logged out.'); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
