// Accounts, and JSON Web Tokens that say who calls and what he may do.
const bcrypt = require('bcrypt');
const express = require('express');
const jwt = require('jsonwebtoken');

const app = express();
const PORT = process.env.PORT || 3000;
const JWT_SECRET = process.env.JWT_SECRET || 'change me';

// In place of a database.
const users = [];
const posts = [
  { id: 1, author: 'ann', title: 'First post' },
  { id: 2, author: 'bob', title: 'Second post' },
];

app.use(express.json());

function authenticateToken(req, res, next) {
  const authHeader = req.headers['authorization'];
  const token = authHeader && authHeader.split(' ')[1];
  if (!token) return res.status(401).json({ message: 'No token provided' });

  jwt.verify(token, JWT_SECRET, (err, user) => {
    if (err) return res.status(403).json({ message: err.message });
    req.user = user;
    next();
  });
}

function authorize(role) {
  return (req, res, next) => {
    if (req.user.role !== role) return res.status(403).json({ message: 'Forbidden' });
    next();
  };
}

app.post('/register', async (req, res) => {
  const { username, password } = req.body;
  if (!username || !password) return res.status(400).json({ message: 'Username and password are required' });
  if (users.find((user) => user.username === username)) return res.status(409).json({ message: 'User already exists' });

  const hashedPassword = await bcrypt.hash(password, 10);
  const user = { id: users.length + 1, username, password: hashedPassword, role: users.length === 0 ? 'admin' : 'user' };
  users.push(user);
  res.status(201).json({ id: user.id, username: user.username, role: user.role });
});

app.post('/login', async (req, res) => {
  const { username, password } = req.body;
  const user = users.find((user) => user.username === username);
  if (!user) return res.status(401).json({ message: 'Invalid credentials' });

  const isMatch = await bcrypt.compare(password, user.password);
  if (!isMatch) return res.status(401).json({ message: 'Invalid credentials' });

  const token = jwt.sign({ id: user.id, username: user.username, role: user.role }, JWT_SECRET, { expiresIn: '1h' });
  res.json({ token });
});

app.get('/me', authenticateToken, (req, res) => {
  const { iat, exp, ...user } = req.user;
  res.json({ user, secondsToLive: exp - iat });
});

app.get('/posts', authenticateToken, (req, res) => {
  res.json(posts.filter((post) => post.author === req.user.username));
});

app.post('/posts', authenticateToken, (req, res) => {
  const post = { id: posts.length + 1, author: req.user.username, ...req.body };
  posts.push(post);
  res.status(201).json(post);
});

app.get('/admin/users', authenticateToken, authorize('admin'), (req, res) => {
  res.json(users.map(({ password, ...user }) => user));
});

// What verify throws without a callback tells by its name what is wrong.
app.get('/verify', (req, res) => {
  try {
    const { username } = jwt.verify(req.query.token, JWT_SECRET, { algorithms: ['HS256'] });
    res.json({ valid: true, username });
  } catch (err) {
    res.status(400).json({ valid: false, error: err.name, message: err.message });
  }
});

app.use((err, req, res, next) => {
  res.status(err.status || 500).json({ message: err.message });
});

app.listen(PORT, () => console.log(`Server started on port ${PORT}`));
