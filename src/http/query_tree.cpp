#include "http/query_tree.hpp"

#include <algorithm>
#include <charconv>

#include "http/text.hpp"

namespace crema::http {
namespace {

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

}  // namespace

std::optional<double> canonical_number(std::string_view text) {
  if (text.empty() || text.size() > 21 || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  if (!std::ranges::all_of(text, is_digit)) return std::nullopt;
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() > 15 && number_text(number) != text) return std::nullopt;
  return number;
}

QueryTree::Node* QueryTree::make(QueryNode::Kind kind) {
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  return &node;
}

// --- lists ---------------------------------------------------------------------------------------------------------

void QueryTree::put(Node& container, double index, Node* value) {
  container.members.add(keep(number_text(index)), value);
  if (container.is_list()) container.length = std::max(container.length, index + 1);
}

void QueryTree::push(Node& list, Node* value) { put(list, list.length, value); }

void QueryTree::to_object(Node& list) noexcept {
  list.kind = QueryNode::Kind::object;
  list.overflow = list.conflict = -1;
}

QueryTree::Node* QueryTree::as_list(Node* value) {
  if (value->is_list()) return value;
  Node* list = make(QueryNode::Kind::list);
  push(*list, value);
  return list;
}

// A list that is longer than the limit becomes an object.
QueryTree::Node* QueryTree::limited(Node* list) {
  if (list->length <= limit()) return list;
  const double last = list->length - 1;
  to_object(*list);
  list->overflow = last;
  return list;
}

QueryTree::Node* QueryTree::pair(Node* first, Node* second) {
  Node* list = make(QueryNode::Kind::list);
  push(*list, first);
  push(*list, second);
  return limited(list);
}

QueryTree::Node* QueryTree::combine(Node* known, Node* value) {
  if (known->overflow >= 0) {
    put(*known, ++known->overflow, value);
    return known;
  }
  Node* list = as_list(known);
  push(*list, value);
  return limited(list);
}

// --- merging -------------------------------------------------------------------------------------------------------

QueryTree::Node* QueryTree::merge(Node* target, Node* source) {
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

QueryTree::Node* QueryTree::merge_text(Node* target, Node* source) {
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
QueryTree::Node* QueryTree::put_before(Node* target, Node* source) {
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

QueryTree::Node* QueryTree::merge_lists(Node* target, Node* source) {
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

QueryTree::Node* QueryTree::merge_into_object(Node* target, Node* source) {
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

void QueryTree::set(Node& container, std::string_view key, Node* value) {
  if (Member* known = container.members.find(key)) {
    known->node = value;
  } else {
    container.members.add(key, value);
  }
}

// --- the result ----------------------------------------------------------------------------------------------------

void QueryTree::in_order(Node& container) {
  const bool list = container.is_list();
  std::ranges::stable_sort(container.members.list(), {}, [list](const Member& member) {
    return list ? canonical_number(member.key).value_or(0) : static_cast<double>(key_order(member.key));
  });
}

QueryNode QueryTree::finished(Node& node) {
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

}  // namespace crema::http
