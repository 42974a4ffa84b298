// What the pages' pieces of code may use without declaring it: compile-snippets puts each into a function with these names.
#pragma once
#include <crema/express.hpp>
#include <crema/session.hpp>

#include <string>
#include <vector>

namespace page {

// Asynchronous functions of one's own, and plain ones.
crema::Task<crema::Value> findUser(crema::Value id);
crema::Task<> saveUser(crema::Value user);
crema::Task<> start();
crema::Value render(crema::Value page);
std::string slow(std::string text);
void work();
void auth(crema::Request& req, crema::Response& res, crema::Next next);
void logger(crema::Request& req, crema::Response& res, crema::Next next);
void show(crema::Request& req, crema::Response& res);
crema::Router userRoutes();

// A struct with nlohmann's from_json and to_json.
struct Order {
  std::string item;
  int amount = 0;
};
void from_json(const nlohmann::json& j, Order& order);
void to_json(nlohmann::json& j, const Order& order);

}  // namespace page

// What Express calls so; then Values, of which some are arrays, objects, texts or functions by their names.
#define PAGE_FRAME                                                                                                         \
  [[maybe_unused]] crema::Request &req, [[maybe_unused]] crema::Response &res, [[maybe_unused]] crema::Next &next,         \
      [[maybe_unused]] crema::Error &err, [[maybe_unused]] crema::App &app, [[maybe_unused]] crema::Router &router,        \
      [[maybe_unused]] crema::Value &a, [[maybe_unused]] crema::Value &b, [[maybe_unused]] crema::Value &x,                \
      [[maybe_unused]] crema::Value &y, [[maybe_unused]] crema::Value &n, [[maybe_unused]] crema::Value &s,                \
      [[maybe_unused]] crema::Value &id, [[maybe_unused]] crema::Value &name, [[maybe_unused]] crema::Value &user,         \
      [[maybe_unused]] crema::Value &users, [[maybe_unused]] crema::Value &list, [[maybe_unused]] crema::Value &ids,       \
      [[maybe_unused]] crema::Value &o, [[maybe_unused]] crema::Value &port
