// morgan(): notes when a request came and when its head left, and writes a line when it is over.
#include "morgan.hpp"

#include <crema/console.hpp>
#include <crema/response.hpp>
#include <crema/slot.hpp>
#include <crema/timers.hpp>

#include <memory>
#include <utility>

#include "morgan_format.hpp"
#include "morgan_tokens.hpp"

namespace crema::detail {
namespace {

struct Logger {
  Logger(MorganFormat f, const MorganOptions& o) : layout(std::move(f)), options(o) {}

  void log(Request& req, Response& res) const {
    if (options.skip && options.skip(req, res)) return;
    const Value line = layout.line(req, res);
    if (line == null) return;
    if (options.stream.write) options.stream.write(line.str() + "\n");
    else console.log(line.str());
  }

  MorganFormat layout;
  MorganOptions options;
};

Handler handler_of(MorganFormat layout, const MorganOptions& options) {
  return [logger = std::make_shared<const Logger>(std::move(layout), options)](Request& req, Response& res,
                                                                               const Next& next) {
    auto& notes = slot<MorganNotes>(req);
    notes.began = morgan_clock();
    notes.head.reset();
    notes.address = req.ip();
    if (logger->options.immediate) {
      logger->log(req, res);
    } else if (res.writableEnded()) {
      setImmediate([logger, req, res]() mutable { logger->log(req, res); });
    } else {
      if (!res.headersSent()) res.beforeHead([&notes] { notes.head = morgan_clock(); });
      // Listeners go with the exchange, whose own handles these are.
      res.on("close", [logger, &req, &res] { logger->log(req, res); });
    }
    next();
  };
}

}  // namespace

Handler Morgan::operator()(const Value& layout, const MorganOptions& options) const {
  return handler_of(format_named(layout), options);
}

Handler Morgan::made(MorganFunction function, const MorganOptions& options) {
  return handler_of(MorganFormat(std::move(function)), options);
}

const Morgan& Morgan::token(const Text& name, Callback<Value(Request&, Response&, Value)> function) const {
  define_token(name, std::move(function));
  return *this;
}

const Morgan& Morgan::format(const Text& name, const Value& text) const {
  define_format(name, MorganFormat(format_text(text)));
  return *this;
}

const Morgan& Morgan::define(const Text& name, MorganFunction function) const {
  define_format(name, MorganFormat(std::move(function)));
  return *this;
}

MorganFunction Morgan::compile(const Value& text) const {
  return [made = std::make_shared<const MorganText>(format_text(text))](
             const MorganTokens&, const Request& req, const Response& res) { return Value(made->line(req, res)); };
}

}  // namespace crema::detail
