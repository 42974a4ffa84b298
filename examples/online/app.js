// Who has been here in the last minutes: a sorted set in Redis, whose scores are times.
const escapeHtml = require('escape-html');
const express = require('express');
const redis = require('redis');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const db = redis.createClient({ url: process.env.REDIS_URL || 'redis://127.0.0.1:6379' });
db.on('error', (err) => { console.error(`Redis: ${err.message}`); });
db.connect();

const add = (id) => db.zAdd('online', { score: Date.now(), value: id });
const last = (minutes) => db.zRange('online', Date.now() - minutes * 60000, '+inf', { BY: 'SCORE' });

// Here it is the browser's name; a real site would take req.user.id.
app.use((req, res, next) => {
  add(req.get('User-Agent') || 'unknown').then(() => { next(); }).catch(next);
});

function list(ids) {
  return '<ul>' + ids.map((id) => '<li>' + escapeHtml(id) + '</li>').join('') + '</ul>';
}

app.get('/', async (req, res) => {
  const ids = await last(5);
  res.send('<p>Users online: ' + ids.length + '</p>' + list(ids));
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
