// JSON.stringify (ECMA-262), byte for byte JavaScript's. ! Code of the user's (toJSON, a replacer) may change what is being
// printed: containers are held, and members are looked at anew after each such call.
#include "core/json_stringify.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <crema/error.hpp>
#include <crema/object.hpp>

#include "core/number_text.hpp"
#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

constexpr int max_depth = 2'000;

// 0: as it is; 1: look closer; otherwise the letter after the backslash, 'u' for \u00XX.
constexpr auto escapes = [] {
  std::array<char, 256> e{};
  for (std::size_t i = 0; i < 32; ++i) e[i] = 'u';
  e['\b'] = 'b', e['\t'] = 't', e['\n'] = 'n', e['\f'] = 'f', e['\r'] = 'r', e['"'] = '"', e['\\'] = '\\';
  for (std::size_t i = 0x80; i < 256; ++i) e[i] = 1;
  return e;
}();
constexpr auto html_escapes = [] {
  auto e = escapes;
  e['<'] = e['>'] = e['&'] = 'u';
  return e;
}();

// Gathers small pieces before they go to the string, which checks and terminates at each append.
class Output {
 public:
  explicit Output(std::string& to) : to_(to) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void put(char c) {
    if (size_ == sizeof bytes_) flush();
    bytes_[size_++] = c;
  }
  void put(std::string_view s) {
    if (s.size() > sizeof bytes_ - size_) {
      flush();
      if (s.size() > sizeof bytes_) {
        to_.append(s);
        return;
      }
    }
    if (!s.empty()) std::memcpy(bytes_ + size_, s.data(), s.size());
    size_ += s.size();
  }
  void put(double d) {
    if (sizeof bytes_ - size_ < number_text_size) flush();
    size_ += write_number(bytes_ + size_, d);
  }
  void put_unit(unsigned unit) {
    constexpr std::string_view hex = "0123456789abcdef";
    const char text[] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};
    put(std::string_view(text, sizeof text));
  }
  void put_text(std::string_view text, bool escape_html);
  void flush() {
    to_.append(bytes_, size_);
    size_ = 0;
  }

 private:
  std::string& to_;
  std::size_t size_ = 0;
  char bytes_[512];
};

void Output::put_text(std::string_view text, bool escape_html) {
  const auto& table = escape_html ? html_escapes : escapes;
  put('"');
  const char* p = text.data();
  const char* end = p + text.size();
  const char* from = p;
  const auto put_run = [&](const char* to) { put(std::string_view(from, static_cast<std::size_t>(to - from))); };
  while (p != end) {
    const char escape = table[static_cast<unsigned char>(*p)];
    if (escape == 0) {
      ++p;
      continue;
    }
    if (escape != 1) {
      put_run(p);
      if (escape == 'u') put_unit(static_cast<unsigned char>(*p));
      else put('\\'), put(escape);
      from = ++p;
      continue;
    }
    const char* start = p;
    const char32_t c = next_code_point(p, end);
    const bool half = c >= 0xd800 && c < 0xe000;
    if (!half && !(c == 0xfffd && std::string_view(start, static_cast<std::size_t>(p - start)) != "\xef\xbf\xbd"))
      continue;
    put_run(start);
    if (half) put_unit(c);
    else put("\xef\xbf\xbd");
    from = p;
  }
  put_run(end);
  put('"');
}

class Writer {
 public:
  Writer(std::string& out, const StringifyOptions& options) : out_(out), options_(options) {
    if (!options.replacer) return;
    const Receiver replacer(*options.replacer);
    if (is_array(replacer.value)) {
      listed_ = true;
      for (const Value& key : replacer.value) {
        if (is_text(key) || is_number(key)) allow(key.str());
      }
    } else if (Access::tag(replacer.value) == tag_function) {
      replacer_ = replacer.value;
      replaced_ = true;
    }
  }

  bool write_root(const Value& v) {
    Value made;
    const Value* ready = prepare(v, made, [] { return Value(""); });
    if (!ready) return false;
    write(*ready, nullptr, {}, 0);
    out_.flush();
    return true;
  }

 private:
  // The containers that are open, from the innermost.
  struct Open {
    const Node* node;
    const Open* outer;
  };

  void allow(std::string key) {
    for (const auto& known : keys_) {
      if (known == key) return;
    }
    keys_.push_back(std::move(key));
  }

  // What stands in the text for v, after toJSON and the replacer: v itself, or what `made` holds; null: nothing.
  template <class Key>
  const Value* prepare(const Value& v, Value& made, Key key) {
    const Value* now = &v;
    if (is_object(v)) {
      const Value* own = find_member(v, "toJSON");
      if (own && Access::tag(*own) == tag_function) {
        const Value f = *own, name = key();
        made = call_function(f, {}, &name, 1);
        now = &made;
      }
    } else if (Access::tag(v) == tag_host) {
      const Value name = key();
      auto* host = static_cast<HostObject*>(Access::node(v));
      made = host->to_json(text_of(name));
      if (listed_ && is_object(made) && host->class_name() == "Error") add_listed(made, *host);
      now = &made;
    } else if (!is_plain(v)) {
      made = settle(v, made);
      return prepare_again(made, key);
    } else if ((replaced_ || listed_) && Access::tag(v) == tag_buffer) {
      made = object_of_buffer(v);
      now = &made;
    }
    if (replaced_) {
      const Value args[2] = {key(), *now};
      made = call_function(replacer_, {}, args, 2);
      now = &made;
    }
    if (is_pending(*now)) throw_pending(*now);
    const auto kind = Access::tag(*now);
    return kind == tag_undefined || kind == tag_function ? nullptr : now;
  }
  template <class Key>
  const Value* prepare_again(Value& made, Key key) {
    const Value settled = made;
    const Value* now = prepare(settled, made, key);
    if (now == &settled) now = &made;
    return now;
  }

  void write(const Value& v, const Open* outer, std::string_view key, int depth) {
    switch (Access::tag(v)) {
      case tag_null:
        out_.put("null");
        return;
      case tag_bool:
        out_.put(Access::boolean(v) ? "true" : "false");
        return;
      case tag_number: {
        const double d = Access::number(v);
        if (std::isfinite(d)) out_.put(d);
        else out_.put("null");
        return;
      }
      case tag_array:
      case tag_object:
      case tag_host:
      case tag_buffer:
        break;
      default:
        return out_.put_text(text_of(v), options_.escape_html);
    }
    const Open here{Access::node(v), outer};
    check_nesting(here, key, depth);
    if (is_array(v)) write_array(v, here, depth);
    else if (is_object(v)) write_object(v, here, depth);
    else if (Access::tag(v) == tag_buffer) write_buffer(v, depth);
    else write_host(v, here, depth);
  }

  // Walking all open containers for each would be quadratic, so a cycle is looked for at two depths only, and at the limit.
  void check_nesting(const Open& here, std::string_view key, int depth) const {
    if (depth != 16 && depth != 64 && depth < max_depth) return;
    for (const Open* o = here.outer; o; o = o->outer) {
      if (o->node == here.node) throw_cycle(here, key);
    }
    if (depth >= max_depth) throw RangeError("Maximum call stack size exceeded");
  }
  [[noreturn]] static void throw_cycle(const Open& here, std::string_view key) {
    const std::string constructor = here.node->kind == NodeKind::array ? "'Array'" : "'Object'";
    std::string message =
        "Converting circular structure to JSON\n    --> starting at object with constructor " + constructor;
    if (here.outer->node != here.node) message += "\n    |     ...";
    message += "\n    --- " + (key.empty() ? std::string("index") : "property '" + std::string(key) + "'") +
               " closes the circle";
    throw TypeError(message);
  }

  void new_line(int depth) {
    if (options_.indent.empty()) return;
    out_.put('\n');
    for (int i = 0; i < depth; ++i) out_.put(options_.indent);
  }

  void write_array(const Value& v, const Open& here, int depth) {
    const Value list = v;
    if (element_count(list) == 0) {
      out_.put("[]");
      return;
    }
    out_.put('[');
    for (std::size_t i = 0; i < element_count(list); ++i) {
      if (i != 0) out_.put(',');
      new_line(depth + 1);
      const Value x = element(list, i);
      if (!replaced_ && Access::tag(x) != tag_undefined && Access::tag(x) <= tag_text) {
        write(x, nullptr, {}, 0);
        continue;
      }
      Value made;
      const Value* ready = prepare(x, made, [&] { return Value(Value(i).str()); });
      if (ready) write(*ready, &here, {}, depth + 1);
      else out_.put("null");
    }
    new_line(depth);
    out_.put(']');
  }

  // The key's text may go while the value is printed; `name` is used only before.
  void write_member(std::string_view name, const Value& v, const Open& here, int depth, bool& first) {
    Value made;
    const bool simple = !replaced_ && is_plain(v) && Access::tag(v) <= tag_text;
    const Value* ready =
        simple ? (Access::tag(v) == tag_undefined ? nullptr : &v) : prepare(v, made, [&] { return Value(name); });
    if (!ready) return;
    if (!first) out_.put(',');
    first = false;
    new_line(depth + 1);
    out_.put_text(name, options_.escape_html);
    out_.put(options_.indent.empty() ? ":" : ": ");
    if (simple) return write(v, nullptr, {}, 0);
    const Value held = *ready;
    write(held, &here, name, depth + 1);
  }

  void write_object(const Value& v, const Open& here, int depth) {
    const Value object = v;
    bool first = true;
    out_.put('{');
    if (listed_) {
      for (const auto& key : keys_) {
        if (Value* member = find_member(object, key)) write_member(key, Value(*member), here, depth, first);
      }
    } else {
      std::uint32_t cursor = 0;
      while (Member* m = object_node(object).next(cursor)) {
        if (depth == 0 && !options_.skip_key.empty() && text_of(m->key) == options_.skip_key) continue;
        if (Access::tag(m->value) <= tag_text && !replaced_) {
          write_member(text_of(m->key), m->value, here, depth, first);
        } else {
          const Value key = m->key, value = m->value;
          write_member(text_of(key), value, here, depth, first);
        }
      }
    }
    if (!first) new_line(depth);
    out_.put('}');
  }

  void write_host(const Value& v, const Open& here, int depth) {
    const Value object = v;
    auto* host = static_cast<HostObject*>(Access::node(object));
    bool first = true;
    out_.put('{');
    for (const Value& key : host->keys()) write_member(text_of(key), host->get(text_of(key)), here, depth, first);
    if (!first) new_line(depth);
    out_.put('}');
  }

  // A list asks for what is not enumerable, too: JSON.stringify(err, ["message"]).
  void add_listed(Value& made, const HostObject& host) const {
    for (const auto& key : keys_) set_member(made, key, host.get(key));
  }

  // What Buffer's toJSON gives: only a replacer sees it.
  static Value object_of_buffer(const Value& v) {
    Value made = make_object(), data = make_array();
    for (const char c : buffer_node(v).view())
      append_element(data, Value(static_cast<double>(static_cast<unsigned char>(c))));
    set_member(made, "type", Value("Buffer"));
    set_member(made, "data", data);
    return made;
  }

  void write_buffer(const Value& v, int depth) {
    const Value held = v;
    const std::string_view bytes = buffer_node(held).view();
    const std::string_view space = options_.indent.empty() ? "" : " ";
    out_.put('{');
    new_line(depth + 1);
    out_.put("\"type\":"), out_.put(space), out_.put("\"Buffer\",");
    new_line(depth + 1);
    out_.put("\"data\":"), out_.put(space), out_.put('[');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (i != 0) out_.put(',');
      new_line(depth + 2);
      out_.put(static_cast<double>(static_cast<unsigned char>(bytes[i])));
    }
    if (!bytes.empty()) new_line(depth + 1);
    out_.put(']');
    new_line(depth);
    out_.put('}');
  }

  Output out_;
  const StringifyOptions& options_;
  Value replacer_;
  bool listed_ = false, replaced_ = false;
  std::vector<std::string> keys_;
};

}  // namespace

void append_json_text(std::string& out, std::string_view text, bool escape_html) {
  Output output(out);
  output.put_text(text, escape_html);
  output.flush();
}

bool stringify_to(std::string& out, const Value& v, const StringifyOptions& options) {
  return Writer(out, options).write_root(v);
}

Value JsonLib::stringify(const Value& v, const Value& replacer, const Value& indent) const {
  StringifyOptions options;
  options.replacer = &replacer;
  const Receiver space(indent);
  Value unit;
  if (is_number(space.value))
    unit = Value(std::string(static_cast<std::size_t>(std::clamp(integer_of(space.value), 0.0, 10.0)), ' '));
  else if (is_text(space.value)) unit = space.value.slice(0, 10);
  if (is_text(unit)) options.indent = text_of(unit);
  std::string out;
  return stringify_to(out, v, options) ? Value(out) : Value();
}

}  // namespace crema
