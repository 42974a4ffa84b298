// Middleware of single routes: it loads the user and decides who may do what.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const users = [
  { id: 0, name: 'tj', email: 'tj@vision-media.ca', role: 'member' },
  { id: 1, name: 'ciaran', email: 'ciaranj@gmail.com', role: 'member' },
  { id: 2, name: 'aaron', email: 'aaron.heckmann+github@gmail.com', role: 'admin' },
];

function loadUser(req, res, next) {
  // You would fetch the user from a database.
  const user = users[req.params.id];
  if (user) {
    req.user = user;
    next();
  } else {
    next(new Error('Failed to load user ' + req.params.id));
  }
}

function andRestrictToSelf(req, res, next) {
  // If the user we view is the user we are, then everything is fine :)
  if (req.authenticatedUser.id === req.user.id) {
    next();
  } else {
    next(new Error('Unauthorized'));
  }
}

function andRestrictTo(role) {
  return (req, res, next) => {
    if (req.authenticatedUser.role === role) {
      next();
    } else {
      next(new Error('Unauthorized'));
    }
  };
}

// In place of a real login: everybody is the first user.
app.use((req, res, next) => {
  req.authenticatedUser = users[0];
  next();
});

app.get('/', (req, res) => {
  res.redirect('/user/0');
});

app.get('/user/:id', loadUser, (req, res) => {
  res.send('Viewing user ' + req.user.name);
});

app.get('/user/:id/edit', loadUser, andRestrictToSelf, (req, res) => {
  res.send('Editing user ' + req.user.name);
});

app.delete('/user/:id', loadUser, andRestrictTo('admin'), (req, res) => {
  res.send('Deleted user ' + req.user.name);
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
