// fs. Each function is an Operation: its arguments are checked and taken as plain C++, the call runs here or on another thread,
// and the result becomes a Value on the loop.
#include <crema/fs.hpp>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <string>
#include <utility>

#include "core/encodings.hpp"
#include "core/system_error.hpp"
#include "core/value_node.hpp"
#include "core/arguments.hpp"
#include "node/fs_arguments.hpp"
#include "node/fs_calls.hpp"
#include "node/fs_stats.hpp"

namespace crema::detail {
namespace {

template <class R = Value>
struct Operation {
  // No aggregate: g++ 12 destroys one twice inside a co_await.
  Operation(Callback<FileOutcome&> c, R (*r)(FileOutcome&, const Value&), Value h = {})
      : call(std::move(c)), result(r), how(std::move(h)) {}
  Callback<FileOutcome&> call;                          // on any thread
  R (*result)(FileOutcome& outcome, const Value& how);  // on the loop
  Value how;
};

Error error_of_outcome(const FileOutcome& o) {
  if (o.refused) {
    Error error("Path is a directory: rm returned EISDIR (is a directory) " + o.path);
    error.name = "SystemError";
    error.code = "ERR_FS_EISDIR";
    error["info"] = {
        {"code", "EISDIR"}, {"message", "is a directory"}, {"path", o.path}, {"syscall", o.call}, {"errno", o.number}};
    error["errno"] = o.number;
    error["syscall"] = o.call;
    error["path"] = o.path;
    return error;
  }
  auto error = file_error(o.number, o.call, o.path);
  if (o.target.empty()) return error;
  error.message += " -> '" + o.target + "'";
  error["dest"] = o.target;
  return error;
}

template <class R>
R now(const Operation<R>& operation) {
  FileOutcome outcome;
  operation.call(outcome);
  if (outcome.number != 0) throw error_of_outcome(outcome);
  return operation.result(outcome, operation.how);
}

template <class R>
Task<R> later(Operation<R> operation) {
  auto work = [call = operation.call] {
    FileOutcome made;
    call(made);
    return made;
  };
  auto outcome = co_await offload(std::move(work));
  if (outcome.number != 0) throw error_of_outcome(outcome);
  co_return operation.result(outcome, operation.how);
}

Task<> done(Operation<Value> operation) { (void)co_await later(std::move(operation)); }

template <class R, class C>
Task<> report(Operation<R> operation, C callback) {
  Error failed;
  R result;
  try {
    result = co_await later(std::move(operation));
  } catch (...) {
    failed = error_of(std::current_exception());
  }
  if (failed) callback(failed);
  else callback(nullptr, result);
}

template <class R, class C>
void start(Operation<R> operation, const C& callback) {
  if (!callback) throw_invalid_type("The \"cb\" argument", "of type function", undefined);
  (void)report(std::move(operation), callback);
}

constexpr int copy_exclusive = 1;

// -- results -----------------------------------------------------------------------------------------------------------------

Value nothing(FileOutcome&, const Value&) { return {}; }

Value bytes_or_text(FileOutcome& o, const Value& encoding) {
  if (encoding == undefined) return make_buffer(std::move(o.bytes));
  return make_text(encoded(o.bytes, *encoding_named(encoding.view())));
}

Value path_text(FileOutcome& o, const Value&) { return o.bytes.empty() ? Value() : make_text(o.bytes); }

Value names(FileOutcome& o, const Value& how) {
  const Value list = make_array(o.entries.size());
  const auto root = o.entries.empty() ? std::string() : o.entries.front().parent;
  const auto below = root.ends_with('/') ? root.size() : root.size() + 1;
  for (const auto& entry : o.entries) {
    if (how == "entries") append_element(list, folder_entry(entry));
    else
      append_element(
          list, make_text(entry.parent.size() > below ? entry.parent.substr(below) + "/" + entry.name : entry.name));
  }
  return list;
}

Stats stats(FileOutcome& o, const Value& how) {
  return how == "maybe" && o.info.st_mode == 0 ? Stats() : stats_of(o.info);
}

// -- operations --------------------------------------------------------------------------------------------------------------

Operation<> read_operation(const Value& file, const Value& given) {
  const Value options = options_argument(given);
  return {[file = path_argument("path", file), flags = flag_option(options, "r")](FileOutcome& o) {
            read_file(o, file, flags);
          },
          bytes_or_text, encoding_option(options)};
}

Operation<> write_operation(const Value& file, const Value& data, const Value& given, std::string_view usual) {
  const Value options = options_argument(given);
  return {[file = path_argument("path", file), data = data_argument(data, options), flags = flag_option(options, usual),
           mode = mode_argument(options["mode"], 0666)](FileOutcome& o) { write_file(o, file, data, flags, mode); },
          nothing};
}

Operation<> readdir_operation(const Value& folder, const Value& given) {
  const Value options = options_argument(given);
  return {[folder = path_argument("path", folder),
           recursive = static_cast<bool>(options["recursive"])](FileOutcome& o) { read_folder(o, folder, recursive); },
          names, options["withFileTypes"] ? "entries" : "names"};
}

Operation<Stats> stat_operation(const Value& path, bool link, const Value& given = {}) {
  const bool maybe = options_argument(given)["throwIfNoEntry"] == false;
  return {[path = path_argument("path", path), link, maybe](FileOutcome& o) {
            stat_file(o, path, link);
            if (maybe && (o.number == ENOENT || o.number == ENOTDIR)) o.number = 0;
          },
          stats, maybe ? "maybe" : "always"};
}

Operation<> access_operation(const Value& path, const Value& mode) {
  return {[path = path_argument("path", path), mode = access_argument(mode)](FileOutcome& o) {
            access_file(o, path, mode);
          },
          nothing};
}

Operation<> mkdir_operation(const Value& folder, const Value& given) {
  const bool mode_alone = kind_of(given) == Kind::number || kind_of(given) == Kind::text;
  const Value options = mode_alone ? Value{{"mode", given}} : options_argument(given);
  return {[folder = path_argument("path", folder), mode = mode_argument(options["mode"], 0777),
           recursive = static_cast<bool>(options["recursive"])](FileOutcome& o) {
            make_folder(o, folder, mode, recursive);
          },
          path_text};
}

Operation<> rm_operation(const Value& path, const Value& given) {
  const Value options = options_argument(given);
  return {[path = path_argument("path", path), recursive = static_cast<bool>(options["recursive"]),
           force = static_cast<bool>(options["force"])](FileOutcome& o) { remove_any(o, path, recursive, force); },
          nothing};
}

Operation<> simple_operation(const Value& path, void (*call)(FileOutcome&, const std::string&),
                             Value (*result)(FileOutcome&, const Value&) = nothing) {
  return {[path = path_argument("path", path), call](FileOutcome& o) { call(o, path); }, result};
}

Operation<> rename_operation(const Value& from, const Value& to) {
  return {[from = path_argument("oldPath", from), to = path_argument("newPath", to)](FileOutcome& o) {
            rename_file(o, from, to);
          },
          nothing};
}

Operation<> copy_operation(const Value& from, const Value& to, const Value& mode) {
  return {[from = path_argument("src", from), to = path_argument("dest", to),
           exclusive = (access_argument(mode) & copy_exclusive) != 0](FileOutcome& o) {
            copy_file(o, from, to, exclusive);
          },
          nothing};
}

Operation<> mkdtemp_operation(const Value& prefix) {
  return {[prefix = path_argument("prefix", prefix)](FileOutcome& o) { make_temporary_folder(o, prefix); }, path_text};
}

Operation<> chmod_operation(const Value& path, const Value& mode) {
  if (mode == null) throw_invalid_type("The \"mode\" argument", "of type number", mode);
  return {[path = path_argument("path", path), mode = mode_argument(mode, 0)](FileOutcome& o) {
            change_mode(o, path, mode);
          },
          nothing};
}

Operation<> truncate_operation(const Value& path, const Value& size) {
  const double bytes = static_cast<double>(size_argument("len", size == null ? Value(0) : size, 9007199254740991.0));
  return {[path = path_argument("path", path), bytes](FileOutcome& o) {
            truncate_file(o, path, static_cast<off_t>(bytes));
          },
          nothing};
}

Operation<> symlink_operation(const Value& target, const Value& path) {
  return {[target = path_argument("target", target), path = path_argument("path", path)](FileOutcome& o) {
            make_link(o, target, path);
          },
          nothing};
}

}  // namespace

int FsConstants::operator[](const Text& name) const {
  constexpr std::pair<std::string_view, int> known[] = {
      {"F_OK", F_OK}, {"R_OK", R_OK}, {"W_OK", W_OK}, {"X_OK", X_OK}, {"COPYFILE_EXCL", copy_exclusive}};
  for (const auto& [constant, bits] : known)
    if (constant == name.view()) return bits;
  throw TypeError("fs.constants." + name.str() + " is not known here");
}

// -- with callbacks ----------------------------------------------------------------------------------------------------------

void Fs::readFile(const Value& file, const Value& options, Callback<Error, Value> cb) const {
  start(read_operation(file, options), cb);
}
void Fs::writeFile(const Value& file, const Value& data, const Value& options, Callback<Error> cb) const {
  start(write_operation(file, data, options, "w"), cb);
}
void Fs::appendFile(const Value& file, const Value& data, const Value& options, Callback<Error> cb) const {
  start(write_operation(file, data, options, "a"), cb);
}
void Fs::readdir(const Value& folder, const Value& options, Callback<Error, Value> cb) const {
  start(readdir_operation(folder, options), cb);
}
void Fs::stat(const Value& name, Callback<Error, Stats> cb) const { start(stat_operation(name, false), cb); }
void Fs::lstat(const Value& name, Callback<Error, Stats> cb) const { start(stat_operation(name, true), cb); }
void Fs::access(const Value& name, const Value& mode, Callback<Error> cb) const {
  start(access_operation(name, mode), cb);
}
void Fs::mkdir(const Value& folder, const Value& options, Callback<Error, Value> cb) const {
  start(mkdir_operation(folder, options), cb);
}
void Fs::rmdir(const Value& folder, Callback<Error> cb) const { start(simple_operation(folder, remove_folder), cb); }
void Fs::rm(const Value& name, const Value& options, Callback<Error> cb) const {
  start(rm_operation(name, options), cb);
}
void Fs::unlink(const Value& name, Callback<Error> cb) const { start(simple_operation(name, unlink_file), cb); }
void Fs::rename(const Value& from, const Value& to, Callback<Error> cb) const { start(rename_operation(from, to), cb); }
void Fs::copyFile(const Value& from, const Value& to, const Value& mode, Callback<Error> cb) const {
  start(copy_operation(from, to, mode), cb);
}
void Fs::realpath(const Value& name, Callback<Error, Value> cb) const {
  start(simple_operation(name, real_path, path_text), cb);
}
void Fs::mkdtemp(const Value& prefix, Callback<Error, Value> cb) const { start(mkdtemp_operation(prefix), cb); }
void Fs::chmod(const Value& name, const Value& mode, Callback<Error> cb) const {
  start(chmod_operation(name, mode), cb);
}
void Fs::truncate(const Value& name, const Value& size, Callback<Error> cb) const {
  start(truncate_operation(name, size), cb);
}
void Fs::symlink(const Value& target, const Value& name, Callback<Error> cb) const {
  start(symlink_operation(target, name), cb);
}
void Fs::readlink(const Value& name, Callback<Error, Value> cb) const {
  start(simple_operation(name, read_link, path_text), cb);
}

// -- at once -----------------------------------------------------------------------------------------------------------------

Value Fs::readFileSync(const Value& file, const Value& options) const { return now(read_operation(file, options)); }
void Fs::writeFileSync(const Value& file, const Value& data, const Value& options) const {
  now(write_operation(file, data, options, "w"));
}
void Fs::appendFileSync(const Value& file, const Value& data, const Value& options) const {
  now(write_operation(file, data, options, "a"));
}
Value Fs::readdirSync(const Value& folder, const Value& options) const {
  return now(readdir_operation(folder, options));
}
Stats Fs::statSync(const Value& name, const Value& options) const { return now(stat_operation(name, false, options)); }
Stats Fs::lstatSync(const Value& name, const Value& options) const { return now(stat_operation(name, true, options)); }
void Fs::accessSync(const Value& name, const Value& mode) const { now(access_operation(name, mode)); }
bool Fs::existsSync(const Value& name) const {
  const auto bytes = text_view(name);
  if (!bytes || bytes->find('\0') != std::string_view::npos) return false;
  FileOutcome outcome;
  access_file(outcome, std::string(*bytes), 0);
  return outcome.number == 0;
}
Value Fs::mkdirSync(const Value& folder, const Value& options) const { return now(mkdir_operation(folder, options)); }
void Fs::rmdirSync(const Value& folder) const { now(simple_operation(folder, remove_folder)); }
void Fs::rmSync(const Value& name, const Value& options) const { now(rm_operation(name, options)); }
void Fs::unlinkSync(const Value& name) const { now(simple_operation(name, unlink_file)); }
void Fs::renameSync(const Value& from, const Value& to) const { now(rename_operation(from, to)); }
void Fs::copyFileSync(const Value& from, const Value& to, const Value& mode) const {
  now(copy_operation(from, to, mode));
}
Value Fs::realpathSync(const Value& name) const { return now(simple_operation(name, real_path, path_text)); }
Value Fs::mkdtempSync(const Value& prefix) const { return now(mkdtemp_operation(prefix)); }
void Fs::chmodSync(const Value& name, const Value& mode) const { now(chmod_operation(name, mode)); }
void Fs::truncateSync(const Value& name, const Value& size) const { now(truncate_operation(name, size)); }
void Fs::symlinkSync(const Value& target, const Value& name) const { now(symlink_operation(target, name)); }
Value Fs::readlinkSync(const Value& name) const { return now(simple_operation(name, read_link, path_text)); }

// -- as tasks: what is wrong with the arguments is theirs, too ---------------------------------------------------------------

Task<Value> FsPromises::readFile(Value file, Value options) const {
  co_return co_await later(read_operation(file, options));
}
Task<> FsPromises::writeFile(Value file, Value data, Value options) const {
  co_await done(write_operation(file, data, options, "w"));
}
Task<> FsPromises::appendFile(Value file, Value data, Value options) const {
  co_await done(write_operation(file, data, options, "a"));
}
Task<Value> FsPromises::readdir(Value folder, Value options) const {
  co_return co_await later(readdir_operation(folder, options));
}
Task<Stats> FsPromises::stat(Value name) const { co_return co_await later(stat_operation(name, false)); }
Task<Stats> FsPromises::lstat(Value name) const { co_return co_await later(stat_operation(name, true)); }
Task<> FsPromises::access(Value name, Value mode) const { co_await done(access_operation(name, mode)); }
Task<Value> FsPromises::mkdir(Value folder, Value options) const {
  co_return co_await later(mkdir_operation(folder, options));
}
Task<> FsPromises::rmdir(Value folder) const { co_await done(simple_operation(folder, remove_folder)); }
Task<> FsPromises::rm(Value name, Value options) const { co_await done(rm_operation(name, options)); }
Task<> FsPromises::unlink(Value name) const { co_await done(simple_operation(name, unlink_file)); }
Task<> FsPromises::rename(Value from, Value to) const { co_await done(rename_operation(from, to)); }
Task<> FsPromises::copyFile(Value from, Value to, Value mode) const { co_await done(copy_operation(from, to, mode)); }
Task<Value> FsPromises::realpath(Value name) const {
  co_return co_await later(simple_operation(name, real_path, path_text));
}
Task<Value> FsPromises::mkdtemp(Value prefix) const { co_return co_await later(mkdtemp_operation(prefix)); }
Task<> FsPromises::chmod(Value name, Value mode) const { co_await done(chmod_operation(name, mode)); }
Task<> FsPromises::truncate(Value name, Value size) const { co_await done(truncate_operation(name, size)); }
Task<> FsPromises::symlink(Value target, Value name) const { co_await done(symlink_operation(target, name)); }
Task<Value> FsPromises::readlink(Value name) const {
  co_return co_await later(simple_operation(name, read_link, path_text));
}

}  // namespace crema::detail
