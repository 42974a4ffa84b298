// Media types by file name. The tables are generated (tools/generate-mime-types) and searched by halves; nothing
// allocates but the text that mime_content_type makes.
#include "http/mime.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "http/text.hpp"

namespace crema::http {
namespace {

enum class Charset : std::uint8_t { none, utf8, us_ascii, seven_bit, xml_based };
enum class Compressible : std::uint8_t { unknown, yes, no };

struct MimeType {
  std::string_view name;
  Charset charset;
  Compressible compressible;
};

struct Extension {
  std::string_view name;
  std::uint16_t type;
};

#include "http/mime_table.inc"

static_assert(std::ranges::is_sorted(mime_types, {}, &MimeType::name));
static_assert(std::ranges::is_sorted(extensions, {}, &Extension::name));

constexpr std::size_t longest_name = 127;  // no row is longer, so a longer name need not be looked up

// A name in lower case without an allocation.
class Folded {
 public:
  explicit Folded(std::string_view name) noexcept : size_(name.size() <= longest_name ? name.size() : 0) {
    for (std::size_t i = 0; i < size_; ++i) text_[i] = lower(name[i]);
  }
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  std::size_t size_;
  char text_[longest_name];
};

template <class Row, std::size_t n>
const Row* find(const Row (&table)[n], std::string_view name) noexcept {
  const Row* row = std::ranges::lower_bound(table, name, {}, &Row::name);
  return row != std::end(table) && row->name == name ? row : nullptr;
}

// The type before parameters, as it was written.
std::string_view bare_type(std::string_view type) noexcept {
  while (!type.empty() && trim(type.substr(0, 1)).empty()) type.remove_prefix(1);
  return type.substr(0, type.find_first_of("; \t\n\v\f\r"));
}

bool is_text(std::string_view type) noexcept { return iequals(type.substr(0, 5), "text/"); }

// Node's path.extname of "x." + name, without the dot: what follows the last dot of the last segment.
std::string_view extension_of(std::string_view name) noexcept {
  while (name.ends_with('/')) name.remove_suffix(1);
  const std::size_t slash = name.rfind('/');
  const bool whole = slash == std::string_view::npos;  // then "x." stands before, and "html" or ".html" is an extension
  const std::string_view base = whole ? name : name.substr(slash + 1);
  const std::size_t dot = base.rfind('.');
  if (dot == std::string_view::npos) return whole ? base : std::string_view();
  if (!whole && (dot == 0 || base == "..")) return {};
  return base.substr(dot + 1);
}

}  // namespace

std::string_view mime_lookup(std::string_view path_or_extension) noexcept {
  const std::string_view name = extension_of(path_or_extension);
  const Extension* row = name.empty() ? nullptr : find(extensions, Folded(name).view());
  return row != nullptr ? mime_types[row->type].name : std::string_view();
}

std::string_view mime_charset(std::string_view type) noexcept {
  type = bare_type(type);
  const MimeType* row = find(mime_types, Folded(type).view());
  switch (row != nullptr ? row->charset : Charset::none) {
    case Charset::utf8:
      return "utf-8";
    case Charset::us_ascii:
      return "us-ascii";
    case Charset::seven_bit:
      return "7-bit";
    case Charset::xml_based:
      return "xml-based";
    case Charset::none:
      break;
  }
  return is_text(type) ? "utf-8" : std::string_view();
}

bool mime_content_type(std::string_view type_or_extension, std::string& out) {
  const bool is_type = type_or_extension.find('/') != std::string_view::npos;
  out = is_type ? type_or_extension : mime_lookup(type_or_extension);
  if (out.empty()) return false;
  if (out.find("charset") != std::string::npos) return true;
  const std::string_view charset = mime_charset(out);
  if (!charset.empty()) {
    out += "; charset=";
    out += charset;
  }
  return true;
}

std::optional<std::string> mime_content_type(std::string_view type_or_extension) {
  std::string out;
  if (!mime_content_type(type_or_extension, out)) return std::nullopt;
  return out;
}

bool mime_compressible(std::string_view type) noexcept {
  type = bare_type(type);
  const MimeType* row = find(mime_types, Folded(type).view());
  if (row != nullptr && row->compressible != Compressible::unknown) return row->compressible == Compressible::yes;
  const auto ends = [&](std::string_view suffix) {
    return type.size() >= suffix.size() && iequals(type.substr(type.size() - suffix.size()), suffix);
  };
  return is_text(type) || ends("+json") || ends("+text") || ends("+xml");
}

}  // namespace crema::http
