// A site of files: several folders, one below a prefix, pages by sendFile, downloads, a page for what is not there.
const path = require('path');
const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

// Sends one of the pages; they are not in a folder that is served.
const page = (name) => (req, res) => res.sendFile(name, { root: path.join(__dirname, 'pages') });

// /about is public/about.html; a folder redirects to the path with a slash, and sends its index.html.
app.use(express.static(path.join(__dirname, 'public'), { extensions: ['html'] }));

// Below a prefix that no folder has: the first folder that has the file sends it.
app.use('/static', express.static(path.join(__dirname, 'docs'), { index: false, redirect: false }));
app.use('/static', express.static(path.join(__dirname, 'public', 'css')));

app.get('/', page('index.html'));
app.get(['/contact', '/imprint'], page('contact.html'));

// Names come from the client: with a root nothing outside of it is sent.
app.get('/files/*name', (req, res, next) => {
  const options = { root: path.join(__dirname, 'files'), dotfiles: 'deny', headers: { 'X-Sent-By': 'sendFile' } };
  res.sendFile(req.params.name.join('/'), options, (err) => {
    if (err && !res.headersSent) next(err);
  });
});

app.get('/download/:name', (req, res, next) => {
  res.download(req.params.name, `copy of ${req.params.name}`, { root: path.join(__dirname, 'files') }, (err) => {
    if (err && !res.headersSent) next(err);
  });
});

app.use((req, res) => {
  res.status(404).sendFile('404.html', { root: path.join(__dirname, 'pages') });
});

app.use((err, req, res, next) => {
  res.status(err.status || 500).type('text').send(`${err.status}: ${err.message}`);
});

app.listen(port, () => { console.log(`Server running on http://localhost:${port}`); });
