// Views that are no files: a class of one's own finds and renders them, here out of a table that stands for a database.
const express = require('express');
const marked = require('marked');
const path = require('path');

const app = module.exports = express();
const port = process.env.PORT || 3000;

const templates = {
  'crema/examples/index.md': '# {title}\n\nJust an example view rendered with _markdown_.\n',
  'crema/examples/Readme.md': '# Examples\n\n- [the page](/)\n- [this text](/Readme.md)\n',
};

// Stands for a query: the answer comes later.
function find(key, fn) {
  setImmediate(() => { fn(null, templates[key]); });
}

class TableView {
  constructor(name, options) {
    this.name = name;
    this.engine = options.engines[path.extname(name)];
    // What app.set('views') says; a class may use it as it likes.
    this.path = options.root + '/' + name;
  }

  render(options, fn) {
    find(this.path, (err, str) => {
      if (err) return fn(err);
      this.engine(str, options, fn);
    });
  }
}

// An engine takes whatever the class gives it: here the text itself, not the path of a file.
app.engine('md', (str, options, fn) => {
  try {
    const html = marked.parse(str).replace(/\{([^}]+)\}/g, (_, name) => options[name] || '');
    fn(null, html);
  } catch (err) {
    fn(err);
  }
});

app.set('views', 'crema/examples');

app.set('view', TableView);

app.get('/', (req, res) => {
  // Locals of the app, of res and these work as they do with files.
  res.render('index.md', { title: 'Example' });
});

app.get('/Readme.md', (req, res) => {
  res.render('Readme.md');
});

if (!module.parent) {
  app.listen(port, () => { console.log(`Express started on port ${port}`); });
}
