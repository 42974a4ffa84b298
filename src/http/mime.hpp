// http/mime.hpp — media types by file name, and what is known of each: npm's mime-types over mime-db.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// The media type of an extension ("html", ".html") or of a path ("a/b.html"); empty if unknown. No charset.
std::string_view mime_lookup(std::string_view path_or_extension) noexcept;

/// The charset that goes with a media type ("utf-8"), lower-case; empty if none. Parameters of the type are ignored.
std::string_view mime_charset(std::string_view type) noexcept;

/// What a Content-Type field should say: a type is kept and an extension looked up, and the charset is added when one
/// is known and none is there. Nothing for an unknown extension or an empty text.
std::optional<std::string> mime_content_type(std::string_view type_or_extension);

/// The same into `out`, which is replaced (and whose room is used again); false, and `out` empty, if there is none.
bool mime_content_type(std::string_view type_or_extension, std::string& out);

/// Whether bodies of this type are worth compressing (npm's compressible): mime-db's word, else text/*, +json, +text,
/// +xml.
bool mime_compressible(std::string_view type) noexcept;

}  // namespace crema::http
