// A list of things to do: forms that redirect, EJS pages that share their parts, a stylesheet.
const path = require('path');
const express = require('express');

let todos = [
  { id: 1, title: 'Read the tutorial', done: true },
  { id: 2, title: 'Write the program', done: false },
  { id: 3, title: 'Tell Ann & Bob', done: false }
];
let nextId = 4;

const app = express();
const port = process.env.PORT || 3000;

app.set('view engine', 'ejs');
app.set('views', path.join(__dirname, 'views'));
app.locals.site = 'Things to do';
app.locals.open = () => todos.filter((todo) => !todo.done).length;

app.use(express.static(path.join(__dirname, 'public')));
app.use(express.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  const show = req.query.show || 'all';
  const shown = todos.filter((todo) => show === 'all' || todo.done === (show === 'done'));
  res.render('index', { todos: shown, show: show });
});

app.post('/todos', (req, res) => {
  const title = (req.body.title || '').trim();
  if (!title) return res.status(400).render('message', { message: 'Please say what there is to do.' });
  todos.push({ id: nextId++, title: title, done: false });
  res.redirect('/');
});

app.post('/todos/clear', (req, res) => {
  todos = todos.filter((todo) => !todo.done);
  res.redirect('/');
});

// Each route below is about one of the list.
app.param('id', (req, res, next, id) => {
  req.todo = todos.find((todo) => todo.id === Number(id));
  if (!req.todo) return next('route');
  next();
});

app.get('/todos/:id', (req, res) => {
  res.render('edit', { todo: req.todo });
});

app.post('/todos/:id', (req, res) => {
  req.todo.title = req.body.title;
  res.redirect('/');
});

app.post('/todos/:id/toggle', (req, res) => {
  req.todo.done = !req.todo.done;
  res.redirect('/?show=' + (req.body.show || 'all'));
});

app.post('/todos/:id/delete', (req, res) => {
  todos.splice(todos.indexOf(req.todo), 1);
  res.redirect('/');
});

app.use((req, res) => {
  res.status(404).render('message', { message: `There is nothing at ${req.path}` });
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
