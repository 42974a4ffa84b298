// crema/fs.hpp — Node's fs: files and folders, with callbacks, as tasks (fs.promises), and at once (…Sync).
#pragma once
#include <crema/callback.hpp>
#include <crema/date.hpp>
#include <crema/fs_streams.hpp>
#include <crema/task.hpp>
#include <crema/value.hpp>

namespace crema {

/// What fs.stat tells of a file. As a Value it is an object of its data. Node: https://nodejs.org/api/fs.html#class-fsstats
struct Stats {
  Value dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks;
  Value atimeMs, mtimeMs, ctimeMs, birthtimeMs;  // milliseconds since 1970
  DateTime atime = no_date(), mtime = no_date(), ctime = no_date(), birthtime = no_date();

  bool isFile() const { return is(0100000); }
  bool isDirectory() const { return is(0040000); }
  bool isSymbolicLink() const { return is(0120000); }  // by lstat only
  bool isFIFO() const { return is(0010000); }
  bool isSocket() const { return is(0140000); }
  bool isBlockDevice() const { return is(0060000); }
  bool isCharacterDevice() const { return is(0020000); }

  /// False for what statSync gives with {throwIfNoEntry: false} where nothing is.
  explicit operator bool() const { return mode != undefined; }
  operator Value() const;

 private:
  bool is(unsigned type) const { return (static_cast<unsigned>(mode) & 0170000U) == type; }
  static DateTime no_date();
};

namespace detail {

// Looked up by name, because unistd.h has macros of these names.
struct FsConstants {
  /// F_OK, R_OK, W_OK, X_OK and COPYFILE_EXCL. Throws TypeError for other names.
  int operator[](const Text& name) const;
};

// fs.promises.
struct FsPromises {
  Task<Value> readFile(Value file, Value options = {}) const;
  Task<> writeFile(Value file, Value data, Value options = {}) const;
  Task<> appendFile(Value file, Value data, Value options = {}) const;
  Task<Value> readdir(Value folder, Value options = {}) const;
  Task<Stats> stat(Value path) const;
  Task<Stats> lstat(Value path) const;
  Task<> access(Value path, Value mode = {}) const;
  Task<Value> mkdir(Value folder, Value options = {}) const;
  Task<> rmdir(Value folder) const;
  Task<> rm(Value path, Value options = {}) const;
  Task<> unlink(Value path) const;
  Task<> rename(Value from, Value to) const;
  Task<> copyFile(Value from, Value to, Value mode = {}) const;
  Task<Value> realpath(Value path) const;
  Task<Value> mkdtemp(Value prefix) const;
  Task<> chmod(Value path, Value mode) const;
  Task<> truncate(Value path, Value size = 0) const;
  Task<> symlink(Value target, Value path) const;
  Task<Value> readlink(Value path) const;
  FsConstants constants = {};
};

struct Fs {
  /// The bytes as a Buffer; with an encoding ("utf8", or in {encoding, flag}) as text.
  void readFile(const Value& file, Callback<Error, Value> cb) const { readFile(file, Value(), std::move(cb)); }
  void readFile(const Value& file, const Value& options, Callback<Error, Value> cb) const;
  Value readFileSync(const Value& file, const Value& options = {}) const;
  /// Text or a Buffer into a new file, or instead of what is there. Options: an encoding, or {encoding, mode, flag}.
  void writeFile(const Value& file, const Value& data, Callback<Error> cb) const {
    writeFile(file, data, Value(), std::move(cb));
  }
  void writeFile(const Value& file, const Value& data, const Value& options, Callback<Error> cb) const;
  void writeFileSync(const Value& file, const Value& data, const Value& options = {}) const;
  /// As writeFile, at the end of what is there.
  void appendFile(const Value& file, const Value& data, Callback<Error> cb) const {
    appendFile(file, data, Value(), std::move(cb));
  }
  void appendFile(const Value& file, const Value& data, const Value& options, Callback<Error> cb) const;
  void appendFileSync(const Value& file, const Value& data, const Value& options = {}) const;
  /// The names in a folder, sorted; with {recursive: true} those below it, too; with {withFileTypes: true} objects with `name`,
  /// `parentPath`, `isFile()` and the like: `entry["isDirectory"]()`.
  void readdir(const Value& folder, Callback<Error, Value> cb) const { readdir(folder, Value(), std::move(cb)); }
  void readdir(const Value& folder, const Value& options, Callback<Error, Value> cb) const;
  Value readdirSync(const Value& folder, const Value& options = {}) const;
  void stat(const Value& path, Callback<Error, Stats> cb) const;
  /// With {throwIfNoEntry: false} a file that is not there gives false instead of an error.
  Stats statSync(const Value& path, const Value& options = {}) const;
  /// As stat, but of a symbolic link itself.
  void lstat(const Value& path, Callback<Error, Stats> cb) const;
  Stats lstatSync(const Value& path, const Value& options = {}) const;
  /// An error unless the file is there and may be used: `fs.constants["R_OK"] | fs.constants["W_OK"]`.
  void access(const Value& name, Callback<Error> cb) const { access(name, Value(), std::move(cb)); }
  void access(const Value& path, const Value& mode, Callback<Error> cb) const;
  void accessSync(const Value& path, const Value& mode = {}) const;
  bool existsSync(const Value& path) const;
  /// With {recursive: true} its parents, too; then the result is the first folder that was made. Options: {recursive, mode}.
  void mkdir(const Value& folder, Callback<Error, Value> cb) const { mkdir(folder, Value(), std::move(cb)); }
  void mkdir(const Value& folder, const Value& options, Callback<Error, Value> cb) const;
  Value mkdirSync(const Value& folder, const Value& options = {}) const;
  void rmdir(const Value& folder, Callback<Error> cb) const;
  void rmdirSync(const Value& folder) const;
  /// Removes a file; with {recursive: true} a folder and all below it; with {force: true} what is not there is no error.
  void rm(const Value& name, Callback<Error> cb) const { rm(name, Value(), std::move(cb)); }
  void rm(const Value& path, const Value& options, Callback<Error> cb) const;
  void rmSync(const Value& path, const Value& options = {}) const;
  void unlink(const Value& path, Callback<Error> cb) const;
  void unlinkSync(const Value& path) const;
  void rename(const Value& from, const Value& to, Callback<Error> cb) const;
  void renameSync(const Value& from, const Value& to) const;
  /// With fs.constants["COPYFILE_EXCL"] an error if the target is there.
  void copyFile(const Value& from, const Value& to, Callback<Error> cb) const {
    copyFile(from, to, Value(), std::move(cb));
  }
  void copyFile(const Value& from, const Value& to, const Value& mode, Callback<Error> cb) const;
  void copyFileSync(const Value& from, const Value& to, const Value& mode = {}) const;
  /// The path without symbolic links.
  void realpath(const Value& path, Callback<Error, Value> cb) const;
  Value realpathSync(const Value& path) const;
  /// Makes a folder of this name and six letters and digits: `fs.mkdtempSync(path.join(os.tmpdir(), "app-"))`. Gives its path.
  void mkdtemp(const Value& prefix, Callback<Error, Value> cb) const;
  Value mkdtempSync(const Value& prefix) const;
  /// Mode: a number, or an octal text.
  void chmod(const Value& path, const Value& mode, Callback<Error> cb) const;
  void chmodSync(const Value& path, const Value& mode) const;
  void truncate(const Value& name, Callback<Error> cb) const { truncate(name, Value(0), std::move(cb)); }
  void truncate(const Value& path, const Value& size, Callback<Error> cb) const;
  void truncateSync(const Value& path, const Value& size = 0) const;
  /// A symbolic link at `path`.
  void symlink(const Value& target, const Value& path, Callback<Error> cb) const;
  void symlinkSync(const Value& target, const Value& path) const;
  void readlink(const Value& path, Callback<Error, Value> cb) const;
  Value readlinkSync(const Value& path) const;

  /// A stream of the file's bytes. Options: an encoding, or {encoding, start, end (inclusive), highWaterMark (64 KB), flags}.
  ReadStream createReadStream(const Value& file, const Value& options = {}) const;
  /// A stream into the file. Options: an encoding, or {encoding, flags ("w"), mode, start}.
  WriteStream createWriteStream(const Value& file, const Value& options = {}) const;

  FsPromises promises = {};
  FsConstants constants = {};
};

}  // namespace detail

/// Node: https://nodejs.org/api/fs.html. Callbacks run on the loop, the work on another thread. Errors are Node's: "ENOENT: no such
/// file or directory, open 'x'", with `code`, and `errno`, `syscall` and `path` as properties; what is wrong with the arguments is
/// thrown at once.
inline constexpr detail::Fs fs{};

}  // namespace crema
