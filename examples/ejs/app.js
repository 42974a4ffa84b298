// EJS templates in files that end in .html.
const ejs = require('ejs');
const express = require('express');
const path = require('path');

const app = module.exports = express();
const port = process.env.PORT || 3000;

// Without this line the files of EJS would have to end in .ejs.
app.engine('.html', ejs.__express);

// Without this line the folder would be "views" in the working directory.
app.set('views', path.join(__dirname, 'views'));

app.use(express.static(path.join(__dirname, 'public')));

// Without this line each name would need its extension: res.render('users.html').
app.set('view engine', 'html');

const users = [
  { name: 'tobi', email: 'tobi@learnboost.com' },
  { name: 'loki', email: 'loki@learnboost.com' },
  { name: 'jane', email: 'jane@learnboost.com' },
];

app.get('/', (req, res) => {
  res.render('users', { users: users, title: 'EJS example' });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
