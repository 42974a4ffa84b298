// The start page.
function index(req, res) {
  res.redirect('/users');
}

module.exports = {
  actions: { index: index },
};
