// Sessions of express-session and of cookie-session with the options of each request's field X-Lab: does with them what the body asks for,
// step by step, and tells what came of each. visit_lab.cpp is its port.
import express from 'express';
import cookieSession from 'cookie-session';
import flash from 'connect-flash';
import session from 'express-session';

let made = 0;

function options(given) {
  const all = { ...given, cookie: given.cookie && { ...given.cookie } };
  if (given.genid) all.genid = () => `${given.genid}${made++}`;
  if (given.cookie?.expires) all.cookie.expires = new Date(given.cookie.expires);
  if (given.expires) all.expires = new Date(given.expires);
  return all;
}

function show(req) {
  const shown = { session: req.session === undefined ? 'undefined' : JSON.stringify(req.session), id: req.sessionID ? `sess:${req.sessionID}` : undefined };
  if (req.session && req.sessionOptions) Object.assign(shown, { isNew: req.session.isNew, isChanged: req.session.isChanged, isPopulated: req.session.isPopulated });
  return shown;
}

// One step; `done` is called with what it says, if it says anything.
function step(req, res, [what, a, b], done) {
  if (['save', 'reload', 'regenerate', 'destroy'].includes(what)) return req.session[what]((err) => done(err ? { error: err.message } : undefined));
  if (what === 'set') req.session[a] = b;
  if (what === 'inner') req.session[a].inner = b;
  if (what === 'delete') delete req.session[a];
  if (what === 'touch') req.session.touch();
  if (what === 'null') req.session = null;
  if (what === 'none') req.session = undefined;
  if (what === 'own') req.session = a;
  if (what === 'cookie') req.session.cookie[a] = b;
  if (what === 'option') req.sessionOptions[a] = b;
  if (what === 'flash') return done({ flash: req.flash(...[a, b].filter((one) => one !== undefined)) });
  if (what === 'field') res.append(a, b);
  if (what === 'head') res.writeHead(a);
  if (what === 'write') res.write(a);
  if (what === 'maxAge') return done({ age: Math.round(req.session.cookie.maxAge / 10000), original: req.session.cookie.originalMaxAge });
  if (what === 'hash') return done({ same: req.session.id === req.sessionID });
  done();
}

function steps(req, res, list, said, done) {
  if (list.length === 0) return done();
  const next = (told) => {
    said.push({ step: list[0][0], ...told, ...show(req) });
    steps(req, res, list.slice(1), said, done);
  };
  try {
    step(req, res, list[0], next);
  } catch (err) {
    next({ thrown: `${err.name}: ${err.message}` });
  }
}

const labs = new Map();
function lab(text) {
  if (!labs.has(text)) {
    const { kind, twice, options: given } = JSON.parse(text);
    const router = express.Router();
    const store = kind === 'session' ? new session.MemoryStore() : null;
    const make = () => (kind === 'session' ? session({ ...options(given), store }) : cookieSession(options(given)));
    router.use(make());
    if (twice) router.use(make());
    labs.set(text, { router: router.use(flash()), store });
  }
  return labs.get(text);
}

const app = express();
app.set('env', 'production');
app.set('trust proxy', !!process.env.TRUST);
app.use(express.json());
app.get('/stored', (req, res, next) => {
  const { store } = lab(req.get('X-Lab'));
  if (!store) return res.json(null);
  store.all((err, all) => (err ? next(err) : res.json(Object.entries(all).map(([id, record]) => [`sess:${id}`, record]))));
});
app.use((req, res, next) => lab(req.get('X-Lab')).router(req, res, next));
app.all('/{*path}', (req, res, next) => {
  const said = [{ step: 'begin', ...show(req) }];
  const { list, end } = req.body ?? { list: [], end: 'json' };
  steps(req, res, list, said, () => {
    if (end === 'throw') return next(Object.assign(new Error('thrown'), { said }));
    if (res.headersSent) return res.end(JSON.stringify(said));
    if (end === 'redirect') return res.redirect('/elsewhere');
    if (end === 'empty') return res.status(204).end();
    if (end === 'end') return res.end(JSON.stringify(said));
    if (end === 'later') return void setTimeout(() => res.json(said), 2);
    res.json(said);
  });
});
app.use((err, req, res, next) => {
  if (res.headersSent) return next(err);
  res.status(500).json({ name: err.name, message: err.message, said: err.said });
});

app.listen(process.env.PORT, '127.0.0.1', () => console.log('up'));
