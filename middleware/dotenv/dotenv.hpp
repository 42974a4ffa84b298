// crema/dotenv.hpp — settings from the file .env into the environment.                                 npm: dotenv 17
#pragma once
#include <crema/process.hpp>
#include <crema/value.hpp>

#include <string>

namespace crema {

/// Options of dotenv.config(). Of an option that is left out DOTENV_CONFIG_QUIET and DOTENV_CONFIG_DEBUG in the environment decide.
struct DotenvOptions {
  Value path = {};                // The file, or a list of them; ~ is the home directory. Default: ".env".
  std::string encoding = "utf8";  // Of the file: "utf8", "latin1", "utf16le". Default: "utf8".
  bool quiet = true;              // False: a line on standard error tells how many were set. Default: true.
  bool debug = false;             // Lines on standard output tell what is not set, and why. Default: false.
  bool override =
      false;  // Variables that are set already are set anew; of several files the last one counts. Default: false.
  Value processEnv = {};  // An object to be filled instead of the environment. Default: process.env.
};

/// Options of dotenv.populate().
struct DotenvPopulateOptions {
  bool override = false;  // Members that are there already are set anew. Default: false.
  bool debug = false;     // Lines on standard output tell what is there already. Default: false.
};

namespace detail {

struct DotenvLibrary {
  /// Reads the files and sets the variables that the environment does not have. {parsed}, an object of texts, and {error} when a
  /// file cannot be read, the last one's: that is no exception. Once, before other threads begin.
  Value config(const DotenvOptions& options = {}) const;
  Value configDotenv(const DotenvOptions& options = {}) const { return config(options); }
  /// What a text in the format of .env says: an object of texts. A buffer is read as UTF-8.
  Value parse(const Value& text) const;
  /// Sets what `target` does not have; gives what it has set. TypeError-like Error with code OBJECT_REQUIRED for no object.
  Value populate(const Value& target, const Value& parsed, const DotenvPopulateOptions& options = {}) const;
  /// The same for the environment: `dotenv.populate(process.env, parsed)`.
  Value populate(const Environment& target, const Value& parsed, const DotenvPopulateOptions& options = {}) const;
};

}  // namespace detail

/// `dotenv.config();` as the first line of main: then `process.env["PORT"]` is what .env says.
/// npm: https://github.com/motdotla/dotenv
inline constexpr detail::DotenvLibrary dotenv{};

}  // namespace crema
