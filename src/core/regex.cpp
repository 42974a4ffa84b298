// Regular expressions: PCRE2 told to behave as JavaScript. ! Every match runs under a limit of steps and of memory, since
// the subject is a client's text and the pattern may be one; nothing of PCRE2 that JavaScript lacks can reach memory (\C is off).
#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/regex.hpp"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <crema/error.hpp>
#include <crema/is_regex.hpp>

#include "core/object.hpp"
#include "core/value_receiver.hpp"
#include "core/value_replace.hpp"
#include "core/value_utf8.hpp"

namespace crema {
using namespace detail;

namespace {

constexpr std::uint32_t max_steps = 2'000'000, max_heap_kb = 32 * 1024;

const unsigned char* units(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// What a match needs besides the pattern; one a thread, since a match on it cannot be interrupted by another.
struct Scratch {
  Scratch() : limits(pcre2_match_context_create(nullptr)), data(pcre2_match_data_create(64, nullptr)) {
    if (!limits || !data) throw std::bad_alloc();
    pcre2_set_match_limit(limits, max_steps);
    pcre2_set_heap_limit(limits, max_heap_kb);
  }
  ~Scratch() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  pcre2_match_context* limits;
  pcre2_match_data* data;
};

std::size_t after_character(std::string_view s, std::size_t at) {
  if (at >= s.size()) return at + 1;
  const char* p = s.data() + at;
  next_code_point(p, s.data() + s.size());
  return static_cast<std::size_t>(p - s.data());
}

// What PCRE2 has no option for: \s is all of Unicode's white space, and in [\w-.] the hyphen is one, since no range can begin
// or end with a class.
std::string translated(const std::string& source) {
  constexpr std::string_view space =
      "\\s\xc2\xa0\xe1\x9a\x80\xe2\x80\x80-"
      "\xe2\x80\x8a\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\x9f\xe3\x80\x80\xef\xbb\xbf";
  const auto at = [&](std::size_t i) { return i < source.size() ? source[i] : '\0'; };
  const auto is_class = [&](std::size_t i) {
    return at(i) == '\\' && at(i + 1) != '\0' && std::string_view("dDsSwW").find(at(i + 1)) != std::string_view::npos;
  };
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (at(i) == '\\' && i + 1 < source.size()) {
      const bool spaces = at(i + 1) == 's' || (at(i + 1) == 'S' && !in_class);
      if (!spaces) out.append(source, i, 2);
      else if (in_class) out += space;
      else (out += at(i + 1) == 's' ? "[" : "[^").append(space) += ']';
      const bool hyphen = in_class && is_class(i) && at(i + 2) == '-';
      if (hyphen) out += "\\-";
      i += hyphen ? 2 : 1;
    } else if (in_class && at(i) == '-' && is_class(i + 1)) {
      out += "\\-";
    } else {
      if (at(i) == '[') in_class = true;
      if (at(i) == ']') in_class = false;
      out += at(i);
    }
  }
  return out;
}

}  // namespace

struct RegexObject::Code {
  Code(const std::string& source, const std::string& flags) {
    std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY |
                            PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    const auto has = [&](char c) { return flags.find(c) != std::string::npos; };
    if (has('i')) options |= PCRE2_CASELESS;
    if (has('m')) options |= PCRE2_MULTILINE;
    if (has('s')) options |= PCRE2_DOTALL;
    const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
        pcre2_compile_context_create(nullptr), &pcre2_compile_context_free);
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);
    // \u{1F600} is a character with the flag u only; unknown escapes stand for themselves without it only.
    pcre2_set_compile_extra_options(context.get(),
                                    has('u') || has('v') ? PCRE2_EXTRA_ALT_BSUX : PCRE2_EXTRA_BAD_ESCAPE_IS_LITERAL);
    int error = 0;
    std::size_t at = 0;
    const std::string pattern = translated(source);
    code = pcre2_compile(units(pattern), pattern.size(), options, &error, &at, context.get());
    if (!code) {
      unsigned char message[200] = {};
      pcre2_get_error_message(error, message, sizeof message);
      if (message[0] >= 'a' && message[0] <= 'z') message[0] = static_cast<unsigned char>(message[0] - 32);
      throw SyntaxError("Invalid regular expression: /" + source + "/" + flags + ": " +
                        reinterpret_cast<const char*>(message));
    }
    std::uint32_t count = 0, entry = 0;
    const unsigned char* table = nullptr;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &entry);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    for (std::uint32_t i = 0; i < count; ++i, table += entry) {
      names.emplace_back(reinterpret_cast<const char*>(table + 2), static_cast<std::size_t>(table[0] << 8 | table[1]));
    }
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
  }
  ~Code() { pcre2_code_free(code); }
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;

  pcre2_code* code = nullptr;
  std::uint32_t groups = 0;
  RegexNames names;
};

namespace {
// An expression in a handler is compiled at the first request, as JavaScript's literals are, not at each.
std::shared_ptr<const RegexObject::Code> compiled(const std::string& source, const std::string& flags) {
  struct Kept {
    std::string source, flags;
    std::shared_ptr<const RegexObject::Code> code;
  };
  static thread_local std::array<Kept, 64> cache;
  Kept& place = cache[hash_bytes(source) % cache.size()];
  if (!place.code || place.source != source || place.flags != flags) {
    auto code = std::make_shared<const RegexObject::Code>(source, flags);
    if (source.size() > 1'000) return code;
    place = {source, flags, std::move(code)};
  }
  return place.code;
}
}  // namespace

RegexObject::RegexObject(std::string source, std::string flags) : source_(std::move(source)), flags_(std::move(flags)) {
  for (std::size_t i = 0; i < flags_.size(); ++i) {
    if (std::string_view("dgimsuvy").find(flags_[i]) == std::string_view::npos ||
        flags_.find(flags_[i], i + 1) != std::string::npos) {
      throw SyntaxError("Invalid flags supplied to RegExp constructor '" + flags_ + "'");
    }
  }
  code_ = compiled(source_, flags_);
  global_ = flags_.find('g') != std::string::npos;
  sticky_ = flags_.find('y') != std::string::npos;
}
RegexObject::~RegexObject() = default;

const RegexNames& RegexObject::names() const { return code_->names; }

bool RegexObject::find(std::string_view subject, std::size_t from, RegexMatch& match, bool only_there) const {
  static thread_local Scratch scratch;
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> larger(nullptr, &pcre2_match_data_free);
  if (code_->groups >= 64) larger.reset(pcre2_match_data_create_from_pattern(code_->code, nullptr));
  pcre2_match_data* data = larger ? larger.get() : scratch.data;
  if (from > subject.size()) return false;
  const unsigned char none = 0;
  const int rc = pcre2_match(code_->code, subject.data() ? units(subject) : &none, subject.size(), from,
                             only_there ? PCRE2_ANCHORED : 0u, data, scratch.limits);
  if (rc == PCRE2_ERROR_NOMATCH) return false;
  if (rc < 0) throw RangeError("Regular expression too costly: /" + source_ + "/" + flags_);
  const std::size_t* offsets = pcre2_get_ovector_pointer(data);
  match.assign(std::size_t{code_->groups} + 1, RegexGroup());
  for (std::size_t i = 0; i < static_cast<std::size_t>(rc) && i < match.size(); ++i) {
    if (offsets[2 * i] != PCRE2_UNSET) match[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  return true;
}

std::size_t RegexObject::start_in(std::string_view subject) {
  // Without those flags nothing is remembered: threads may share the expression.
  if (!global_ && !sticky_) return 0;
  if (!bytes_known_) {
    bool half = false;
    const std::size_t length = utf16_length(subject);
    last_bytes_ = last_units_ > length ? subject.size() + 1 : byte_of_unit(subject, last_units_, half);
    bytes_known_ = true;
  }
  return last_bytes_;
}

std::size_t RegexObject::note_match(std::string_view subject, const RegexGroup& whole) {
  if (!global_ && !sticky_) return utf16_length(subject.substr(0, whole.from));
  const std::size_t began = last_units_ + utf16_length(subject.substr(last_bytes_, whole.from - last_bytes_));
  last_units_ = began + utf16_length(whole.in(subject));
  last_bytes_ = whole.to;
  return began;
}

Value RegexObject::get(std::string_view key) const {
  const auto has = [&](char c) { return flags_.find(c) != std::string::npos; };
  if (key == "source") return source_.empty() ? "(?:)" : source_;
  if (key == "flags") return flags_;
  if (key == "lastIndex") return last_units_;
  if (key == "global") return global_;
  if (key == "sticky") return sticky_;
  if (key == "ignoreCase") return has('i');
  if (key == "multiline") return has('m');
  if (key == "dotAll") return has('s');
  if (key == "unicode") return has('u');
  return {};
}
bool RegexObject::set(std::string_view key, const Value& value) {
  if (key != "lastIndex") return false;
  last_units_ = number_cast<std::uint32_t>(integer_of(value));
  last_bytes_ = 0;
  bytes_known_ = last_units_ == 0;
  return true;
}
std::string RegexObject::to_string() const { return "/" + (source_.empty() ? "(?:)" : source_) + "/" + flags_; }

namespace detail {
namespace {

// [all, group1 …] with index, input and groups.
Value result_of(const RegexObject& re, const Value& text, const RegexMatch& match, std::size_t index) {
  const std::string_view s = text_of(text);
  Value out = crema::make_array(match.size());
  const auto group = [&](std::size_t i) { return match[i].set() ? Value(match[i].in(s)) : Value(); };
  for (std::size_t i = 0; i < match.size(); ++i) append_element(out, group(i));
  set_property(out, "index", index);
  set_property(out, "input", text);
  Value groups;
  for (const auto& [name, i] : re.names()) {
    if (!groups) groups = crema::make_object();
    set_member(groups, name, group(i));
  }
  set_property(out, "groups", groups);
  return out;
}

bool next_match(RegexObject& re, std::string_view s, RegexMatch& match, std::size_t& index) {
  if (!re.find(s, re.start_in(s), match, re.sticky())) {
    if (re.global() || re.sticky()) re.reset();
    return false;
  }
  index = re.note_match(s, match[0]);
  return true;
}

Value as_text(const Value& v) { return Text(v).value(); }
Value as_regex(const Value& re, const char* flags) { return regex_of(re) ? Value(re) : Value(Regex(re, flags)); }

// f(match) for each match from the start, or for the first.
template <class F>
void each_match(const RegexObject& re, std::string_view s, bool all, F f) {
  RegexMatch match;
  for (std::size_t from = 0; from <= s.size() && re.find(s, from, match, re.sticky());) {
    f(match);
    if (!all) return;
    from = match[0].to > match[0].from ? match[0].to : after_character(s, match[0].to);
  }
}

}  // namespace

Value regex_exec(RegexObject& re, const Value& subject) {
  const Value text = as_text(subject);
  RegexMatch match;
  std::size_t index = 0;
  return next_match(re, text_of(text), match, index) ? result_of(re, text, match, index) : Value(nullptr);
}

Value regex_match(const Value& text, const Value& pattern) {
  const Value held = as_regex(Receiver(pattern).value, "");
  RegexObject& re = *regex_of(held);
  if (!re.global()) return regex_exec(re, text);
  Value all = crema::make_array();
  each_match(re, text_of(text), true, [&](const RegexMatch& m) { append_element(all, Value(m[0].in(text_of(text)))); });
  re.reset();
  return element_count(all) == 0 ? Value(nullptr) : all;
}

Value regex_match_all(const Value& text, const Value& pattern) {
  const Value held = as_regex(Receiver(pattern).value, "g");
  RegexObject& re = *regex_of(held);
  if (!re.global()) throw TypeError("String.prototype.matchAll called with a non-global RegExp argument");
  Value all = crema::make_array();
  std::size_t units_so_far = 0, bytes_so_far = 0;
  const std::string_view s = text_of(text);
  each_match(re, s, true, [&](const RegexMatch& m) {
    units_so_far += utf16_length(s.substr(bytes_so_far, m[0].from - bytes_so_far));
    bytes_so_far = m[0].from;
    append_element(all, result_of(re, text, m, units_so_far));
  });
  return all;
}

Value regex_split(const Value& text, RegexObject& re, std::size_t limit) {
  const std::string_view s = text_of(text);
  Value out = crema::make_array();
  RegexMatch match;
  if (limit == 0) return out;
  if (s.empty()) {
    if (!re.find(s, 0, match)) append_element(out, text);
    return out;
  }
  std::size_t begin = 0, from = 0;
  while (from < s.size() && re.find(s, from, match) && match[0].from < s.size()) {
    if (match[0].to == begin) {  // an empty match where the part begins splits nothing off
      from = after_character(s, from);
      continue;
    }
    append_element(out, Value(s.substr(begin, match[0].from - begin)));
    for (std::size_t i = 1; i < match.size() && element_count(out) < limit; ++i) {
      append_element(out, match[i].set() ? Value(match[i].in(s)) : Value());
    }
    if (element_count(out) >= limit) return out;
    begin = from = match[0].to;
  }
  append_element(out, Value(s.substr(begin)));
  return out;
}

Value regex_replace(const Value& text, RegexObject& re, const Replacement& with) {
  const Value held = Value::host(&re);  // the function that is called may drop it
  const std::string_view s = text_of(text);
  std::string out;
  std::size_t begin = 0;
  bool any = false;
  const auto replace_one = [&](const RegexMatch& m) {
    if (out.size() > max_text) throw RangeError("Invalid string length");
    out += s.substr(begin, m[0].from - begin);
    with.append(out, s, m, re.names());
    begin = m[0].to;
    any = true;
  };
  if (re.sticky() && !re.global()) {
    RegexMatch match;
    std::size_t index = 0;
    if (next_match(re, s, match, index)) replace_one(match);
  } else {
    each_match(re, s, re.global(), replace_one);
    if (re.global()) re.reset();
  }
  if (!any) return text;
  out += s.substr(begin);
  return Value(out);
}

}  // namespace detail

// --------------------------------------------------------------------------------------------------------- the handle

Regex::Regex(Text pattern, Text flags) : object_(make_host<RegexObject>(pattern.str(), flags.str())) {}
Regex operator""_re(const char* s, std::size_t n) { return Regex(std::string_view(s, n)); }

bool Regex::test(const Value& s) const {
  const Text text(s);
  RegexMatch match;
  std::size_t index = 0;
  return next_match(*regex_of(object_), text.view(), match, index);
}
Value Regex::exec(const Value& s) const { return regex_exec(*regex_of(object_), s); }
Value Regex::source() const { return regex_of(object_)->get("source"); }
Value Regex::flags() const { return regex_of(object_)->flags(); }
int Regex::lastIndex() const { return static_cast<int>(regex_of(object_)->last_index()); }
void Regex::lastIndex(const Value& unit) const { regex_of(object_)->set("lastIndex", unit); }
bool Regex::global() const { return regex_of(object_)->global(); }
bool Regex::sticky() const { return regex_of(object_)->sticky(); }
bool Regex::ignoreCase() const { return regex_of(object_)->flags().find('i') != std::string::npos; }
bool Regex::multiline() const { return regex_of(object_)->flags().find('m') != std::string::npos; }
bool Regex::dotAll() const { return regex_of(object_)->flags().find('s') != std::string::npos; }
bool Regex::unicode() const { return regex_of(object_)->flags().find('u') != std::string::npos; }
Value Regex::toString() const { return regex_of(object_)->to_string(); }

bool Regex::holds(const Value& v) { return isRegex(v); }
bool isRegex(const Value& v) { return host<RegexObject>(v) != nullptr; }

}  // namespace crema
