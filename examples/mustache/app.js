// Mustache by app.engine: pages without logic, a list, partials, and a form.
const express = require('express');
const mustacheExpress = require('mustache-express');
const path = require('path');

const recipes = [
  { id: 1, title: 'Pancakes', minutes: 20, steps: ['Mix', 'Wait', 'Fry'] },
  { id: 2, title: 'Fish & chips', minutes: 45, steps: [] }
];

const app = express();
const port = process.env.PORT || 3000;

// Renders views that end in .mustache.
app.engine('mustache', mustacheExpress());
app.set('view engine', 'mustache');
app.set('views', path.join(__dirname, 'views'));
app.locals.site = 'Recipes';

app.use(express.urlencoded());

app.get('/', (req, res) => {
  const quick = recipes.filter((recipe) => recipe.minutes <= 30);
  res.render('index', { title: 'All', recipes: recipes, quick: quick.length });
});

app.get('/recipes/:id', (req, res, next) => {
  const recipe = recipes.find((recipe) => recipe.id === Number(req.params.id));
  if (!recipe) return next();
  res.render('recipe', { title: recipe.title, recipe: recipe, note: req.query.note });
});

app.post('/recipes', (req, res) => {
  const { title, minutes } = req.body;
  if (!title) return res.status(400).render('message', { title: 'Not yet', message: 'A recipe has a title.' });
  recipes.push({ id: recipes.length + 1, title: title, minutes: Number(minutes) || 30, steps: [] });
  res.redirect(`/recipes/${recipes.length}`);
});

app.get('/broken', (req, res) => {
  res.render('broken', { title: 'Broken' });
});

app.use((req, res) => {
  res.status(404).render('message', { title: 'Not found', message: 'There is no ' + req.path });
});

app.listen(port, () => { console.log(`Recipes on http://localhost:${port}`); });
