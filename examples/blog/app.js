// A blog: posts are written, changed and deleted by forms; messages tell what has happened.
const express = require('express');
const methodOverride = require('method-override');
const path = require('path');
const session = require('express-session');

const app = express();
const port = process.env.PORT || 3000;

// In place of a database.
const posts = [
  { id: 1, slug: 'hello-world', title: 'Hello World', body: 'The first post.', comments: [] },
  { id: 2, slug: 'second-post', title: 'Second Post', body: 'Even shorter.', comments: [] },
];
let lastId = posts.length;

const slugify = (title) => title.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.locals.siteName = 'A Small Blog';
app.locals.excerpt = (text, length) => (text.length > length ? text.slice(0, length) + '…' : text);

app.use(express.static(path.join(__dirname, 'public')));
app.use(express.urlencoded({ extended: true }));
app.use(methodOverride('_method'));
app.use(session({ secret: 'blog secret', resave: false, saveUninitialized: false }));

// A message is shown on the next page, once.
app.use((req, res, next) => {
  res.locals.message = req.session.message;
  delete req.session.message;
  next();
});

function wrongFields({ title, body }) {
  const errors = [];
  if (!title || !title.trim()) errors.push('A post needs a title.');
  if (!body || !body.trim()) errors.push('A post needs a text.');
  return errors;
}

const router = express.Router();

// Whatever has a slug has a post, too.
router.param('slug', (req, res, next, slug) => {
  req.post = posts.find((post) => post.slug === slug);
  if (!req.post) return next('route');
  next();
});

router.get('/', (req, res) => {
  const newest = [...posts].reverse();
  res.render('posts/index', { posts: newest });
});

router.get('/new', (req, res) => {
  res.render('posts/new', { post: { title: '', body: '' }, errors: [] });
});

router.post('/', (req, res) => {
  const { title, body } = req.body;
  const errors = wrongFields(req.body);
  if (errors.length) return res.status(422).render('posts/new', { post: { title, body }, errors });

  const id = ++lastId;
  const slug = slugify(title);
  const taken = posts.some((post) => post.slug === slug);
  const post = { id, slug: taken ? `${slug}-${id}` : slug, title, body, comments: [] };
  posts.push(post);
  req.session.message = { type: 'success', text: `“${title}” is online.` };
  res.redirect(`/posts/${post.slug}`);
});

router.get('/:slug', (req, res) => {
  res.render('posts/show', { post: req.post });
});

router.get('/:slug/edit', (req, res) => {
  res.render('posts/edit', { post: req.post, errors: [] });
});

router.put('/:slug', (req, res) => {
  const errors = wrongFields(req.body);
  if (errors.length) return res.status(422).render('posts/edit', { post: { ...req.post, ...req.body }, errors });

  Object.assign(req.post, { title: req.body.title, body: req.body.body });
  req.session.message = { type: 'success', text: 'The post has been changed.' };
  res.redirect(`/posts/${req.post.slug}`);
});

router.delete('/:slug', (req, res) => {
  posts.splice(posts.indexOf(req.post), 1);
  req.session.message = { type: 'info', text: `“${req.post.title}” is gone.` };
  res.redirect('/posts');
});

router.post('/:slug/comments', (req, res) => {
  const { author, text } = req.body.comment || {};
  if (text) req.post.comments.push({ author: author || 'Anonymous', text });
  res.redirect(`/posts/${req.post.slug}#comments`);
});

app.get('/', (req, res) => res.redirect('/posts'));
app.use('/posts', router);

app.use((req, res) => {
  res.status(404).render('404', { url: req.originalUrl });
});

app.listen(port, () => console.log(`Blog listening on port ${port}`));
