// An API that pages of other sites may call: all of them, some of them, some of them with cookies.
const cors = require('cors');
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

const products = [{ id: 1, name: 'Espresso' }, { id: 2, name: 'Ristretto' }];
const allowlist = ['https://shop.example.com', 'https://admin.example.com'];

// Who may write: sites of the list, and clients that are no browsers and send no Origin.
const corsOptions = {
  origin: (origin, callback) => {
    if (!origin || allowlist.includes(origin)) {
      callback(null, true);
    } else {
      const err = new Error('Not allowed by CORS');
      err.status = 403;
      callback(err);
    }
  },
  methods: ['GET', 'POST', 'DELETE'],
  allowedHeaders: ['Content-Type', 'Authorization'],
  exposedHeaders: ['X-Total-Count'],
  credentials: true,
  maxAge: 600,
};

app.use(express.json());

// For everybody.
app.get('/public', cors(), (req, res) => {
  res.json({ message: 'This is CORS-enabled for all origins!' });
});

// For one site, and for its subdomains.
app.get('/partner', cors({ origin: ['https://partner.example', /\.partner\.example$/] }), (req, res) => {
  res.json({ message: 'This is CORS-enabled for a partner.' });
});

// For nobody.
app.get('/private', (req, res) => {
  res.json({ message: 'Only pages of this site can read this.' });
});

// Each request decides for itself.
const dynamic = (req, callback) => {
  callback(null, { origin: req.query.open === 'yes' });
};
app.options('/dynamic', cors(dynamic));
app.get('/dynamic', cors(dynamic), (req, res) => {
  res.json({ message: `open: ${req.query.open}` });
});

// All that follows is for the list, preflights included.
app.use('/products', cors(corsOptions));

app.get('/products', (req, res) => {
  res.set('X-Total-Count', String(products.length));
  res.json(products);
});

app.post('/products', (req, res) => {
  const product = { id: products.length + 1, name: req.body.name };
  products.push(product);
  res.status(201).json(product);
});

app.delete('/products/:id', (req, res) => {
  const index = products.findIndex((product) => product.id === Number(req.params.id));
  if (index === -1) return res.status(404).json({ error: 'Not found' });
  products.splice(index, 1);
  res.sendStatus(204);
});

app.use((err, req, res, next) => {
  res.status(err.status || 500).json({ error: err.message });
});

app.listen(port, () => {
  console.log(`CORS-enabled web server listening on port ${port}`);
});
