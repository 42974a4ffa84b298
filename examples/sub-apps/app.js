// Apps in apps: each has settings, locals and an error handler of its own, and knows where it is mounted.
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const blog = express();
const admin = express();
const reports = express();

app.set('title', 'The whole site');
app.enable('case sensitive routing');
app.locals.owner = 'tj';

blog.on('mount', (parent) => {
  console.log(`The blog is mounted at ${blog.mountpath}, in ${parent.get('title')}`);
});
admin.on('mount', () => console.log('The administration is mounted'));

blog.set('title', 'The blog');
blog.locals.owner = 'ann';

blog.get('/', (req, res) => {
  res.json({
    title: blog.get('title'),
    owner: req.app.locals.owner,
    baseUrl: req.baseUrl,
    url: req.url,
    originalUrl: req.originalUrl
  });
});

blog.get('/posts/:id', (req, res, next) => {
  if (Number(req.params.id) > 100) return next();
  if (req.params.id === '13') throw new Error('Bad luck');
  res.json({ post: req.params.id, at: req.baseUrl + req.path });
});

blog.use((err, req, res, next) => {
  res.status(500).send(`The blog says: ${err.message}`);
});

// What the parent has set is inherited, as long as the app says nothing else.
admin.get('/', (req, res) => {
  res.json({
    title: admin.get('title'),
    path: admin.path(),
    mountpath: admin.mountpath,
    owner: admin.locals.owner || 'nobody'
  });
});

admin.get('/fail', (req, res) => {
  throw new Error('Nobody is watching');
});

reports.get('/:year', (req, res) => {
  res.json({
    year: req.params.year,
    path: reports.path(),
    mountpath: reports.mountpath,
    baseUrl: req.baseUrl
  });
});

reports.all('/*rest', (req, res) => {
  res.status(405).json({ method: req.method, rest: req.params.rest });
});

admin.use('/reports', reports);
app.use('/blog', blog);
app.use(['/admin', '/manage'], admin);

app.get('/', (req, res) => {
  res.json({
    title: app.get('title'),
    owner: req.app.locals.owner,
    path: app.path(),
    mountpath: app.mountpath
  });
});

app.use((req, res) => {
  res.status(404).json({ error: 'Not found', baseUrl: req.baseUrl, url: req.url });
});

app.use((err, req, res, next) => {
  res.status(500).send(`The site says: ${err.message}`);
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
