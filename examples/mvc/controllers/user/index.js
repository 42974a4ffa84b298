// Users.
const db = require('../../db');

function before(req, res, next) {
  const id = req.params.user_id;
  if (!id) return next();
  // Stands for a query: the answer comes later.
  process.nextTick(() => {
    req.user = db.users[id];
    if (!req.user) return next('route');
    next();
  });
}

function list(req, res) {
  res.render('list', { users: db.users });
}

function edit(req, res) {
  res.render('edit', { user: req.user });
}

function show(req, res) {
  res.render('show', { user: req.user });
}

function update(req, res) {
  const body = req.body;
  req.user.name = body.user.name;
  res.message('Information updated!');
  res.redirect('/user/' + req.user.id);
}

module.exports = {
  engine: 'ejs',
  before: before,
  actions: { list: list, edit: edit, show: show, update: update },
};
