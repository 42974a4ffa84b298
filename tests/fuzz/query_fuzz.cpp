// Queries: the simple parser's pairs, and the extended one's tree, which is never deeper than asked.
#include <algorithm>
#include <string>

#include "fuzz.hpp"
#include "http/query.hpp"
#include "http/query_extended.hpp"

namespace {

std::size_t depth_of(const crema::http::QueryNode& node) {
  std::size_t deepest = 0;
  for (const auto& item : node.items) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crema::http;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const auto query = input.rest();
  std::size_t pairs = 0, length = 0;
  visit_query(query, [&](std::string_view key, std::string_view value) {
    pairs++;
    length += key.size() + value.size();
  });
  fuzz::check(pairs <= 1000 && length <= 3 * query.size(), "pairs are no more and no longer than the query");
  ExtendedQueryOptions options;
  options.depth = choice & 15;
  options.strict_depth = (choice & 16) != 0;
  options.latin1 = (choice & 32) != 0;
  options.charset_sentinel = (choice & 64) != 0;
  options.interpret_numeric_entities = (choice & 128) != 0;
  QueryNode root;
  if (!parse_extended_query(query, options, root)) {
    fuzz::check(options.strict_depth, "only too deep a query is refused");
    return 0;
  }
  fuzz::check(root.kind == QueryNode::Kind::object && root.keys.size() == root.items.size(), "a query is an object");
  // The name, its brackets, the rest as one name; what comes twice stands in a list at each of these.
  fuzz::check(depth_of(root) <= 2 * (options.depth + 3), "a query is no deeper than asked");
  return 0;
}
