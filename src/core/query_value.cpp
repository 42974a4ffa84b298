#include "core/query_value.hpp"

#include <string_view>

#include "core/application.hpp"
#include "core/exchange.hpp"
#include "core/request_url.hpp"
#include "core/value_node.hpp"
#include "http/query.hpp"

namespace crema::detail {

Value parse_simple(std::string_view query) {
  Value object = make_object();
  http::visit_query(query, [&](std::string_view key, std::string_view text) {
    Value value = make_text(text);
    Value* before = find_member(object, key);
    if (!before) set_member(object, key, std::move(value));
    else if (is_array(*before)) append_element(*before, std::move(value));
    else *before = Array(*before, value);
  });
  return object;
}

namespace {

// A member for each pair; nothing where a name comes twice, or the query is none of that kind.
std::optional<Value> parse_flat(std::string_view query, const http::ExtendedQueryOptions& how) {
  if (!http::is_flat(query, how)) return std::nullopt;
  Value object = make_object();
  http::FlatQueryReader reader(query, how.parameter_limit);
  while (reader.next()) {
    if (find_member(object, reader.key())) return std::nullopt;
    set_member(object, reader.key(), make_text(reader.value()));
  }
  return object;
}

}  // namespace

std::optional<Value> parse_extended(std::string_view query, const http::ExtendedQueryOptions& how) {
  if (auto flat = parse_flat(query, how)) return flat;
  http::QueryNode root;
  if (!http::parse_extended_query(query, how, root)) return std::nullopt;
  return query_value(root);
}

Value parse_extended(std::string_view query) { return *parse_extended(query, {}); }

Value query_value(const http::QueryNode& node) {
  switch (node.kind) {
    case http::QueryNode::Kind::text:
      return make_text(node.text);
    case http::QueryNode::Kind::list: {
      Value list = make_array(node.items.size());
      for (const auto& item : node.items) append_element(list, query_value(item));
      return list;
    }
    default: {
      Value object = make_object(node.keys.size());
      for (std::size_t i = 0; i < node.keys.size(); i++) set_member(object, node.keys[i], query_value(node.items[i]));
      return object;
    }
  }
}

Value parse_query(Exchange& x) {
  const auto& settings = x.app_state->settings.snapshot();
  const auto query = query_of(x.cells.url, x.arena);
  switch (settings.query) {
    case QueryMode::none:
      return make_object();
    case QueryMode::function:
      return settings.query_function(query ? make_text(*query) : null);
    case QueryMode::extended:
      return parse_extended(query.value_or(""));
    default:
      return parse_simple(query.value_or(""));
  }
}

}  // namespace crema::detail
