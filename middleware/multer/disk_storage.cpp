#include <crema/crypto.hpp>
#include <crema/fs.hpp>
#include <crema/os.hpp>
#include <crema/path.hpp>

#include <string>
#include <utility>

#include "disk_writer.hpp"
#include "storages.hpp"
#include "upload_stream_state.hpp"

namespace crema::detail {
namespace {

// What a naming function calls back with; once, whatever it throws or calls besides.
struct Named {
  explicit Named(Callback<Error, Value> cb) : answer(std::move(cb)) {}
  Callback<Error, Value> answer;
  bool answered = false;

  void operator()(const Error& err, const Value& name) {
    if (!std::exchange(answered, true)) answer(err, name);
  }
};

// Asks a function of (req, file, cb), which may be async.
void ask(const FileNaming& naming, Request& req, const Value& file, Callback<Error, Value> cb) {
  const auto named = std::make_shared<Named>(std::move(cb));
  const Callback<Error, Value> answer([named](auto& err, auto& name) { (*named)(err, name); });
  Error thrown;
  try {
    naming.function().get(
        [named](auto& err) {
          if (err) (*named)(err, {});
        },
        req, file, answer);
  } catch (...) {
    thrown = error_of(std::current_exception());
  }
  if (thrown) (*named)(thrown, {});
}

class DiskStorage final : public StorageEngine {
 public:
  explicit DiskStorage(const DiskStorageOptions& options) : options_(options) {
    if (typeof_(options_.destination.value()) != "string") return;
    fs.mkdirSync(options_.destination.value(), {{"recursive", true}});
  }

  void _handleFile(Request& req, MulterFile file, Callback<Error, Value> cb) override {
    destination(req, file, [this, req, file, cb](auto& err, auto& folder) mutable {
      if (err) return cb(err);
      const Value into = folder;
      filename(req, file, [this, file, cb, into](auto& failed, auto& name) {
        if (failed) return cb(failed);
        store(file, into, name, cb);
      });
    });
  }

  void _removeFile(Request&, MulterFile file, Callback<Error> cb) override {
    const Value path = file["path"];
    delete_(file["destination"]);
    delete_(file["filename"]);
    delete_(file["path"]);
    if (const auto writer = file.stream.state().writer.lock()) return writer->give_up("Upload aborted", cb);
    fs.unlink(path, cb);
  }

 private:
  void destination(Request& req, const Value& file, Callback<Error, Value> cb) const {
    if (options_.destination.function()) return ask(options_.destination, req, file, std::move(cb));
    cb(null, options_.destination ? options_.destination.value() : os.tmpdir());
  }

  void filename(Request& req, const Value& file, Callback<Error, Value> cb) const {
    if (options_.filename.function()) return ask(options_.filename, req, file, std::move(cb));
    cb(null, options_.filename ? options_.filename.value() : crypto.randomBytes(16).toString("hex"));
  }

  void store(const MulterFile& file, const Value& folder, const Value& name, const Callback<Error, Value>& cb) const {
    Value path;
    try {
      path = crema::path.join(folder, name);
    } catch (const Error& err) {
      return cb(err);
    }
    if (file.stream.destroyed()) return cb(MulterError("STREAM_DESTROYED"));
    file["path"] = path;
    const auto writer = std::make_shared<DiskWriter>(file.stream, path.str(), options_.flush);
    file.stream.state().writer = writer;
    writer->start([file, folder, name, path, cb, size = std::weak_ptr(writer)](auto& err) {
      const auto done = size.lock();
      file.stream.state().writer.reset();
      if (err || !done) return cb(err);
      cb(null, {{"destination", folder}, {"filename", name}, {"path", path}, {"size", done->size()}});
    });
  }

  const DiskStorageOptions options_;
};

}  // namespace

std::shared_ptr<StorageEngine> make_disk_storage(const DiskStorageOptions& options) {
  return std::make_shared<DiskStorage>(options);
}

}  // namespace crema::detail
