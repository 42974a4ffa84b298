// crema/path.hpp — Node's path (the POSIX one), __dirname and __filename.
#pragma once
#if __has_include(<libintl.h>)
#include <libintl.h>  // it has a parameter called __dirname, which the macro below would hit
#endif
#include <crema/value.hpp>

#include <cstddef>
#include <string_view>

namespace crema {

namespace detail {

struct PathLibrary {
  /// The parts put together with '/' and normalized: `path.join(__dirname, "views")`. Empty ones are skipped.
  template <class... A>
  Value join(const A&... parts) const {
    const Value all[] = {Value(parts)..., Value()};
    return join_list(all, sizeof...(parts));
  }
  /// An absolute path: from the last part that is absolute on, else from the working directory.
  template <class... A>
  Value resolve(const A&... parts) const {
    const Value all[] = {Value(parts)..., Value()};
    return resolve_list(all, sizeof...(parts));
  }
  /// The last part, without `suffix`.
  Value basename(const Value& path, const Value& suffix = {}) const;
  /// Everything before the last part; "." if there is only one.
  Value dirname(const Value& path) const;
  /// From the last dot of the last part on: ".html"; empty without one.
  Value extname(const Value& path) const;
  /// Without "." and "..", without doubled slashes.
  Value normalize(const Value& path) const;
  /// The way from one path to the other.
  Value relative(const Value& from, const Value& to) const;
  /// {root, dir, base, ext, name}.
  Value parse(const Value& path) const;
  /// The path of what parse() gives: dir or root, then base or name and ext.
  Value format(const Value& parts) const;
  bool isAbsolute(const Value& path) const;

  std::string_view sep = "/";
  std::string_view delimiter = ":";

 private:
  Value join_list(const Value* parts, std::size_t count) const;
  Value resolve_list(const Value* parts, std::size_t count) const;
};

Value source_dir(const char* file);
Value source_file(const char* file);

}  // namespace detail

/// Node: https://nodejs.org/api/path.html. A part that is not text is a TypeError, as in Node.
inline constexpr detail::PathLibrary path{};

}  // namespace crema

/// The folder of this source file, as in JavaScript. Of a program that runs where its sources are not (it was installed), the
/// folder of the executable: keep views and public files beside it.
#define __dirname ::crema::detail::source_dir(__FILE__)
/// The path of this source file.
#define __filename ::crema::detail::source_file(__FILE__)
