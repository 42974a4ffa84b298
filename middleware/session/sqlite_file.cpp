// SQLite's C API, and its errors in sentences.
#include "sqlite_file.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace crema::detail {
namespace {

constexpr const char* in_memory = ":memory:";

const char* name_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "SQLITE_BUSY";
    case SQLITE_CORRUPT:
      return "SQLITE_CORRUPT";
    case SQLITE_NOTADB:
      return "SQLITE_NOTADB";
    case SQLITE_FULL:
      return "SQLITE_FULL";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "SQLITE_READONLY";
    case SQLITE_CANTOPEN:
      return "SQLITE_CANTOPEN";
    case SQLITE_IOERR:
      return "SQLITE_IOERR";
    default:
      return "SQLITE_ERROR";
  }
}

const char* advice(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds it; it was waited for as long as .busyTimeout allows";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "it is damaged or no SQLite file; stop the program and put another in its place, or remove it with its "
             "-wal and -shm";
    case SQLITE_FULL:
      return "the disk is full, or the quota is";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "the file and its folder must be writable";
    case SQLITE_CANTOPEN:
      return "the folder must exist and be writable";
    case SQLITE_IOERR:
      return "the disk is full or failing";
    default:
      return "see SQLite's own words before";
  }
}

Error error_with(int code, const std::string& path, const char* doing, const std::string& words) {
  Error error("SqliteStore: cannot " + std::string(doing) + " " + path + ": " + words + " (" + advice(code) + ")");
  error.code = name_of(code);
  return error;
}

}  // namespace

// ---- statements

void SqliteStatement::prepare(SqliteFile& file, const std::string& sql) {
  file_ = &file;
  if (sqlite3_prepare_v3(file.db(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
    file.fail("use");
  }
}

void SqliteStatement::close() noexcept { sqlite3_finalize(std::exchange(statement_, nullptr)); }

SqliteStatement& SqliteStatement::bind(int at, std::string_view text) {
  sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

SqliteStatement& SqliteStatement::bind(int at, std::int64_t number) {
  sqlite3_bind_int64(statement_, at, number);
  return *this;
}

bool SqliteStatement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return reset(), false;
  try {
    file_->fail("use");
  } catch (...) {
    reset();
    throw;
  }
}

int SqliteStatement::run() {
  while (step()) {
  }
  return sqlite3_changes(file_->db());
}

void SqliteStatement::reset() noexcept {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::string SqliteStatement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

std::int64_t SqliteStatement::number(int column) const { return sqlite3_column_int64(statement_, column); }

// ---- the file

SqliteFile::SqliteFile(SqliteSettings settings) : settings_(std::move(settings)) { open(); }

void SqliteFile::fail(const char* doing) const {
  const int code = db_ ? sqlite3_errcode(db_) : SQLITE_NOMEM;
  throw error_with(code, settings_.path, doing, db_ ? sqlite3_errmsg(db_) : "out of memory");
}

// The -wal and the -shm get the permissions of the file.
void SqliteFile::create() {
  const int descriptor = ::open(settings_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) throw error_with(SQLITE_CANTOPEN, settings_.path, "open", std::strerror(errno));
  ::close(descriptor);
}

void SqliteFile::open() {
  if (settings_.path != in_memory) create();
  try {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(settings_.path.c_str(), &db_, flags, nullptr) != SQLITE_OK) fail("open");
    sqlite3_busy_timeout(db_, settings_.busy_ms);
    const std::string& table = settings_.table;
    exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = " + settings_.synchronous +
         "; PRAGMA journal_size_limit = 67108864");
    exec("CREATE TABLE IF NOT EXISTS " + table + " (sid PRIMARY KEY, expired, sess)");
    exec("CREATE INDEX IF NOT EXISTS " + table + "_expired ON " + table + " (expired)");
    get.prepare(*this, "SELECT sess FROM " + table + " WHERE sid = ?1 AND expired > ?2");
    set.prepare(*this, "INSERT OR REPLACE INTO " + table + " (sid, expired, sess) VALUES (?1, ?2, ?3)");
    replace.prepare(*this, "UPDATE " + table + " SET expired = ?2, sess = ?3 WHERE sid = ?1 AND expired > ?4");
    touch.prepare(*this, "UPDATE " + table + " SET expired = ?2 WHERE sid = ?1 AND expired > ?3");
    destroy.prepare(*this, "DELETE FROM " + table + " WHERE sid = ?1");
    all.prepare(*this, "SELECT sid, sess FROM " + table + " WHERE expired > ?1 ORDER BY rowid");
    length.prepare(*this, "SELECT count(*) FROM " + table + " WHERE expired > ?1");
    clear.prepare(*this, "DELETE FROM " + table);
    prune.prepare(*this, "DELETE FROM " + table + " WHERE rowid IN (SELECT rowid FROM " + table +
                             " WHERE expired <= ?1 LIMIT ?2)");
  } catch (...) {
    close();
    throw;
  }
}

void SqliteFile::follow() {
  int moved = 0;
  if (db_ && settings_.path != in_memory) sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (db_ && !moved) return;
  close();
  open();
}

void SqliteFile::exec(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("use");
}

void SqliteFile::roll_back() noexcept {
  if (db_ && in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteFile::in_transaction() const noexcept { return sqlite3_get_autocommit(db_) == 0; }

void SqliteFile::close() noexcept {
  for (auto* statement : {&get, &set, &replace, &touch, &destroy, &all, &length, &clear, &prune}) statement->close();
  sqlite3_close(std::exchange(db_, nullptr));
}

}  // namespace crema::detail
