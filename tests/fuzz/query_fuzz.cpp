// Queries: the simple parser's pairs are a slow decoder's; the extended one's tree is never deeper than asked, is the pairs where
// there are no brackets, and a tree that was written as a query comes back as it was.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fuzz.hpp"
#include "http/percent.hpp"
#include "http/query.hpp"
#include "http/query_extended.hpp"
#include "slow.hpp"

namespace {

using namespace crema::http;
using Kind = QueryNode::Kind;

std::size_t depth_of(const QueryNode& node) {
  std::size_t deepest = 0;
  for (const auto& item : node.items) deepest = std::max(deepest, depth_of(item));
  return deepest + 1;
}

std::string spaced(std::string text) {
  std::replace(text.begin(), text.end(), '+', ' ');
  return text;
}

void check_simple(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs, expected;
  visit_query(query, [&](std::string_view key, std::string_view value) { pairs.emplace_back(key, value); });
  fuzz::check(pairs.size() <= 1000, "pairs are no more than allowed");
  if (!slow::is_ascii(query)) return;
  auto parts = slow::split(query, '&');
  if (parts.size() > 1000) parts.resize(1000);
  for (const auto& part : parts) {
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    const auto decoded = [](std::string text) {
      const auto bytes = slow::percent_decoded(spaced(std::move(text)));
      std::string utf8;
      append_utf8(utf8, bytes);
      return slow::is_utf8(bytes) ? bytes : utf8;
    };
    expected.emplace_back(decoded(part.substr(0, equals)), decoded(part.substr(std::min(equals + 1, part.size()))));
  }
  fuzz::check(pairs == expected, "pairs are the slow decoder's");
}

// Without brackets a query is a list of values for each name.
void check_flat(std::string_view query) {
  const auto folded = slow::lower(query);
  if (!slow::is_ascii(query) || query.find_first_of("[]") != std::string_view::npos ||
      folded.find("%5b") != std::string::npos || folded.find("%5d") != std::string::npos)
    return;
  std::map<std::string, std::vector<std::string>> expected;
  auto parts = slow::split(query, '&');
  if (parts.size() > 1000) parts.resize(1000);
  for (const auto& part : parts) {
    const auto equals = std::min(part.find('='), part.size());
    const auto decoded = [](std::string text) {
      text = spaced(std::move(text));
      bool all_good = true;
      const auto bytes = slow::percent_decoded(text, &all_good);
      return all_good && slow::is_utf8(bytes) ? bytes : text;
    };
    const auto key = decoded(part.substr(0, equals));
    // An escaped bracket in an escape: decoded once, as a text.
    if (key.find_first_of("[]") != std::string::npos) return;
    if (key.empty() || key == "__proto__") continue;
    expected[key].push_back(decoded(part.substr(std::min(equals + 1, part.size()))));
  }
  QueryNode root;
  fuzz::check(parse_extended_query(query, {}, root), "a query without brackets is not too deep");
  fuzz::check(root.keys.size() == expected.size(), "the names are the slow parser's");
  for (std::size_t i = 0; i < root.keys.size(); i++) {
    const auto found = expected.find(root.keys[i]);
    fuzz::check(found != expected.end(), "a name is one of the slow parser's");
    const auto& values = found->second;
    const auto& item = root.items[i];
    if (values.size() == 1) {
      fuzz::check(item.kind == Kind::text && item.text == values[0], "a value is the slow parser's");
      continue;
    }
    fuzz::check(item.items.size() == values.size(), "values are as many as the slow parser's");
    fuzz::check(item.kind == (values.size() <= 20 ? Kind::list : Kind::object),
                "more values than a list may have are an object");
    for (std::size_t k = 0; k < values.size(); k++)
      fuzz::check(item.items[k].text == values[k], "a value is in its place");
  }
}

// A tree of the input's making: a byte says what comes, texts are its bytes.
QueryNode tree(fuzz::Input& input, unsigned depth) {
  QueryNode node;
  const unsigned kind = depth == 0 ? 2 : depth > 3 ? 0 : input.byte() % 3;
  node.kind = kind == 0 ? Kind::text : kind == 1 ? Kind::list : Kind::object;
  const unsigned count = input.byte() % 5;
  for (unsigned i = 0; node.kind == Kind::text && i < count; i++) {
    const unsigned byte = input.byte();
    if (byte < 0x80) node.text += static_cast<char>(byte);
    else node.text += "\xc3\xa9";
  }
  if (node.kind == Kind::text) return node;
  for (unsigned i = 0; i <= count; i++) {
    node.items.push_back(tree(input, depth + 1));
    // No number, so that it is no index, and once each.
    if (node.kind == Kind::object)
      node.keys.push_back(std::string(1 + input.byte() % 3, static_cast<char>('a' + i)) + ".=&%");
  }
  return node;
}

void write(const QueryNode& node, const std::string& name, std::string& query) {
  if (node.kind == Kind::text) {
    if (!query.empty()) query += '&';
    query += name + "=" + encode_uri_component(node.text).value_or("");
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); i++) {
    const auto key = node.kind == Kind::list ? std::to_string(i) : encode_uri_component(node.keys[i]).value_or("");
    write(node.items[i], name.empty() ? key : name + "[" + key + "]", query);
  }
}

bool same(const QueryNode& a, const QueryNode& b) {
  return a.kind == b.kind && a.text == b.text && a.keys == b.keys &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

void check_round_trip(fuzz::Input input) {
  const auto node = tree(input, 0);
  std::string query;
  write(node, "", query);
  QueryNode back;
  ExtendedQueryOptions options;
  options.parameter_limit = 0;
  fuzz::check(parse_extended_query(query, options, back), "a tree that was written is not too deep");
  fuzz::check(same(node, back), "a tree comes back as it was written");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  check_round_trip(input);
  const unsigned choice = input.byte();
  const auto query = input.rest();
  check_simple(query);
  check_flat(query);
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
  fuzz::check(root.kind == Kind::object && root.keys.size() == root.items.size(), "a query is an object");
  // The name, its brackets, the rest as one name; what comes twice stands in a list at each of these.
  fuzz::check(depth_of(root) <= 2 * (options.depth + 3), "a query is no deeper than asked");
  return 0;
}
