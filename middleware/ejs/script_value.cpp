// Values to texts and back. ! A patch comes after those of what it stands in, and a reference after what it refers to.
#include "script_value.hpp"

#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/error.hpp>
#include <crema/host_object.hpp>
#include <crema/is_regex.hpp>
#include <crema/json_text.hpp>
#include <crema/regex.hpp>
#include <crema/value_walk.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <vector>

#include "script_helpers.hpp"

namespace crema::scripts {
namespace {

// A text whose JSON is itself.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

class Encoder {
 public:
  explicit Encoder(Held& held) : held_(held) {}

  std::string run(const Value& v) {
    if (kindOf(v) == Kind::undefined) return {};
    value(v, {nothing, {}, 0});
    if (patches_.empty()) return std::move(json_);
    json_ += "\n[" + patches_ + "]";
    return std::move(json_);
  }

 private:
  // Where a value stands: in which of the containers met so far, under which key or index.
  static constexpr std::size_t nothing = static_cast<std::size_t>(-1);
  struct Place {
    std::size_t container;
    std::string_view key;
    std::size_t index;  // where there is no key
  };

  void value(const Value& v, const Place& place) {
    switch (kindOf(v)) {
      case Kind::undefined:
        return patch(place, "u");
      case Kind::number:
        return number(v, place);
      case Kind::text:
        return text(v.view());
      case Kind::array:
      case Kind::object:
        return container(v, place);
      case Kind::function:
        return patch(place, "f", held_.add(v));
      case Kind::buffer:
        return patch(place, "b", Buffer.from(v).toString("latin1"));
      case Kind::host:
        return host(v, place);
      default:
        appendJson(json_, v);
    }
  }

  void text(std::string_view text) {
    if (!is_plain(text)) {
      appendJson(json_, Value(text));
      return;
    }
    json_ += '"';
    json_ += text;
    json_ += '"';
  }

  void number(const Value& v, const Place& place) {
    const double n = v.number();
    if (std::isfinite(n) && !(n == 0 && std::signbit(n))) appendJson(json_, v);
    else patch(place, "n", n == 0 ? Value("-0") : Value(v.str()));
  }

  void container(const Value& v, const Place& place) {
    const auto [seen, is_new] = numbers_.try_emplace(sharedAddress(v), places_.size());
    if (!is_new) return patch(place, "r", path_of(places_[seen->second]));
    enter(place);
    members(v);
    --depth_;
  }

  void enter(const Place& place) {
    constexpr int deepest = 1000;  // as deep as JSON is read
    if (++depth_ > deepest) throw RangeError("Locals are nested more than 1000 deep");
    places_.push_back(place);
  }

  // Of the container that was entered last.
  void members(const Value& v) {
    const std::size_t self = places_.size() - 1;
    if (Array.isArray(v)) {
      std::size_t index = 0;
      json_ += '[';
      for (const Value element : v) {
        if (index > 0) json_ += ',';
        value(element, {self, {}, index++});
      }
      json_ += ']';
      return;
    }
    bool first = true;
    json_ += '{';
    eachMember(v, [&](std::string_view key, const Value& member) {
      if (!first) json_ += ',';
      first = false;
      text(key);
      json_ += ':';
      value(member, {self, key, 0});
    });
    json_ += '}';
  }

  void host(const Value& v, const Place& place) {
    const auto& object = *detail::host_object(v);
    const auto name = object.class_name();
    if (name == "Date") return patch(place, "d", time_of(object.value_of()));
    if (isRegex(v)) return patch(place, "x", {object.get("source"), object.get("flags")});
    const auto [seen, is_new] = numbers_.try_emplace(sharedAddress(v), places_.size());
    if (!is_new) return patch(place, "r", path_of(places_[seen->second]));
    if (name == "Error") return error(v, object, place);
    // Anything else is what JSON makes of it. Its members may be made for us alone, so they must outlive their places.
    kept_.push_back(object.to_json(""));
    const Value& made = kept_.back();
    if (kindOf(made) == Kind::object || kindOf(made) == Kind::array) {
      kept_.push_back(v);
      numbers_.try_emplace(sharedAddress(made), places_.size());
      enter(place);
      members(Value(made));
      --depth_;
    } else {
      numbers_.erase(sharedAddress(v));
      value(Value(made), place);
    }
  }

  // Its own members stand in JSON; the patch makes an error of them.
  void error(const Value& v, const HostObject& object, const Place& place) {
    Value own = Object();
    for (const Value key : object.keys()) own[key] = object.get(key.view());
    kept_.push_back(own);
    Value hidden = Object();  // an http-error's are its class's
    for (const char* key : {"status", "statusCode", "expose"}) {
      if (const Value one = object.get(key); one != null && !Object.hasOwn(own, key)) hidden[key] = one;
    }
    const Value data = {{"name", object.get("name")},
                        {"message", object.get("message")},
                        {"stack", object.get("stack")},
                        {"hidden", hidden},
                        {"id", held_.add(v)}};
    kept_.push_back(v);
    enter(place);
    note(place, "e", data);
    members(own);
    --depth_;
  }

  static Value time_of(const Value& ms) { return std::isfinite(ms.number()) ? ms : Value(nullptr); }

  void patch(const Place& place, const char* kind, const Value& data = nullptr) {
    json_ += "null";
    note(place, kind, data);
  }
  void note(const Place& place, const char* kind, const Value& data) {
    if (!patches_.empty()) patches_ += ',';
    patches_ += '[';
    appendJson(patches_, path_of(place));
    patches_ += ",\"";
    patches_ += kind;
    patches_ += "\",";
    appendJson(patches_, data);
    patches_ += ']';
  }
  // From the box around everything, whose index 0 is the whole.
  Value path_of(Place place) const {
    Value path = Array();
    for (; place.container != nothing; place = places_[place.container]) {
      path.push(place.key.data() ? Value(place.key) : Value(place.index));
    }
    path.push(0);
    return path.reverse();
  }

  Held& held_;
  std::string json_, patches_;
  std::vector<Place> places_;                             // of the containers, in the order in which they were met
  std::unordered_map<const void*, std::size_t> numbers_;  // of the containers
  std::deque<Value> kept_;
  int depth_ = 0;
};

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class E>
Error completed(E made, const Value& data, const Value& own) {
  made.name = data["name"];
  made.message = data["message"];
  for (const Value key : Object.keys(own)) made[key] = own[key];
  return made;  // as Error it keeps the whole of it as the original
}

// One that came from C++ is of its class again; what the script has changed of it, its message above all, is kept.
Error error_from(const Value& data, const Value& own, const Held& held) {
  const Value original = data["id"] == null ? Value() : held.find(data["id"].view());
  if (original) return completed(Error(original), data, own);
  const Value name = data["name"];
  if (name == "TypeError") return completed(TypeError(), data, own);
  if (name == "RangeError") return completed(RangeError(), data, own);
  if (name == "SyntaxError") return completed(SyntaxError(), data, own);
  if (name == "URIError") return completed(URIError(), data, own);
  return completed(Error(Value("")), data, own);
}

// A function of a script cannot be called once the script waits for ours.
Value foreign_function() {
  return Function([]() -> Value { throw TypeError("A function of a template cannot be called from C++"); });
}

Value revived(const Value& kind, const Value& data, const Value& place, const Value& box, const Held& held) {
  const auto letter = kind.view().empty() ? '\0' : kind.view()[0];
  switch (letter) {
    case 'n':
      return Number(data);
    case 'd':
      return Date(data == null ? Number("NaN") : data);
    case 'f':
      return held.find(data.view());
    case 'g':
      return foreign_function();
    case 'e':
      return error_from(data, place, held);
    case 'b':
      return Buffer.from(data, "latin1");
    case 'x':
      return Regex(data[0], data[1]);
    case 'r': {
      Value at = box;
      for (const Value key : data) at = at[key];
      return at;
    }
    default:
      return {};
  }
}

}  // namespace

std::string Held::add(const Value& v) {
  const auto [known, is_new] = places_.try_emplace(sharedAddress(v), first_ + values_.size());
  if (is_new) values_.push_back(v);
  return std::to_string(known->second);
}

Value Held::find(std::string_view name) const {
  if (name.starts_with('h')) return helper_at(number_in(name.substr(1)));
  const auto place = number_in(name);
  return place < first_ || place - first_ >= values_.size() ? Value() : values_[place - first_];
}

void Held::clear() {
  first_ += values_.size();
  values_.clear();
  places_.clear();
}

std::string encoded(const Value& v, Held& held) { return Encoder(held).run(v); }

Value decoded(std::string_view text, const Held& held) {
  if (text.empty()) return {};
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return parseJson(text);
  const Value box = Array(parseJson(text.substr(0, end)));
  for (const Value one : parseJson(text.substr(end + 1))) {
    const Value path = one[0];
    Value holder = box;
    for (int i = 0; i + 1 < path.length(); ++i) holder = holder[path[i]];
    const Value last = path.at(-1);
    holder[last] = revived(one[1], one[2], holder[last], box, held);
  }
  return box[0];
}

}  // namespace crema::scripts
