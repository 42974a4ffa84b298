#include <crema/buffer.hpp>

#include <cstddef>
#include <memory>
#include <utility>

#include "storages.hpp"

namespace crema::detail {
namespace {

// The pieces of a file. Many small ones are put together meanwhile, so that a client who sends byte by byte takes no more
// memory than the file.
class Pieces {
 public:
  void add(const Value& piece) {
    recent_.push(piece);
    recent_bytes_ += piece.view().size();
    if (recent_.length() < most_recent) return;
    if (recent_bytes_ < most_recent * small) {
      all_.push(Buffer.concat(recent_));
    } else {
      for (auto one : recent_) all_.push(one);
    }
    recent_ = Array();
    recent_bytes_ = 0;
  }
  Value whole() const { return Buffer.concat(all_.concat(recent_)); }

 private:
  static constexpr int most_recent = 128;
  static constexpr std::size_t small = 1024;
  Value all_ = Array(), recent_ = Array();
  std::size_t recent_bytes_ = 0;
};

class MemoryStorage final : public StorageEngine {
 public:
  void _handleFile(Request&, MulterFile file, Callback<Error, Value> cb) override {
    const auto pieces = std::make_shared<Pieces>();
    file.stream.on("end", [pieces, cb] {
      const Value buffer = pieces->whole();
      cb(null, {{"buffer", buffer}, {"size", buffer.length()}});
    });
    file.stream.on("data", [pieces](auto& chunk) { pieces->add(chunk); });
  }

  void _removeFile(Request&, MulterFile file, Callback<Error> cb) override {
    delete_(file["buffer"]);
    cb();
  }
};

}  // namespace

std::shared_ptr<StorageEngine> make_memory_storage() { return std::make_shared<MemoryStorage>(); }

}  // namespace crema::detail
