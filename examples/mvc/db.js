// In place of a database.
const pets = [
  { name: 'Tobi', id: 0 },
  { name: 'Loki', id: 1 },
  { name: 'Jane', id: 2 },
  { name: 'Raul', id: 3 },
];

const users = [
  { name: 'TJ', pets: [pets[0], pets[1], pets[2]], id: 0 },
  { name: 'Guillermo', pets: [pets[3]], id: 1 },
  { name: 'Nathan', pets: [], id: 2 },
];

module.exports = { pets, users };
