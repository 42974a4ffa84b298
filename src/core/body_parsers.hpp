// core/body_parsers.hpp — what express.json(), urlencoded(), text() and raw() have in common: whether a request is theirs, its
// body read, unpacked, verified and decoded. Each of the four only says which charsets it takes and what becomes of the text.
#pragma once
#include <crema/body_options.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/hooks.hpp>
#include <crema/next.hpp>
#include <crema/request.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/body_charset.hpp"
#include "core/body_inflate.hpp"

namespace crema::detail {

class BodyParser : public std::enable_shared_from_this<BodyParser> {
 public:
  // Throws TypeError for a limit that is none.
  BodyParser(bool inflate, const Value& limit, ValueOr<Request&> type, std::string_view default_type, Verify verify,
             std::string_view default_charset);
  BodyParser(const BodyParser&) = delete;
  BodyParser& operator=(const BodyParser&) = delete;
  virtual ~BodyParser() = default;

  // The middleware. What it throws is for next(err).
  void run(Request& req, const Next& next) const;

 protected:
  // Whether it takes a charset, by its name in lower case.
  virtual bool takes_charset(std::string_view name) const = 0;
  // What req.body becomes; what it throws is a 400.
  virtual Value parse(std::string_view text, const Charset& charset) const = 0;
  // Bytes as they are: no charset.
  virtual bool is_raw() const { return false; }

 private:
  struct Reading;
  bool is_wanted_type(Request& req) const;
  void read(Request& req, const Next& next) const;
  void finish(const Reading& reading, const ReadResult& result, std::string* held) const;
  // Fill req.body, or give the error.
  std::optional<Error> take(const Reading& reading, const ReadResult& result, std::string* held) const;
  std::optional<Error> use(const Reading& reading, std::string_view bytes, std::string* held) const;

  bool inflate_;
  std::int64_t limit_ = 0;
  Value limit_told_;  // the limit as errors tell it
  std::vector<std::string> types_;
  Callback<Value(Request&)> type_test_;  // instead of types
  Verify verify_;
  std::string default_charset_;
};

}  // namespace crema::detail
