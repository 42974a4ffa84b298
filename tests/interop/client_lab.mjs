// What clients of all kinds ask for. client_lab.cpp is its port.
import crypto from 'node:crypto';
import express from 'express';
import compression from 'compression';

const app = express();
app.set('env', 'production');
const bytes = (n) => Buffer.alloc(n, '0123456789abcdef');

app.all('/echo', (req, res) => {
  const hash = crypto.createHash('sha1');
  let length = 0;
  req.on('data', (chunk) => { hash.update(chunk); length += chunk.length; });
  req.on('end', () => res.json({ method: req.method, url: req.url, version: req.httpVersion, length, hash: hash.digest('hex'), type: req.headers['content-type'], expect: req.headers.expect, trailers: req.trailers }));
});
app.get('/bytes/:n', (req, res) => res.send(bytes(Number(req.params.n))));
app.get('/chunks/:n', async (req, res) => {
  for (let i = 0; i < Number(req.params.n); i++) {
    res.write(`chunk ${i}\n`);
    await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
  res.end('end');
});
app.get('/slow/:ms', (req, res) => { setTimeout(() => res.send('late'), Number(req.params.ms)); });
app.use('/packed', compression({ threshold: 0 }), (req, res) => res.type('text').send('packed '.repeat(3000)));
app.use('/files', express.static(process.env.FOLDER));
app.all('/refuse', (req, res) => res.status(413).send('too much'));
app.all('/early', (req, res) => { req.once('data', () => res.status(202).send('enough')); });
app.get('/hints', (req, res) => res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' }, () => res.send('hinted')));
app.get('/trailers', (req, res) => {
  res.writeHead(200, { Trailer: 'X-Sum', 'Content-Type': 'text/plain' });
  res.write('a body');
  res.addTrailers({ 'X-Sum': '42' });
  res.end();
});
app.get('/close', (req, res) => res.set('Connection', 'close').send('bye'));
app.get('/empty', (req, res) => res.status(204).end());
app.get('/break', (req, res) => {
  res.set('Content-Length', '100').write('half');
  setTimeout(() => res.destroy(), 5);
});
app.get('/away', (req, res) => res.redirect(req.query.to || '/bytes/10'));
app.post('/moved', (req, res) => res.redirect(Number(req.query.status), '/echo'));

app.listen(process.env.PORT, '127.0.0.1', () => console.log('up'));
