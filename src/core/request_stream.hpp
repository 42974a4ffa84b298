// core/request_stream.hpp — req.on("data"), pause, resume, setEncoding.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "core/exchange.hpp"

namespace crema::detail {

class RequestStream final : public BodySink {
 public:
  explicit RequestStream(Exchange& x) : x_(x) {}
  void bytes(std::string_view piece) override;
  void end() override;
  void aborted() override {}
  // Lets the body come, after the handler that asked has returned.
  void flow();
  void pause();
  void set_encoding(std::string_view encoding);
  bool has_encoding() const noexcept { return !encoding_.empty(); }

 private:
  void begin();
  Exchange& x_;
  std::string encoding_, held_;
  bool utf8_ = false, flowing_ = false, ended_ = false;
};

// How many bytes of `text` end with a whole character.
std::size_t complete_utf8(std::string_view text) noexcept;

}  // namespace crema::detail
