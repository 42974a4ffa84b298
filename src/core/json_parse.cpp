// JSON.parse: nlohmann's SAX parser into Values. ! Depth is limited, the parser does not recurse, and a key is looked up in
// an index from sixteen members on, so a hostile text costs no more than its length.
#include "core/json_parse.hpp"

#include <crema/object.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(int max_depth) : max_depth_(max_depth) {}

  bool null() override { return put(Value(nullptr)); }
  bool boolean(bool b) override { return put(b); }
  bool number_integer(number_integer_t n) override { return put(n); }
  bool number_unsigned(number_unsigned_t n) override { return put(n); }
  bool number_float(number_float_t d, const string_t&) override { return put(d); }
  bool string(string_t& s) override { return put(Value(s)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(crema::make_object()); }
  bool key(string_t& k) override {
    slot_ = &static_cast<ObjectNode*>(open_.back())->at(std::string_view(k));
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(crema::make_array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

  Value root;
  bool too_deep = false;

 private:
  Value& place() {
    if (open_.empty()) return root;
    Node* inner = open_.back();
    if (inner->kind == NodeKind::object) return *slot_;
    auto* array = static_cast<ArrayNode*>(inner);
    array->push(Value());
    return (*array)[array->size - 1];
  }
  bool put(Value v) {
    place() = std::move(v);
    return true;
  }
  bool open(Value container) {
    if (static_cast<int>(open_.size()) >= max_depth_) {
      too_deep = true;
      return false;
    }
    Node* node = Access::node(container);
    place() = std::move(container);
    open_.push_back(node);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Node*> open_;  // all held by root
  Value* slot_ = nullptr;    // of the key that was read last
  int max_depth_;
};

bool parse_into(Value& out, std::string_view text, int max_depth) {
  // nlohmann's lexer takes a NUL for the end, and skips a byte order mark.
  if (text.starts_with("\xef\xbb\xbf") || (!text.empty() && std::memchr(text.data(), 0, text.size()))) return false;
  Builder builder(max_depth);
  if (nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder)) {
    out = std::move(builder.root);
    return true;
  }
  if (builder.too_deep) throw SyntaxError("JSON is nested deeper than " + std::to_string(max_depth) + " levels");
  return false;
}

// Post-order, as JavaScript: a member for which the reviver gives undefined goes.
Value revive(const Value& reviver, const Value& key, const Value& v) {
  if (is_array(v)) {
    for (std::size_t i = 0; i < element_count(v); ++i) {
      Value now = revive(reviver, Value(Value(i).str()), Value(element(v, i)));
      if (i < element_count(v)) element(v, i) = std::move(now);
    }
  } else if (is_object(v)) {
    for (const Value& name : Object.keys(v)) {
      const Value* member = find_member(v, text_of(name));
      Value now = revive(reviver, name, member ? *member : Value());
      if (Access::tag(now) == tag_undefined) remove_member(v, text_of(name));
      else set_member(v, text_of(name), std::move(now));
    }
  }
  const Value args[2] = {key, v};
  return call_function(reviver, {}, args, 2);
}

}  // namespace

Value parse_json(std::string_view text, int max_depth) {
  Value out;
  if (parse_into(out, text, max_depth)) return out;
  // nlohmann refuses invalid UTF-8, which Node has replaced before it parses.
  if (!is_utf8(text)) {
    const std::string replaced = well_formed(text);
    if (parse_into(out, replaced, max_depth)) return out;
    throw json_syntax_error(replaced);
  }
  throw json_syntax_error(text);
}

Value JsonLib::parse(const Value& text, const Value& reviver) const {
  const Text source(text);
  Value out = parse_json(source.view());
  const Receiver with(reviver);
  if (Access::tag(with.value) == tag_function) return revive(with.value, "", out);
  return out;
}

}  // namespace crema
