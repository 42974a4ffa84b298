// A page that counts its visits in the session.
const express = require('express');
const session = require('express-session');

const app = module.exports = express();
const port = process.env.PORT || 3000;

// Fills req.session.
app.use(session({
  secret: 'keyboard cat',
  resave: false, // don't save what has not changed
  saveUninitialized: false, // don't make a session before something is stored in it
}));

app.get('/', (req, res) => {
  let body = '';
  if (req.session.views) {
    ++req.session.views;
  } else {
    req.session.views = 1;
    body += '<p>First time visiting? view this page in several browsers :)</p>';
  }
  res.send(body + '<p>viewed <strong>' + req.session.views + '</strong> times.</p>');
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
