// A helper of one's own that makes the routes of a resource from a controller.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const resource = (path, obj) => {
  app.get(path, obj.index);
  app.get(path + '/:a..:b{.:format}', (req, res) => {
    const a = parseInt(req.params.a, 10);
    const b = parseInt(req.params.b, 10);
    const format = req.params.format;
    obj.range(req, res, a, b, format);
  });
  app.get(path + '/:id', obj.show);
  app.delete(path + '/:id', (req, res) => {
    const id = parseInt(req.params.id, 10);
    obj.destroy(req, res, id);
  });
};

const users = [{ name: 'tj' }, { name: 'ciaran' }, { name: 'aaron' }, { name: 'guillermo' }, { name: 'simon' }, { name: 'tobi' }];

class User {
  static index(req, res) {
    res.send(users);
  }

  static show(req, res) {
    res.send(users[req.params.id] || { error: 'Cannot find user' });
  }

  static destroy(req, res, id) {
    const destroyed = users[id] !== undefined;
    delete users[id];
    res.send(destroyed ? 'destroyed' : 'Cannot find user');
  }

  static range(req, res, a, b, format) {
    const range = users.slice(a, b + 1);
    if (format === 'json') return res.send(range);
    res.send('<ul>' + range.map((user) => (user ? '<li>' + user.name + '</li>' : '')).join('\n') + '</ul>');
  }
}

resource('/users', User);

app.get('/', (req, res) => {
  res.send([
    '<h1>Examples:</h1> <ul>',
    '<li>GET /users</li>',
    '<li>GET /users/1</li>',
    '<li>GET /users/3</li>',
    '<li>GET /users/1..3</li>',
    '<li>GET /users/1..3.json</li>',
    '<li>DELETE /users/4</li>',
    '</ul>',
  ].join('\n'));
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
