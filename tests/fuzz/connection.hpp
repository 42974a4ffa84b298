// tests/fuzz/connection.hpp — a connection in memory, and a reader of what leaves it.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange_events.hpp"
#include "fuzz.hpp"
#include "h1/protocol.hpp"
#include "http/text.hpp"
#include "net/clock.hpp"
#include "net/loop.hpp"

namespace fuzz {

namespace detail = crema::detail;
namespace h1 = crema::h1;
namespace http = crema::http;
namespace net = crema::net;

// The two ends of a connection in memory.
class Memory final : public h1::Carrier, public net::Settling {
 public:
  Memory(net::Loop& loop, detail::Service& service, const h1::Settings& settings)
      : loop_(loop), protocol_(loop, service, settings, loop.blocks(), *this) {}
  ~Memory() {
    loop_.turn([&] { protocol_.lost(); });
    loop_.forget(*this);
  }

  void feed(std::string_view bytes) {
    // Memory of its own, so that AddressSanitizer sees who keeps a view of what was received.
    const std::string copy(bytes);
    loop_.turn([&] { protocol_.feed(copy); });
    while (loop_.poll()) {
    }
  }
  void close() {
    loop_.turn([&] { protocol_.peer_closed(); });
    while (loop_.poll()) {
    }
  }
  bool open() const { return protocol_.close() == h1::Close::no; }
  // The client is to see that the answer is not whole.
  bool broken_off() const { return protocol_.close() == h1::Close::cut || protocol_.close() == h1::Close::reset; }
  const std::string& answer() const { return answer_; }

  void wake() override { loop_.settle(*this); }
  const detail::Peer& peer() const override { return peer_; }
  void proceed() override { protocol_.proceed(); }
  void flush() override {
    auto& output = protocol_.output();
    std::string_view pieces[8];
    while (!output.empty()) {
      const auto count = output.pieces(pieces, 8);
      std::size_t size = 0;
      for (std::size_t i = 0; i < count; i++) {
        answer_ += pieces[i];
        size += pieces[i].size();
      }
      output.take(size);
      if (output.file() && !output.load_file()) {
        protocol_.file_failed();
        break;
      }
    }
    protocol_.flushed();
  }
  void settled() override {}

 private:
  net::Loop& loop_;
  detail::Peer peer_;
  h1::Protocol protocol_;
  std::string answer_;
};

// Reads answers, slowly and strictly: their framing, and which request each belongs to.
class Answers {
 public:
  // `asked`: the methods of the requests that have come to the app, which tells their numbers in X-Request; `whole`: the
  // connection was not broken off.
  Answers(std::string_view bytes, const std::vector<std::string>& asked, bool whole)
      : rest_(bytes), asked_(asked), whole_(whole) {}

  void read() {
    while (!rest_.empty()) {
      check(!last_, "nothing follows on an answer that closes");
      if (!one()) return check(!whole_, "the last answer is whole");
    }
  }

  // How many there were, those of 1xx apart.
  std::size_t count() const { return count_; }

 private:
  // False: it is not all there.
  bool one() {
    std::string_view line;
    if (!take_line(line)) return false;
    check(line.starts_with("HTTP/1.1 ") && line.size() >= 12, "an answer begins with a status line");
    int status = 0;
    std::from_chars(line.data() + 9, line.data() + 12, status);
    check(status >= 100 && status <= 999, "a status has three digits");
    std::int64_t length = -1;
    bool chunked = false;
    bool closes = false;
    std::int64_t request = -1;
    while (true) {
      if (!take_line(line)) return false;
      if (line.empty()) break;
      const auto colon = line.find(':');
      check(colon != std::string_view::npos && http::is_token(line.substr(0, colon)), "a field has a name");
      check(http::is_field_value(line), "a field holds no control characters");
      const auto value = http::trim_ows(line.substr(colon + 1));
      const auto number = [&](std::int64_t& to) {
        check(to < 0, "a field of framing comes once");
        const auto read = std::from_chars(value.data(), value.data() + value.size(), to);
        check(read.ec == std::errc() && read.ptr == value.data() + value.size(), "a length is a number");
      };
      if (http::iequals(line.substr(0, colon), "content-length")) number(length);
      if (http::iequals(line.substr(0, colon), "x-request")) number(request);
      if (http::iequals(line.substr(0, colon), "transfer-encoding")) chunked = value == "chunked";
      if (http::iequals(line.substr(0, colon), "connection")) closes = http::iequals(value, "close");
    }
    if (status < 200) return true;
    count_++;
    check(length < 0 || !chunked, "an answer has one framing");
    if (request < 0) {
      check(closes || status == 417, "an answer that no handler has seen is the last, or 417");
      last_ = closes;
      // To which method, nobody knows: a body of its own is empty.
      if (chunked && rest_.starts_with("0\r\n\r\n")) rest_.remove_prefix(5);
      return true;
    }
    check(request > before_ && request < static_cast<std::int64_t>(asked_.size()),
          "a request is answered once, in its turn");
    before_ = request;
    last_ = closes;
    if (asked_[static_cast<std::size_t>(request)] == "HEAD" || status == 204 || status == 304) return true;
    if (chunked) return take_chunks();
    if (length < 0) {
      check(closes, "what has no framing ends with the connection");
      rest_ = {};
      return true;
    }
    if (rest_.size() < static_cast<std::size_t>(length)) return false;
    rest_.remove_prefix(static_cast<std::size_t>(length));
    return true;
  }

  bool take_line(std::string_view& line) {
    const auto end = rest_.find("\r\n");
    if (end == std::string_view::npos) return false;
    line = rest_.substr(0, end);
    rest_.remove_prefix(end + 2);
    return true;
  }

  bool take_chunks() {
    while (true) {
      std::string_view line;
      if (!take_line(line)) return false;
      std::size_t size = 0;
      const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16);
      check(read.ec == std::errc() && read.ptr == line.data() + line.size(), "a chunk has a size");
      if (rest_.size() < size + 2) return false;
      check(rest_.substr(size, 2) == "\r\n", "a chunk ends where it says");
      rest_.remove_prefix(size + 2);
      if (size == 0) return true;
    }
  }

  std::string_view rest_;
  const std::vector<std::string>& asked_;
  bool whole_;
  bool last_ = false;
  std::size_t count_ = 0;
  std::int64_t before_ = -1;
};

}  // namespace fuzz
