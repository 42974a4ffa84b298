// Several sites on one port: the Host field decides. To try it in a browser, /etc/hosts needs
//   127.0.0.1  example.com foo.example.com bar.example.com
const express = require('express');
const logger = require('morgan');
const vhost = require('vhost');

const verbose = process.env.NODE_ENV !== 'test';
const port = process.env.PORT || 3000;

// The main site.
const site = express();

if (verbose) site.use(logger('dev'));

site.get('/', (req, res) => {
  res.send('Hello from main app!');
});

site.get('/:sub', (req, res) => {
  res.send('requested ' + req.params.sub);
});

// Sends visitors of a subdomain to a page of the main site.
const redirect = express();

redirect.use((req, res) => {
  if (verbose) console.log(req.vhost.hostname);
  res.redirect('http://example.com:3000/' + req.vhost[0]);
});

const app = module.exports = express();

app.use(vhost('*.example.com', redirect)); // all subdomains
app.use(vhost('example.com', site)); // the domain itself

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
