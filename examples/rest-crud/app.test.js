// The tests of the API: node --test
const { test } = require('node:test');
const request = require('supertest');
const app = require('./api');

test('all users', async () => {
  await request(app).get('/users').expect(200).expect('Content-Type', /json/).expect((res) => {
    if (res.body.length !== 2) throw new Error('two users are there from the start');
  });
});

test('one user', async () => {
  await request(app).get('/users/1').expect(200, { id: 1, name: 'Ann', email: 'ann@example.com' });
  await request(app).get('/users/99').expect(404, { error: 'User not found' });
});

test('a user comes, changes and goes', async () => {
  const res = await request(app).post('/users').send({ name: 'Eve' }).expect(201).expect('Location', '/users/3');
  const user = `/users/${res.body.id}`;
  const eva = { name: 'Eva', email: 'eva@example.com' };
  await request(app).put(user).send(eva).expect(200, { id: 3, ...eva });
  await request(app).patch(user).send({ name: 'Evi', id: 7 }).expect(200, { id: 3, ...eva, name: 'Evi' });
  await request(app).delete(user).expect(204);
  await request(app).get(user).expect(404);
});

test('what makes no sense', async () => {
  await request(app).post('/users').send({ email: 'x' }).expect(400, { error: 'A user needs a name' });
  await request(app).post('/users').type('json').send('{').expect(400).expect('Content-Type', /json/);
});
