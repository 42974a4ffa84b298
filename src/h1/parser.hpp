// h1/parser.hpp — requests of HTTP/1 (RFC 9112) as a row of events: llhttp, and what Node's newer llhttp refuses beyond it.
#pragma once
#include <llhttp.h>

#include <cstdint>
#include <string_view>

#include "core/arena.hpp"
#include "core/request_head.hpp"
#include "h1/chunk_extensions.hpp"

namespace crema::h1 {

// What a head may come to. Bytes are counted as Node counts them: target, names and values.
struct HeadLimits {
  std::uint32_t bytes = 16384;
  std::uint32_t fields = 2000;
};

// Owns no bytes of the body and calls nobody: next() is asked for one event after the other. The bytes of a head are copied
// once, as they came, into the RequestHead; all else is offsets into that copy.
class Parser {
 public:
  enum class Event : std::uint8_t {
    need_more,    // the input is used up
    head,         // the head is complete
    body,         // body() is a piece of the body
    message_end,  // the request is complete; the next event belongs to the next one
    refused,      // status() tells with what; nothing may follow
  };

  explicit Parser(const HeadLimits& limits) noexcept;
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Empty lines before a request are ignored (RFC 9112 §2.2). True if a request's first byte is there.
  static bool skip_empty_lines(std::string_view& input) noexcept;
  // Where the next head goes, and the trailers behind its body; must live until Event::message_end, or forget().
  void begin(detail::RequestHead& head, detail::Arena& arena) noexcept;
  // The request goes before its body has come: its trailers are of no interest.
  void forget() noexcept { head_ = nullptr; }
  // Takes from the front of `input` what belongs to the event.
  Event next(std::string_view& input);

  std::string_view body() const noexcept { return body_; }
  // 400, 413 (chunk extensions), 431 or 505.
  int status() const noexcept { return status_; }
  // What was wrong, with llhttp's name for it.
  const char* error_code() const noexcept { return error_code_; }
  const char* error_text() const noexcept { return error_text_; }
  // Whether the client lets the connection live on after this request; known at Event::head.
  bool keep_alive() const noexcept { return keep_alive_; }
  bool is_connect() const noexcept { return is_connect_; }

 private:
  enum class Part : std::uint8_t { head, body };
  enum class Chunk : std::uint8_t { none, size, extensions, data, last };
  enum class Last : std::uint8_t { none, name, value };

  static const llhttp_settings_t& settings() noexcept;
  static Parser& self(llhttp_t* p) noexcept { return *static_cast<Parser*>(p->data); }
  detail::HeadSpan span(const char* at, std::size_t size) const noexcept;
  void extend(detail::HeadSpan& to, const char* at, std::size_t size) const noexcept;
  int count(std::size_t size) noexcept;
  int on_name(const char* at, std::size_t size);
  int on_value(const char* at, std::size_t size);
  int on_trailer_name(std::string_view piece);
  void on_trailer_value(std::string_view piece);
  void add_to(detail::HeadSpan& to, std::string_view piece);
  bool has_name() const noexcept;
  int on_field_end() noexcept;
  Event run(std::string_view& input);
  void run_to_extensions(std::string_view& input);
  bool pass_extensions(std::string_view& input);
  bool lines_are_sound(std::size_t from) const noexcept;
  bool match_query(std::string_view& input);
  bool head_is_sound() noexcept;
  Event refuse(int status) noexcept;

  llhttp_t llhttp_;
  HeadLimits limits_;
  detail::RequestHead* head_ = nullptr;
  detail::Arena* arena_ = nullptr;
  const char* base_ = nullptr;  // the input's first byte; it will stand at offset_ of the head
  std::uint32_t offset_ = 0;
  std::uint32_t counted_ = 0;  // bytes of this head or these trailers
  std::uint32_t version_at_ = 0;
  std::string_view body_;
  Event event_ = Event::need_more;
  Part part_ = Part::head;
  Last last_ = Last::none;
  Chunk chunk_ = Chunk::none;
  ChunkExtensions extensions_;
  int status_ = 400;
  const char* error_code_ = "";
  const char* error_text_ = "";
  std::int8_t matched_ = 0;  // letters of QUERY; -1: another method
  bool standing_in_ = false;
  bool keep_alive_ = false;
  bool is_connect_ = false;
  char last_byte_ = 0;  // of the input before this one
  char trailer_[16];
  std::uint8_t trailer_size_ = 0;
};

}  // namespace crema::h1
