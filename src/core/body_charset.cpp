// Charsets by name and their decoding. ! Decoding never fails: there is a text for any bytes.
#include "core/body_charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <initializer_list>

#include "core/value_utf8.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

using Kind = Charset::Kind;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// -- names ------------------------------------------------------------------------------------------------------------------

// The labels of each, as canonical() makes them.
struct Known {
  Kind kind;
  std::string_view labels;
};
constexpr Known by_hand[] = {
    {Kind::utf8, "utf8 unicode11utf8"},
    {Kind::utf16, "utf16"},
    {Kind::utf16_le, "utf16le ucs2"},
    {Kind::utf16_be, "utf16be"},
    {Kind::utf32, "utf32 ucs4"},
    {Kind::utf32_le, "utf32le ucs4le"},
    {Kind::utf32_be, "utf32be ucs4be"},
    {Kind::latin1, "binary isoir100 cp819 ibm819"},
    {Kind::ascii,
     "ascii ascii8bit usascii us ansix34 ansix341968 ansix341986 csascii cp367 ibm367 isoir6 iso646us iso646irv"},
    {Kind::utf7, "utf7 unicode11utf7"},
};

struct Foreign {
  std::string_view name;  // iconv's
  std::string_view labels;
};
// What numbers do not tell. Whoever says gb2312, shift_jis or euc-kr means the larger set of Windows, as in browsers.
constexpr Foreign through_system[] = {
    {"ARMSCII-8", "armscii8"},
    {"BIG5", "windows950 ms950 cp950 950"},
    {"BIG5-HKSCS", "big5 big5hkscs cnbig5 csbig5 xxbig5"},
    {"CP932", "shiftjis sjis xsjis csshiftjis mskanji windows31j ms31j windows932 ms932 cp932 932"},
    {"CP949", "euckr cseuckr windows949 ms949 cp949 949 isoir149 korean ksc5601 ksc56011987 ksc56011989 csksc56011987"},
    {"CP1250", "msee"},
    {"CP1251", "mscyrl"},
    {"CP1252", "msansi"},
    {"CP1253", "msgreek"},
    {"CP1254", "msturk"},
    {"CP1255", "mshebr"},
    {"CP1256", "msarab"},
    {"CP1257", "winbaltrim"},
    {"CP10007", "maccyrillic 10007"},
    {"EUC-JP", "eucjp"},
    {"GB18030", "gbk xgbk isoir58 gb18030 chinese"},
    {"GBK", "gb2312 gb231280 csgb2312 csiso58gb231280 euccn windows936 ms936 cp936 936 gb23121980"},
    {"GEORGIAN-PS", "georgianps"},
    {"HP-ROMAN8", "hproman8 roman8 r8"},
    {"ISO-8859-2", "isoir101"},
    {"ISO-8859-3", "isoir109"},
    {"ISO-8859-4", "isoir110"},
    {"ISO-8859-5", "cyrillic isoir144 csisolatincyrillic"},
    {"ISO-8859-6", "arabic arabic8 ecma114 asmo708 isoir127 csisolatinarabic"},
    {"ISO-8859-7", "greek greek8 ecma118 elot928 isoir126 csisolatingreek"},
    {"ISO-8859-8", "hebrew hebrew8 iso88598i iso88598e isoir138 csisolatinhebrew"},
    {"ISO-8859-9", "turkish turkish8 isoir148"},
    {"ISO-8859-10", "isoir157"},
    {"ISO-8859-11", "thai thai8"},
    {"ISO-8859-13", "isoir179"},
    {"ISO-8859-14", "celtic celtic8 isoceltic isoir199"},
    {"ISO-8859-15", "isoir203"},
    {"ISO-8859-16", "isoir226"},
    {"KOI8-R", "koi8r cskoi8r cp20866 20866 ibm878"},
    {"KOI8-RU", "koi8ru"},
    {"KOI8-T", "koi8t"},
    {"KOI8-U", "koi8u cp21866 21866 ibm1168"},
    {"MACINTOSH", "macintosh macroman mac csmacintosh 10000"},
    {"PT154", "pt154"},
    {"RK1048", "rk1048 strk10482002"},
    {"TCVN5712-1", "tcvn tcvn5712"},
    {"TIS-620", "tis620 tis6200 isoir166"},
    {"VISCII", "viscii"},
};

bool has_word(std::string_view words, std::string_view word) noexcept {
  for (std::size_t at = 0; (at = words.find(word, at)) != std::string_view::npos; at++) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

// Families of one name and many numbers: the number, with what may stand before it, and iconv's name with what stands before it.
constexpr std::string_view windows_pages[] = {"1250", "1251", "1252", "1253", "1254",
                                              "1255", "1256", "1257", "1258", "874"};
constexpr std::string_view ibm_pages[] = {"437",  "737",  "775",  "850",  "852",  "855",  "856",  "857", "858",
                                          "860",  "861",  "862",  "863",  "864",  "865",  "866",  "869", "922",
                                          "1046", "1124", "1125", "1129", "1133", "1161", "1162", "1163"};
constexpr std::string_view latin_parts[] = {"",   "1",  "2",  "3",  "4", "9",
                                            "10", "13", "14", "15", "16"};  // ISO 8859-n of Latin n

template <std::size_t N>
bool in(const std::string_view (&list)[N], std::string_view what) noexcept {
  return std::find(std::begin(list), std::end(list), what) != std::end(list);
}

// What follows one of these words; nothing if none of them stands in front.
std::optional<std::string_view> after(std::string_view label, std::initializer_list<std::string_view> words) noexcept {
  for (const std::string_view word : words) {
    if (label.starts_with(word)) return label.substr(word.size());
  }
  return std::nullopt;
}

std::optional<Charset> through_iconv(std::string_view before, std::string_view name) {
  Charset charset{Kind::other, {}};
  if (before.size() + name.size() >= sizeof charset.name) return std::nullopt;
  std::copy(name.begin(), name.end(), std::copy(before.begin(), before.end(), charset.name));
  const iconv_t converter = iconv_open("UTF-8", charset.name);
  if (converter == iconv_t(-1)) return std::nullopt;  // a system without that module
  iconv_close(converter);
  return charset;
}

// ISO 8859 in its parts, of which the twelfth was never finished.
std::optional<Charset> iso_8859(std::string_view part) {
  int number = 0;
  const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
  if (read.ec != std::errc() || read.ptr != part.data() + part.size()) return std::nullopt;
  if (part.front() == '0' || number > 16 || number == 12) return std::nullopt;
  return number == 1 ? Charset{Kind::latin1, {}} : through_iconv("ISO-8859-", part);
}

// Small letters and digits alone, without the year of a standard ("iso_8859-1:1987").
std::string canonical(std::string_view label) {
  const auto colon = label.size() >= 5 ? label.size() - 5 : 0;
  if (label.size() >= 5 && label[colon] == ':' &&
      std::all_of(label.begin() + static_cast<std::ptrdiff_t>(colon) + 1, label.end(), http::is_digit)) {
    label = label.substr(0, colon);
  }
  std::string name;
  for (const char c : label) {
    if (http::is_alpha(c) || http::is_digit(c)) name += http::lower(c);
  }
  return name;
}

// -- Unicode ----------------------------------------------------------------------------------------------------------------

template <std::size_t Size, bool Big>
char32_t unit_at(std::string_view bytes, std::size_t at) noexcept {
  char32_t unit = 0;
  for (std::size_t i = 0; i < Size; i++)
    unit = unit << 8 | static_cast<unsigned char>(bytes[at + (Big ? i : Size - 1 - i)]);
  return unit;
}

// A last piece of a unit is dropped, as Node does.
template <bool Big>
void append_utf16(std::string& out, std::string_view bytes) {
  const std::size_t end = bytes.size() & ~std::size_t{1};
  for (std::size_t at = 0; at < end; at += 2) {
    char32_t c = unit_at<2, Big>(bytes, at);
    if (c >= 0xd800 && c < 0xdc00 && at + 2 < end) {
      const char32_t low = unit_at<2, Big>(bytes, at + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        at += 2;
      }
    }
    append_code_point(out, c);
  }
}

template <bool Big>
void append_utf32(std::string& out, std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    const char32_t c = unit_at<4, Big>(bytes, at);
    append_code_point(out, c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);
  }
  if (at < bytes.size()) append_code_point(out, 0xfffd);
}

int base64_digit(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (http::is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// RFC 2152, leniently: a piece that ends early is dropped.
void append_utf7(std::string& out, std::string_view bytes) {
  std::string units, piece;
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] != '+') {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      append_code_point(out, byte < 0x80 ? byte : 0xfffd);
      continue;
    }
    const std::size_t from = ++at;
    std::uint32_t bits = 0;
    unsigned have = 0;
    units.clear();
    piece.clear();
    for (int sextet; at < bytes.size() && (sextet = base64_digit(bytes[at])) >= 0; at++) {
      bits = bits << 6 | static_cast<std::uint32_t>(sextet);
      have += 6;
      if (have < 8) continue;
      have -= 8;
      units += static_cast<char>(bits >> have & 0xff);
    }
    const bool hyphen = at < bytes.size() && bytes[at] == '-';
    if (hyphen && at == from) out += '+';
    append_utf16<true>(piece, units);
    append_joined(out, piece);  // the halves of a pair may stand in two pieces
    if (hyphen) at++;
  }
}

// Of a text of unknown order the byte order mark tells, else which order gives more of the common characters.
bool utf16_is_big(std::string_view bytes) noexcept {
  if (bytes.starts_with("\xFF\xFE")) return false;
  if (bytes.starts_with("\xFE\xFF")) return true;
  int balance = 0;
  for (std::size_t at = 0; at + 2 <= std::min<std::size_t>(bytes.size(), 200); at += 2) {
    balance += (bytes[at] == 0 && bytes[at + 1] != 0) - (bytes[at] != 0 && bytes[at + 1] == 0);
  }
  return balance > 0;
}

bool utf32_is_big(std::string_view bytes) noexcept {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return false;
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return true;
  const auto worth = [](char32_t c) { return c == 0 ? 0 : c <= 0xffff ? 1 : c > 0x10ffff ? -1 : 0; };
  int balance = 0;
  for (std::size_t at = 0; at + 4 <= std::min<std::size_t>(bytes.size(), 400); at += 4) {
    balance += worth(unit_at<4, true>(bytes, at)) - worth(unit_at<4, false>(bytes, at));
  }
  return balance > 0;
}

// -- the rest ---------------------------------------------------------------------------------------------------------------

void append_latin1(std::string& out, std::string_view bytes, bool ascii) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(out, ascii && byte >= 0x80 ? 0xfffd : byte);
  }
}

void append_converted(std::string& out, const char* name, std::string_view bytes) {
  const iconv_t converter = iconv_open("UTF-8", name);
  if (converter == iconv_t(-1)) return;
  char* from = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  char piece[4096];
  bool flushing = false;  // the last call lets a converter give what it still holds
  while (true) {
    char* to = piece;
    std::size_t room = sizeof piece;
    const auto result = iconv(converter, flushing ? nullptr : &from, &left, &to, &room);
    const int error = result == std::size_t(-1) ? errno : 0;
    out.append(piece, static_cast<std::size_t>(to - piece));
    if (error == E2BIG) continue;
    if (error != 0) {
      if (!flushing) {  // what the converter holds back comes before the mark
        to = piece;
        room = sizeof piece;
        iconv(converter, nullptr, nullptr, &to, &room);
        out.append(piece, static_cast<std::size_t>(to - piece));
      }
      out += "\xEF\xBF\xBD";
      if (error == EINVAL || left == 0) break;  // cut in the middle of a character
      from++;
      left--;
      continue;
    }
    if (flushing) break;
    flushing = true;
  }
  iconv_close(converter);
}

}  // namespace

std::optional<Charset> find_charset(std::string_view label) {
  if (http::iequals(label, "utf-8")) return Charset{};
  if (label.size() > 40) return std::nullopt;
  const std::string name = canonical(label);
  if (name.empty()) return std::nullopt;
  for (const auto& known : by_hand) {
    if (has_word(known.labels, name)) return Charset{known.kind, {}};
  }
  for (const auto& known : through_system) {
    if (has_word(known.labels, name)) return through_iconv("", known.name);
  }
  if (const auto part = after(name, {"iso8859", "cp2859", "2859"}); part && *part != "0") return iso_8859(*part);
  if (const auto part = after(name, {"cp2860", "2860"}); part && part->size() == 1)
    return iso_8859(std::string("1") + part->front());
  if (const auto n = after(name, {"csisolatin", "latin", "l"}); n && !n->empty() && n->size() <= 2) {
    const auto digit = *n == "10" ? 10 : n->size() == 1 && (*n)[0] >= '1' && (*n)[0] <= '9' ? (*n)[0] - '0' : 0;
    return digit ? iso_8859(latin_parts[digit]) : std::nullopt;
  }
  const auto page = after(name, {"windows", "win", "csibm", "ibm", "cp"}).value_or(name);
  if (in(windows_pages, page)) return through_iconv("CP", page == "874" ? "874" : page);
  if (in(ibm_pages, page)) return through_iconv(page == "737" || page == "775" || page == "1125" ? "CP" : "IBM", page);
  return std::nullopt;
}

std::string_view decode_text(const Charset& charset, std::string_view bytes, std::string& scratch) {
  if (charset.kind == Kind::utf8) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    if (is_ascii(bytes) || is_utf8(bytes)) return bytes;
    scratch.clear();
    http::append_utf8(scratch, bytes);
    return scratch;
  }
  scratch.clear();
  switch (charset.kind) {
    case Kind::latin1:
    case Kind::ascii:
      if (is_ascii(bytes)) return bytes;
      append_latin1(scratch, bytes, charset.kind == Kind::ascii);
      return scratch;  // a mark would be three letters here
    case Kind::utf7:
      append_utf7(scratch, bytes);
      break;
    case Kind::utf16:
      utf16_is_big(bytes) ? append_utf16<true>(scratch, bytes) : append_utf16<false>(scratch, bytes);
      break;
    case Kind::utf16_le:
      append_utf16<false>(scratch, bytes);
      break;
    case Kind::utf16_be:
      append_utf16<true>(scratch, bytes);
      break;
    case Kind::utf32:
      utf32_is_big(bytes) ? append_utf32<true>(scratch, bytes) : append_utf32<false>(scratch, bytes);
      break;
    case Kind::utf32_le:
      append_utf32<false>(scratch, bytes);
      break;
    case Kind::utf32_be:
      append_utf32<true>(scratch, bytes);
      break;
    default:
      append_converted(scratch, charset.name, bytes);
      return scratch;
  }
  std::string_view text = scratch;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

}  // namespace crema::detail
