// Pages for what was not found and for what went wrong, as HTML, JSON or text.
const express = require('express');
const logger = require('morgan');
const path = require('path');

const app = module.exports = express();
const port = process.env.PORT || 3000;
const silent = process.env.NODE_ENV === 'test';

app.set('views', path.join(__dirname, 'views'));
app.set('view engine', 'ejs');

// A setting of one's own. Views find it as settings['verbose errors'].
app.enable('verbose errors');

// In production what went wrong is nobody's business.
if (app.get('env') === 'production') app.disable('verbose errors');

if (!silent) app.use(logger('dev'));

app.get('/', (req, res) => {
  res.render('index.ejs');
});

app.get('/404', (req, res, next) => {
  // Nothing behind this route answers: it ends at the page for what was not found.
  next();
});

app.get('/403', (req, res, next) => {
  const err = new Error('not allowed!');
  err.status = 403;
  next(err);
});

app.get('/500', (req, res, next) => {
  next(new Error('keyboard cat!'));
});

// The last one that is no error handler: whoever comes here was answered by nobody.
//   curl http://localhost:3000/notfound
//   curl http://localhost:3000/notfound -H "Accept: application/json"
//   curl http://localhost:3000/notfound -H "Accept: text/plain"
app.use((req, res, next) => {
  res.status(404);

  res.format({
    html: () => { res.render('404', { url: req.url }); },
    json: () => { res.json({ error: 'Not found' }); },
    default: () => { res.type('txt').send('Not found'); },
  });
});

// Four parameters: errors come here, and nothing else. It could go on with next(err), or with next() if all is well again.
app.use((err, req, res, next) => {
  res.status(err.status || 500);
  res.render('500', { error: err });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
