// A shop whose carts live in the visitors' sessions.
const express = require('express');
const path = require('path');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// Prices in cents.
const products = [
  { id: 1, name: 'Espresso cup', price: 750 },
  { id: 2, name: 'Milk jug', price: 1999 },
  { id: 3, name: 'Tamper & stand', price: 3450 },
];

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.locals.money = (cents) => `$${(cents / 100).toFixed(2)}`;

app.use(express.urlencoded({ extended: true }));
app.use(session({
  secret: 'shopping-secret',
  resave: false,
  saveUninitialized: false,
}));

// Every visitor has a cart.
app.use((req, res, next) => {
  if (!req.session.cart) req.session.cart = { items: [] };
  const { items } = req.session.cart;
  res.locals.count = items.reduce((sum, item) => sum + item.quantity, 0);
  next();
});

app.get('/', (req, res) => {
  const search = (req.query.q || '').toLowerCase();
  res.render('products', { products: products.filter((product) => product.name.toLowerCase().includes(search)) });
});

app.get('/cart', (req, res) => {
  const lines = req.session.cart.items.map((item) => {
    const product = products.find((product) => product.id === item.id);
    return { ...product, quantity: item.quantity, total: product.price * item.quantity };
  });
  const subtotal = lines.reduce((sum, line) => sum + line.total, 0);
  const shipping = subtotal >= 5000 || lines.length === 0 ? 0 : 495;
  res.render('cart', { lines, subtotal, shipping, total: subtotal + shipping });
});

app.post('/cart/add/:id', (req, res) => {
  const id = Number(req.params.id);
  const quantity = parseInt(req.body?.quantity, 10) || 1;
  if (!products.some((product) => product.id === id)) return res.status(404).send('No such product');

  const { items } = req.session.cart;
  const item = items.find((item) => item.id === id);
  if (item) {
    item.quantity += quantity;
  } else {
    items.push({ id, quantity });
  }
  res.redirect('/cart');
});

app.post('/cart/update/:id', (req, res) => {
  const item = req.session.cart.items.find((item) => item.id === Number(req.params.id));
  if (!item) return res.status(404).send('Not in the cart');
  item.quantity = Math.max(1, Math.min(99, Number(req.body.quantity) || 1));
  res.redirect('/cart');
});

app.post('/cart/remove/:id', (req, res) => {
  const { cart } = req.session;
  cart.items = cart.items.filter((item) => item.id !== Number(req.params.id));
  res.redirect('/cart');
});

app.post('/cart/clear', (req, res) => {
  delete req.session.cart;
  res.redirect('/');
});

app.get('/api/cart', (req, res) => {
  res.json(req.session.cart);
});

app.listen(port, () => console.log(`Shop open on port ${port}`));
