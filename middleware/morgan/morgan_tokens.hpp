// The tokens of all formats, one table in the process: npm's, and what morgan.token() defines.
#pragma once
#include <crema/process.hpp>
#include <crema/value.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "morgan.hpp"

namespace crema::detail {

using MorganDefinition = Callback<Value(Request&, Response&, Value)>;

// A name that somebody uses; whether there is such a token shows when a line is made. It stays at its place for ever.
struct MorganEntry {
  std::string name;
  Value (*own)(const Request& req, const Response& res, const Value& argument) = nullptr;  // npm's
  std::atomic<const MorganDefinition*> defined{nullptr};                                   // counts before npm's
  std::vector<std::unique_ptr<MorganDefinition>> kept;  // also what was replaced: another thread may be in it

  // Escaped, if it is a text. TypeError if there is no such token.
  Value operator()(const Request& req, const Response& res, const Value& argument) const;
};

MorganEntry& morgan_entry(std::string_view name);
void define_token(std::string_view name, MorganDefinition function);

// What loggers note of a request. Of several loggers the last one's counts, as in npm.
struct MorganNotes {
  std::optional<double> began, head;  // in milliseconds of a clock of its own
  Value address;                      // a client that has left has none any more
};

inline double morgan_clock() { return process.hrtime.bigint().number() / 1e6; }

}  // namespace crema::detail
