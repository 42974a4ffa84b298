// URL: the record of http/whatwg_url.hpp, and its parts as Values that are renewed at each change.
#include <crema/error.hpp>
#include <crema/globals.hpp>
#include <crema/path.hpp>

#include <optional>

#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "node/url_object.hpp"

namespace crema {

using http::UrlPart;

namespace detail {

struct UrlObject::Name {
  std::string_view name;
  UrlField UrlObject::*field;
};
// As console.log shows them; origin and searchParams stand between.
const UrlObject::Name UrlObject::names[] = {
    {"href", &UrlObject::href},         {"protocol", &UrlObject::protocol}, {"username", &UrlObject::username},
    {"password", &UrlObject::password}, {"host", &UrlObject::host_},        {"hostname", &UrlObject::hostname},
    {"port", &UrlObject::port},         {"pathname", &UrlObject::pathname}, {"search", &UrlObject::search},
    {"hash", &UrlObject::hash},
};

namespace {

constexpr std::uint8_t number(UrlPart part) { return static_cast<std::uint8_t>(part); }

std::optional<http::UrlRecord> parsed(const std::string& url, const std::optional<std::string>& base) {
  if (!base) return http::parse_url(url);
  const auto record = http::parse_url(*base);
  return record ? http::parse_url(url, &*record) : std::nullopt;
}

std::optional<std::string> base_text(const Value& base) {
  return kind_of(base) == Kind::undefined ? std::nullopt : std::optional(well_formed(base.str()));
}

[[noreturn]] void refuse(const Value& input, const std::optional<std::string>& base = {}) {
  TypeError error("Invalid URL");
  error.code = "ERR_INVALID_URL";
  error["input"] = input;
  if (base) error["base"] = *base;
  throw error;
}

}  // namespace

UrlObject::UrlObject(http::UrlRecord record)
    : href(this, whole),
      protocol(this, number(UrlPart::protocol)),
      username(this, number(UrlPart::username)),
      password(this, number(UrlPart::password)),
      host_(this, number(UrlPart::host)),
      hostname(this, number(UrlPart::hostname)),
      port(this, number(UrlPart::port)),
      pathname(this, number(UrlPart::pathname)),
      search(this, number(UrlPart::search)),
      hash(this, number(UrlPart::hash)),
      params(make_host<SearchObject>()),
      record_(std::move(record)) {
  search_object().url = this;
  search_object().parse(record_.query.value_or(""));
  refresh();
}

void UrlObject::refresh() {
  for (const Name& each : names) {
    UrlField& field = this->*each.field;
    field.show(field.part_ == whole ? http::url_href(record_) : url_part(record_, UrlPart{field.part_}));
  }
  origin = http::url_origin(record_);
}

void UrlObject::set_field(std::uint8_t part, const Value& value) {
  const std::string text = well_formed(value.str());
  if (part == whole) {
    auto record = http::parse_url(text);
    if (!record) refuse(text);
    record_ = std::move(*record);
  } else {
    http::set_url_part(record_, UrlPart{part}, text);
  }
  if (part == whole || UrlPart{part} == UrlPart::search) search_object().parse(record_.query.value_or(""));
  refresh();
}

void UrlObject::set_query(std::string query) {
  http::set_url_part(record_, UrlPart::search, "");
  if (!query.empty()) record_.query = std::move(query);
  refresh();
}

Value UrlObject::get(std::string_view key) const {
  for (const Name& each : names) {
    if (each.name == key) return this->*each.field;
  }
  if (key == "origin") return origin;
  if (key == "searchParams") return params;
  return {};
}

bool UrlObject::set(std::string_view key, const Value& value) {
  for (const Name& each : names) {
    if (each.name == key) return this->*each.field = value, true;
  }
  return false;
}

Value UrlObject::keys() const {
  return Array.of("href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname",
                  "search", "searchParams", "hash");
}

Url UrlLibrary::operator()(const Value& url, const Value& base) const {
  const std::string text = well_formed(url.str());
  const auto against = base_text(base);
  auto record = parsed(text, against);
  if (!record) refuse(text, against);
  return Url(make_host<UrlObject>(std::move(*record)));
}

bool UrlLibrary::canParse(const Value& url, const Value& base) const {
  return parsed(well_formed(url.str()), base_text(base)).has_value();
}

namespace {

[[noreturn]] void refuse_file(const char* code, const char* message) {
  TypeError error(message);
  error.code = code;
  throw error;
}

}  // namespace

Value FileUrlToPath::operator()(const Value& url) const {
  const Url file = host<UrlObject>(url) ? Url(url) : URL(url);
  if (file.protocol != "file:") refuse_file("ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
  if (file.hostname != "")
    refuse_file("ERR_INVALID_FILE_URL_HOST", "File URL host must be \"localhost\" or empty on linux");
  if (file.pathname.toLowerCase().includes("%2f"))
    refuse_file("ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
  return decodeURIComponent(file.pathname);
}

Url PathToFileUrl::operator()(const Value& of) const {
  std::string whole_path = path.resolve(of).str(), escaped;
  if (of.str().ends_with('/') && !whole_path.ends_with('/')) whole_path += '/';
  for (const char c : whole_path) {
    switch (c) {
      case '%':
        escaped += "%25";
        break;
      case '\\':
        escaped += "%5C";
        break;
      case '\n':
        escaped += "%0A";
        break;
      case '\r':
        escaped += "%0D";
        break;
      case '\t':
        escaped += "%09";
        break;
      default:
        escaped += c;
    }
  }
  Url url = URL("file://");
  url.pathname = escaped;
  return url;
}

}  // namespace detail

UrlField& UrlField::operator=(const Value& v) {
  // A copy belongs to no URL.
  if (url_) url_->set_field(part_, v);
  else Value::operator=(v);
  return *this;
}

Url::Url(const Value& url)
    : Url([&]() -> detail::UrlObject& {
        if (auto* object = detail::host_object(url); dynamic_cast<detail::UrlObject*>(object))
          return *static_cast<detail::UrlObject*>(object);
        throw TypeError("It is no URL: make one with URL(text)");
      }()) {}

Url::Url(detail::UrlObject& object)
    : Value(Value::host(&object)),
      href(object.href),
      protocol(object.protocol),
      username(object.username),
      password(object.password),
      host(object.host_),
      hostname(object.hostname),
      port(object.port),
      pathname(object.pathname),
      search(object.search),
      hash(object.hash),
      origin(object.origin),
      searchParams(URLSearchParams::Shared{}, object.params) {}

}  // namespace crema
