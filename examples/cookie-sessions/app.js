// A session that lives in the browser's cookie: nothing is kept on the server.
const cookieSession = require('cookie-session');
const express = require('express');

const app = module.exports = express();
const port = process.env.PORT || 3000;

app.use(cookieSession({ secret: 'manny is cool' }));

app.get('/', (req, res) => {
  req.session.count = (req.session.count || 0) + 1;
  res.send('viewed ' + req.session.count + ' times\n');
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
