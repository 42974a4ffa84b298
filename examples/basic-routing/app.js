// Routes of all kinds: a function for each method and path, parameters, expressions, chains, and a page for what is not there.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

app.get('/', (req, res) => { res.send('Hello World!'); });
app.post('/', (req, res) => { res.send('Got a POST request'); });
app.put('/user', (req, res) => { res.send('Got a PUT request at /user'); });
app.delete('/user', (req, res) => { res.send('Got a DELETE request at /user'); });

app.all('/secret', (req, res, next) => {
  console.log('Accessing the secret section ...');
  next();
});
app.get('/secret', (req, res) => { res.send('The secret is 42.'); });

app.get('/users/:userId/books/:bookId', (req, res) => { res.send(req.params); });
app.get('/flights/:from-:to', (req, res) => { res.send(`From ${req.params.from} to ${req.params.to}`); });
app.get('/greet{/:name}', (req, res) => { res.send(`Hello ${req.params.name || 'stranger'}`); });
app.get('/files/*path', (req, res) => { res.send(req.params.path); });
app.get(/.*fly$/, (req, res) => { res.send('Something that flies'); });

const announce = (req, res, next) => {
  console.log('the response will be sent by the next function ...');
  next();
};
app.get('/example/b', announce, (req, res) => { res.send('Hello from B!'); });

const first = (req, res, next) => {
  res.set('X-First', 'yes');
  next();
};
const second = (req, res, next) => {
  res.set('X-Second', 'yes');
  next();
};
app.get('/example/c', [first, second], (req, res) => { res.send('Hello from C!'); });

app.route('/book')
  .get((req, res) => { res.send('Get a random book'); })
  .post((req, res) => { res.send('Add a book'); })
  .put((req, res) => { res.send('Update the book'); });

app.use((req, res) => { res.status(404).send("Sorry, can't find that!"); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
