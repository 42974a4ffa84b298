// Behind a proxy: who the client is and how it came here stands in X-Forwarded-*, which one may believe only from one's own proxies.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const ours = ['10.0.0.7', '10.0.0.8'];

function whoami(req, res) {
  res.json({
    ip: req.ip,
    ips: req.ips,
    protocol: req.protocol,
    secure: req.secure,
    host: req.host,
    hostname: req.hostname,
    subdomains: req.subdomains,
  });
}

function site(trust) {
  const inner = express();
  inner.set('trust proxy', trust);
  inner.get('/', whoami);
  return inner;
}

app.get('/', whoami);

app.use('/nobody', site(false));
app.use('/everybody', site(true));
app.use('/one', site(1));
app.use('/two', site(2));
app.use('/this-machine', site('loopback'));
app.use('/network', site('loopback, 10.0.0.0/8, fd00::/8'));
app.use('/list', site(['loopback', 'linklocal', 'uniquelocal']));
app.use('/function', site((address, hop) => hop === 0 || ours.includes(address)));

const shop = express();
shop.set('trust proxy', 1);
shop.set('subdomain offset', 1);
shop.use((req, res, next) => {
  if (!req.secure) return res.redirect(308, `https://${req.host}${req.originalUrl}`);
  next();
});
shop.get('/', (req, res) => { res.send(`Welcome to ${req.subdomains.join('/') || 'the shop'}`); });
shop.get('/cookie', (req, res) => { res.cookie('seen', 'yes', { secure: req.secure }).sendStatus(204); });
app.use('/shop', shop);

const visits = {};
const counter = express();
counter.set('trust proxy', 'loopback');
counter.get('/', (req, res) => {
  visits[req.ip] = (visits[req.ip] || 0) + 1;
  res.json(visits);
});
app.use('/counter', counter);

try {
  app.set('trust proxy', 'my-proxy');
} catch (err) {
  console.log(err.message);
}

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
