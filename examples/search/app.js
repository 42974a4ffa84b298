// A search in Redis' sets, and a page that asks as one types.
const express = require('express');
const path = require('path');
const redis = require('redis');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const db = redis.createClient({ url: process.env.REDIS_URL || 'redis://127.0.0.1:6379' });
db.on('error', (err) => { console.error(`Redis: ${err.message}`); });

app.use(express.static(path.join(__dirname, 'public')));

async function initializeRedis(db) {
  try {
    await db.connect();

    // What there is to be found.
    await db.sAdd('ferret', 'tobi');
    await db.sAdd('ferret', 'loki');
    await db.sAdd('ferret', 'jane');
    await db.sAdd('cat', 'manny');
    await db.sAdd('cat', 'luna');
  } catch (err) {
    console.error('Error initializing Redis:', err.message);
    process.exit(1);
  }
}

app.get('/search/{:query}', (req, res, next) => {
  const query = req.params.query || '';
  db.sMembers(query)
    .then((vals) => { res.send(vals.sort()); })
    .catch((err) => {
      console.error(`Redis error for query "${query}":`, err.message);
      next(err);
    });
});

// One file of a folder whose other files are not for visitors.
app.get('/client.js', (req, res) => {
  res.sendFile(path.join(__dirname, 'static', 'client.js'));
});

async function start() {
  await initializeRedis(db);
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}

if (!module.parent) start();
