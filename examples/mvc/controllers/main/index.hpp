// The start page.
#pragma once
#include "../../lib/boot.hpp"

namespace start {

inline void index(Request& req, Response& res) { res.redirect("/users"); }

inline Controller controller = {
    .actions = {{"index", index}},
};

}  // namespace start
