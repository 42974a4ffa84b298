// npm's qs, 6.17: pairs are gathered by key, each key becomes a path of containers with the value at its end, and the paths are
// merged (query_tree.hpp) in the order of the keys.
#include "http/query_extended.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "http/percent.hpp"
#include "http/query_tree.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

constexpr std::size_t most_depth = 1000;

class Parser {
 public:
  Parser(std::string_view query, const ExtendedQueryOptions& options)
      : options_(options),
        depth_(std::min(options.depth, most_depth)),
        latin1_(options.latin1),
        query_(query),
        tree_(options.array_limit) {}

  bool parse(QueryNode& root) {
    unescape_brackets();
    Node& pairs = *tree_.make(QueryNode::Kind::object);
    gather(pairs);
    tree_.in_order(pairs);
    Node* result = tree_.make(QueryNode::Kind::object);
    for (const Member& pair : pairs.members.list()) {
      if (pair.key.empty()) continue;
      if (!split(pair.key)) return false;
      result = tree_.merge(result, path(pair.node));
    }
    root = tree_.finished(*result);
    return true;
  }

 private:
  using Node = QueryTree::Node;
  using Member = QueryTree::Member;

  struct Segment {
    std::string_view text;  // without its brackets
    bool bracketed;
  };

  // --- pairs ---------------------------------------------------------------------------------------------------------

  void unescape_brackets() {
    const auto is_bracket = [](std::string_view escape) { return iequals(escape, "%5B") || iequals(escape, "%5D"); };
    std::string clean;
    std::size_t done = 0;
    for (std::size_t at = query_.find('%'); at != std::string_view::npos; at = query_.find('%', at + 1)) {
      if (!is_bracket(query_.substr(at, 3))) continue;
      clean.append(query_, done, at - done);
      clean += lower(query_[at + 2]) == 'b' ? '[' : ']';
      done = at + 3;
    }
    if (done == 0) return;
    clean.append(query_, done);
    query_ = tree_.keep(std::move(clean));
  }

  // Calls `visit(part)` for the parts between '&', as many as the limit allows, until it returns false.
  template <class Visit>
  void visit_parts(Visit&& visit) const {
    std::string_view rest = query_;
    for (std::size_t count = 0; options_.parameter_limit == 0 || count < options_.parameter_limit; ++count) {
      const std::size_t end = rest.find('&');
      if (!visit(rest.substr(0, end), count) || end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
    }
  }

  std::size_t find_sentinel() {
    std::size_t sentinel = SIZE_MAX;
    visit_parts([&](std::string_view part, std::size_t place) {
      if (!part.starts_with("utf8=")) return true;
      sentinel = place;
      if (part == "utf8=%E2%9C%93") latin1_ = false;      // ✓ in UTF-8
      if (part == "utf8=%26%2310003%3B") latin1_ = true;  // &#10003;, which browsers send where ✓ has no code
      return false;
    });
    return sentinel;
  }

  void gather(Node& pairs) {
    const std::size_t sentinel = options_.charset_sentinel ? find_sentinel() : SIZE_MAX;
    if (query_.empty()) return;
    visit_parts([&](std::string_view part, std::size_t place) {
      if (place != sentinel) gather_part(pairs, part);
      return true;
    });
  }

  void gather_part(Node& pairs, std::string_view part) {
    const std::size_t bracket = part.find("]=");
    const std::size_t equals = bracket == std::string_view::npos ? part.find('=') : bracket + 1;
    const std::string_view key = decode(part.substr(0, equals));
    Node* value = tree_.make(QueryNode::Kind::text);
    if (equals != std::string_view::npos) value->text = decode(part.substr(equals + 1));
    if (options_.interpret_numeric_entities && latin1_) value->text = resolve_entities(value->text);
    if (Member* known = pairs.members.find(key)) {
      known->node = tree_.combine(known->node, value);
    } else {
      pairs.members.add(key, value);
    }
  }

  std::string_view decode(std::string_view text) {
    const auto decoded = decoder_.decode(text, latin1_);
    return decoded.data() == text.data() ? text : tree_.keep(std::string(decoded));
  }

  static void append_code_point(std::string& out, unsigned code) {
    const auto piece = [&](unsigned bits) { out += static_cast<char>(bits); };
    const auto tail = [&](unsigned shift) { piece(0x80 | (code >> shift & 63)); };
    if (code < 0x80) {
      piece(code);
    } else if (code < 0x800) {
      piece(0xC0 | code >> 6), tail(0);
    } else if (code < 0x10000) {
      piece(0xE0 | code >> 12), tail(6), tail(0);
    } else {
      piece(0xF0 | code >> 18), tail(12), tail(6), tail(0);
    }
  }

  std::string_view resolve_entities(std::string_view text) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = text.find("&#"); at != std::string_view::npos; at = text.find("&#", at + 2)) {
      std::size_t end = at + 2;
      while (end < text.size() && is_digit(text[end])) ++end;
      if (end == at + 2 || end == text.size() || text[end] != ';') continue;
      double number = 0;
      const auto read = std::from_chars(text.data() + at + 2, text.data() + end, number);
      if (read.ec == std::errc::result_out_of_range) number = 0;  // infinity, which String.fromCharCode makes U+0000
      out.append(text, done, at - done);
      const bool in_unicode = number <= 0x10FFFF;
      append_code_point(out, static_cast<unsigned>(in_unicode ? number : std::fmod(number, 65536.0)));
      done = end + 1;
    }
    if (done == 0) return text;
    out.append(text, done);
    return tree_.keep(std::move(out));
  }

  // --- keys ----------------------------------------------------------------------------------------------------------

  // "a[b][c]d" is a, [b], [c]; what is nested deeper or never closed is one literal segment. False if strict and too
  // deep.
  bool split(std::string_view key) {
    segments_.clear();
    if (depth_ == 0) {
      const bool wrapped = key.size() > 1 && key.front() == '[' && key.back() == ']';
      segments_.push_back({wrapped ? key.substr(1, key.size() - 2) : key, wrapped});
      return true;
    }
    std::size_t open = key.find('[');
    if (open != 0) segments_.push_back({key.substr(0, open), false});
    for (std::size_t depth = 0; open != std::string_view::npos && depth < depth_; ++depth) {
      const std::size_t close = closing(key, open);
      if (close == std::string_view::npos) {
        segments_.push_back({key.substr(open), true});
        return true;
      }
      segments_.push_back({key.substr(open + 1, close - open - 1), true});
      open = key.find('[', close + 1);
    }
    if (open == std::string_view::npos) return true;
    segments_.push_back({key.substr(open), true});
    return !options_.strict_depth;
  }

  static std::size_t closing(std::string_view key, std::size_t open) noexcept {
    std::size_t level = 0;
    for (std::size_t at = open; at < key.size(); ++at) {
      if (key[at] == '[') ++level;
      if (key[at] == ']' && --level == 0) return at;
    }
    return std::string_view::npos;
  }

  // The containers of the segments, around the value.
  Node* path(Node* leaf) {
    for (std::size_t i = segments_.size(); i-- > 0;) {
      const Segment& segment = segments_[i];
      if (segment.bracketed && segment.text.empty()) {
        if (leaf->overflow < 0) leaf = tree_.limited(tree_.as_list(leaf));
        continue;
      }
      const double index = segment.bracketed ? canonical_number(segment.text).value_or(-1) : -1;
      const bool in_list = index >= 0 && index < tree_.limit();
      Node* container = tree_.make(in_list ? QueryNode::Kind::list : QueryNode::Kind::object);
      if (segment.text != "__proto__") container->members.add(segment.text, leaf);
      if (in_list) {
        container->length = index + 1;
      } else {
        container->overflow = index;
      }
      leaf = container;
    }
    return leaf;
  }

  const ExtendedQueryOptions& options_;
  std::size_t depth_;
  bool latin1_;
  std::string_view query_;
  QueryTree tree_;
  QueryDecoder decoder_;
  std::vector<Segment> segments_;
};

}  // namespace

bool parse_extended_query(std::string_view query, const ExtendedQueryOptions& options, QueryNode& root) {
  return Parser(query, options).parse(root);
}

bool is_flat(std::string_view query, const ExtendedQueryOptions& options) noexcept {
  constexpr auto none = std::string_view::npos;
  if (options.latin1 || options.charset_sentinel) return false;
  if (query.find('[') != none || query.find(']') != none) return false;
  for (std::size_t at = query.find("%5"); at != none; at = query.find("%5", at + 2)) {
    const char digit = at + 2 < query.size() ? lower(query[at + 2]) : '\0';
    if (digit == 'b' || digit == 'd') return false;
  }
  return true;
}

std::string_view QueryDecoder::decode(std::string_view text, bool latin1) {
  const bool escaped = text.find('%') != std::string_view::npos;
  if (!escaped && text.find('+') == std::string_view::npos) return text;
  spaced_.assign(text);
  std::ranges::replace(spaced_, '+', ' ');
  if (!escaped) return spaced_;
  if (latin1) decode_latin1(spaced_, decoded_);
  else if (!decode_uri_component(spaced_, decoded_)) return spaced_;
  return decoded_;
}

bool FlatQueryReader::next() {
  while (more_ && (!limited_ || left_ != 0)) {
    --left_;
    const std::size_t end = rest_.find('&');
    const std::string_view pair = rest_.substr(0, end);
    more_ = end != std::string_view::npos;
    if (more_) rest_.remove_prefix(end + 1);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    key_ = keys_.decode(pair.substr(0, equals), false);
    if (key_.empty() || key_ == "__proto__") continue;
    value_ = values_.decode(pair.substr(std::min(equals + 1, pair.size())), false);
    return true;
  }
  return false;
}

}  // namespace crema::http
