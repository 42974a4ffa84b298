// npm's qs, 6.17: pairs are gathered by key, each key becomes a path of containers with the value at its end, and the
// paths are merged in the order of the keys. Invariants: lists are kept sparse until the end, with their elements keyed
// by the index's text, so that a list turns into an object in place; all texts live in the query or in the parser's
// store.
//
// A list that would grow past the array limit turns into an object that remembers its greatest index ("overflow"); a
// value that meets an object at one path makes a list of both ("conflict"), which also remembers where to go on.
#include "http/query_extended.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

constexpr std::size_t most_depth = 1000;

// A whole number as JavaScript's String() writes it.
std::string number_text(double number) {
  char digits[400];
  const auto fixed = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
  if (number < 1e17) return {digits, fixed.ptr};
  if (number >= 1e21) {
    const auto scientific = std::to_chars(digits, digits + sizeof digits, number);
    return {digits, scientific.ptr};
  }
  // Shortest digits, then zeros: 2^60 is 1152921504606847000.
  const auto length = static_cast<std::size_t>(fixed.ptr - digits);
  std::string text(length, '0');
  const auto shortest = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::scientific);
  std::size_t at = 0;
  for (const char* c = digits; c != shortest.ptr && *c != 'e'; ++c) {
    if (is_digit(*c)) text[at++] = *c;
  }
  return text;
}

// The number that `text` is the canonical text of: no sign, no zeros in front.
std::optional<double> canonical_number(std::string_view text) {
  if (text.empty() || text.size() > 21 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() > 15 && number_text(number) != text) return std::nullopt;
  return number;
}

struct Node;

struct Member {
  std::string_view key;
  Node* node;
};

// Members in the order in which they came; from a few on with an index. A tree, not a hash table: keys come from
// outside.
class Members {
 public:
  Member* find(std::string_view key) {
    if (!index_) {
      const auto found = std::ranges::find(list_, key, &Member::key);
      return found == list_.end() ? nullptr : &*found;
    }
    const auto found = index_->find(key);
    return found == index_->end() ? nullptr : &list_[found->second];
  }

  void add(std::string_view key, Node* node) {
    constexpr std::size_t few = 16;
    if (list_.size() == few) {
      index_ = std::make_unique<std::map<std::string_view, std::size_t>>();
      for (std::size_t i = 0; i < few; ++i) index_->emplace(list_[i].key, i);
    }
    if (index_) index_->emplace(key, list_.size());
    list_.push_back({key, node});
  }

  std::vector<Member>& list() noexcept { return list_; }

 private:
  std::vector<Member> list_;
  std::unique_ptr<std::map<std::string_view, std::size_t>> index_;
};

struct Node {
  QueryNode::Kind kind = QueryNode::Kind::text;
  std::string_view text;
  Members members;
  double length = 0;     // of a list: the greatest index + 1, holes included
  double overflow = -1;  // of an object: its greatest index, if it was a list too long
  double conflict = -1;  // of a list or object: where the last conflicting value went

  bool is_text() const noexcept { return kind == QueryNode::Kind::text; }
  bool is_list() const noexcept { return kind == QueryNode::Kind::list; }
  bool is_object() const noexcept { return kind == QueryNode::Kind::object; }
};

class Parser {
 public:
  Parser(std::string_view query, const ExtendedQueryOptions& options)
      : options_(options), depth_(std::min(options.depth, most_depth)), latin1_(options.latin1), query_(query) {}

  bool parse(QueryNode& root) {
    unescape_brackets();
    Node& pairs = *make(QueryNode::Kind::object);
    gather(pairs);
    in_order(pairs);
    Node* result = make(QueryNode::Kind::object);
    for (const Member& pair : pairs.members.list()) {
      if (pair.key.empty()) continue;
      if (!split(pair.key)) return false;
      result = merge(result, path(pair.node));
    }
    root = finished(*result);
    return true;
  }

 private:
  struct Segment {
    std::string_view text;  // without its brackets
    bool bracketed;
  };

  Node* make(QueryNode::Kind kind) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    return &node;
  }

  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

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
    query_ = keep(std::move(clean));
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
    Node* value = make(QueryNode::Kind::text);
    if (equals != std::string_view::npos) value->text = decode(part.substr(equals + 1));
    if (options_.interpret_numeric_entities && latin1_) value->text = resolve_entities(value->text);
    if (Member* known = pairs.members.find(key)) {
      known->node = combine(known->node, value);
    } else {
      pairs.members.add(key, value);
    }
  }

  std::string_view decode(std::string_view text) {
    if (text.find_first_of("%+") == std::string_view::npos) return text;
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    if (spaced.find('%') == std::string::npos) return keep(std::move(spaced));
    std::string decoded;
    if (latin1_) {
      decode_latin1(spaced, decoded);
    } else if (!decode_uri_component(spaced, decoded)) {
      return keep(std::move(spaced));
    }
    return keep(std::move(decoded));
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
    return keep(std::move(out));
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
        if (leaf->overflow < 0) leaf = limited(as_list(leaf));
        continue;
      }
      const double index = segment.bracketed ? canonical_number(segment.text).value_or(-1) : -1;
      const bool in_list = index >= 0 && index < limit();
      Node* container = make(in_list ? QueryNode::Kind::list : QueryNode::Kind::object);
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

  // --- lists ---------------------------------------------------------------------------------------------------------

  double limit() const noexcept { return static_cast<double>(options_.array_limit); }

  void put(Node& container, double index, Node* value) {
    container.members.add(keep(number_text(index)), value);
    if (container.is_list()) container.length = std::max(container.length, index + 1);
  }

  void push(Node& list, Node* value) { put(list, list.length, value); }

  void to_object(Node& list) noexcept {
    list.kind = QueryNode::Kind::object;
    list.overflow = list.conflict = -1;
  }

  Node* as_list(Node* value) {
    if (value->is_list()) return value;
    Node* list = make(QueryNode::Kind::list);
    push(*list, value);
    return list;
  }

  // A list that is longer than the limit becomes an object.
  Node* limited(Node* list) {
    if (list->length <= limit()) return list;
    const double last = list->length - 1;
    to_object(*list);
    list->overflow = last;
    return list;
  }

  Node* pair(Node* first, Node* second) {
    Node* list = make(QueryNode::Kind::list);
    push(*list, first);
    push(*list, second);
    return limited(list);
  }

  Node* combine(Node* known, Node* value) {
    if (known->overflow >= 0) {
      put(*known, ++known->overflow, value);
      return known;
    }
    Node* list = as_list(known);
    push(*list, value);
    return limited(list);
  }

  // --- merging -------------------------------------------------------------------------------------------------------

  Node* merge(Node* target, Node* source) {
    if (source->is_text()) return source->text.empty() ? target : merge_text(target, source);
    if (target->is_text()) return put_before(target, source);
    if (target->is_list() && source->is_list()) return merge_lists(target, source);
    if (target->is_list()) {
      const double last = target->conflict < 0 ? -1 : target->length - 1;
      to_object(*target);
      target->conflict = last;
    }
    return merge_into_object(target, source);
  }

  Node* merge_text(Node* target, Node* source) {
    if (target->is_text()) return pair(target, source);
    if (target->is_list()) {
      const double next = target->length;
      const bool full = static_cast<double>(target->members.list().size()) >= limit();
      push(*target, source);
      if (full) {  // counted without its holes, unlike in limited()
        to_object(*target);
        target->overflow = next;
      }
      return target;
    }
    if (target->overflow >= 0) {
      put(*target, ++target->overflow, source);
      return target;
    }
    if (target->conflict >= 0) {
      set(*target, keep(number_text(++target->conflict)), source);
      return target;
    }
    Node* both = pair(target, source);
    if (both->is_list()) both->conflict = 1;
    return both;
  }

  // A text, then what the source holds.
  Node* put_before(Node* target, Node* source) {
    if (source->overflow >= 0) {
      Node* shifted = make(QueryNode::Kind::object);
      put(*shifted, 0, target);
      for (const Member& member : source->members.list()) {
        put(*shifted, canonical_number(member.key).value_or(0) + 1, member.node);
      }
      shifted->overflow = source->overflow + 1;
      return shifted;
    }
    if (!source->is_list()) return pair(target, source);
    Node* list = make(QueryNode::Kind::list);
    push(*list, target);
    for (const Member& member : source->members.list()) put(*list, *canonical_number(member.key) + 1, member.node);
    return limited(list);
  }

  Node* merge_lists(Node* target, Node* source) {
    for (const Member& member : source->members.list()) {
      Member* known = target->members.find(member.key);
      if (known == nullptr) {
        put(*target, *canonical_number(member.key), member.node);
      } else if (known->node->is_text() || member.node->is_text()) {
        push(*target, member.node);
      } else {
        known->node = merge(known->node, member.node);
      }
    }
    if (static_cast<double>(target->members.list().size()) <= limit()) return target;
    const double last = target->length - 1;
    to_object(*target);
    target->overflow = last;
    return target;
  }

  Node* merge_into_object(Node* target, Node* source) {
    for (const Member& member : source->members.list()) {
      if (Member* known = target->members.find(member.key)) {
        Node* merged = merge(known->node, member.node);
        target->members.find(member.key)->node = merged;
      } else {
        target->members.add(member.key, member.node);
      }
      if (source->overflow >= 0 && target->overflow < 0) {
        target->overflow = source->overflow;
        for (const Member& other : target->members.list()) {
          target->overflow = std::max(target->overflow, canonical_number(other.key).value_or(-1));
        }
      }
      const double index = canonical_number(member.key).value_or(-1);
      if (target->overflow >= 0) target->overflow = std::max(target->overflow, index);
      if (target->conflict >= 0) target->conflict = std::max(target->conflict, index);
    }
    return target;
  }

  static void set(Node& container, std::string_view key, Node* value) {
    if (Member* known = container.members.find(key)) {
      known->node = value;
    } else {
      container.members.add(key, value);
    }
  }

  // --- the result ----------------------------------------------------------------------------------------------------

  static void in_order(Node& container) {
    const bool list = container.is_list();
    std::ranges::stable_sort(container.members.list(), {}, [list](const Member& member) {
      return list ? canonical_number(member.key).value_or(0) : static_cast<double>(key_order(member.key));
    });
  }

  static QueryNode finished(Node& node) {
    QueryNode result;
    result.kind = node.kind;
    result.text = node.text;
    in_order(node);
    result.items.reserve(node.members.list().size());
    if (node.is_object()) result.keys.reserve(node.members.list().size());
    for (const Member& member : node.members.list()) {
      if (node.is_object()) result.keys.emplace_back(member.key);
      result.items.push_back(finished(*member.node));
    }
    return result;
  }

  const ExtendedQueryOptions& options_;
  std::size_t depth_;
  bool latin1_;
  std::string_view query_;
  std::deque<Node> nodes_;
  std::deque<std::string> texts_;
  std::vector<Segment> segments_;
};

}  // namespace

bool parse_extended_query(std::string_view query, const ExtendedQueryOptions& options, QueryNode& root) {
  return Parser(query, options).parse(root);
}

}  // namespace crema::http
