// The head of an answer. Invariant: what is reserved is at least what is printed, so that printing never looks at a limit.
#include "h1/head_writer.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "http/status.hpp"
#include "http/text.hpp"

namespace crema::h1 {
namespace {

using detail::FieldId;

// More than all that is printed besides the fields and the reason.
constexpr std::size_t framework_room = 256;

class Printer {
 public:
  explicit Printer(char* to) noexcept : at_(to) {}
  void text(std::string_view s) noexcept {
    at_ = std::copy(s.begin(), s.end(), at_);
  }  // an empty view may have no data
  // The same, from Latin-1 to UTF-8.
  void utf8(std::string_view s) noexcept {
    for (const char c : s) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x80) *at_++ = static_cast<char>(0xC0 | (byte >> 6));
      *at_++ = byte < 0x80 ? c : static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  template <class N>
  void number(N n) noexcept {
    at_ = std::to_chars(at_, at_ + 20, n).ptr;
  }
  void field(std::string_view name, std::string_view value) noexcept {
    text(name);
    text(": ");
    text(value);
    text("\r\n");
  }
  void utf8_field(std::string_view name, std::string_view value) noexcept {
    text(name);
    text(": ");
    utf8(value);
    text("\r\n");
  }
  char* end() const noexcept { return at_; }

 private:
  char* at_;
};

constexpr bool is_word(char c) noexcept { return http::is_alpha(c) || http::is_digit(c) || c == '_'; }

std::int64_t number(std::string_view text) noexcept {
  std::int64_t n = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() && n >= 0 ? n : -1;
}

std::size_t room_for(const detail::ResponseFields& fields) noexcept {
  std::size_t room = 0;
  for (const auto& field : fields) room += field.name.size() + field.value.size() + 4;
  return room;
}

[[maybe_unused]] bool is_one_line(std::string_view value) noexcept {
  return value.find_first_of("\r\n") == std::string_view::npos;
}

}  // namespace

bool mentions(std::string_view value, std::string_view word) noexcept {
  for (std::size_t at = 0; at + word.size() <= value.size(); at++) {
    if (!http::iequals(value.substr(at, word.size()), word)) continue;
    const auto end = at + word.size();
    if ((at == 0 || !is_word(value[at - 1])) && (end == value.size() || !is_word(value[end]))) return true;
  }
  return false;
}

Framing write_head(Output& out, int status, std::string_view reason, const detail::ResponseFields& fields,
                   std::int64_t length, const HeadContext& context) {
  Framing framing;
  framing.has_body = !context.head_request && status >= 200 && status != 204 && status != 304;
  const auto own_room = reason.size() + room_for(fields);
  Printer print(out.reserve(framework_room + own_room * (context.utf8 ? 2 : 1)));
  print.text("HTTP/1.1 ");
  print.number(status);
  print.text(" ");
  if (context.utf8) print.utf8(reason);
  else print.text(reason);
  print.text("\r\n");

  bool connection = false, keep_alive_field = false, date = false, transfer_encoding = false, content_length = false;
  bool close = false;
  for (const auto& field : fields)
    if (field.id == FieldId::transfer_encoding && mentions(field.value, "chunked")) framing.chunked = true;
  for (const auto& field : fields) {
    assert(is_one_line(field.value));
    switch (field.id) {
      case FieldId::connection:
        connection = true;
        close = close || mentions(field.value, "close");
        break;
      case FieldId::keep_alive:
        keep_alive_field = true;
        break;
      case FieldId::date:
        date = true;
        break;
      case FieldId::transfer_encoding:
        transfer_encoding = true;
        break;
      case FieldId::content_length:
        // One message has one length (RFC 9112 §6.2); the chunks win, as they do at the client.
        if (framing.chunked) continue;
        content_length = true;
        framing.length = number(field.value);
        break;
      default:
        break;
    }
    if (context.utf8) print.utf8_field(field.name, field.value);
    else print.field(field.name, field.value);
  }
  if (!date && !context.date.empty()) print.field("Date", context.date);

  bool keep_alive = context.keep_alive;
  if (framing.chunked && (status == 204 || status == 304)) framing.chunked = keep_alive = false;
  if (connection) {
    framing.keep_alive = keep_alive && !close;
  } else if (context.removed.connection) {
    framing.keep_alive = keep_alive;  // HTTP/1.1 lives on without being told
  } else if (keep_alive && context.last) {
    print.text("Connection: close\r\n");  // asked, not forced: who goes on is told so, as in Node
  } else if (keep_alive && (content_length || context.can_chunk)) {
    print.text("Connection: keep-alive\r\n");
    if (!keep_alive_field && context.keep_alive_seconds > 0) {
      print.text("Keep-Alive: timeout=");
      print.number(context.keep_alive_seconds);
      if (context.requests > 0) {
        print.text(", max=");
        print.number(context.requests);
      }
      print.text("\r\n");
    }
  } else {
    framing.keep_alive = false;
    print.text("Connection: close\r\n");
  }

  if (!content_length && !transfer_encoding && framing.has_body) {
    if (!context.can_chunk) {
      framing.keep_alive = false;  // the end of the connection is the end of the body
    } else if (length >= 0 && !context.removed.content_length) {
      framing.length = length;
      print.text("Content-Length: ");
      print.number(length);
      print.text("\r\n");
    } else if (!context.removed.transfer_encoding) {
      framing.chunked = true;
      print.text("Transfer-Encoding: chunked\r\n");
    } else {
      framing.keep_alive = false;
    }
  } else if (transfer_encoding && !framing.chunked && framing.has_body) {
    framing.keep_alive = false;  // a coding of the user's own, which only the end of the connection ends
  }
  print.text("\r\n");
  out.commit(print.end());
  return framing;
}

void write_refusal(Output& out, int status) {
  char* to = out.reserve(framework_room);
  Printer print(to);
  print.text("HTTP/1.1 ");
  print.number(status);
  print.text(" ");
  print.text(http::reason(status));
  print.text("\r\nConnection: close\r\n\r\n");
  out.commit(print.end());
}

}  // namespace crema::h1
