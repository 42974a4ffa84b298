// The reference: Node's https. tls_app.cpp is the same in Crema, line by line.
import express from 'express';
import fs from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';

const pem = (name) => fs.readFileSync(`${process.env.CERTS}/${name}.pem`);
const port = Number(process.env.PORT);
const app = express();
app.set('etag', false);

app.get('/', (req, res) => {
  res.type('text').send('hello over https');
});

app.get('/who', (req, res) => {
  const cert = req.socket.getPeerCertificate();
  res.json({
    secure: req.secure,
    protocol: req.protocol,
    encrypted: req.socket.encrypted,
    version: req.socket.getProtocol(),
    cipher: req.socket.getCipher().standardName,
    servername: req.socket.servername,
    alpn: req.socket.alpnProtocol,
    authorized: req.socket.authorized,
    error: req.socket.authorizationError,
    reused: req.socket.isSessionReused(),
    subject: cert.subject,
    issuer: cert.issuer,
    alternative: cert.subjectaltname,
    print: cert.fingerprint256,
    serial: cert.serialNumber,
    bits: cert.bits,
    exponent: cert.exponent,
    to: cert.valid_to,
    ca: cert.ca,
    raw: cert.raw?.length,
  });
});

app.post('/echo', express.raw({ type: '*/*', limit: '64mb' }), (req, res) => {
  res.type('bin').send(req.body);
});

app.get('/file', (req, res) => {
  res.sendFile(process.env.BIG_FILE);
});

const plain = https.createServer({ key: pem('server-key'), cert: pem('server') }, app);
plain.addContext('a.test', { key: pem('a-key'), cert: pem('a') });
plain.addContext('*.wild.test', { key: pem('wild-key'), cert: pem('wild') });
plain.on('tlsClientError', (err, socket) => {
  console.log('refused', err.code);
});
app.post('/renew', (req, res) => {
  plain.setSecureContext({ key: pem('renewed-key'), cert: pem('renewed') });
  res.send('renewed');
});
plain.listen(port);

https.createServer({
  key: pem('server-key'),
  cert: pem('server'),
  ca: pem('ca'),
  requestCert: true,
  rejectUnauthorized: false,
}, app).listen(port + 1);

https.createServer({
  key: pem('locked-key'),
  cert: pem('server'),
  ca: pem('ca'),
  passphrase: 'open sesame',
  requestCert: true,
}, app).listen(port + 2);

const late = tls.createSecureContext({ key: pem('a-key'), cert: pem('a') });
const fourth = https.createServer({
  key: [pem('server-key'), pem('ec-key')],
  cert: [pem('server'), pem('ec')],
  minVersion: 'TLSv1.3',
  ALPNProtocols: ['other', 'http/1.1'],
  SNICallback: (servername, cb) => {
    if (servername === 'none.test') return cb(new Error('no such host'));
    if (servername === 'now.test') return cb(null, late);
    setTimeout(() => cb(null, late), 20);
  },
  handshakeTimeout: 1000,
}, app);
fourth.on('tlsClientError', (err, socket) => {
  console.log('refused', err.code);
});
fourth.listen(port + 3);

console.log('ready');
