// The app: what it uses, its routes, and what answers when nothing else does.
var createError = require('http-errors');
var express = require('express');
var path = require('path');
var cookieParser = require('cookie-parser');
var logger = require('morgan');

var indexRouter = require('./routes/index');
var usersRouter = require('./routes/users');

var app = express();

// views
app.set('views', path.join(__dirname, 'views'));
app.set('view engine', 'ejs');

app.use(logger('dev'));
app.use(express.json());
app.use(express.urlencoded({ extended: false }));
app.use(cookieParser());
app.use(express.static(path.join(__dirname, 'public')));

app.use('/', indexRouter);
app.use('/users', usersRouter);

// Who comes here was answered by nobody: 404, for the error handler below.
app.use(function(req, res, next) {
  next(createError(404));
});

// Every error ends here.
app.use(function(err, req, res, next) {
  // the error itself is shown to developers alone
  res.locals.message = err.message;
  res.locals.error = req.app.get('env') === 'development' ? err : {};

  // its page
  res.status(err.status || 500);
  res.render('error');
});

module.exports = app;
