// The smallest program: one route that answers with a text.
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

app.get('/', (req, res) => {
  res.send('Hello World');
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
