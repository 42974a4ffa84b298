// All routes in one map: paths that hold paths, and methods that hold handlers.
const escapeHtml = require('escape-html');
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;
const verbose = process.env.NODE_ENV !== 'test';

const users = {
  list(req, res) {
    res.send('user list');
  },

  get(req, res) {
    res.send('user ' + escapeHtml(req.params.uid));
  },

  delete(req, res) {
    res.send('delete users');
  },
};

const pets = {
  list(req, res) {
    res.send('user ' + escapeHtml(req.params.uid) + "'s pets");
  },

  delete(req, res) {
    res.send('delete ' + escapeHtml(req.params.uid) + "'s pet " + escapeHtml(req.params.pid));
  },
};

function map(routes, path = '') {
  for (const [key, value] of Object.entries(routes)) {
    if (typeof value === 'object') {
      map(value, path + key);
    } else {
      if (verbose) console.log('%s %s', key, path);
      app[key](path, value);
    }
  }
}

const routes = {
  '/users': {
    get: users.list,
    delete: users.delete,
    '/:uid': {
      get: users.get,
      '/pets': {
        get: pets.list,
        '/:pid': { delete: pets.delete },
      },
    },
  },
};
map(routes);

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
