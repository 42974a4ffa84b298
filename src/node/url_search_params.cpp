// URLSearchParams: a list of pairs, which writes itself into its URL.
#include <crema/error.hpp>

#include <algorithm>

#include "core/value_node.hpp"
#include "core/value_utf8.hpp"
#include "node/url_object.hpp"

namespace crema {

namespace detail {

std::string SearchObject::to_string() const {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty() || &name != &pairs.front().first) out += '&';
    http::append_form_encoded(out, name);
    out += '=';
    http::append_form_encoded(out, value);
  }
  return out;
}

Value SearchObject::elements() const {
  Value all = make_array(pairs.size());
  for (const auto& pair : pairs) append(all, pair.first);
  return all;
}

Value SearchObject::values() const {
  Value all = make_array(pairs.size());
  for (const auto& pair : pairs) append(all, pair.second);
  return all;
}

void SearchObject::parse(std::string_view query) {
  pairs = http::parse_form(query);
  for (auto& [name, value] : pairs) {
    name = well_formed(name);
    value = well_formed(value);
  }
}

void SearchObject::changed() {
  if (url) url->set_query(to_string());
}

namespace {

[[noreturn]] void refuse_pair() {
  TypeError error("Each query pair must be an iterable [name, value] tuple");
  error.code = "ERR_INVALID_TUPLE";
  throw error;
}

SearchObject::Pairs pairs_of(const Value& from) {
  SearchObject::Pairs pairs;
  const auto add = [&](const Value& name, const Value& value) {
    pairs.emplace_back(well_formed(name.str()), well_formed(value.str()));
  };
  if (Array.isArray(from)) {
    for (const Value pair : from) {
      if (!Array.isArray(pair) || pair.length() != 2) refuse_pair();
      add(pair.at(0), pair.at(1));
    }
  } else {
    for (const Value name : Object.keys(from)) add(name, from.get(name));
  }
  return pairs;
}

}  // namespace
}  // namespace detail

using detail::SearchObject;
using detail::well_formed;

URLSearchParams::URLSearchParams() : Value(make_host<SearchObject>()) {}

URLSearchParams::URLSearchParams(const Value& from) : URLSearchParams() {
  if (const auto* other = crema::host<SearchObject>(from)) {
    object().pairs = other->pairs;
    return;
  }
  const Kind kind = kind_of(from);
  if (kind == Kind::undefined) return;
  if (kind == Kind::array || kind == Kind::object || kind == Kind::host) {
    object().pairs = detail::pairs_of(from);
    return;
  }
  const std::string text = well_formed(from.str());
  object().parse(std::string_view(text).substr(text.starts_with('?') ? 1 : 0));
}

SearchObject& URLSearchParams::object() const { return *crema::host<SearchObject>(*this); }

void URLSearchParams::append(const Value& name, const Value& value) const {
  object().pairs.emplace_back(well_formed(name.str()), well_formed(value.str()));
  object().changed();
}

void URLSearchParams::delete_(const Value& name, const Value& value) const {
  const std::string wanted = well_formed(name.str()), wanted_value = well_formed(value.str());
  const bool any = kind_of(value) == Kind::undefined;
  std::erase_if(object().pairs,
                [&](const auto& pair) { return pair.first == wanted && (any || pair.second == wanted_value); });
  object().changed();
}

Value URLSearchParams::get(const Value& name) const {
  const std::string wanted = well_formed(name.str());
  for (const auto& pair : object().pairs) {
    if (pair.first == wanted) return pair.second;
  }
  return null;
}

Value URLSearchParams::getAll(const Value& name) const {
  const std::string wanted = well_formed(name.str());
  Value all = detail::make_array(0);
  for (const auto& pair : object().pairs) {
    if (pair.first == wanted) detail::append(all, pair.second);
  }
  return all;
}

bool URLSearchParams::has(const Value& name, const Value& value) const {
  const std::string wanted = well_formed(name.str()), wanted_value = well_formed(value.str());
  const bool any = kind_of(value) == Kind::undefined;
  return std::ranges::any_of(
      object().pairs, [&](const auto& pair) { return pair.first == wanted && (any || pair.second == wanted_value); });
}

void URLSearchParams::set(const Value& name, const Value& value) const {
  const std::string wanted = well_formed(name.str());
  auto& pairs = object().pairs;
  const auto is_wanted = [&](const auto& pair) { return pair.first == wanted; };
  const auto first = std::find_if(pairs.begin(), pairs.end(), is_wanted);
  if (first == pairs.end()) return append(wanted, value);
  first->second = well_formed(value.str());
  pairs.erase(std::remove_if(first + 1, pairs.end(), is_wanted), pairs.end());
  object().changed();
}

void URLSearchParams::sort() const {
  std::stable_sort(object().pairs.begin(), object().pairs.end(),
                   [](const auto& a, const auto& b) { return detail::compare_utf16(a.first, b.first) < 0; });
  object().changed();
}

int URLSearchParams::size() const { return static_cast<int>(object().pairs.size()); }
Value URLSearchParams::toString() const { return object().to_string(); }
Value URLSearchParams::keys() const { return object().elements(); }
Value URLSearchParams::values() const { return object().values(); }

Entries URLSearchParams::entries() const {
  Value all = detail::make_array(object().pairs.size());
  for (int i = 0; i < size(); ++i) detail::append(all, entry(i));
  return Entries(all);
}

Value URLSearchParams::entry(int index) const {
  const auto& [name, value] = object().pairs[static_cast<std::size_t>(index)];
  return Array.of(name, value);
}

}  // namespace crema
