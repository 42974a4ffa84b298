// The simple and the extended query parser.
#include <doctest/doctest.h>

#include <string>

#include "http/query.hpp"
#include "http/query_extended.hpp"

using namespace crema::http;

namespace {

std::string simple(std::string_view query, std::size_t most = 1000) {
  std::string out;
  visit_query(
      query,
      [&](std::string_view key, std::string_view value) {
        out.append(out.empty() ? "" : " ").append(key).append(1, '>').append(value);
      },
      most);
  return out;
}

// JSON without quotes around the texts.
std::string print(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::text) return node.text;
  const bool object = node.kind == QueryNode::Kind::object;
  std::string out(object ? "{" : "[");
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) out += ',';
    if (object) out += node.keys[i] + ":";
    out += print(node.items[i]);
  }
  return out + (object ? "}" : "]");
}

std::string extended(std::string_view query, const ExtendedQueryOptions& options = {}) {
  QueryNode root;
  return parse_extended_query(query, options, root) ? print(root) : "too deep";
}

struct Row {
  const char* query;
  const char* expected;
};

}  // namespace

TEST_CASE("the simple parser is Node's querystring") {
  for (const Row& row : {
           Row{"a=1&b=2&a=3", "a>1 b>2 a>3"},
           {"a+b=c+d", "a b>c d"},
           {"a[b]=1", "a[b]>1"},
           {"a", "a>"},
           {"=5", ">5"},
           {"=", ">"},
           {"&&a=1&", "a>1"},
           {"a=b=c", "a>b=c"},
           {"a;b=1", "a;b>1"},
           {"%41=%C3%A9&%zz=%E9", "A>é %zz>\xEF\xBF\xBD"},
           {"%E9%zz=1", "\xEF\xBF\xBD%zz>1"},
           {"", ""},
       }) {
    CAPTURE(row.query);
    CHECK(simple(row.query) == row.expected);
  }
}

TEST_CASE("a second escape in a key has the value decoded, too") {
  CHECK(simple("%61=Ã©%zz") == "a>Ã©%zz");
  CHECK(simple("%61%62=Ã©%zz") == "ab>é%zz");
}

TEST_CASE("the simple parser stops after so many pairs, empty ones counted") {
  CHECK(simple("a=1&b=2&c=3", 2) == "a>1 b>2");
  CHECK(simple("&&a=1", 2) == "");
  CHECK(simple("&&a=1", 0) == "a>1");
}

TEST_CASE("the extended parser nests objects and lists") {
  for (const Row& row : {
           Row{"a[b]=1&a[c]=2", "{a:{b:1,c:2}}"},
           {"a[]=x&a[]=y", "{a:[x,y]}"},
           {"a=1&a=2", "{a:[1,2]}"},
           {"a[1]=x&a[0]=y", "{a:[y,x]}"},
           {"a[5]=x", "{a:[x]}"},
           {"a[19]=x", "{a:[x]}"},
           {"a[20]=x", "{a:{20:x}}"},
           {"a=1&a[b]=2", "{a:[1,{b:2}]}"},
           {"a[b]=2&a=1", "{a:[{b:2},1]}"},
           {"a[b]=1&a=2&a[b]=3", "{a:[{b:[1,3]},2]}"},
           {"a[0]=1&a[b]=2", "{a:{0:1,b:2}}"},
           {"a[]=1&a=2&a[]=3", "{a:[1,3,2]}"},
           {"a[][b]=1&a[][c]=2", "{a:[{b:1,c:2}]}"},
           {"a[b][c][d][e][f][g][h]=1", "{a:{b:{c:{d:{e:{f:{[g][h]:1}}}}}}}"},
           {"a%5Bb%5D=1", "{a:{b:1}}"},
           {"a[=1", "{a:{[:1}}"},
           {"[a]=1", "{a:1}"},
           {"[]=1", "{0:1}"},
           {"a.b=1", "{a.b:1}"},
           {"a[b]x=1", "{a:{b:1}}"},
           {"a[]]=1", "{a:[1]}"},
           {"=1", "{}"},
           {"a", "{a:}"},
           {"a=%E9&b=%zz+c", "{a:%E9,b:%zz c}"},
           {"__proto__[x]=1&a[__proto__]=1", "{a:{}}"},
           {"hasOwnProperty=1&toString[x]=2", "{hasOwnProperty:1,toString:{x:2}}"},
           {"b=1&2=x&a=3&1=y", "{1:y,2:x,b:1,a:3}"},
           {"", "{}"},
           {"&&", "{}"},
       }) {
    CAPTURE(row.query);
    CHECK(extended(row.query) == row.expected);
  }
}

TEST_CASE("a list that grows too long becomes an object") {
  std::string query;
  for (int i = 0; i < 21; ++i) query += "a[]=" + std::to_string(i) + "&";
  CHECK(extended(query).substr(0, 14) == "{a:{0:0,1:1,2:");
  ExtendedQueryOptions options;
  options.array_limit = 2;
  CHECK(extended("a=1&a=2&a=3&a=4", options) == "{a:{0:1,1:2,2:3,3:4}}");
  CHECK(extended("a[0]=1&a[5]=2&a=3", options) == "{a:{0:1,5:2,6:3}}");
}

TEST_CASE("depth and number of pairs are limited") {
  ExtendedQueryOptions options;
  options.depth = 1;
  CHECK(extended("a[b][c]=1", options) == "{a:{b:{[c]:1}}}");
  options.strict_depth = true;
  CHECK(extended("a[b][c]=1", options) == "too deep");
  options.depth = 0;
  CHECK(extended("a[b]=1&a[b]=2", options) == "{a[b]:[1,2]}");
  options.parameter_limit = 2;
  CHECK(extended("a=1&b=2&c=3", options) == "{a:1,b:2}");
}

TEST_CASE("forms in Latin-1 are understood") {
  ExtendedQueryOptions options;
  options.latin1 = true;
  CHECK(extended("a=%E9", options) == "{a:é}");
  options.interpret_numeric_entities = true;
  CHECK(extended("a=%26%2310003%3B%26%23128512%3B%26%23x%3B", options) == "{a:✓😀&#x;}");
  options.charset_sentinel = true;
  CHECK(extended("utf8=%E2%9C%93&a=%C3%A9", options) == "{a:é}");
  options.latin1 = false;
  CHECK(extended("a=%E9&utf8=%26%2310003%3B", options) == "{a:é}");
  CHECK(extended("utf8=x&a=1", options) == "{a:1}");
}

TEST_CASE("hostile queries cost no more than their length") {
  std::string descending;
  std::string mixed;
  for (int i = 20'000; i > 0; --i) {
    descending += "a[" + std::to_string(i) + "]=x&";
    mixed += "a[]" + std::to_string(i) + "=1&a[b]" + std::to_string(i) + "=&";
  }
  ExtendedQueryOptions options;
  options.parameter_limit = 0;
  options.array_limit = 100'000;
  QueryNode root;
  CHECK(parse_extended_query(descending, options, root));
  CHECK(root.items[0].items.size() == 20'000);
  CHECK(parse_extended_query(mixed, options, root));
  options.depth = 1'000'000;
  CHECK(parse_extended_query(std::string(100'000, '['), options, root));
  std::string deep = "a";
  for (int i = 0; i < 50'000; ++i) deep += "[a]";
  CHECK(parse_extended_query(deep, options, root));
}
