// Sessions in a store of one's own: a Map of JSON texts.
const express = require('express');
const session = require('express-session');

class MapStore extends session.Store {
  sessions = new Map();

  get(sid, callback) {
    const text = this.sessions.get(sid);
    callback(null, text ? JSON.parse(text) : null);
  }

  set(sid, data, callback) {
    this.sessions.set(sid, JSON.stringify(data));
    callback(null);
  }

  touch(sid, data, callback) {
    const text = this.sessions.get(sid);
    if (text) {
      const kept = JSON.parse(text);
      kept.cookie = data.cookie;
      this.sessions.set(sid, JSON.stringify(kept));
    }
    callback(null);
  }

  destroy(sid, callback) {
    this.sessions.delete(sid);
    callback(null);
  }
}

const app = express();
const port = process.env.PORT || 3000;

app.use(session({
  secret: 'my-secret',
  resave: false,
  saveUninitialized: false,
  store: new MapStore(),
}));

app.get('/', (req, res) => {
  req.session.views = (req.session.views || 0) + 1;
  res.send(`Number of views: ${req.session.views}`);
});

app.get('/logout', (req, res) => { req.session.destroy(() => { res.redirect('/'); }); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
