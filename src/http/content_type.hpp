// http/content_type.hpp — Content-Type read, compared and written: npm's content-type 2 and type-is 2.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::http {

/// A Content-Type taken apart. Never fails: what is no media type simply has an odd `type`.
struct ContentType {
  std::string type;                                             // lower-case: "text/html"
  std::vector<std::pair<std::string, std::string>> parameters;  // names lower-case, the first of a name wins

  /// The value of a parameter (`name` in lower case), or nullptr.
  const std::string* find(std::string_view name) const noexcept;
};

ContentType parse_content_type(std::string_view header);

/// The text of a Content-Type. Nothing if the type or a parameter cannot be written; then `error` (if given) says why,
/// in the words of npm's content-type.
std::optional<std::string> format_content_type(const ContentType& content_type, std::string* error = nullptr);

/// The value of one parameter (`name` in lower case) without taking the rest apart; unquoted, case kept.
std::optional<std::string> content_type_parameter(std::string_view header, std::string_view name);

/// Sets the charset of a Content-Type, keeping its other parameters, as res.send(text) does. Returns `type` itself when
/// it already reads as it should, else a view of `scratch`; nothing (and `error`, "Invalid type: x") if it is no media
/// type.
std::optional<std::string_view> set_charset(std::string_view type, std::string_view charset, std::string& scratch,
                                            std::string* error = nullptr);

/// The media type of a Content-Type field without parameters, not folded; empty if it is none. A view of `header`.
std::string_view media_type(std::string_view header) noexcept;

/// Whether a Content-Type field is of this type: "text/html", "text/*", "*/*", "+json", an extension ("html"),
/// "urlencoded" or "multipart". Parameters of the field are ignored, its case too.
bool content_type_is(std::string_view header, std::string_view pattern) noexcept;

/// req.is() for a request that has a body: the first pattern that matches as it was given, but the actual type
/// (lower-case) for a pattern with a wildcard; without patterns the type itself. Nothing if none matches.
std::optional<std::string> type_is(std::string_view header, std::span<const std::string_view> patterns);

}  // namespace crema::http
