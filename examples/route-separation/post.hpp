// Posts.
#pragma once
#include <crema/express.hpp>
using namespace crema;

namespace post {

inline Value posts = {
    {{"title", "Foo"}, {"body", "some foo bar"}},
    {{"title", "Foo bar"}, {"body", "more foo bar"}},
    {{"title", "Foo bar baz"}, {"body", "more foo bar baz"}},
};

inline void list(Request& req, Response& res) { res.render("posts", {{"title", "Posts"}, {"posts", posts}}); }

}  // namespace post
