// site.cpp in Express, line by line, but for Redis.
import express from 'express';
import session from 'express-session';
import fs from 'fs';
import http from 'http';
import https from 'https';

const app = express();
const env = (name, usual) => Number(process.env[name] || usual);
const port = env('PORT', 3000);
const age = env('SESSION_MS', 60000);
const page = '0123456789abcdef'.repeat(6400); // 100 KB

app.get('/', (req, res) => { res.send('hello'); });
app.get('/ip', (req, res) => { res.send(req.ip); });
app.get('/page', (req, res) => { res.type('text').send(page); });
app.use('/static', express.static(process.env.FILES));

app.post('/json', express.json(), (req, res) => { res.json(req.body); });
app.post('/form', express.urlencoded({ extended: true, limit: '1mb' }), (req, res) => { res.json(req.body); });
app.post('/upload', (req, res) => {
  let size = 0;
  req.on('data', (chunk) => { size += chunk.length; });
  req.on('end', () => { res.json({ size }); });
});
app.post('/ignored', (req, res) => { res.send('not read'); });

app.get('/later', (req, res) => { setTimeout(() => { res.send('later'); }, 50); });
app.get('/drip', (req, res) => {
  let left = 5;
  const timer = setInterval(() => {
    res.write('drop\n');
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    res.end();
  }, 20);
  res.on('close', () => { clearInterval(timer); });
});
app.get('/throw', () => { throw new Error('thrown on purpose'); });
app.get('/reject', async () => {
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  throw new Error('rejected on purpose');
});

app.use('/session', session({ secret: 's', resave: false, saveUninitialized: false, cookie: { maxAge: age } }));
app.get('/session', (req, res) => {
  req.session.views = (req.session.views || 0) + 1;
  res.send(`views ${req.session.views}`);
});

app.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  res.status(err.status || 500).json({ error: err.message });
});

const patience = env('KEEP_ALIVE_MS', 5000);
const plain = http.createServer({
  headersTimeout: env('HEADERS_MS', 60000),
  requestTimeout: env('REQUEST_MS', 300000),
  connectionsCheckingInterval: 500,
  keepAliveTimeout: patience,
}, app).listen({ port, host: '127.0.0.1', backlog: 4096 });
let secure;
if (process.env.CERTS) {
  const pem = (name) => fs.readFileSync(`${process.env.CERTS}/${name}.pem`);
  secure = https.createServer({ key: pem('ec-key'), cert: pem('ec'), keepAliveTimeout: patience }, app);
  secure.listen({ port: env('TLS_PORT', 3443), host: '127.0.0.1', backlog: 4096 });
}
process.on('SIGTERM', () => {
  plain.close();
  secure?.close();
  setTimeout(() => { process.exit(); }, env('CLOSE_MS', 10000)).unref();
});
