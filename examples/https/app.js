// https with what belongs to it: http is sent there, browsers remember it, cookies stay in it, certificates change without a restart.
const express = require('express');
const fs = require('fs');
const https = require('https');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3443;
const httpPort = process.env.HTTP_PORT || 3080;
const keyFile = process.env.KEY || 'key.pem';
const certFile = process.env.CERT || 'cert.pem';

app.use((req, res, next) => {
  res.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  next();
});

app.use(session({
  secret: process.env.SESSION_SECRET || 'my-secret',
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: 300000, secure: true, httpOnly: true, sameSite: 'lax' },
}));

app.get('/', (req, res) => {
  if (req.session.views) {
    req.session.views++;
    res.send(`Number of views: ${req.session.views}`);
  } else {
    req.session.views = 1;
    res.send('Welcome! This is your first visit.');
  }
});

app.get('/connection', (req, res) => {
  res.json({
    secure: req.secure,
    protocol: req.socket.getProtocol(),
    cipher: req.socket.getCipher().standardName,
  });
});

const options = {
  key: fs.readFileSync(keyFile),
  cert: fs.readFileSync(certFile),
};
const server = https.createServer(options, app);

// kill -HUP: what certbot has written is taken up; connections that are open go on.
process.on('SIGHUP', () => {
  try {
    server.setSecureContext({ key: fs.readFileSync(keyFile), cert: fs.readFileSync(certFile) });
    console.log('The new certificate is in use.');
  } catch (err) {
    console.error(`The old certificate stays in use: ${err.message}`);
  }
});

const plain = express();
plain.use((req, res) => {
  res.redirect(308, `https://${req.hostname}:${port}${req.originalUrl}`);
});
const redirects = plain.listen(httpPort);

server.listen(port, () => { console.log(`Server running on https://localhost:${port}`); });
