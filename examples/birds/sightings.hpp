// The sightings of a bird; :bird is a parameter of the path at which this is mounted.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Router sightings() {
  auto router = express.Router({.mergeParams = true});
  Value sightings = Object();

  router.get("/", [=](auto& req, auto& res) { res.json(sightings[req.params["bird"]] || Array()); });

  router.post("/", [=](auto& req, auto& res) {
    sightings[req.params["bird"]] = sightings[req.params["bird"]] || Array();
    sightings[req.params["bird"]].push(req.body["place"]);
    res.status(201).json({{"bird", req.params["bird"]}, {"times", sightings[req.params["bird"]].length()}});
  });

  return router;
}
