// http/query_tree.hpp — what npm's qs makes of the paths of a query's keys: containers that are merged in the order of the keys.
// Invariants: lists are kept sparse until the end, with their elements keyed by the index's text, so that a list turns into an
// object in place; texts live in the query or in the tree's store.
//
// A list that would grow past the limit turns into an object that remembers its greatest index ("overflow"); a value that meets
// an object at one path makes a list of both ("conflict"), which also remembers where to go on.
#pragma once
#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/query_extended.hpp"

namespace crema::http {

// The number that `text` is the canonical text of: no sign, no zeros in front.
std::optional<double> canonical_number(std::string_view text);

class QueryTree {
 public:
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

  // `limit`: of elements of a list.
  explicit QueryTree(std::size_t limit) : limit_(static_cast<double>(limit)) {}

  double limit() const noexcept { return limit_; }
  Node* make(QueryNode::Kind kind);
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  // The list, or one with the value alone.
  Node* as_list(Node* value);
  // A list that is longer than the limit becomes an object.
  Node* limited(Node* list);
  // A further value of a key.
  Node* combine(Node* known, Node* value);
  // Both, the target as far as possible in place.
  Node* merge(Node* target, Node* source);
  // Indices first, as in JavaScript.
  static void in_order(Node& container);
  static QueryNode finished(Node& node);

 private:
  void put(Node& container, double index, Node* value);
  void push(Node& list, Node* value);
  void to_object(Node& list) noexcept;
  Node* pair(Node* first, Node* second);
  Node* merge_text(Node* target, Node* source);
  Node* put_before(Node* target, Node* source);
  Node* merge_lists(Node* target, Node* source);
  Node* merge_into_object(Node* target, Node* source);
  static void set(Node& container, std::string_view key, Node* value);

  double limit_;
  std::deque<Node> nodes_;
  std::deque<std::string> texts_;
};

}  // namespace crema::http
