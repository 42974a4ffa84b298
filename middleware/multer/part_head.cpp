#include "part_head.hpp"

#include <crema/buffer.hpp>
#include <crema/value.hpp>

#include <algorithm>

namespace crema::detail {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_token(char c) { return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~"); }
bool is_charset(char c) { return is_alnum(c) || is_one_of(c, "!#$%&+-^_`{}~"); }   // RFC 8187's mime-charsetc
bool is_attribute(char c) { return is_alnum(c) || is_one_of(c, "!#$&+-.^_`|~"); }  // and its attr-char
// Inside of quotes; the quote itself and the backslash are dealt with before.
bool is_quoted_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// Walks over `; name=value` …, the part that both fields have in common.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return text_[at_]; }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    at_++;
    return true;
  }
  void skip_space() {
    take_while([](char c) { return c == ' ' || c == '\t'; });
  }
  template <class Is>
  std::string_view take_while(Is is) {
    const auto from = at_;
    while (!at_end() && is(text_[at_])) at_++;
    return text_.substr(from, at_ - from);
  }
  std::string_view token() { return take_while(is_token); }

  // A quoted text behind its first quote. Only \" and \\ are escapes: browsers once sent C:\path as it is.
  std::optional<std::string> quoted() {
    std::string out;
    bool escaping = false;
    for (; !at_end(); at_++) {
      const char c = text_[at_];
      if (c == '\\' || c == '"') {
        if (!escaping && c == '"') {
          at_++;
          return out;
        }
        if (escaping) out += c;
        escaping = !escaping && c == '\\';
        continue;
      }
      if (escaping) out += '\\';
      escaping = false;
      if (!is_quoted_text(c)) return std::nullopt;
      out += c;
    }
    return std::nullopt;
  }
  // A quoted text or a token; nullopt when there is neither.
  std::optional<std::string> value() {
    if (at_end()) return std::nullopt;
    if (take('"')) return quoted();
    const auto text = token();
    if (text.empty()) return std::nullopt;
    return std::string(text);
  }
  // The name of the next parameter, with the cursor on its value. False: there is none; `malformed` tells why.
  bool next_parameter(std::string_view& name, bool& malformed) {
    skip_space();
    if (at_end()) return false;
    malformed = true;
    if (!take(';')) return false;
    skip_space();
    if (at_end()) return false;
    name = token();
    if (!take('=')) return false;
    malformed = false;
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

enum class Charset { utf8, latin1, utf16le, base64, other };

Charset charset_named(std::string_view given) {
  const auto name = lower(given);
  const auto is = [&](auto... names) { return ((name == names) || ...); };
  if (is("utf-8", "utf8")) return Charset::utf8;
  if (is("latin1", "ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "windows-1252",
         "iso_8859-1:1987", "cp1252", "x-cp1252"))
    return Charset::latin1;
  if (is("utf16le", "utf-16le", "ucs2", "ucs-2")) return Charset::utf16le;
  return is("base64") ? Charset::base64 : Charset::other;
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return out;
}

// charset'language'percent-encoded, RFC 8187.
std::optional<std::string> extended_value(Cursor& cursor) {
  const auto charset = cursor.take_while(is_charset);
  if (!cursor.take('\'')) return std::nullopt;
  cursor.take_while([](char c) { return c != '\''; });
  if (!cursor.take('\'') || cursor.at_end()) return std::nullopt;
  std::string bytes;
  for (;;) {
    bytes += cursor.take_while(is_attribute);
    if (!cursor.take('%')) break;
    const int high = cursor.at_end() ? -1 : hex_digit(cursor.peek());
    if (high < 0 || !cursor.take(cursor.peek())) return std::nullopt;
    const int low = cursor.at_end() ? -1 : hex_digit(cursor.peek());
    if (low < 0 || !cursor.take(cursor.peek())) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return decode_bytes(bytes, charset);
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

const std::string* find(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

void add_first(Parameters& parameters, std::string_view name, std::string value) {
  auto key = lower(name);
  if (!find(parameters, key)) parameters.emplace_back(std::move(key), std::move(value));
}

// The parameters of a Content-Disposition of form-data, decoded.
std::optional<Parameters> form_data_parameters(std::string_view text, const PartRules& rules) {
  Cursor cursor(text);
  const auto type = lower(cursor.token());
  Parameters parameters;
  std::string_view name;
  bool malformed = false;
  while (cursor.next_parameter(name, malformed)) {
    std::optional<std::string> value;
    if (name.ends_with('*')) {
      value = extended_value(cursor);
    } else {
      value = cursor.value();
      if (value) value = decode_bytes(*value, rules.parameter_charset);
    }
    if (!value) return std::nullopt;
    add_first(parameters, name, std::move(*value));
  }
  if (malformed || type != "form-data") return std::nullopt;
  return parameters;
}

std::string base_name(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path == "." || path == ".." ? std::string() : std::string(path);
}

}  // namespace

const std::string* MediaType::parameter(std::string_view name) const { return find(parameters, name); }

std::optional<MediaType> parse_media_type(std::string_view text) {
  Cursor cursor(text);
  MediaType media;
  media.type = lower(cursor.token());
  if (media.type.empty() || !cursor.take('/')) return std::nullopt;
  media.subtype = lower(cursor.token());
  if (media.subtype.empty()) return std::nullopt;
  std::string_view name;
  bool malformed = false;
  while (cursor.next_parameter(name, malformed)) {
    auto value = cursor.value();
    if (!value) return std::nullopt;
    add_first(media.parameters, name, std::move(*value));
  }
  if (malformed) return std::nullopt;
  return media;
}

// media-typer 0.3: RFC 6838's names, then `; name = value`, with spaces but no tabs.
bool is_multipart(std::string_view content_type) {
  Cursor cursor(content_type);
  const auto skip_spaces = [&] { cursor.take_while([](char c) { return c == ' '; }); };
  const auto is_name = [](std::string_view name) { return !name.empty() && name.size() <= 127 && is_alnum(name[0]); };
  skip_spaces();
  const auto type = cursor.take_while([](char c) { return is_alnum(c) || is_one_of(c, "!#$&^_-"); });
  if (lower(type) != "multipart" || !cursor.take('/')) return false;
  if (!is_name(cursor.take_while([](char c) { return is_alnum(c) || is_one_of(c, "!#$&^_.+-"); }))) return false;
  skip_spaces();
  while (!cursor.at_end()) {
    if (!cursor.take(';')) return false;
    skip_spaces();
    if (cursor.token().empty()) return false;
    skip_spaces();
    if (!cursor.take('=')) return false;
    skip_spaces();
    if (cursor.take('"')) {
      for (bool escaped = false;; cursor.take(cursor.peek())) {
        if (cursor.at_end()) return false;
        const char c = cursor.peek();
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (escaped && byte > 0x7e)) return false;
        if (!escaped && c == '"') break;
        escaped = !escaped && c == '\\';
      }
      cursor.take('"');
    } else if (cursor.token().empty()) {
      return false;
    }
    skip_spaces();
  }
  return true;
}

std::optional<PartHead> read_part_head(const PartFields& fields, const PartRules& rules) {
  if (!fields.disposition) return std::nullopt;
  const auto parameters = form_data_parameters(*fields.disposition, rules);
  if (!parameters) return std::nullopt;
  PartHead head;
  head.charset = rules.charset;
  const auto filled = [&](std::string_view name) {
    const auto* text = find(*parameters, name);
    return text && !text->empty() ? text : nullptr;
  };
  if (const auto* name = filled("name")) head.name = *name;
  const auto* filename = filled("filename*");
  if (!filename) filename = filled("filename");
  if (filename) head.filename = rules.keep_path ? *filename : base_name(*filename);
  if (fields.type) {
    if (const auto media = parse_media_type(*fields.type)) {
      head.type = media->type + "/" + media->subtype;
      if (const auto* charset = media->parameter("charset")) head.charset = *charset;
    }
  }
  if (fields.transfer_encoding) head.encoding = Value(latin1_to_utf8(*fields.transfer_encoding)).toLowerCase().str();
  return head;
}

std::optional<std::string> decode_bytes(std::string_view bytes, std::string_view charset) {
  const auto known = charset_named(charset);
  if (bytes.empty()) return std::string();
  if (known == Charset::utf8 && std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0; }))
    return std::string(bytes);
  switch (known) {
    case Charset::latin1:
      return latin1_to_utf8(bytes);
    case Charset::other:
      return std::nullopt;
    case Charset::utf8:
    case Charset::utf16le:
    case Charset::base64:
      break;
  }
  const Value buffer = Buffer.from(latin1_to_utf8(bytes), "latin1");
  return buffer.toString(known == Charset::utf8 ? "utf8" : known == Charset::utf16le ? "utf16le" : "base64").str();
}

}  // namespace crema::detail
