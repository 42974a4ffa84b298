// crema/multer_storage.hpp — where multer keeps files: the class that storage engines derive from, and the handle to one.
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

#include "upload_stream.hpp"

namespace crema {

class Request;

/// A file that is being stored: the object with `fieldname`, `originalname`, `encoding` and `mimetype`, as handlers find it in
/// req.file, and its bytes.
struct MulterFile : Value {
  MulterFile() = default;
  MulterFile(const Value& object, UploadStream bytes) : Value(object), stream(std::move(bytes)) {}
  UploadStream stream;
};

/// A storage of one's own: `MyStorage.prototype._handleFile = …` is `struct MyStorage : StorageEngine`. With several threads the
/// functions are called by all of them. npm: https://github.com/expressjs/multer/blob/main/StorageEngine.md
class StorageEngine {
 public:
  virtual ~StorageEngine() = default;

  /// Reads file.stream to its end, then cb(null, info), whose members are added to the file; or cb(err).
  virtual void _handleFile(Request& req, MulterFile file, Callback<Error, Value> cb) = 0;
  /// The upload has failed after this file was stored: removes it. The file has the members of `info`.
  virtual void _removeFile(Request& req, MulterFile file, Callback<Error> cb) = 0;
};

/// What `.storage` takes, and what multer.diskStorage and multer.memoryStorage give: a handle, to be copied freely.
class Storage {
 public:
  Storage() = default;
  /// `.storage = MyStorage()`: the storage is moved in.
  template <class S>
    requires(std::derived_from<std::remove_cvref_t<S>, StorageEngine>)
  Storage(S&& engine) {
    static_assert(!std::is_lvalue_reference_v<S> && !std::is_const_v<S>,
                  "crema: a storage of your own is moved in (.storage = MyStorage()) or shared (auto storage = "
                  "std::make_shared<MyStorage>(); then .storage = storage); this variable would have to be copied.");
    if constexpr (!std::is_lvalue_reference_v<S> && !std::is_const_v<S>) {
      engine_ = std::make_shared<S>(std::move(engine));
    }
  }
  /// `.storage = std::make_shared<MyStorage>()`, for a storage that one looks into.
  template <std::derived_from<StorageEngine> S>
  Storage(std::shared_ptr<S> engine) : engine_(std::move(engine)) {}

  explicit operator bool() const noexcept { return static_cast<bool>(engine_); }
  /// The storage itself, for one that stands in front of it. TypeError without one.
  StorageEngine& engine() const;

 private:
  std::shared_ptr<StorageEngine> engine_;
};

}  // namespace crema
