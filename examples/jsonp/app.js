// JSONP: JSON as a script that calls a function of the page, for pages of other sites in old browsers.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const quotes = [
  { id: 1, by: 'Ada', text: 'That brain of mine is more than merely mortal.' },
  { id: 2, by: 'Grace', text: 'A ship in port is safe, but that is not what ships are for.' },
];
const values = {
  text: '<b>"Hi" & bye</b>',
  line: 'a\u2028b\u2029c',
  number: 1.5,
  nothing: null,
  list: [],
};

app.get('/quotes', (req, res) => { res.jsonp(quotes); });

app.get('/quotes/:id', (req, res) => {
  const quote = quotes.find((q) => q.id === Number(req.params.id));
  if (!quote) return res.status(404).jsonp({ error: 'There is no such quote' });
  res.jsonp(quote);
});

app.get('/values/:name', (req, res) => { res.jsonp(values[req.params.name]); });

const v2 = express();
v2.set('jsonp callback name', 'cb');
v2.set('json spaces', 2);
v2.set('json escape', true);
v2.get('/quotes', (req, res) => { res.jsonp(quotes); });
v2.get('/html', (req, res) => {
  res.type('text/plain').jsonp({ html: "<script>alert('&')</script>" });
});
app.use('/v2', v2);

app.use((err, req, res, next) => { res.status(err.status || 500).jsonp({ error: err.message }); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
