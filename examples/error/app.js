// Errors: thrown, passed on later, and what answers them.
const express = require('express');
const logger = require('morgan');

const app = module.exports = express();
const port = process.env.PORT || 3000;
const test = app.get('env') === 'test';

if (!test) app.use(logger('dev'));

// Four parameters make it an error handler. There may be several, in any order.
function error(err, req, res, next) {
  if (!test) console.error(err.stack);
  res.status(500);
  res.send('Internal Server Error');
}

app.get('/', () => {
  // What a handler throws goes to the error handlers …
  throw new Error('something broke!');
});

app.get('/next', (req, res, next) => {
  // … and so does what it passes to next(), also when that comes later: after a query, say.
  process.nextTick(() => {
    next(new Error('oh no!'));
  });
});

// Behind the routes: in front of them it would not hear of their errors.
app.use(error);

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
