// The pages of the site itself.
#pragma once
#include <crema/express.hpp>
using namespace crema;

namespace site {

inline void index(Request& req, Response& res) { res.render("index", {{"title", "Route Separation Example"}}); }

}  // namespace site
