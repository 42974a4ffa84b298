// The sightings of a bird; :bird is a parameter of the path at which this is mounted.
const express = require('express');

const router = express.Router({ mergeParams: true });
const sightings = {};

router.get('/', (req, res) => { res.json(sightings[req.params.bird] || []); });

router.post('/', (req, res) => {
  sightings[req.params.bird] = sightings[req.params.bird] || [];
  sightings[req.params.bird].push(req.body.place);
  res.status(201).json({ bird: req.params.bird, times: sightings[req.params.bird].length });
});

module.exports = router;
