// crema/multer.hpp — files in forms: multipart/form-data into req.file, req.files and req.body.                 npm: multer 2
#pragma once
#include <crema/callback.hpp>
#include <crema/error.hpp>
#include <crema/handler.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "multer_storage.hpp"

namespace crema {

namespace detail {
struct MulterConfig;
class UploadVisit;
}  // namespace detail

/// What multer refuses. `code` is LIMIT_PART_COUNT, LIMIT_FILE_SIZE, LIMIT_FILE_COUNT, LIMIT_FIELD_KEY, LIMIT_FIELD_VALUE,
/// LIMIT_FIELD_COUNT, LIMIT_UNEXPECTED_FILE, MISSING_FIELD_NAME, LIMIT_FIELD_NESTING, LIMIT_FIELD_ARRAY_INDEX, INVALID_FIELD_NAME
/// or STREAM_DESTROYED; `err["field"]` and `err["filename"]` tell where, `err["storageErrors"]` which files could not be removed.
struct MulterError : Error {
  MulterError(const Value& code, const Value& field = {}, const Value& filename = {});
};

namespace detail {
// What an async function throws, or gives, is what the caller waits for.
template <class F>
auto awaited(F f) {
  using X = decltype(call_prefix(f, std::declval<Request&>(), std::declval<Value&>(),
                                 std::declval<Callback<Error, Value>&>()));
  if constexpr (TaskType<X>) {
    return [f = std::move(f)](Request& req, Value file, Callback<Error, Value> cb) mutable {
      return as_value(call_prefix(f, req, file, cb));
    };
  } else {
    return f;
  }
}
}  // namespace detail

/// What multer asks about a file: a function of (req, file, cb), which may be async. What it throws is the error of the upload.
class FileFilter {
 public:
  FileFilter() = default;
  template <class F>
    requires(!std::same_as<F, FileFilter>)
  FileFilter(F f) : call_(detail::awaited(std::move(f))) {}
  const Callback<Value(Request&, Value, Callback<Error, Value>)>& function() const { return call_; }

 private:
  Callback<Value(Request&, Value, Callback<Error, Value>)> call_;
};

/// A folder or a file's name: a text, or such a function, which calls cb(null, text).
class FileNaming : public ValueOr<Request&, Value, Callback<Error, Value>> {
 public:
  using ValueOr::ValueOr;
  template <class F>
    requires(detail::Callable<F> && !detail::Single<F> && !std::derived_from<F, FileNaming>)
  FileNaming(F f) : ValueOr(detail::awaited(std::move(f))) {}
};

struct DiskStorageOptions {
  FileNaming destination =
      {};  // The folder: a text, which is made, or a function, whose folder has to be there. Default: os.tmpdir().
  FileNaming filename = {};  // The name in it: cb(null, name). Default: 32 random hexadecimal digits, no extension.
  bool flush = false;        // fsync each file before it counts as stored. Default: false.
};

/// The most there may be; exactly that many is fine. Whole numbers or Infinity, else multer() throws TypeError.
struct MulterLimits {
  Value fieldNameSize = {};      // UTF-16 units of a field's name. Default: no limit but that of a part's head, 16 KB.
  Value fieldSize = {};          // Bytes of a field's value. Default: 1 MB.
  Value fields = {};             // Fields that are no files. Default: Infinity.
  Value fileSize = {};           // Bytes of a file. Default: Infinity.
  Value files = {};              // Files. Default: Infinity.
  Value parts = {};              // Fields and files. Default: Infinity.
  Value headerPairs = {};        // Has no effect, as with npm's busboy 1.6: 1,999 are read of each part.
  Value fieldNestingDepth = {};  // Brackets in a field's name; `a[b][c]` has 2. Default: Infinity.
  Value fieldArrayIndexLimit =
      {};  // The largest N in `a[N]`. Default: Infinity, but holes are limited to 100,000 a form.
  /// npm's `limits: (req) => ({ … })`: an object with these names, made for each request instead of them.
  /// `.limits = {.of = [](auto& req) -> Value { return {{"fileSize", 1000}}; }}`. Default: none.
  Callback<Value(Request&)> of = {};
};

/// What a `streamHandler` feeds, where the body does not come from the connection: `form.end(req["rawBody"])`.
class MulterForm {
 public:
  /// A Buffer. False: wait for "drain".
  bool write(const Value& chunk) const;
  void end(const Value& chunk = {}) const;
  void once(const Text& event, Callback<> cb) const;  // "drain"

  explicit MulterForm(std::shared_ptr<detail::UploadVisit> visit) : visit_(std::move(visit)) {}

 private:
  std::shared_ptr<detail::UploadVisit> visit_;
};

/// Options of multer().
struct MulterOptions {
  std::string dest = {};  // The folder of multer.diskStorage({.destination = dest}). Default: files are kept in memory.
  Storage storage = {};   // multer.diskStorage(…), multer.memoryStorage() or one's own. Default: as `dest` says.
  MulterLimits limits = {};   // Set fileSize at least. Default: see there.
  bool preservePath = false;  // Keep the folders in front of a file's name. Default: false.
  /// Which files are wanted: cb(null, true), cb(null, false) for leaving it out, or cb(err). May be async. Default: all.
  FileFilter fileFilter = {};
  std::string defParamCharset = "latin1";  // Of names of fields and files. Browsers send "utf8". Default: "latin1".
  std::string defCharset = "utf8";         // Of values that do not tell theirs. Default: "utf8".
  Value highWaterMark = {};                // Taken for npm's sake: pieces are what the connection reads, up to 64 KB.
  Value fileHwm = {};                      // Bytes of a file that may wait for the storage. Default: 64 KB.
  Callback<Request&, MulterForm> streamHandler = {};  // Feeds the form instead of the connection. Default: none.
};

struct MulterField {
  std::string name = {};
  Value maxCount = {};  // Default: Infinity.
};

/// What multer() gives: each function makes a middleware, which fills req.body with the form's fields. Requests of other types
/// pass untouched. Errors go to next(err), when the whole request has come and what was stored of it is removed.
/// npm: https://github.com/expressjs/multer
class Upload {
 public:
  /// One file of this field, in req.file.
  Handler single(const Text& field) const;
  /// Files of one field, in the array req.files.
  Handler array(const Text& field, const Value& maxCount = {}) const;
  /// Files of these fields, in req.files by name: arrays.
  Handler fields(const std::vector<MulterField>& fields) const;
  /// No files.
  Handler none() const;
  /// Files of all fields, in the array req.files. For routes alone that deal with all of them.
  Handler any() const;

  explicit Upload(std::shared_ptr<const detail::MulterConfig> config) : config_(std::move(config)) {}

 private:
  std::shared_ptr<const detail::MulterConfig> config_;
};

namespace detail {

struct MulterLibrary {
  /// Throws TypeError for limits that are no whole numbers, and what mkdir says of `dest`.
  Upload operator()(const MulterOptions& options = {}) const;
  /// Files on disk: adds `destination`, `filename`, `path` and `size`.
  Storage diskStorage(const DiskStorageOptions& options = {}) const;
  /// Files in memory: adds `buffer` and `size`.
  Storage memoryStorage() const;
  crema::MulterError MulterError(const Value& code, const Value& field = {}, const Value& filename = {}) const {
    return crema::MulterError(code, field, filename);
  }
};

}  // namespace detail

/// `auto upload = multer({.dest = "uploads/"}); app.post("/profile", upload.single("avatar"), [](auto& req, auto& res) { … });`
inline constexpr detail::MulterLibrary multer{};

}  // namespace crema
