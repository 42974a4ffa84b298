// A page-view counter in the session.
const express = require('express');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

app.use(session({
  secret: 'my-secret',
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: 300000 },
}));

app.get('/', (req, res) => {
  if (req.session.views) {
    req.session.views++;
    res.send(`Number of views: ${req.session.views}`);
  } else {
    req.session.views = 1;
    res.send('Welcome! This is your first visit.');
  }
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
