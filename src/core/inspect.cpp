// Walks a Value. What an object holds twice on the way down is circular; what lies too deep is named only.
#include "core/inspect.hpp"

#include <crema/host_object.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "core/inspect_layout.hpp"
#include "core/object.hpp"
#include "core/value_node.hpp"
#include "core/value_utf8.hpp"

namespace crema::detail {
namespace {

constexpr int deepest = 500;  // whatever depth was asked for: the stack is not endless
constexpr std::size_t most_bytes = 50;
constexpr std::size_t most_text = 10'000;

bool is_identifier(std::string_view key) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (key.empty() || !letter(key.front())) return false;
  return std::all_of(key.begin(), key.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void append_hex(std::string& out, unsigned char byte, const char* digits) {
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

void append_escaped(std::string& out, std::string_view text, char quote) {
  constexpr std::string_view named = "\b\t\n\f\r", letters = "btnfr";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    // ED A0..BF xx is half a pair.
    const bool half = byte == 0xed && i + 2 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xa0;
    const bool c1_control = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (half) {
      const char* p = text.data() + i;
      const char32_t unit = next_code_point(p, text.data() + text.size());
      out += "\\u";
      append_hex(out, static_cast<unsigned char>(unit >> 8), "0123456789abcdef");
      append_hex(out, static_cast<unsigned char>(unit & 0xff), "0123456789abcdef");
      i += 2;
    } else if (byte < 0x20 || byte == 0x7f || c1_control) {
      const std::size_t name = named.find(c);
      out += '\\';
      if (name != std::string_view::npos) {
        out += letters[name];
      } else {
        out += 'x';
        append_hex(out, c1_control ? static_cast<unsigned char>(text[++i]) : byte, "0123456789ABCDEF");
      }
    } else {
      out += c;
    }
  }
}

std::string number_text(double number) { return number == 0 && std::signbit(number) ? "-0" : Value(number).str(); }

std::string more(std::size_t count, const char* what) {
  return "... " + std::to_string(count) + " more " + what + (count > 1 ? "s" : "");
}

std::string buffer_text(std::string_view bytes) {
  std::string out = "<Buffer";
  for (const char c : bytes.substr(0, most_bytes)) {
    out += ' ';
    append_hex(out, static_cast<unsigned char>(c), "0123456789abcdef");
  }
  if (bytes.empty()) out += ' ';
  if (bytes.size() > most_bytes) out += " " + more(bytes.size() - most_bytes, "byte");
  return out + ">";
}

class Inspector {
 public:
  explicit Inspector(const InspectOptions& options) : options_(options) {}

  std::string text_of_value(const Value& v, int level, std::string_view name = {}) {
    Value held;
    const Value& plain = settle(v, held);
    switch (kind_of(plain)) {
      case Kind::undefined:
        return painted("undefined", grey);
      case Kind::null:
        return painted("null", bold);
      case Kind::boolean:
        return painted(Access::boolean(plain) ? "true" : "false", yellow);
      case Kind::number:
        return painted(number_text(Access::number(plain)), yellow);
      case Kind::text:
        return text_in_lines(text_of(plain));
      case Kind::buffer:
        return buffer_text(buffer_node(plain).view());
      default:
        break;
    }
    return object_text(plain, level, name);
  }

 private:
  // Of ECMA-48: what begins a colour, and what ends it.
  struct Paint {
    const char *begin, *end;
  };
  static constexpr Paint bold{"1", "22"}, red{"31", "39"}, green{"32", "39"}, yellow{"33", "39"}, magenta{"35", "39"},
      cyan{"36", "39"}, grey{"90", "39"};
  std::string painted(std::string text, const Paint& paint) const {
    if (!options_.colors) return text;
    return std::string("\x1b[") + paint.begin + "m" + text + "\x1b[" + paint.end + "m";
  }

  // A long text of several lines is shown as several texts.
  std::string text_in_lines(std::string_view text) const {
    std::string_view shown = text;
    std::string end;
    if (text.size() > most_text && utf16_length(text) > most_text) {
      std::size_t bytes = 0;
      for (std::size_t units = 0; bytes < text.size(); ++bytes) {
        const auto byte = static_cast<unsigned char>(text[bytes]);
        if ((byte & 0xc0) == 0x80) continue;
        if (units >= most_text) break;
        units += byte >= 0xf0 ? 2 : 1;
      }
      shown = text.substr(0, bytes);
      end = more(utf16_length(text.substr(bytes)), "character");
    }
    const std::size_t length = utf16_length(shown);
    const bool fits = length <= 16 || length + indentation_ + 4 <= options_.line_width;
    if (fits || options_.whole_texts) return painted(quoted(shown), green) + end;
    std::string out;
    while (!shown.empty()) {
      const std::size_t line = std::min(shown.find('\n'), shown.size() - 1) + 1;
      if (!out.empty()) out += " +\n" + std::string(indentation_ + 2, ' ');
      out += painted(quoted(shown.substr(0, line)), green);
      shown.remove_prefix(line);
    }
    return out + end;
  }

  // What a container shows: its entries begun, and its members; or `whole`, its text without any.
  struct Shown {
    EntryTexts entries;
    std::string class_name = "Object";
    std::vector<Member> members;
    const CollectionView* collection = nullptr;
    const RejectedPromise* promise = nullptr;
    std::optional<std::string> whole;
  };

  void show_array(Shown& shown, const ArrayNode& array) {
    shown.class_name = "Array";
    shown.entries.open = "[";
    shown.entries.close = "]";
    shown.entries.is_list = true;
    if (const Node* more_of_it = array.properties) shown.members = members_of(Access::hold(tag_object, more_of_it));
    if (array.size == 0 && shown.members.empty() && !options_.hidden) shown.whole = "[]";
  }

  void show_function(Shown& shown, const FunctionNode& function, std::string_view name) {
    shown.class_name = "Function";
    if (kind_of(function.properties) == Kind::object) shown.members = members_of(function.properties);
    shown.entries.base =
        painted(name.empty() ? "[Function (anonymous)]" : "[Function: " + std::string(name) + "]", cyan);
    if (shown.members.empty()) shown.whole = shown.entries.base;
  }

  void show_host(Shown& shown, HostObject& host) {
    shown.class_name = host.class_name();
    if (shown.class_name == "Date") {
      shown.whole = painted(date_text(host), magenta);
    } else if (shown.class_name == "RegExp") {
      shown.whole = painted(host.to_string(), red);
    } else if (const auto* view = dynamic_cast<const CollectionView*>(&host)) {
      const int size = view->elements().length();
      shown.entries.open = shown.class_name + (view->counted() ? "(" + std::to_string(size) + ") {" : " {");
      if (size == 0) shown.whole = shown.entries.open + "}";
      shown.collection = view;
    } else if (const auto* promise = dynamic_cast<const RejectedPromise*>(&host)) {
      shown.entries.open = "Promise {";
      shown.promise = promise;
    } else if (const auto stack = stack_of(host)) {
      shown.members = members_of(host);
      shown.entries.base = indented(*stack);
      std::erase_if(shown.members, [&](const Member& member) { return repeats(member, *stack); });
      if (shown.members.empty()) shown.whole = shown.entries.base;
    } else {
      shown.members = members_of(host);
      if (shown.class_name != "Object") shown.entries.open = shown.class_name + " {";
      if (shown.members.empty()) shown.whole = shown.entries.open + "}";
    }
  }

  Shown show(const Value& v, std::string_view name) {
    Shown shown;
    switch (kind_of(v)) {
      case Kind::array:
        show_array(shown, array_node(v));
        break;
      case Kind::function:
        show_function(shown, *static_cast<FunctionNode*>(Access::node(v)), name);
        break;
      case Kind::host:
        show_host(shown, *host_object(v));
        break;
      default:
        shown.members = members_of(v);
        if (shown.members.empty()) shown.whole = "{}";
    }
    return shown;
  }

  void add_entries(const Value& v, Shown& shown, int level) {
    EntryTexts& entries = shown.entries;
    open_.push_back(Access::node(v));
    deepest_shown_ = level;
    indentation_ += 2;
    if (entries.is_list) add_elements(entries, array_node(v), level);
    if (shown.collection) add_collection(entries, *shown.collection, level);
    if (shown.promise)
      entries.texts.push_back(painted("<rejected>", cyan) + " " + text_of_value(shown.promise->reason(), level));
    for (const Member& member : shown.members) {
      const std::string_view key = text_of(member.key);
      entries.texts.push_back((is_identifier(key) ? std::string(key) : painted(quoted(key), green)) + ": " +
                              text_of_value(member.value, level, key));
    }
    indentation_ -= 2;
    open_.pop_back();
    if (entries.is_list) {
      entries.has_remark = entries.texts.size() > options_.elements;
      entries.all_numbers = all_numbers(array_node(v), entries.texts.size());
    }
  }

  std::string object_text(const Value& v, int level, std::string_view name) {
    const Node* node = Access::node(v);
    if (std::find(open_.begin(), open_.end(), node) != open_.end())
      return painted("[Circular *" + number_of(node) + "]", cyan);
    Shown shown = show(v, name);
    if (shown.whole) return *shown.whole;
    if (shown.collection && !shown.collection->counted() && level <= std::min(options_.depth, deepest))
      return entries_text(v, *shown.collection, shown.entries.open, level + 1);
    if (level > std::min(options_.depth, deepest)) return painted("[" + shown.class_name + "]", cyan);
    add_entries(v, shown, level + 1);
    EntryTexts& entries = shown.entries;
    if (std::find(circular_.begin(), circular_.end(), node) != circular_.end()) {
      const std::string mark = painted("<ref *" + number_of(node) + ">", cyan);
      entries.base = entries.base.empty() ? mark : mark + " " + entries.base;
    }
    entries.indentation = indentation_;
    entries.line_width = options_.line_width;
    entries.levels_below = deepest_shown_ - (level + 1);
    return laid_out(std::move(entries));
  }

  void add_elements(EntryTexts& entries, const ArrayNode& array, int level) {
    const std::size_t shown = std::min<std::size_t>(array.size, options_.elements);
    for (std::size_t i = 0; i < shown; ++i) {
      const Value element = array[i];
      entries.texts.push_back(text_of_value(element, level));
    }
    if (array.size > shown) entries.texts.push_back(more(array.size - shown, "item"));
    if (options_.hidden) entries.texts.push_back("[length]: " + std::to_string(array.size));
  }

  // Node asks this of as many elements as there are entries, whatever the entries are.
  static bool all_numbers(const ArrayNode& array, std::size_t entries) {
    const auto is_a_number = [](const Value& element) { return kind_of(element) == Kind::number; };
    return entries <= array.size && std::all_of(array.begin(), array.begin() + entries, is_a_number);
  }

  // URLSearchParams lays itself out.
  std::string entries_text(const Value& v, const CollectionView& view, const std::string& open, int level) {
    EntryTexts entries;
    open_.push_back(Access::node(v));
    deepest_shown_ = level;
    add_collection(entries, view, level);
    open_.pop_back();
    std::size_t width = 0;
    for (const std::string& text : entries.texts) width += utf16_length(text) + 2;
    const bool broken = width > options_.line_width + 2;
    std::string out = open + (broken ? "\n  " : " ");
    for (std::size_t i = 0; i < entries.texts.size(); ++i) {
      if (i != 0) out += broken ? ",\n  " : ", ";
      out += entries.texts[i];
    }
    return out + " }";
  }

  void add_collection(EntryTexts& entries, const CollectionView& view, int level) {
    const Value elements = view.elements(), values = view.values();
    for (int i = 0; i < elements.length(); ++i) {
      std::string entry = text_of_value(elements.at(i), level);
      if (values != undefined) entry += " => " + text_of_value(values.at(i), level);
      entries.texts.push_back(std::move(entry));
    }
  }

  static std::vector<Member> members_of(const Value& object) {
    std::vector<Member> members;
    each_member(object, [&](std::string_view key, Value& value) { members.push_back({make_text(key), value}); });
    return members;
  }
  static std::vector<Member> members_of(const HostObject& host) {
    std::vector<Member> members;
    for (const Value& key : host.keys()) members.push_back({key, host.get(key.view())});
    return members;
  }

  static std::string date_text(const HostObject& date) {
    const Value text = date.to_json({});
    return text == null ? "Invalid Date" : text.str();
  }

  // What has a name, a message and a stack is an error.
  static std::optional<std::string> stack_of(const HostObject& host) {
    const Value stack = host.get("stack");
    if (kind_of(stack) != Kind::text || host.get("message") == undefined) return {};
    return stack.str();
  }

  // What is to be read in the stack already.
  static bool repeats(const Member& member, const std::string& stack) {
    const std::string_view key = text_of(member.key);
    return (key == "name" || key == "message" || key == "stack") && stack.find(member.value.str()) != std::string::npos;
  }

  std::string indented(const std::string& text) const {
    if (indentation_ == 0) return text;
    std::string out;
    for (const char c : text) {
      out += c;
      if (c == '\n') out.append(indentation_, ' ');
    }
    return out;
  }

  std::string number_of(const Node* circular) {
    auto found = std::find(circular_.begin(), circular_.end(), circular);
    if (found == circular_.end()) found = circular_.insert(circular_.end(), circular);
    return std::to_string(found - circular_.begin() + 1);
  }

  const InspectOptions& options_;
  std::vector<const Node*> open_;      // the objects that the present one lies in
  std::vector<const Node*> circular_;  // those that were met inside themselves
  std::size_t indentation_ = 0;
  int deepest_shown_ = 0;  // level of the object that was opened last
};

}  // namespace

std::string quoted(std::string_view text) {
  const auto has = [&](char c) { return text.find(c) != std::string_view::npos; };
  char quote = '\'';
  if (has('\'')) {
    if (!has('"')) {
      quote = '"';
    } else if (!has('`') && text.find("${") == std::string_view::npos) {
      quote = '`';
    }
  }
  std::string out(1, quote);
  append_escaped(out, text, quote);
  return out + quote;
}

std::string inspect(const Value& v, const InspectOptions& options) { return Inspector(options).text_of_value(v, 0); }

}  // namespace crema::detail
