// crema/morgan.hpp — a line in the log for each request.                                                        npm: morgan 1.12
#pragma once
#include <crema/callback.hpp>
#include <crema/handler.hpp>
#include <crema/request.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace crema {

namespace detail {
struct MorganEntry;
}

/// A token as a function: `tokens["response-time"](req, res)`.
class MorganToken {
 public:
  /// What it says of a request, escaped if it is a text; undefined if there is nothing to say. TypeError for an unknown token.
  Value operator()(const Request& req, const Response& res, const Value& argument = {}) const;

  explicit MorganToken(detail::MorganEntry& entry) : entry_(&entry) {}

 private:
  detail::MorganEntry* entry_;
};

/// What a format that is a function gets first: all tokens, those of one's own by name.
class MorganTokens {
 public:
  MorganToken operator[](const Text& name) const;

  Value method(const Request& req, const Response& res) const;
  Value url(const Request& req, const Response& res) const;
  Value status(const Request& req, const Response& res) const;
  Value date(const Request& req, const Response& res, const Value& form = {}) const;
  Value referrer(const Request& req, const Response& res) const;
  Value pid(const Request& req, const Response& res) const;
  Value req(const Request& req, const Response& res, const Text& field) const;
  Value res(const Request& req, const Response& res, const Text& field) const;
};

/// A format as a function: what it gives is the line; undefined or null leaves it out.
using MorganFunction = Callback<Value(MorganTokens&, Request&, Response&)>;

/// Where lines go: a function, or whatever has write() and end(), such as fs.createWriteStream(…).
class MorganWrite {
 public:
  MorganWrite() = default;
  template <class F>
    requires(!std::derived_from<F, MorganWrite>)
  MorganWrite(F to) {
    if constexpr (detail::Writable<F>) write_ = [to = std::move(to)](const Value& line) { to.write(line); };
    else write_ = Callback<Value>(std::move(to));
  }
  void operator()(const Value& line) const { write_(line); }
  explicit operator bool() const { return static_cast<bool>(write_); }

 private:
  Callback<Value> write_;
};

/// `.stream = {.write = [](auto line) { … }}`, `.stream = {file}`. A line has its line end.
struct MorganStream {
  MorganWrite write = {};
};

/// Options of morgan().
/// npm: https://github.com/expressjs/morgan#morganformat-options
struct MorganOptions {
  Callback<Value(Request&, Response&)> skip = {};  // Return true to leave a request out. Default: none.
  bool immediate = false;    // Log when the request comes: nothing is known of the answer. Default: false.
  MorganStream stream = {};  // Default: stdout.
};

namespace detail {

struct Morgan {
  /// Middleware that logs a request when its answer has left, or its client. `layout` is a name ("combined", "common", "dev",
  /// "short", "tiny", or one's own) or a text with tokens: ":method :url :status". TypeError when it is no text.
  Handler operator()(const Value& layout, const MorganOptions& options = {}) const;
  /// The same with a function: `morgan([](auto& tokens, auto& req, auto& res) { return tokens.method(req, res); })`.
  template <class F>
    requires(Callable<F> && !Single<F>)
  Handler operator()(F function, const MorganOptions& options = {}) const {
    return made(MorganFunction(std::move(function)), options);
  }

  /// Defines a token: its function gets (req, res, argument), the argument from ":name[argument]". For all morgans.
  const Morgan& token(const Text& name, Callback<Value(Request&, Response&, Value)> function) const;
  /// Defines a format.
  const Morgan& format(const Text& name, const Value& text) const;
  template <class F>
    requires(Callable<F> && !Single<F>)
  const Morgan& format(const Text& name, F function) const { return define(name, MorganFunction(std::move(function))); }
  /// The function that a text with tokens stands for.
  MorganFunction compile(const Value& text) const;

 private:
  static Handler made(MorganFunction function, const MorganOptions& options);
  const Morgan& define(const Text& name, MorganFunction function) const;
};

}  // namespace detail

/// `app.use(morgan("dev"));`
/// npm: https://github.com/expressjs/morgan
inline constexpr detail::Morgan morgan{};

}  // namespace crema
