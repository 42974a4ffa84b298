// The pages of the site itself.
exports.index = function (req, res) {
  res.render('index', { title: 'Route Separation Example' });
};
