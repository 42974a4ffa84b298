// What goes into SQLite and comes out of it, apart from Values, so that another thread may hold it; and SQLite's errors.
#pragma once
#include <crema/error.hpp>
#include <crema/value.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace crema::detail {

struct SqlBlob {
  std::string bytes;
};
using SqlValue = std::variant<std::nullptr_t, std::int64_t, double, std::string, SqlBlob>;

// SQLite's result code of a failed bind; 0: it went well.
int bind_sql(sqlite3_stmt* statement, int at, const SqlValue& value);
SqlValue sql_column(sqlite3_stmt* statement, int column);
// `exact`: an integer that a number cannot hold is a text of its digits.
Value value_of(const SqlValue& value, bool exact = false);

// "SQLITE_CONSTRAINT_UNIQUE"; of the primary code where the extended one has no name.
std::string sqlite_code(int code);

}  // namespace crema::detail
