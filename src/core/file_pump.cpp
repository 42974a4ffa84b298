// ! At most one piece is on its way through the filters at a time, and other connections have their turn between two.
#include "core/file_pump.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/exchange_ptr.hpp"
#include "core/response_end.hpp"

namespace crema::detail {
namespace {

constexpr std::int64_t piece_size = 65536;

struct FilePump {
  FileRange file;
  bool waiting = false;  // for "drain"
  std::string piece;
};

// The next piece; false where the file ends too soon, and the answer is broken off.
bool read_piece(FilePump& pump) {
  const auto wanted = std::min(piece_size, pump.file.length);
  pump.piece.resize(static_cast<std::size_t>(wanted));
  if (read_part(pump.file, pump.piece.data(), pump.piece.size()) != wanted) return false;
  pump.file.offset += wanted;
  pump.file.length -= wanted;
  return true;
}

void go_on(Exchange& x, const std::shared_ptr<FilePump>& pump) {
  if (!x.on_stream() || x.state != ResponseState::streaming) {
    pump->file = {};
    return;
  }
  if (!read_piece(*pump)) return break_off(x);
  const bool more_at_once = write_response(x, pump->piece);
  if (pump->file.length == 0) {
    pump->file = {};
    return end_response(x, std::string_view());
  }
  pump->waiting = !more_at_once;
  if (more_at_once) x.loop->post([keep = ExchangePtr(x), pump] { go_on(*keep, pump); });
}

}  // namespace

void pump_file(Exchange& x, FileRange&& file) {
  x.file_body = true;
  flush_head(x);
  auto pump = std::make_shared<FilePump>();
  pump->file = std::move(file);
  x.has_hooks = true;
  // Dropped with the other listeners when the exchange leaves its stream, and the descriptor with it.
  x.more().response_events.add("drain", [&x, pump](const Value&) {
    if (std::exchange(pump->waiting, false)) go_on(x, pump);
  });
  go_on(x, pump);
}

}  // namespace crema::detail
