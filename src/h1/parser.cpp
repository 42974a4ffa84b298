// Requests of HTTP/1 as events. Invariant: llhttp is never entered twice, because its callbacks only note where things stand and
// pause it; whoever asked for the event acts on it afterwards.
#include "h1/parser.hpp"

#include <cstring>

#include "http/text.hpp"

namespace crema::h1 {
namespace {

// llhttp 8 does not know QUERY, which Node does: it is given a method that it treats alike.
constexpr std::string_view query = "QUERY";
constexpr std::string_view stand_in = "POST";

}  // namespace

const llhttp_settings_t& Parser::settings() noexcept {
  static const llhttp_settings_t made = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_method = [](llhttp_t* p, const char* at, size_t size) {
      auto& me = self(p);
      if (!me.standing_in_) me.extend(me.head_->method_span, at, size);
      return 0;
    };
    s.on_url = [](llhttp_t* p, const char* at, size_t size) {
      auto& me = self(p);
      me.extend(me.head_->target_span, at, size);
      return me.count(size);
    };
    s.on_version = [](llhttp_t* p, const char* at, size_t) {
      auto& me = self(p);
      if (me.version_at_ == 0) me.version_at_ = me.span(at, 0).at;
      return 0;
    };
    s.on_header_field = [](llhttp_t* p, const char* at, size_t size) { return self(p).on_name(at, size); };
    s.on_header_value = [](llhttp_t* p, const char* at, size_t size) { return self(p).on_value(at, size); };
    s.on_header_value_complete = [](llhttp_t* p) { return self(p).on_field_end(); };
    s.on_headers_complete = [](llhttp_t* p) {
      auto& me = self(p);
      me.event_ = Event::head;
      me.is_connect_ = p->method == HTTP_CONNECT;
      me.keep_alive_ = llhttp_should_keep_alive(p) != 0;
      // Nobody takes a connection over: a request that asks for it is an ordinary one.
      if (!me.is_connect_) p->upgrade = 0;
      return static_cast<int>(HPE_PAUSED);
    };
    s.on_chunk_header = [](llhttp_t* p) {
      auto& me = self(p);
      me.chunk_ = p->content_length == 0 ? Chunk::last : Chunk::data;
      return 0;
    };
    s.on_chunk_complete = [](llhttp_t* p) {
      auto& me = self(p);
      if (me.chunk_ == Chunk::last) return 0;
      me.chunk_ = Chunk::size;
      return static_cast<int>(HPE_PAUSED);
    };
    s.on_body = [](llhttp_t* p, const char* at, size_t size) {
      auto& me = self(p);
      if (size == 0) return 0;
      me.event_ = Event::body;
      me.body_ = {at, size};
      return static_cast<int>(HPE_PAUSED);
    };
    s.on_message_complete = [](llhttp_t* p) {
      self(p).event_ = Event::message_end;
      return static_cast<int>(HPE_PAUSED);
    };
    return s;
  }();
  return made;
}

Parser::Parser(const HeadLimits& limits) noexcept : limits_(limits) {
  llhttp_init(&llhttp_, HTTP_REQUEST, &settings());
  llhttp_.data = this;
}

bool Parser::skip_empty_lines(std::string_view& input) noexcept {
  while (!input.empty() && (input.front() == '\r' || input.front() == '\n')) input.remove_prefix(1);
  return !input.empty();
}

void Parser::begin(detail::RequestHead& head, detail::Arena& arena) noexcept {
  head_ = &head;
  arena_ = &arena;
  part_ = Part::head;
  last_ = Last::none;
  counted_ = version_at_ = 0;
  chunk_ = Chunk::none;
  matched_ = 0;
}

Parser::Event Parser::refuse(int status) noexcept {
  status_ = status;
  if (status == 431) {
    error_code_ = "HPE_HEADER_OVERFLOW";
    error_text_ = "Header overflow";
  } else if (status == 413) {
    error_code_ = "HPE_CHUNK_EXTENSIONS_OVERFLOW";
    error_text_ = "Chunk extensions overflow";
  } else if (*error_code_ == 0) {
    error_code_ = "HPE_INVALID_CONSTANT";
    error_text_ = "Expected HTTP/";
  }
  return event_ = Event::refused;
}

// -- where things stand -----------------------------------------------------------------------------------------------------

detail::HeadSpan Parser::span(const char* at, std::size_t size) const noexcept {
  return {offset_ + static_cast<std::uint32_t>(at - base_), static_cast<std::uint32_t>(size)};
}

// A text that was cut by the end of a read goes on where it stopped: the copy has no gap.
void Parser::extend(detail::HeadSpan& to, const char* at, std::size_t size) const noexcept {
  const auto piece = span(at, size);
  if (to.size == 0) to = piece;
  else to.size = piece.at + piece.size - to.at;
}

int Parser::count(std::size_t size) noexcept {
  counted_ += static_cast<std::uint32_t>(size);
  if (counted_ < limits_.bytes) return 0;
  status_ = 431;
  return HPE_USER;
}

int Parser::on_name(const char* at, std::size_t size) {
  if (part_ == Part::body) return on_trailer_name({at, size});
  if (last_ == Last::name) {
    extend(head_->last_field().name, at, size);
    return count(size);
  }
  last_ = Last::name;
  if (head_->field_count() == limits_.fields) {
    status_ = 431;
    return HPE_USER;
  }
  head_->add_field(*arena_, {span(at, size), {}});
  return count(size);
}

int Parser::on_value(const char* at, std::size_t size) {
  if (!has_name()) return HPE_USER;
  last_ = Last::value;
  if (part_ == Part::body) {
    on_trailer_value({at, size});
  } else {
    // Blanks behind a value are no part of it (RFC 9112 §5), unless more of it comes.
    const auto last = std::string_view(at, size).find_last_not_of(" \t");
    if (last != std::string_view::npos) extend(head_->last_field().value, at, last + 1);
  }
  return count(size);
}

// A trailer cannot frame the message (RFC 9110 §6.5.1): Node's parser refuses it.
int Parser::on_trailer_name(std::string_view piece) {
  const bool goes_on = last_ == Last::name;
  if (!goes_on) trailer_size_ = 0;
  last_ = Last::name;
  if (head_) {
    if (!goes_on) {
      if (head_->field_count() + head_->trailer_count() >= limits_.fields) {
        status_ = 431;
        return HPE_USER;
      }
      head_->add_trailer(*arena_);
    }
    add_to(head_->trailer(head_->trailer_count() - 1).name, piece);
  }
  for (const char c : piece)
    if (trailer_size_ < sizeof trailer_) trailer_[trailer_size_++] = c;
  if (http::iequals({trailer_, trailer_size_}, "content-length")) return HPE_USER;
  return count(piece.size());
}

// Nothing else is appended to the head meanwhile, so that a text which comes in pieces has no gap.
void Parser::add_to(detail::HeadSpan& to, std::string_view piece) {
  const auto at = head_->append(*arena_, piece);
  if (to.size == 0) to.at = at;
  to.size += static_cast<std::uint32_t>(piece.size());
}

void Parser::on_trailer_value(std::string_view piece) {
  if (head_ && head_->trailer_count() > 0) add_to(head_->trailer(head_->trailer_count() - 1).value, piece);
}

// ": x" has no name, in a head or among trailers.
bool Parser::has_name() const noexcept {
  if (last_ == Last::none) return false;
  return part_ == Part::body ? trailer_size_ > 0 : head_->last_field().name.size > 0;
}

int Parser::on_field_end() noexcept {
  if (!has_name()) return HPE_USER;
  last_ = Last::none;
  return 0;
}

// -- events -----------------------------------------------------------------------------------------------------------------

Parser::Event Parser::next(std::string_view& input) {
  if (part_ == Part::head && matched_ >= 0 && !match_query(input)) return event_;
  do {
    if (chunk_ == Chunk::size) run_to_extensions(input);
    else if (chunk_ != Chunk::extensions || pass_extensions(input)) run(input);
  } while (event_ == Event::need_more && !input.empty());
  return event_;
}

// llhttp gets the size of a chunk, and then the end of its line.
void Parser::run_to_extensions(std::string_view& input) {
  const auto end = input.find_first_of(";\n");
  if (end == std::string_view::npos || input[end] == '\n') {
    run(input);
    return;
  }
  auto size = input.substr(0, end);
  if (run(size) != Event::need_more) return;
  input.remove_prefix(end + 1);
  chunk_ = Chunk::extensions;
  extensions_.begin();
}

// True once they are over; otherwise the event says why not.
bool Parser::pass_extensions(std::string_view& input) {
  event_ = Event::need_more;
  switch (extensions_.take(input)) {
    case ChunkExtensions::Step::more:
      return false;
    case ChunkExtensions::Step::done:
      chunk_ = Chunk::none;
      return true;
    case ChunkExtensions::Step::too_long:
      return refuse(413), false;
    case ChunkExtensions::Step::malformed:
      break;
  }
  error_code_ = "HPE_STRICT";
  error_text_ = "Invalid character in chunk extensions";
  return refuse(400), false;
}

// True once it is known what the method starts with; otherwise the event says why not.
bool Parser::match_query(std::string_view& input) {
  while (!input.empty()) {
    if (input.front() != query[static_cast<std::size_t>(matched_)]) {
      // Nothing else starts with a Q, in any version of llhttp.
      if (matched_ == 0) return matched_ = -1, true;
      return refuse(400), false;
    }
    const auto at = head_->append(*arena_, input.substr(0, 1));
    if (matched_ == 0) head_->method_span = {at, static_cast<std::uint32_t>(query.size())};
    input.remove_prefix(1);
    if (static_cast<std::size_t>(++matched_) < query.size()) continue;
    matched_ = -1;
    standing_in_ = true;
    llhttp_execute(&llhttp_, stand_in.data(), stand_in.size());
    return true;
  }
  event_ = Event::need_more;
  return false;
}

Parser::Event Parser::run(std::string_view& input) {
  event_ = Event::need_more;
  status_ = 400;
  base_ = input.empty() ? "" : input.data();  // llhttp loses its place in a text when it is given a null pointer
  if (part_ == Part::head) offset_ = head_->size();
  const auto error = llhttp_execute(&llhttp_, base_, input.size());
  const bool paused = error == HPE_PAUSED;
  if (error != HPE_OK && !paused) {
    const bool own = error == HPE_USER;
    error_code_ = own ? "HPE_INVALID_HEADER_TOKEN" : llhttp_errno_name(error);
    error_text_ = own ? "Invalid header token" : llhttp_get_error_reason(&llhttp_);
    if (!error_text_) error_text_ = "";
    return refuse(status_);
  }
  const auto used = paused ? static_cast<std::size_t>(llhttp_get_error_pos(&llhttp_) - base_) : input.size();
  if (paused) llhttp_resume(&llhttp_);

  if (part_ == Part::head) {
    // Blanks around values are not counted, but they are kept: they get as much room again.
    if (head_->size() + used > 2 * static_cast<std::size_t>(limits_.bytes)) return refuse(431);
    const auto before = head_->size();
    if (used > 0) head_->append(*arena_, input.substr(0, used));
    if (!lines_are_sound(before)) return refuse(400);
    if (event_ == Event::head && !head_is_sound()) return event_;
  } else if (event_ == Event::message_end && used > 0) {
    // llhttp 8 takes a bare LF for the end of a chunked body.
    const char before = used > 1 ? input[used - 2] : last_byte_;
    if (input[used - 1] == '\n' && before != '\r') return refuse(400);
  }
  if (used > 0) last_byte_ = input[used - 1];
  input.remove_prefix(used);
  return event_;
}

// Each line ends in CRLF and no line begins with a blank: bare LF, folded lines (RFC 9112 §2.2, §5.2), which llhttp 8 lets pass.
bool Parser::lines_are_sound(std::size_t from) const noexcept {
  const std::string_view all = head_->view({0, head_->size()});
  const char* const end = all.data() + all.size();
  const char* p = all.data() + from;
  if (from > 0 && p < end && p[-1] == '\n' && (*p == ' ' || *p == '\t')) return false;
  for (; p < end && (p = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)))); p++) {
    if (p == all.data() || p[-1] != '\r') return false;
    if (p + 1 < end && (p[1] == ' ' || p[1] == '\t')) return false;
  }
  return true;
}

// What llhttp 8 lets pass and Node refuses, and what is no HTTP/1 at all.
bool Parser::head_is_sound() noexcept {
  auto& head = *head_;
  head.version_major = llhttp_get_http_major(&llhttp_);
  head.version_minor = llhttp_get_http_minor(&llhttp_);
  head.chunked = (llhttp_.flags & F_CHUNKED) != 0;
  standing_in_ = false;
  part_ = Part::body;
  last_ = Last::none;
  chunk_ = head.chunked ? Chunk::size : Chunk::none;
  counted_ = 0;

  // "GET /" alone is HTTP/0.9, which has no version; RTSP's and ICE's stand where HTTP's would.
  const std::string_view all = head.view({0, head.size()});
  if (version_at_ != 0 && !all.substr(0, version_at_).ends_with("HTTP/")) return refuse(400), false;
  if (head.version_major != 1 || version_at_ == 0) return refuse(505), false;

  if (llhttp_.flags & F_CONTENT_LENGTH) {
    // Also an empty Transfer-Encoding, which llhttp 8 does not notice (RFC 9112 §6.1).
    bool coded = false;
    head.find("transfer-encoding", &coded);
    if (coded) return refuse(400), false;
    if (llhttp_.content_length > INT64_MAX) return refuse(400), false;
    head.content_length = static_cast<std::int64_t>(llhttp_.content_length);
  }
  return true;
}

}  // namespace crema::h1
