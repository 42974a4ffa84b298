// The routes for birds: a module that is mounted.
const express = require('express');

const router = express.Router();

const timeLog = (req, res, next) => {
  res.set('X-Mounted-At', req.baseUrl);
  next();
};
router.use(timeLog);

router.get('/', (req, res) => { res.send('Birds home page'); });
router.get('/about', (req, res) => { res.send('About birds'); });
router.get('/:name', (req, res) => { res.send(`All about the ${req.params.name}`); });

module.exports = router;
