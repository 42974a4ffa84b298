// req.accepts() and its kin, req.is(), req.range().
#include <crema/error.hpp>
#include <crema/request.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"
#include "core/request_fields.hpp"
#include "core/value_node.hpp"
#include "http/content_type.hpp"
#include "http/negotiation.hpp"
#include "http/ranges.hpp"

namespace crema {
namespace {

// What was asked for: several arguments, or one list of them.
class Asked {
 public:
  explicit Asked(std::initializer_list<const Value*> given) {
    for (const Value* v : given) {
      if (Array.isArray(*v)) {
        for (auto one : *v) values.push_back(one);
      } else if (typeof_(*v) != "undefined") {
        values.push_back(*v);
      }
    }
    texts_.reserve(values.size());
    for (const auto& v : values) texts_.push_back(v.str());
    views.assign(texts_.begin(), texts_.end());
  }
  std::vector<Value> values;
  std::vector<std::string_view> views;

 private:
  std::vector<std::string> texts_;
};

Value list_of(const std::vector<std::string_view>& items) {
  Value list = make_array(items.size());
  for (const auto item : items) append_element(list, make_text(item));
  return list;
}

template <class All, class Best>
Value choose(detail::Exchange& x, std::string_view field, const Asked& asked, All all, Best best) {
  const auto header = detail::field_view(x, field);
  if (asked.values.empty()) return list_of(all(header));
  const auto choice = best(header, http::Offers(asked.views));
  return choice ? asked.values[*choice] : Value(false);
}

}  // namespace

Value Request::accepts(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e, const Value& f,
                       const Value& g, const Value& h) const {
  return choose(*exchange_, "accept", Asked({&a, &b, &c, &d, &e, &f, &g, &h}), http::accepted_types, http::best_type);
}

Value Request::acceptsCharsets(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e,
                               const Value& f, const Value& g, const Value& h) const {
  return choose(*exchange_, "accept-charset", Asked({&a, &b, &c, &d, &e, &f, &g, &h}), http::accepted_charsets,
                http::best_charset);
}

Value Request::acceptsEncodings(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e,
                                const Value& f, const Value& g, const Value& h) const {
  return choose(*exchange_, "accept-encoding", Asked({&a, &b, &c, &d, &e, &f, &g, &h}), http::accepted_encodings,
                [](http::Header header, http::Offers offers) { return http::best_encoding(header, offers); });
}

Value Request::acceptsLanguages(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e,
                                const Value& f, const Value& g, const Value& h) const {
  return choose(*exchange_, "accept-language", Asked({&a, &b, &c, &d, &e, &f, &g, &h}), http::accepted_languages,
                http::best_language);
}

Value Request::is(const Value& a, const Value& b, const Value& c, const Value& d, const Value& e, const Value& f,
                  const Value& g, const Value& h) const {
  if (!exchange_->head.chunked && exchange_->head.content_length < 0) return null;
  const Asked asked({&a, &b, &c, &d, &e, &f, &g, &h});
  const auto type =
      http::type_is(detail::field_view(*exchange_, "content-type").value_or(std::string_view()), asked.views);
  return type ? make_text(*type) : Value(false);
}

Value Request::range(const Value& size, const Value& options) const {
  const auto header = detail::field_view(*exchange_, "range");
  if (!header || header->empty()) return {};
  const auto ranges =
      http::parse_ranges(static_cast<std::int64_t>(size.number()), *header, static_cast<bool>(options.get("combine")));
  if (ranges.result != http::Ranges::Result::ok) return static_cast<int>(ranges.result);
  Value list = make_array(ranges.list.size());
  for (const auto& range : ranges.list) append_element(list, Value{{"start", range.start}, {"end", range.end}});
  list["type"] = make_text(ranges.unit);
  return list;
}

}  // namespace crema
