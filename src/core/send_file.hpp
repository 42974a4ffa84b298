// core/send_file.hpp — a file as an answer: which file, its fields, conditions, ranges. What npm's send does, without its events.
#pragma once
#include <crema/callback.hpp>
#include <crema/duration.hpp>
#include <crema/error.hpp>
#include <crema/response.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange_ptr.hpp"
#include "core/hops.hpp"
#include "core/send_path.hpp"

namespace crema::detail {

// The options, judged once.
struct SendRules {
  std::string root;  // absolute; empty: none
  Dotfiles dotfiles = Dotfiles::ignore;
  bool accept_ranges = true, etag = true, last_modified = true;
  std::string cache_control;  // the whole value; empty: none is set
  std::vector<std::string> extensions, index;
  std::int64_t start = 0;
  std::optional<std::int64_t> end;
  SetHeaders set_headers;
  Value headers;
};

Dotfiles dotfiles_option(const Value& v);
// A text or a list of them; false is none. `name` is the option's.
std::vector<std::string> names_option(const Value& v, const char* name);
std::string cache_control_option(bool on, Duration max_age, bool immutable);
// A position in a file, or nothing.
std::optional<std::int64_t> position_option(const Value& v, const char* name);

// Options that both kinds have.
template <class Options>
SendRules rules_of(const Options& o) {
  SendRules rules;
  rules.dotfiles = dotfiles_option(o.dotfiles);
  rules.extensions = names_option(o.extensions, "extensions");
  rules.index = names_option(o.index, "index");
  rules.cache_control = cache_control_option(o.cacheControl, o.maxAge, o.immutable);
  rules.accept_ranges = o.acceptRanges;
  rules.etag = o.etag;
  rules.last_modified = o.lastModified;
  rules.start = position_option(o.start, "start").value_or(0);
  rules.end = position_option(o.end, "end");
  return rules;
}

// What became of it.
struct SendResult {
  enum class Kind : std::uint8_t { answered, directory, failed };
  Kind kind = Kind::answered;
  bool file_chosen = false;  // it failed after a file had been found
  Error error;
};

// The error that a refused path is.
Error refused_path(const SendPath& path);
// Looks for the file and answers with it. Throws what hooks and the response throw.
SendResult send_file(Exchange& x, const SendPath& path, const SendRules& rules);

// Looking for a file is asynchronous in Node: it runs when the handler has returned. `send` is called once.
class LaterSend : public Closure {
 public:
  explicit LaterSend(Exchange& x) : exchange(x) {}
  virtual void send() = 0;
  ExchangePtr exchange;
};
void send_later(std::unique_ptr<LaterSend> later);

}  // namespace crema::detail
