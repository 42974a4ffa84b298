// Stands for a model that asks a database: its answers come later.
const users = [
  { name: 'Tobi', age: 2, species: 'ferret' },
  { name: 'Loki', age: 1, species: 'ferret' },
  { name: 'Jane', age: 6, species: 'ferret' },
  { name: 'Luna', age: 1, species: 'cat' },
  { name: 'Manny', age: 1, species: 'cat' },
];

class User {
  static all(fn) {
    process.nextTick(() => { fn(null, users); });
  }

  static count(fn) {
    process.nextTick(() => { fn(null, users.length); });
  }
}

module.exports = User;
