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

struct Found {
  std::string path;
  Value values;  // what the wildcards stood for
};
using Rest = std::span<const std::string>;

PathSegments joined(const PathSegments& path, Rest rest) {
  PathSegments all = path;
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}
PathSegments joined(const PathSegments& path, const std::string& name) { return joined(path, Rest(&name, 1)); }
Value with(const Value& values, const Value& one) {
  Value all = values.slice();
  all.push(one);
  return all;
}

void expand(const Value& object, Rest rest, const PathSegments& path, const Value& values, std::vector<Found>& out);

void expand_globstar(const Value& object, Rest rest, const PathSegments& path, const Value& values,
                     std::vector<Found>& out) {
  const Rest behind = rest.subspan(1);
  for (const auto& key : Object.keys(object)) {
    const std::string name = key.str();
    const PathSegments next = joined(path, name);
    const Value value = object.get(name);
    std::vector<Found> selected;
    expand(value, rest, next, Array(key), selected);
    if (!behind.empty() && behind[0] == name) expand(value, behind.subspan(1), next, Array(), selected);
    std::set<std::string> seen;
    for (auto& one : selected) {
      if (!seen.insert(one.path).second) continue;
      out.push_back({std::move(one.path), one.values.length() > 0 ? with(values, one.values.flat()) : values});
    }
  }
}

void expand(const Value& object, Rest rest, const PathSegments& path, const Value& values, std::vector<Found>& out) {
  if (rest.empty()) return out.push_back({path_text(path), values});
  const std::string& name = rest[0];
  if (!is_nullish(object) && !is_object(object)) {
    if (name == "*" || (name == "**" && rest.size() > 1)) return;
    out.push_back(
        {path_text(name == "**" ? path : joined(path, rest)), values});  // may be a member of a text: its length
    return;
  }
  if (name == "**") return is_nullish(object) ? void() : expand_globstar(object, rest, path, values, out);
  if (name != "*") return expand(object.get(name), rest.subspan(1), joined(path, name), values, out);
  if (is_nullish(object)) return;
  for (const auto& key : Object.keys(object))
    expand(object.get(key), rest.subspan(1), joined(path, key.str()), with(values, key), out);
}

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

// A branch with "" is checked as a whole. Where one branch knows everything, what the others miss is known, too.
Value find_unknown(const std::string& location, const Value& value, const Tree& tree, const PathSegments& path) {
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
    const PathSegments next = joined(path, name);
    const Value member = value.get(name);
    if (!own && !wildcard && !globstar) {
      unknown.push(unknown_field(next, member, location));
      continue;
    }
    const Value by_name = own ? find_unknown(location, member, *own, next) : Array();
    const Value by_wildcard = wildcard ? find_unknown(location, member, *wildcard, next) : Array();
    Value by_globstar = Array();
    if (globstar) {
      Tree deeper;
      deeper.branches["**"] = tree.branches.at("**");
      for (const auto& [branch, below] : globstar->branches) deeper.branches[branch] = below;
      by_globstar = find_unknown(location, member, deeper, next);
    }
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
      std::vector<Found> found;
      const auto segments = path_segments(location == "headers" ? lowerCase(field) : field);
      expand(object, segments, {}, Array(), found);
      for (auto& one : found) {
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
  return is_nullish(value) ? Array() : find_unknown(location, value, tree, {});
}

}  // namespace crema::validation
