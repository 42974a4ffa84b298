// Two versions of an API, each in a router of its own.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

app.use('/api/v1', require('./controllers/api_v1'));
app.use('/api/v2', require('./controllers/api_v2'));

app.get('/', (req, res) => {
  res.send('Hello from root route.');
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
