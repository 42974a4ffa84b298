// The methods of texts. ! Positions are UTF-16 units; a text that is ASCII, which a long one remembers, needs no counting.
#include <algorithm>
#include <cmath>
#include <crema/error.hpp>
#include <crema/text.hpp>

#include "core/letters.hpp"
#include "core/object.hpp"
#include "core/regex.hpp"
#include "core/value_receiver.hpp"
#include "core/value_replace.hpp"
#include "core/value_case.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace detail {

std::size_t text_length(const Value& text) {
  return ascii_text(text) ? text_of(text).size() : utf16_length(text_of(text));
}

Value text_slice(const Value& text, std::size_t from, std::size_t to) {
  const std::string_view s = text_of(text);
  if (from >= to) return "";
  if (!ascii_text(text)) return Value(utf16_slice(s, from, to));
  return from == 0 && to >= s.size() ? text : Value(s.substr(from, to - from));
}

Replacement::Replacement(const Value& with) {
  const Receiver w(with);
  if (is_pending(w.value)) throw_pending(w.value);
  if (Access::tag(w.value) == tag_function) function_ = w.value;
  else pattern_ = w.value.str();
}

void Replacement::append(std::string& out, std::string_view subject, const RegexMatch& match,
                         const RegexNames& names) const {
  if (!call_ && Access::tag(function_) != tag_function) return append_pattern(out, subject, match, names);
  Value groups[6];
  const std::size_t count = std::min<std::size_t>(match.size(), 6);
  for (std::size_t i = 0; i < count; ++i) {
    if (match[i].set()) groups[i] = Value(match[i].in(subject));
  }
  const Value result = call_ ? (*call_)(groups, count) : call_function(function_, {}, groups, count);
  append_string(out, result);
}

void Replacement::append_pattern(std::string& out, std::string_view subject, const RegexMatch& match,
                                 const RegexNames& names) const {
  const std::string_view p = pattern_;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const char next = i + 1 < p.size() ? p[i + 1] : '\0';
    if (p[i] != '$' || next == '\0') {
      out += p[i];
    } else if (next == '$') {
      out += '$', ++i;
    } else if (next == '&') {
      out += match[0].in(subject), ++i;
    } else if (next == '`') {
      out += subject.substr(0, match[0].from), ++i;
    } else if (next == '\'') {
      out += subject.substr(match[0].to), ++i;
    } else if (next >= '0' && next <= '9') {
      std::size_t group = static_cast<std::size_t>(next - '0'), used = 1;
      if (i + 2 < p.size() && p[i + 2] >= '0' && p[i + 2] <= '9') {
        const std::size_t two = group * 10 + static_cast<std::size_t>(p[i + 2] - '0');
        if (two >= 1 && two < match.size()) group = two, used = 2;
      }
      if (group == 0 || group >= match.size()) {
        out += '$';
        continue;
      }
      out += match[group].in(subject);
      i += used;
    } else if (const std::size_t end = next == '<' && !names.empty() ? p.find('>', i) : std::string_view::npos;
               end != std::string_view::npos) {
      const std::string_view name = p.substr(i + 2, end - i - 2);
      for (const auto& [known, group] : names) {
        if (known == name) out += match[group].in(subject);
      }
      i = end;
    } else {
      out += '$';
    }
  }
}

}  // namespace detail

namespace {

Value replace_text(const Receiver& self, const Value& what, const Replacement& with, bool all) {
  if (RegexObject* re = regex_of(what)) {
    if (all && !re->global()) throw TypeError("replaceAll must be called with a global RegExp");
    return regex_replace(self.value, *re, with);
  }
  const Text wanted(what);
  // What begins or ends inside of a pair, or stands between all units, is looked for among halves.
  const bool by_halves = !ascii_text(self.value) && (wanted.view().empty() || cuts_pair(wanted.view()));
  const std::string halves = by_halves ? with_halves(text_of(self.value)) : "";
  const std::string wanted_halves = by_halves ? with_halves(wanted.view()) : "";
  const std::string_view s = by_halves ? halves : text_of(self.value), w = by_halves ? wanted_halves : wanted.view();
  std::string out;
  std::size_t from = 0, at = s.find(w);
  if (at == std::string_view::npos) return self.value;
  while (at != std::string_view::npos) {
    if (out.size() > max_text) throw RangeError("Invalid string length");
    out += s.substr(from, at - from);
    with.append(out, s, {{at, at + w.size()}}, {});
    from = at + w.size();
    if (!all || (w.empty() && at == s.size())) break;
    if (w.empty()) {  // between all characters
      const char* p = s.data() + at;
      next_code_point(p, s.data() + s.size());
      at = static_cast<std::size_t>(p - s.data());
    } else {
      at = s.find(w, from);
    }
  }
  out += s.substr(from);
  return Value(by_halves ? with_pairs(out) : out);
}

Value with_case(const Value& text, bool upper) {
  const std::string_view s = text_of(text);
  std::string out;
  out.reserve(s.size());
  if (ascii_text(text)) {
    for (const char c : s) out += static_cast<char>(change_case(static_cast<unsigned char>(c), upper));
    return Value(out);
  }
  const char* p = s.data();
  const char* end = p + s.size();
  const auto is_cased = [](char32_t c) {
    return !special_upper_case(c).empty() || change_case(c, true) != c || change_case(c, false) != c;
  };
  // Whether a letter comes next, accents and marks within words left aside.
  const auto before_letter = [&](const char* at) {
    while (at != end) {
      const char32_t c = next_code_point(at, end);
      if (!is_case_ignorable(c)) return is_cased(c);
    }
    return false;
  };
  bool after_letter = false;
  while (p != end) {
    const char32_t c = next_code_point(p, end);
    const std::u32string_view several = upper ? special_upper_case(c) : std::u32string_view();
    for (const char32_t letter : several) append_code_point(out, letter);
    if (!several.empty()) {
      after_letter = true;
      continue;
    }
    if (!upper && c == 0x130) out += "i\xcc\x87";
    else if (!upper && c == 0x3a3 && after_letter && !before_letter(p)) out += "\xcf\x82";  // final sigma
    else append_code_point(out, change_case(c, upper));
    if (!is_case_ignorable(c)) after_letter = is_cased(c);
  }
  return Value(out);
}

Value pad(const Receiver& self, const Value& n, const Value& with, bool start) {
  const double wanted = integer_of(n);
  const std::size_t length = text_length(self.value);
  const Text filler(with);
  const Value fill = filler.value();
  const std::size_t unit = text_length(fill);
  if (wanted <= static_cast<double>(length) || unit == 0) return self.value;
  if (wanted > static_cast<double>(max_text)) throw RangeError("Invalid string length");
  const std::size_t missing = static_cast<std::size_t>(wanted) - length;
  std::string padding;
  for (std::size_t i = 0; i < missing / unit; ++i) padding += text_of(fill);
  padding += text_of(text_slice(fill, 0, missing % unit));
  return start ? Value(padding) + self.value : self.value + Value(padding);
}

}  // namespace

Length Value::length() const {
  const Receiver self(*this);
  if (self.text()) return Length(text_length(self.value));
  if (self.array()) return Length(self.node().size);
  if (self.buffer()) return Length(buffer_node(self.value).size);
  if (is_pending(self.value)) return Length(self.value);
  return Length(get_property(self.value, "length"));
}

Value Value::split(const Value& by, const Value& limit) const {
  const Receiver self(*this), separator(by), most(limit);
  if (!self.text()) return self.refusal("split");
  std::size_t left = max_elements;
  if (Access::tag(most.value) != tag_undefined) left = number_cast<std::uint32_t>(integer_of(most.value));
  if (RegexObject* re = regex_of(separator.value)) return regex_split(self.value, *re, left);
  Value out = crema::make_array();
  const std::string_view s = text_of(self.value);
  if (left == 0) return out;
  if (Access::tag(separator.value) == tag_undefined) {
    append_element(out, self.value);
    return out;
  }
  const Text separator_text(separator.value);
  const std::string_view w = separator_text.view();
  if (w.empty()) {
    const char* p = s.data();
    const char* end = p + s.size();
    while (p != end && left-- > 0) {
      const char* from = p;
      const char32_t c = next_code_point(p, end);
      if (c < 0x10000) {
        append_element(out, Value(std::string_view(from, static_cast<std::size_t>(p - from))));
        continue;
      }
      std::string half;
      append_code_point(half, 0xd800 + ((c - 0x10000) >> 10));
      append_element(out, Value(half));
      if (left-- == 0) break;
      half.clear();
      append_code_point(half, 0xdc00 + ((c - 0x10000) & 0x3ff));
      append_element(out, Value(half));
    }
    return out;
  }
  const bool by_halves = !ascii_text(self.value) && cuts_pair(w);
  const std::string halves = by_halves ? with_halves(s) : "", wanted_halves = by_halves ? with_halves(w) : "";
  const std::string_view searched = by_halves ? halves : s, wanted = by_halves ? wanted_halves : w;
  for (std::size_t from = 0; left-- > 0;) {
    const std::size_t at = searched.find(wanted, from);
    const std::string_view part = searched.substr(from, at == std::string_view::npos ? at : at - from);
    append_element(out, by_halves ? Value(with_pairs(part)) : Value(part));
    if (at == std::string_view::npos) break;
    from = at + wanted.size();
  }
  return out;
}

Value Value::trim() const {
  const Receiver self(*this);
  return self.text() ? Value(trimmed(text_of(self.value), true, true)) : self.refusal("trim");
}
Value Value::trimStart() const {
  const Receiver self(*this);
  return self.text() ? Value(trimmed(text_of(self.value), true, false)) : self.refusal("trimStart");
}
Value Value::trimEnd() const {
  const Receiver self(*this);
  return self.text() ? Value(trimmed(text_of(self.value), false, true)) : self.refusal("trimEnd");
}
Value Value::toLowerCase() const {
  const Receiver self(*this);
  return self.text() ? with_case(self.value, false) : self.refusal("toLowerCase");
}
Value Value::toUpperCase() const {
  const Receiver self(*this);
  return self.text() ? with_case(self.value, true) : self.refusal("toUpperCase");
}

bool Value::startsWith(const Value& s, const Value& at) const {
  const Receiver self(*this);
  if (!self.text()) self.refuse("startsWith");
  const std::size_t n = text_length(self.value), from = position_in(at, n, 0);
  const Value rest = from == 0 ? self.value : text_slice(self.value, from, n);
  const Text wanted(s);
  if (!cuts_pair(wanted.view())) return text_of(rest).starts_with(wanted.view());
  return with_halves(text_of(rest)).starts_with(with_halves(wanted.view()));
}
bool Value::endsWith(const Value& s, const Value& end) const {
  const Receiver self(*this);
  if (!self.text()) self.refuse("endsWith");
  const std::size_t n = text_length(self.value), to = position_in(end, n, n);
  const Value part = to == n ? self.value : text_slice(self.value, 0, to);
  const Text wanted(s);
  if (!cuts_pair(wanted.view())) return text_of(part).ends_with(wanted.view());
  return with_halves(text_of(part)).ends_with(with_halves(wanted.view()));
}

Value Value::charAt(const Value& index) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("charAt");
  const double i = integer_of(index);
  if (i < 0 || i >= static_cast<double>(text_of(self.value).size())) return "";
  const Value c = get_property(self.value, i);
  return is_nullish(c) ? Value("") : c;
}
Value Value::charCodeAt(const Value& index) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("charCodeAt");
  const Value c = self.value.charAt(index);
  const std::string_view s = text_of(c);
  if (s.empty()) return std::numeric_limits<double>::quiet_NaN();
  const char* p = s.data();
  return static_cast<double>(next_code_point(p, s.data() + s.size()));
}

Value Value::codePointAt(const Value& index) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("codePointAt");
  const double i = integer_of(index);
  const std::size_t n = text_length(self.value);
  if (i < 0 || i >= static_cast<double>(n)) return {};
  const auto at = static_cast<std::size_t>(i);
  const Value pair = text_slice(self.value, at, std::min(at + 2, n));
  const std::string_view s = text_of(pair);
  const char* p = s.data();
  return static_cast<double>(next_code_point(p, s.data() + s.size()));
}

Value Value::substring(const Value& from, const Value& to) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("substring");
  const std::size_t n = text_length(self.value);
  const std::size_t a = position_in(from, n, 0), b = position_in(to, n, n);
  return text_slice(self.value, std::min(a, b), std::max(a, b));
}
Value Value::substr(const Value& from, const Value& length) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("substr");
  const std::size_t n = text_length(self.value), begin = relative_index(from, n, 0);
  std::size_t count = n - begin;
  if (Access::tag(Receiver(length).value) != tag_undefined) {
    count = static_cast<std::size_t>(std::clamp(integer_of(length), 0.0, static_cast<double>(count)));
  }
  return text_slice(self.value, begin, begin + count);
}

Value Value::repeat(const Value& n) const {
  const Receiver self(*this);
  if (!self.text()) return self.refusal("repeat");
  const double times = integer_of(n);
  const std::string_view s = text_of(self.value);
  if (times < 0 || std::isinf(times)) throw RangeError("Invalid count value: " + n.str());
  if (s.empty() || times == 0) return "";
  if (times * static_cast<double>(s.size()) > static_cast<double>(max_text)) throw RangeError("Invalid string length");
  std::string out;
  out.reserve(s.size() * static_cast<std::size_t>(times));
  for (auto i = static_cast<std::size_t>(times); i > 0; --i) out += s;
  return Value(out);
}
Value Value::padStart(const Value& n, const Value& with) const {
  const Receiver self(*this);
  return self.text() ? pad(self, n, with, true) : self.refusal("padStart");
}
Value Value::padEnd(const Value& n, const Value& with) const {
  const Receiver self(*this);
  return self.text() ? pad(self, n, with, false) : self.refusal("padEnd");
}

Value Value::match(const Value& re) const {
  const Receiver self(*this);
  return self.text() ? regex_match(self.value, re) : self.refusal("match");
}
Value Value::matchAll(const Value& re) const {
  const Receiver self(*this);
  return self.text() ? regex_match_all(self.value, re) : self.refusal("matchAll");
}
int Value::search(const Value& re) const {
  const Receiver self(*this);
  if (!self.text()) self.refuse("search");
  const std::string_view s = text_of(self.value);
  RegexMatch match;
  const Value expression = regex_of(re) ? re : Value(Regex(re));
  return regex_of(expression)->find(s, 0, match, regex_of(expression)->sticky())
             ? static_cast<int>(unit_of_byte(s, match[0].from))
             : -1;
}

Value Value::replace(const Value& what, const Value& with) const {
  const Receiver self(*this);
  return self.text() ? replace_text(self, what, Replacement(with), false) : self.refusal("replace");
}
Value Value::replaceAll(const Value& what, const Value& with) const {
  const Receiver self(*this);
  return self.text() ? replace_text(self, what, Replacement(with), true) : self.refusal("replaceAll");
}
Value Value::replace_with(const Value& what, const Replacer& with, bool all) const {
  const Receiver self(*this);
  return self.text() ? replace_text(self, what, Replacement(with), all) : self.refusal(all ? "replaceAll" : "replace");
}

}  // namespace crema
