// The pets of a user.
const db = require('../../db');

function create(req, res, next) {
  const id = req.params.user_id;
  const user = db.users[id];
  const body = req.body;
  if (!user) return next('route');
  const pet = { name: body.pet.name };
  pet.id = db.pets.push(pet) - 1;
  user.pets.push(pet);
  res.message('Added pet ' + body.pet.name);
  res.redirect('/user/' + id);
}

module.exports = {
  name: 'pet',
  prefix: '/user/:user_id',
  actions: { create: create },
};
