// The body parsers. ! req.body is assigned only when all went well, and whatever a client sends ends in next() or next(err).
#include "core/body_parsers.hpp"

#include <crema/error.hpp>
#include <crema/express.hpp>
#include <crema/slot.hpp>

#include <cmath>
#include <utility>

#include "core/body_reader.hpp"
#include "core/exchange_ptr.hpp"
#include "core/field_text.hpp"
#include "core/form_body.hpp"
#include "core/json_parse.hpp"
#include "core/request_fields.hpp"
#include "core/request_stream.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "http/content_type.hpp"
#include "http/text.hpp"
#include "http/units.hpp"

namespace crema {
namespace detail {

// One body on its way: what is known before its bytes are.
struct BodyParser::Reading {
  std::shared_ptr<const BodyParser> parser;
  ExchangePtr exchange;
  Next next;
  Coding coding;
  Charset charset;
  Value charset_name;  // null: there is none
};

namespace {

constexpr std::int64_t default_limit = 102400;

// A parser before this one has read it, or has refused it: then what comes of it goes unread. Of an empty body the reader knows.
bool is_read(const Exchange& x) {
  if (x.body_state == BodyState::discarding) return true;
  return x.body_state == BodyState::complete && (x.head.chunked || x.head.content_length > 0);
}

Error unsupported_charset(const Value& name) {
  return createError(415, Value("unsupported charset \"") + name.toUpperCase() + "\"",
                     {{"charset", name}, {"type", "charset.unsupported"}});
}

Error too_large(const Value& limit, std::int64_t received) {
  return createError(413, "request entity too large",
                     {{"limit", limit}, {"received", received}, {"type", "entity.too.large"}});
}

Error declared_too_large(const Value& limit, std::int64_t length) {
  return createError(413, "request entity too large",
                     {{"expected", length}, {"length", length}, {"limit", limit}, {"type", "entity.too.large"}});
}

Error aborted(const Value& length, std::int64_t received) {
  return createError(400, "request aborted",
                     {{"code", "ECONNABORTED"},
                      {"expected", length},
                      {"length", length},
                      {"received", received},
                      {"type", "request.aborted"}});
}

// After req.setEncoding() there are no bytes to be had.
bool has_encoding(const Request& req) {
  const auto* stream = findSlot<RequestStream>(req);
  return stream && stream->has_encoding();
}

Error encoding_set() {
  return createError(500, "stream encoding should not be set", {{"type", "stream.encoding.set"}});
}

Error cannot_unpack(const Inflated& result) {
  Error error(result.message);
  error["errno"] = result.number;
  error.code = result.code;
  return createError(400, error);
}

// What was thrown while the body was verified or parsed, with a status unless it has one of its own.
Error refused(int status, const char* type, const Value& body) {
  const Error thrown = Error::from_exception(std::current_exception());
  const Value props = {{"body", body}, {"type", thrown["type"] || type}};
  const Kind kind = kind_of(thrown);
  // createError takes neither numbers nor bools.
  if (kind != Kind::text && kind != Kind::host && kind != Kind::object) return createError(status, props);
  return createError(status, thrown, props);
}

// The charset that a request names, in lower case; empty for none.
std::string named_charset(Exchange& x) {
  const auto type = field_view(x, "content-type").value_or("");
  std::optional<std::string> named;
  if (type.find(';') != std::string_view::npos) named = http::content_type_parameter(type, "charset");
  return named ? http::to_lower(*named) : std::string();
}

Coding asked_coding(Exchange& x, bool inflate) {
  const auto field = field_view(x, "content-encoding");
  if (!field || field->empty()) return Coding::identity;
  const std::string name = http::to_lower(*field);
  const auto known = find_coding(name);
  if (known && (inflate || known == Coding::identity)) return *known;
  const Value told = text_of_field(name).toLowerCase();
  throw createError(415,
                    inflate ? Value("unsupported content encoding \"") + told + "\"" : "content encoding unsupported",
                    {{"encoding", told}, {"type", "encoding.unsupported"}});
}

}  // namespace

BodyParser::BodyParser(bool inflate, const Value& limit, ValueOr<Request&> type, std::string_view default_type,
                       Verify verify, std::string_view default_charset)
    : inflate_(inflate), limit_(default_limit), limit_told_(default_limit), verify_(std::move(verify)) {
  default_charset_ = default_charset.empty() ? std::string_view("utf-8") : default_charset;
  if (const Kind kind = kind_of(limit); kind == Kind::number && !std::isnan(limit.number())) {
    limit_told_ = limit;
    limit_ = number_cast<std::int64_t>(std::floor(limit.number()));
  } else if (kind != Kind::undefined && kind != Kind::null) {
    const auto bytes = kind == Kind::text ? http::parse_size(limit.str()) : std::nullopt;
    if (!bytes) throw TypeError(Value("option limit \"") + limit + "\" is invalid");
    limit_ = *bytes;
    limit_told_ = *bytes;
  }
  type_test_ = type.function();
  if (type_test_) return;
  const Value types = type.value();
  if (!types) {
    types_.emplace_back(default_type);
  } else if (kind_of(types) == Kind::array) {
    for (const Value& one : types) types_.push_back(kind_of(one) == Kind::text ? one.str() : "");
  } else {
    types_.push_back(kind_of(types) == Kind::text ? types.str() : "");
  }
}

bool BodyParser::is_wanted_type(Request& req) const {
  const auto type = field_view(req.exchange(), "content-type").value_or("");
  if (types_.empty()) return !http::media_type(type).empty();
  for (const auto& wanted : types_) {
    if (http::content_type_is(type, wanted)) return true;
  }
  return false;
}

void BodyParser::run(Request& req, const Next& next) const {
  if (is_read(req.exchange()) || !hasBody(req)) return next();
  if (!type_test_) return is_wanted_type(req) ? read(req, next) : next();
  type_test_.get(
      [self = shared_from_this(), keep = req, next](Error& error, Value& wanted) mutable {
        if (error) return next(error);
        if (!wanted) return next();
        try {
          self->read(keep, next);
        } catch (...) {
          next(Error::from_exception(std::current_exception()));
        }
      },
      req);
}

// The order of body-parser: whether the charset may be, the content encoding, the length, whether the charset is known (with verify,
// which gets the bytes, that comes first).
void BodyParser::read(Request& req, const Next& next) const {
  Exchange& x = req.exchange();
  std::optional<Charset> charset = Charset();
  Value charset_name = null;
  if (!is_raw()) {
    std::string name = named_charset(x);
    if (name.empty()) name = default_charset_;
    charset_name = text_of_field(name).toLowerCase();
    charset = takes_charset(name) ? find_charset(name) : std::nullopt;
    if (!charset && (verify_ || !takes_charset(name))) throw unsupported_charset(charset_name);
  }
  const Coding coding = asked_coding(x, inflate_);
  if (coding == Coding::identity) {
    if (x.head.content_length <= limit_ && has_encoding(req)) throw encoding_set();
    if (x.head.content_length > limit_) charset = Charset();  // refused before it is decoded
  }
  if (!charset) throw unsupported_charset(charset_name);

  const ReadOptions options{coding == Coding::identity ? limit_ : packed_limit(limit_)};
  Reading reading{shared_from_this(), ExchangePtr(x), next, coding, *charset, std::move(charset_name)};
  read_body(req, options, [reading = std::move(reading)](const ReadResult& result, std::string* held) {
    reading.parser->finish(reading, result, held);
  });
}

// The chain goes on when nothing of the reading is left on the stack.
void BodyParser::finish(const Reading& reading, const ReadResult& result, std::string* held) const {
  const std::optional<Error> refusal = take(reading, result, held);
  refusal ? reading.next(*refusal) : reading.next();
}

std::optional<Error> BodyParser::take(const Reading& reading, const ReadResult& result, std::string* held) const {
  const bool packed = reading.coding != Coding::identity;
  switch (result.kind) {
    case ReadResult::Kind::already_read:
      if ((*reading.exchange).body_state == BodyState::complete) return std::nullopt;
      return createError(500, "stream is not readable", {{"type", "stream.not.readable"}});
    case ReadResult::Kind::aborted:
      return aborted(packed || result.expected < 0 ? null : Value(result.expected), result.received);
    case ReadResult::Kind::too_large:
      if (!packed && result.expected > limit_) return declared_too_large(limit_told_, result.expected);
      return too_large(limit_told_, result.received);
    case ReadResult::Kind::complete:
      break;
  }
  if (!packed) return use(reading, result.bytes, held);
  std::string bytes;
  const Inflated unpacked = inflate_body(reading.coding, result.bytes, limit_, bytes);
  switch (unpacked.kind) {
    case Inflated::Kind::too_large:
      return too_large(limit_told_, unpacked.received);
    case Inflated::Kind::broken:
      return cannot_unpack(unpacked);
    case Inflated::Kind::complete:
      break;
  }
  return use(reading, bytes, &bytes);
}

// Verifies and parses; `held`, if given, holds the bytes and may be taken over.
std::optional<Error> BodyParser::use(const Reading& reading, std::string_view bytes, std::string* held) const {
  Exchange& x = *reading.exchange;
  Value buffer;
  if (verify_ || is_raw()) {
    buffer = held ? make_buffer(std::move(*held)) : make_buffer(bytes);
    bytes = buffer.view();
  }
  if (verify_) {
    try {
      verify_(x.req, x.res, buffer, reading.charset_name);
    } catch (...) {
      return refused(403, "entity.verify.failed", buffer);
    }
  }
  if (is_raw()) {
    x.req.body = std::move(buffer);
    return std::nullopt;
  }
  std::string scratch;
  const std::string_view text = decode_text(reading.charset, bytes, scratch);
  try {
    x.req.body = parse(text, reading.charset);
  } catch (...) {
    return refused(400, "entity.parse.failed", make_text(text));
  }
  return std::nullopt;
}

// -- the four ---------------------------------------------------------------------------------------------------------------

namespace {

class JsonParser final : public BodyParser {
 public:
  explicit JsonParser(JsonOptions&& options)
      : BodyParser(options.inflate, options.limit, std::move(options.type), "application/json",
                   std::move(options.verify), {}),
        strict_(options.strict) {
    if (options.reviver) {
      reviver_ = Function([f = options.reviver](Value key, Value value) { return f(key, value); });
    }
  }

 private:
  // RFC 8259 §8.1.
  bool takes_charset(std::string_view name) const override { return name.starts_with("utf-"); }

  Value parse(std::string_view text, const Charset&) const override {
    if (text.empty()) return make_object();  // a common mistake of clients
    if (strict_) {
      const auto first = text.find_first_not_of(" \t\n\r");
      if (first == std::string_view::npos) throw SyntaxError("Unexpected end of JSON input");
      if (text[first] != '{' && text[first] != '[') throw json_unexpected_token(text, first);
    }
    return reviver_ ? revived(text) : parse_json(text);
  }

  // Of an error that a reviver throws body-parser leaves name, message and stack.
  Value revived(std::string_view text) const {
    try {
      return JSON.parse(make_text(text), reviver_);
    } catch (Error& thrown) {
      const Value error = thrown;
      for (const Value& name : Object.keys(error)) delete_(error[name]);
      throw Error(error);
    }
  }

  bool strict_;
  Value reviver_;
};

class FormParser final : public BodyParser {
 public:
  explicit FormParser(UrlencodedOptions&& options)
      : BodyParser(options.inflate, options.limit, std::move(options.type), "application/x-www-form-urlencoded",
                   std::move(options.verify), options.defaultCharset),
        rules_(form_rules(options)) {
    if (!options.defaultCharset.empty() && !takes_charset(options.defaultCharset)) {
      throw TypeError("option defaultCharset must be either utf-8 or iso-8859-1");
    }
  }

 private:
  bool takes_charset(std::string_view name) const override { return name == "utf-8" || name == "iso-8859-1"; }
  Value parse(std::string_view text, const Charset& charset) const override {
    return parse_form(text, charset.kind == Charset::Kind::latin1, rules_);
  }

  FormRules rules_;
};

class TextParser final : public BodyParser {
 public:
  explicit TextParser(TextOptions&& options)
      : BodyParser(options.inflate, options.limit, std::move(options.type), "text/plain", std::move(options.verify),
                   options.defaultCharset) {}

 private:
  bool takes_charset(std::string_view) const override { return true; }
  Value parse(std::string_view text, const Charset&) const override { return make_text(text); }
};

class RawParser final : public BodyParser {
 public:
  explicit RawParser(RawOptions&& options)
      : BodyParser(options.inflate, options.limit, std::move(options.type), "application/octet-stream",
                   std::move(options.verify), {}) {}

 private:
  bool is_raw() const override { return true; }
  bool takes_charset(std::string_view) const override { return true; }
  Value parse(std::string_view, const Charset&) const override { return {}; }  // never asked
};

template <class Parser, class Options>
Handler parser(Options&& options) {
  return [self = std::make_shared<const Parser>(std::move(options))](Request& req, Response&, Next& next) {
    self->run(req, next);
  };
}

}  // namespace

Handler Express::json(JsonOptions options) const { return parser<JsonParser>(std::move(options)); }
Handler Express::urlencoded(UrlencodedOptions options) const { return parser<FormParser>(std::move(options)); }
Handler Express::text(TextOptions options) const { return parser<TextParser>(std::move(options)); }
Handler Express::raw(RawOptions options) const { return parser<RawParser>(std::move(options)); }

}  // namespace detail
}  // namespace crema
