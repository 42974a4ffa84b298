// crema/sqlite_store.hpp — sessions in one file of SQLite's: they outlive the program.          npm: connect-sqlite3
#pragma once
#include <crema/duration.hpp>
#include <crema/session_store.hpp>

#include <string>

namespace crema {

/// Options of SqliteStore. Throws TypeError when `table` is no plain name or `synchronous` is another text, and Error when the file
/// cannot be opened, naming it and what is to be done.
struct SqliteStoreOptions {
  std::string db = "sessions.db";     // The file; ":memory:" for none. Default: "sessions.db".
  std::string dir = ".";              // Its folder. Default: the working directory.
  bool createDirIfNotExists = false;  // Make the folder. Default: false.
  std::string table = "sessions";     // Letters, digits and _. Default: "sessions".
  Duration ttl = 86400000;  // How long a session lives whose cookie has no end, in ms or "1d". Default: a day.
  Duration pruneInterval =
      900000;                   // How often expired ones are removed, in ms or "15m"; 0: never. Default: 15 minutes.
  Duration busyTimeout = 2000;  // How long another process may hold the file, in ms or "2s". Default: 2 s.
  std::string synchronous =
      "NORMAL";  // "FULL": survives a power cut, too, at one flush for each batch. Default: "NORMAL".
};

/// Keeps sessions in a table (sid, expired, sess) as connect-sqlite3 has it, in WAL mode. What was acknowledged survives the end of
/// the process, however it ends. SQLite runs on a thread of the store's own; what comes while it works is one transaction. A
/// handle: copies are the same store. Several programs may use one file on one machine.
/// `app.use(session({.secret = "my-secret", .store = SqliteStore({.db = "sessions.db"})}));`
/// npm: https://www.npmjs.com/package/connect-sqlite3
class SqliteStore : public StoreHandle {
 public:
  explicit SqliteStore(const SqliteStoreOptions& options = {});
};

}  // namespace crema
