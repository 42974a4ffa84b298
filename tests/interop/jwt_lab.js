// Tokens by npm's passport-jwt, with a strategy as each request's header X-Strategy describes it. jwt_lab.cpp is its port.
const express = require('express');
const { Passport } = require('passport');
const { Strategy: JwtStrategy, ExtractJwt } = require('passport-jwt');

const users = { ann: { name: 'ann', admin: true }, bob: { name: 'bob' } };

function verify(payload, done, path) {
  if (payload.sub === 'fall') throw new Error('verify fell');
  if (payload.sub === 'error') return done(new Error('no database'));
  if (payload.sub === 'late') return void setTimeout(() => done(null, { ...payload, path }, { message: 'Late.' }), 1);
  if (payload.sub === 'object') return done(null, false, { message: 'No such user.' });
  if (payload.sub === 'status') return done(null, false, 403);
  if (!users[payload.sub]) return done(null, false, 'Bearer error="nobody"');
  done(null, path ? { ...users[payload.sub], path } : users[payload.sub], payload);
}

function extractor([kind, name]) {
  if (kind === 'bearer') return ExtractJwt.fromAuthHeaderAsBearerToken();
  if (kind === 'scheme') return ExtractJwt.fromAuthHeaderWithScheme(name);
  if (kind === 'header') return ExtractJwt.fromHeader(name);
  if (kind === 'body') return ExtractJwt.fromBodyField(name);
  if (kind === 'query') return ExtractJwt.fromUrlQueryParameter(name);
  if (kind === 'old') return ExtractJwt.versionOneCompatibility({ authScheme: name[0], tokenBodyField: name[1], tokenQueryParameterName: name[2] });
  if (kind === 'own') return (req) => req.get(name);
  return ExtractJwt.fromExtractors(name.map(extractor));
}

function strategy({ from, key, provider, later, audience, ...options }) {
  const found = (token, done) => (provider.error ? done(new Error(provider.error)) : done(null, token.length % 2 ? provider.odd : provider.even));
  return new JwtStrategy({
    ...options,
    jwtFromRequest: from && extractor(from),
    secretOrKey: key,
    secretOrKeyProvider: provider && ((req, token, done) => void (later ? setTimeout(() => found(token, done), 1) : found(token, done))),
    audience: audience?.$regex ? new RegExp(audience.$regex) : audience,
  }, options.passReqToCallback ? (req, payload, done) => verify(payload, done, req.path) : (payload, done) => verify(payload, done));
}

const app = express();
app.use(express.json({ limit: '1mb' }), express.urlencoded());
const guards = new Map();
function guard(req) {
  const text = req.get('X-Strategy');
  if (!guards.has(text)) guards.set(text, new Passport().use(strategy(JSON.parse(text))));
  return guards.get(text);
}
app.all('/plain', (req, res, next) => guard(req).authenticate('jwt', { session: false })(req, res, next), (req, res) => {
  res.json({ user: req.user, info: req.authInfo });
});
app.all('/told', (req, res, next) => {
  guard(req).authenticate('jwt', { session: false }, (err, user, info, status) => {
    const told = (what) => (what?.message === undefined ? what : { message: what.message, json: JSON.stringify(what) });
    res.json({ err: told(err), user, info: told(info), status });
  })(req, res, next);
});
app.use((err, req, res, next) => res.status(500).json({ name: err.name, message: err.message }));
app.listen(process.env.PORT, '127.0.0.1', () => console.log('up'));
