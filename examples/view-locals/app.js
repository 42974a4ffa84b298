// What a view shows may come from the handler, from middleware by way of req, or from middleware by way of res.locals.
const express = require('express');
const path = require('path');
const User = require('./user');

const app = module.exports = express();
const port = process.env.PORT || 3000;

app.set('views', path.join(__dirname, 'views'));
app.set('view engine', 'ejs');

function ferrets(user) {
  return user.species === 'ferret';
}

// All in the handler: simple, and nested.
app.get('/', (req, res, next) => {
  User.count((err, count) => {
    if (err) return next(err);
    User.all((err, users) => {
      if (err) return next(err);
      res.render('index', { title: 'Users', count: count, users: users.filter(ferrets) });
    });
  });
});

// Middleware that loads: nothing is nested, other routes may use it, and the handler has all on req.
function count(req, res, next) {
  User.count((err, count) => {
    if (err) return next(err);
    req.count = count;
    next();
  });
}

function users(req, res, next) {
  User.all((err, users) => {
    if (err) return next(err);
    req.users = users;
    next();
  });
}

app.get('/middleware', count, users, (req, res) => {
  res.render('index', { title: 'Users', count: req.count, users: req.users.filter(ferrets) });
});

// Middleware that sets locals: the handler has little left to say. But what they are is decided in the middleware.
function count2(req, res, next) {
  User.count((err, count) => {
    if (err) return next(err);
    res.locals.count = count;
    next();
  });
}

function users2(req, res, next) {
  User.all((err, users) => {
    if (err) return next(err);
    res.locals.users = users.filter(ferrets);
    next();
  });
}

app.get('/middleware-locals', count2, users2, (req, res) => {
  res.render('index', { title: 'Users' });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
