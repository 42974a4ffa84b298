// Cookies in Express: set, read, sign and clear them; a page that remembers its visitor's theme and cart.
const express = require('express');
const cookieParser = require('cookie-parser');

const app = express();
const port = process.env.PORT || 3000;

app.use(express.urlencoded());
app.use(cookieParser(process.env.COOKIE_SECRET || 'my-secret'));

app.get('/', (req, res) => {
  const theme = req.cookies.theme || 'light';
  const user = req.signedCookies.user || 'stranger';
  const cart = req.cookies.cart || Array();
  res.json({ hello: user, theme: theme, items: cart.length });
});

app.get('/cookies', (req, res) => {
  res.json({ cookies: req.cookies, signed: req.signedCookies });
});

app.get('/theme/:name', (req, res) => {
  res.cookie('theme', req.params.name, { maxAge: 900000, sameSite: 'lax' });
  res.redirect('/');
});

app.post('/login', (req, res) => {
  if (!req.body || !req.body.user) return res.status(400).send('Who are you?');
  res.cookie('user', req.body.user, { httpOnly: true, signed: true });
  res.redirect('/');
});

app.post('/cart', (req, res) => {
  const cart = req.cookies.cart || Array();
  cart.push(req.body.item);
  res.cookie('cart', cart);
  res.redirect('/');
});

app.get('/logout', (req, res) => {
  res.clearCookie('user');
  res.clearCookie('cart');
  res.redirect('/');
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
