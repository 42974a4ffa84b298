// Model, view, controller: the controllers' functions have names that say what they are for, and the routes are made from these.
const express = require('express');
const logger = require('morgan');
const methodOverride = require('method-override');
const path = require('path');
const session = require('express-session');
const boot = require('./lib/boot');

const app = module.exports = express();
const port = process.env.PORT || 3000;
const verbose = process.env.NODE_ENV !== 'test';

// The engine, so that names of views need no extension.
app.set('view engine', 'ejs');

// Views of the pages for errors; those of the controllers stand beside them.
app.set('views', path.join(__dirname, 'views'));

// A method of one's own: keeps a message in the session, for the page that comes next.
app.response.message = function (msg) {
  const sess = this.req.session;
  sess.messages = sess.messages || [];
  sess.messages.push(msg);
};

if (verbose) app.use(logger('dev'));

app.use(express.static(path.join(__dirname, 'public')));

app.use(session({
  secret: 'some secret here',
  resave: false, // don't save what has not changed
  saveUninitialized: false, // don't make a session before something is stored in it
}));

app.use(express.urlencoded({ extended: true }));

// Forms can only GET and POST: ?_method=put makes it a PUT.
app.use(methodOverride('_method'));

// Views find the messages, and nobody finds them twice. What is posted goes on to a page, which is to show them.
app.use((req, res, next) => {
  const msgs = req.session.messages || [];
  res.locals.messages = msgs;
  res.locals.hasMessages = msgs.length > 0;
  if (req.method === 'GET') delete req.session.messages;
  next();
});

boot(app, verbose, {
  main: require('./controllers/main'),
  pet: require('./controllers/pet'),
  user: require('./controllers/user'),
  'user-pet': require('./controllers/user-pet'),
});

app.use((err, req, res, next) => {
  if (verbose) console.error(err.stack);
  res.status(500).render('5xx');
});

// Whoever comes here was answered by nobody.
app.use((req, res) => {
  res.status(404).render('404', { url: req.originalUrl });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
