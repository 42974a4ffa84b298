// Files of a folder, at the root, below a prefix, and of several folders.
const express = require('express');
const logger = require('morgan');
const path = require('path');

const app = module.exports = express();
const port = process.env.PORT || 3000;

if (process.env.NODE_ENV !== 'test') app.use(logger('dev'));

// Express itself knows no files: this middleware looks for req.path in the folder. GET /js/app.js is ./public/js/app.js.
app.use(express.static(path.join(__dirname, 'public')));

// Below a prefix: GET /static/js/app.js. The mount path is taken off before the middleware looks.
app.use('/static', express.static(path.join(__dirname, 'public')));

// It may be used several times: GET /style.css is ./public/css/style.css.
app.use(express.static(path.join(__dirname, 'public', 'css')));

if (!module.parent) {
  app.listen(port, () => {
    console.log(`listening on port ${port}`);
    console.log('try:');
    console.log('  GET /hello.txt');
    console.log('  GET /js/app.js');
    console.log('  GET /css/style.css');
  });
}
