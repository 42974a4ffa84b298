// core/request_stream.hpp — req as Node's readable stream: "data", "readable", pause, resume, read, setEncoding, pipe.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/encodings.hpp"
#include "core/exchange.hpp"

namespace crema::detail {

// Hears all of a body, whoever reads it: itself, or a parser whose bytes its listeners are given, too.
class RequestStream final : public BodySink {
 public:
  explicit RequestStream(Exchange& x) : x_(x) { x.tap = this; }
  void bytes(std::string_view piece) override;
  void end() override;
  void aborted() override {}

  // A listener of "data" came, or of "readable".
  void listen();
  void listen_readable();
  void resume();
  void pause();
  bool paused() const noexcept { return mode_ == Mode::paused; }
  Value flowing() const;
  Value read(const Value& size);
  void set_encoding(std::string_view encoding);
  bool has_encoding() const noexcept { return encoding_.has_value(); }

 private:
  enum class Mode : unsigned char { none, flowing, paused, by_hand };
  void flow();
  void begin();
  void give(std::string_view piece);
  Value chunk(std::string_view bytes, bool last);
  void finish();
  void announce();

  Exchange& x_;
  std::optional<Encoding> encoding_;
  std::string held_;    // an unfinished character
  std::string buffer_;  // what came while nobody took it
  Mode mode_ = Mode::none;
  bool begun_ = false, came_whole_ = false, ended_ = false, announced_ = false;
};

// How many bytes of `text` end with a whole character.
std::size_t complete_utf8(std::string_view text) noexcept;

}  // namespace crema::detail
