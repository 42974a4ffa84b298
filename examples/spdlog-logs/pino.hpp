// What npm's pino is to Node: a log of JSON lines, written by spdlog.
#pragma once
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <crema/express.hpp>
#include <crema/os.hpp>
#include <memory>
#include <string>
#include <string_view>

struct PinoOptions {
  crema::Value level =
      "info";  // The least that is written: trace, debug, info, warn, error, fatal, or silent. Default: info.
  crema::Value base = {{"pid", crema::process.pid()},
                       {"hostname", crema::os.hostname()}};  // In each line; or undefined.
};

class Logger {
 public:
  Logger(std::shared_ptr<spdlog::logger> to, crema::Value bindings) : to_(to), bindings_(bindings) {}

  // logger.info("text"), logger.info({{"key", value}}, "text")
  void trace(crema::Value a, crema::Value b = {}) const { write(spdlog::level::trace, a, b); }
  void debug(crema::Value a, crema::Value b = {}) const { write(spdlog::level::debug, a, b); }
  void info(crema::Value a, crema::Value b = {}) const { write(spdlog::level::info, a, b); }
  void warn(crema::Value a, crema::Value b = {}) const { write(spdlog::level::warn, a, b); }
  void error(crema::Value a, crema::Value b = {}) const { write(spdlog::level::err, a, b); }
  void fatal(crema::Value a, crema::Value b = {}) const { write(spdlog::level::critical, a, b); }

  // A logger with fields of its own in each line, as an object: req["log"] = logger.child(…); req["log"]["info"](…).
  crema::Value child(crema::Value fields) const {
    const Logger own(to_, {crema::spread(bindings_), crema::spread(fields)});
    return {
        {"trace", crema::Function([=](auto a, auto b) { own.trace(a, b); })},
        {"debug", crema::Function([=](auto a, auto b) { own.debug(a, b); })},
        {"info", crema::Function([=](auto a, auto b) { own.info(a, b); })},
        {"warn", crema::Function([=](auto a, auto b) { own.warn(a, b); })},
        {"error", crema::Function([=](auto a, auto b) { own.error(a, b); })},
        {"fatal", crema::Function([=](auto a, auto b) { own.fatal(a, b); })},
        {"child", crema::Function([=](auto more) { return own.child(more); })},
    };
  }

 private:
  void write(spdlog::level::level_enum level, const crema::Value& a, const crema::Value& b) const {
    if (!to_->should_log(level)) return;
    const bool text_alone = crema::typeof_(a) == "string";
    crema::Value line = {crema::spread(bindings_), crema::spread(text_alone ? crema::Value() : a)};
    if (text_alone || b != crema::undefined) line["msg"] = text_alone ? a : b;
    const auto json = crema::JSON.stringify(line).str();
    // The pattern has opened the object: level and time stand in it.
    if (json == "{}") to_->log(level, "}");
    else to_->log(level, ",{}", std::string_view(json).substr(1));
  }

  std::shared_ptr<spdlog::logger> to_;
  crema::Value bindings_;
};

// pino's number of a level, which spdlog's pattern calls %*.
class PinoLevel : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& to) override {
    const auto number = std::to_string((static_cast<int>(line.level) + 1) * 10);
    to.append(number.data(), number.data() + number.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<PinoLevel>(); }
};

inline Logger pino(PinoOptions options = {}) {
  auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stdout_sink_mt>());
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
  formatter->add_flag<PinoLevel>('*').set_pattern(R"({"level":%*,"time":%E%e%v)");
  logger->set_formatter(std::move(formatter));
  const auto level = options.level == "fatal" ? "critical" : options.level == "silent" ? "off" : options.level.str();
  logger->set_level(spdlog::level::from_str(level));
  return Logger(logger, options.base);
}
