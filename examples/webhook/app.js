// Webhooks: other services call; the signature over the raw body says who it was, and an id comes but once.
const express = require('express');
const crypto = require('crypto');

const app = express();
const port = process.env.PORT || 3000;
const secret = process.env.WEBHOOK_SECRET || 'change me';
const tolerance = Number(process.env.TOLERANCE || 300);
const seen = new Set();
const events = [];

const hmac = (data) => crypto.createHmac('sha256', secret).update(data).digest('hex');

function same(a, b) {
  const left = Buffer.from(a), right = Buffer.from(b);
  return left.length === right.length && crypto.timingSafeEqual(left, right);
}

function keepRaw(req, res, body) {
  req.rawBody = body;
}

function signed(req, res, next) {
  const given = req.get('X-Hub-Signature-256') || '';
  if (!same(given, `sha256=${hmac(req.rawBody || '')}`)) return res.status(401).json({ error: 'Wrong signature' });
  next();
}

function once(req, res, next) {
  const id = req.get('X-Delivery');
  if (!id) return res.status(400).json({ error: 'X-Delivery is missing' });
  if (seen.has(id)) return res.json({ received: true, duplicate: true });
  seen.add(id);
  next();
}

app.post('/github', express.json({ verify: keepRaw }), signed, once, (req, res) => {
  const event = req.get('X-GitHub-Event') || 'unknown';
  if (event === 'ping') return res.json({ pong: req.body.zen });
  events.push({ from: 'github', event: event, repository: req.body?.repository?.name });
  res.status(202).json({ received: true });
});

app.post('/payments', express.raw({ type: 'application/json', limit: '1kb' }), (req, res) => {
  if (!Buffer.isBuffer(req.body)) return res.status(415).json({ error: 'JSON, please' });
  const [, time, signature] = (req.get('Payment-Signature') || '').match(/^t=(\d+),v1=(\w+)$/) || [];
  if (!time) return res.status(400).json({ error: 'No signature' });
  if (!same(signature, hmac(`${time}.${req.body}`))) return res.status(400).json({ error: 'Wrong signature' });
  if (Math.abs(Date.now() / 1000 - time) > tolerance) return res.status(400).json({ error: 'Too old' });
  const payment = JSON.parse(req.body);
  if (payment.type === 'payment.succeeded') {
    events.push({ from: 'payments', event: 'paid', amount: payment.data.amount / 100 });
  } else if (payment.type === 'payment.failed') {
    events.push({ from: 'payments', event: 'failed', reason: payment.data.reason });
  } else {
    console.log(`Unhandled event type ${payment.type}`);
  }
  res.json({ received: true });
});

app.get('/events', (req, res) => { res.json(events); });

app.use((err, req, res, next) => { res.status(err.status || 500).json({ error: err.type || err.name }); });

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
