// What the pages' pieces of code may use without declaring it: compile-snippets puts each into a function with these names.
#pragma once
#include <crema/argon2.hpp>
#include <crema/async_handler.hpp>
#include <crema/basic_auth.hpp>
#include <crema/bcrypt.hpp>
#include <crema/bytes.hpp>
#include <crema/compression.hpp>
#include <crema/cookie_parser.hpp>
#include <crema/cookie_session.hpp>
#include <crema/cors.hpp>
#include <crema/csrf_csrf.hpp>
#include <crema/csurf.hpp>
#include <crema/dotenv.hpp>
#include <crema/errorhandler.hpp>
#include <crema/express.hpp>
#include <crema/flash.hpp>
#include <crema/helmet.hpp>
#include <crema/http.hpp>
#include <crema/http_errors.hpp>
#include <crema/https.hpp>
#include <crema/jsonwebtoken.hpp>
#include <crema/method_override.hpp>
#include <crema/morgan.hpp>
#include <crema/ms.hpp>
#include <crema/multer.hpp>
#include <crema/nanoid.hpp>
#include <crema/passport.hpp>
#include <crema/rate_limit.hpp>
#include <crema/rate_limit_redis.hpp>
#include <crema/redis.hpp>
#include <crema/redis_store.hpp>
#include <crema/response_time.hpp>
#include <crema/serve_favicon.hpp>
#include <crema/serve_index.hpp>
#include <crema/session.hpp>
#include <crema/slow_down.hpp>
#include <crema/sqlite.hpp>
#include <crema/testing.hpp>
#include <crema/timeout.hpp>
#include <crema/util.hpp>
#include <crema/uuid.hpp>
#include <crema/vhost.hpp>

#include <string>

namespace page {

// Asynchronous functions of one's own, and plain ones.
crema::Task<crema::Value> findUser(crema::Value id);
crema::Task<> saveUser(crema::Value user);
crema::Task<> start();
std::string slow(std::string text);
void work();
void auth(crema::Request& req, crema::Response& res, crema::Next next);
void logger(crema::Request& req, crema::Response& res, crema::Next next);
void show(crema::Request& req, crema::Response& res);
crema::Router userRoutes();

}  // namespace page

// What Express calls so; then Values, of which some are arrays, objects, texts or functions by their names.
#define PAGE_FRAME                                                                                                     \
  crema::Request &req, crema::Response &res, crema::Next &next, crema::Error &err, crema::App &app,                    \
      crema::Router &router, crema::Value &a, crema::Value &b, crema::Value &x, crema::Value &y, crema::Value &n,      \
      crema::Value &s, crema::Value &id, crema::Value &name, crema::Value &user, crema::Value &users,                  \
      crema::Value &list, crema::Value &ids, crema::Value &o, crema::Value &port, crema::RedisClient &client,          \
      const crema::Database &db, const crema::SqlStatement &stmt
