// Selecting fields: * stands for any name or index, ** for any number of these.
#include "fields.hpp"

#include <crema/error.hpp>
#include <crema/http_text.hpp>
#include <crema/object.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "rules.hpp"

namespace crema::validation {
namespace {

using Rest = std::span<const std::string>;

// What ** stands for is no longer than this, or a request could ask for more paths, of more names, than there is memory.
constexpr std::size_t globstar_depth = 100;

void check_depth(const PathSegments& path) {
  if (path.size() > globstar_depth) throw createError(400, "The request is nested too deeply for a path with **");
}

struct Found {
  std::string path;
  Value values;  // what the wildcards stood for
};

// The paths in `object` that the segments name. All names below a ** are one value: those that it stood for, and those of the wildcards
// behind it.
class Selection {
 public:
  Selection(const Value& object, const PathSegments& segments)
      : remembers_(std::count(segments.begin(), segments.end(), "**") > 1) {
    expand(object, segments);
  }
  std::vector<Found> found;

 private:
  void expand(const Value& object, Rest rest) {
    if (rest.empty()) return select({});
    const std::string& name = rest[0];
    if (!is_nullish(object) && !is_object(object)) {
      if (name == "*" || (name == "**" && rest.size() > 1)) return;
      return select(name == "**" ? Rest() : rest);  // may be a member of a text: its length
    }
    if (name != "*" && name != "**") return step(name, object.get(name), rest.subspan(1));
    if (is_nullish(object)) return;
    if (name == "**") return expand_globstar(object, rest);
    for (const auto& key : Object.keys(object)) step_wild(key, object.get(key), rest.subspan(1));
  }

  void expand_globstar(const Value& object, Rest rest) {
    // By two ways to the same place the same paths are found.
    if (remembers_ && !been_.emplace(path_, rest.size()).second) return;
    const bool outermost = globstar_at_ == none;
    if (outermost) globstar_at_ = values_.size();
    const Rest behind = rest.subspan(1);
    for (const auto& key : Object.keys(object)) {
      const Value value = object.get(key);
      step_wild(key, value, rest);
      if (!behind.empty() && key == behind[0]) step(behind[0], value, behind.subspan(1));
    }
    if (outermost) globstar_at_ = none;
  }

  void step(const std::string& name, const Value& value, Rest rest) {
    path_.push_back(name);
    if (globstar_at_ != none) check_depth(path_);
    expand(value, rest);
    path_.pop_back();
  }
  void step_wild(const Value& key, const Value& value, Rest rest) {
    values_.push_back(key);
    step(key.str(), value, rest);
    values_.pop_back();
  }

  void select(Rest more) {
    PathSegments path = path_;
    path.insert(path.end(), more.begin(), more.end());
    Value values = Array(), below = Array();
    for (std::size_t i = 0; i < values_.size(); ++i) (i < globstar_at_ ? values : below).push(values_[i]);
    if (below.length() > 0) values.push(below);
    found.push_back({path_text(path), values});
  }

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  const bool remembers_;
  PathSegments path_;
  std::vector<Value> values_;
  std::size_t globstar_at_ = none;  // how many of the values stand before the first **
  std::set<std::pair<PathSegments, std::size_t>> been_;
};

// ------------------------------------------------------------------------------------------------------ unknown fields

struct Tree {
  std::map<std::string, std::shared_ptr<Tree>> branches;
  const Tree* at(const std::string& name) const {
    const auto found = branches.find(name);
    return found == branches.end() ? nullptr : found->second.get();
  }
};

void add_path(Tree& tree, Rest segments) {
  auto& branch = tree.branches[segments[0]];
  if (!branch) branch = std::make_shared<Tree>();
  if (segments.size() > 1) add_path(*branch, segments.subspan(1));
  else branch->branches[""] = std::make_shared<Tree>();
}

Value unknown_field(const PathSegments& path, const Value& value, const std::string& location) {
  return {{"path", path_text(path)}, {"value", value}, {"location", location}};
}
void append_all(const Value& to, const Value& list) {
  for (const auto& one : list) to.push(one);
}

// A branch with "" is checked as a whole. Where one branch knows everything, what the others miss is known, too. The path is as it was
// in the end.
Value find_unknown(const std::string& location, const Value& value, const Tree& tree, PathSegments& path) {
  Value unknown = Array();
  const Tree* globstar = tree.at("**");
  if (tree.at("") || (globstar && globstar->at(""))) return unknown;
  if (typeof_(value) != "object") {
    if (path.empty() || globstar) unknown.push(unknown_field(path, value, location));
    return unknown;
  }
  const Tree* wildcard = tree.at("*");
  for (const auto& key : Object.keys(value)) {
    const std::string name = key.str();
    const Tree* own = tree.at(name);
    const Value member = value.get(name);
    path.push_back(name);
    if (!own && !wildcard && !globstar) unknown.push(unknown_field(path, member, location));
    const Value by_name = own ? find_unknown(location, member, *own, path) : Array();
    const Value by_wildcard = wildcard ? find_unknown(location, member, *wildcard, path) : Array();
    Value by_globstar = Array();
    if (globstar) {
      check_depth(path);
      Tree deeper;
      deeper.branches["**"] = tree.branches.at("**");
      for (const auto& [branch, below] : globstar->branches) deeper.branches[branch] = below;
      by_globstar = find_unknown(location, member, deeper, path);
    }
    path.pop_back();
    const auto misses = [](const Tree* branch, const Value& missed) { return !branch || missed.length() > 0; };
    if (!misses(own, by_name) || !misses(wildcard, by_wildcard) || !misses(globstar, by_globstar)) continue;
    append_all(unknown, by_name);
    append_all(unknown, by_wildcard);
    append_all(unknown, by_globstar);
  }
  return unknown;
}

}  // namespace

Value& location_of(const Request& req, const std::string& location) {
  if (location == "body") return req.body;
  if (location == "query") return req.query;
  if (location == "params") return req.params;
  if (location == "headers") return req.headers;
  if (location == "cookies") return req.cookies;
  throw TypeError("'" + location + "' is no location: body, cookies, headers, params or query");
}

std::vector<FieldInstance> select_fields(const Request& req, const std::vector<std::string>& fields,
                                         const std::vector<std::string>& locations) {
  std::vector<FieldInstance> all;
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& field : fields) {
    for (const auto& location : locations) {
      const Value object = location_of(req, location);
      Selection selection(object, path_segments(location == "headers" ? lowerCase(field) : field));
      for (auto& one : selection.found) {
        if (!seen.emplace(one.path, location).second) continue;
        const Value value = one.path.empty() ? object : value_at(object, one.path);
        all.push_back({location, one.path, field, one.values, value});
      }
    }
  }
  return all;
}

Value select_unknown_fields(const Request& req, const std::vector<std::string>& fields, const std::string& location) {
  Tree tree;
  for (const auto& field : fields) {
    const auto segments = field.empty() ? PathSegments{""} : path_segments(field);
    if (!segments.empty()) add_path(tree, segments);
  }
  const Value value = location_of(req, location);
  PathSegments path;
  return is_nullish(value) ? Array() : find_unknown(location, value, tree, path);
}

}  // namespace crema::validation
