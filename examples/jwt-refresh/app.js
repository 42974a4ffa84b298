// Short access tokens, and a refresh token in a cookie that scripts cannot read. Each refresh token is good for one use.
const bcrypt = require('bcrypt');
const cookieParser = require('cookie-parser');
const express = require('express');
const jwt = require('jsonwebtoken');

const app = express();
const port = process.env.PORT || 3000;

const ACCESS_SECRET = process.env.ACCESS_SECRET || 'access secret';
const REFRESH_SECRET = process.env.REFRESH_SECRET || 'refresh secret';

const users = [
  { id: 1, name: 'ann', password: bcrypt.hashSync('secret', 8) },
  { id: 2, name: 'bob', password: bcrypt.hashSync('hunter2', 8) },
];

// The refresh tokens that are good, by their ids.
const refreshTokens = new Map();
let nextId = 1;

app.use(express.json());
app.use(cookieParser());

const cookieOptions = { maxAge: 7 * 24 * 60 * 60 * 1000, httpOnly: true, sameSite: 'strict', path: '/auth' };

function generateAccessToken(user) {
  return jwt.sign({ sub: String(user.id), name: user.name }, ACCESS_SECRET, { expiresIn: '15m' });
}

function issueTokens(res, user) {
  const id = String(nextId++);
  const refreshToken = jwt.sign({ name: user.name }, REFRESH_SECRET, { expiresIn: '7d', jwtid: id, subject: String(user.id) });
  refreshTokens.set(id, user.id);
  res.cookie('refreshToken', refreshToken, cookieOptions);
  res.json({ accessToken: generateAccessToken(user) });
}

function auth(req, res, next) {
  const header = req.get('Authorization') || '';
  if (!header.startsWith('Bearer ')) return res.sendStatus(401);
  try {
    req.user = jwt.verify(header.slice(7), ACCESS_SECRET);
  } catch (err) {
    return res.status(401).json({ error: err.message });
  }
  next();
}

app.post('/auth/login', async (req, res) => {
  const user = users.find((user) => user.name === req.body.name);
  if (!user) return res.sendStatus(401);
  const ok = await bcrypt.compare(String(req.body.password), user.password);
  if (!ok) return res.sendStatus(401);
  issueTokens(res, user);
});

app.post('/auth/refresh', (req, res) => {
  const token = req.cookies.refreshToken;
  if (!token) return res.sendStatus(401);
  jwt.verify(token, REFRESH_SECRET, (err, payload) => {
    if (err) return res.clearCookie('refreshToken', cookieOptions).sendStatus(403);
    const user = users.find((user) => String(user.id) === payload.sub);

    // Used twice: somebody has stolen it. All of this user's tokens are worth nothing from now on.
    if (!refreshTokens.delete(payload.jti)) {
      for (const [id, owner] of refreshTokens) {
        if (owner === user.id) refreshTokens.delete(id);
      }
      return res.status(403).json({ error: 'Token reuse detected' });
    }
    issueTokens(res, user);
  });
});

app.post('/auth/logout', (req, res) => {
  const payload = jwt.decode(req.cookies.refreshToken || '');
  if (payload) refreshTokens.delete(payload.jti);
  res.clearCookie('refreshToken', cookieOptions);
  res.sendStatus(204);
});

app.get('/profile', auth, (req, res) => {
  res.json({ id: Number(req.user.sub), name: req.user.name, sessions: refreshTokens.size });
});

app.listen(port, () => {
  console.log(`Auth server on port ${port}`);
});
