// Markdown as a template engine of one's own.
const escapeHtml = require('escape-html');
const express = require('express');
const fs = require('fs');
const marked = require('marked');
const path = require('path');

const app = module.exports = express();
const port = process.env.PORT || 3000;

// Renders views that end in .md; {name} stands for the local of that name.
app.engine('md', (path, options, fn) => {
  fs.readFile(path, 'utf8', (err, str) => {
    if (err) return fn(err);
    const html = marked.parse(str).replace(/\{([^}]+)\}/g, (_, name) => escapeHtml(options[name] || ''));
    fn(null, html);
  });
});

app.set('views', path.join(__dirname, 'views'));

// The default, so that names of views need no .md.
app.set('view engine', 'md');

app.get('/', (req, res) => {
  res.render('index', { title: 'Markdown Example' });
});

app.get('/fail', (req, res) => {
  res.render('missing', { title: 'Markdown Example' });
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
