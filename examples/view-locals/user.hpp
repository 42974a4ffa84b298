// Stands for a model that asks a database: its answers come later.
#pragma once
#include <crema/express.hpp>
using namespace crema;

inline Value all_users = {
    {{"name", "Tobi"}, {"age", 2}, {"species", "ferret"}}, {{"name", "Loki"}, {"age", 1}, {"species", "ferret"}},
    {{"name", "Jane"}, {"age", 6}, {"species", "ferret"}}, {{"name", "Luna"}, {"age", 1}, {"species", "cat"}},
    {{"name", "Manny"}, {"age", 1}, {"species", "cat"}},
};

struct User {
  static void all(Callback<Error, Value> fn) {
    process.nextTick([=] { fn(null, all_users); });
  }

  static void count(Callback<Error, Value> fn) {
    process.nextTick([=] { fn(null, all_users.length()); });
  }
};
