// Pets.
const db = require('../../db');

function before(req, res, next) {
  const pet = db.pets[req.params.pet_id];
  if (!pet) return next('route');
  req.pet = pet;
  next();
}

function show(req, res) {
  res.render('show', { pet: req.pet });
}

function edit(req, res) {
  res.render('edit', { pet: req.pet });
}

function update(req, res) {
  const body = req.body;
  req.pet.name = body.pet.name;
  res.message('Information updated!');
  res.redirect('/pet/' + req.pet.id);
}

module.exports = {
  engine: 'ejs',
  before: before,
  actions: { show: show, edit: edit, update: update },
};
