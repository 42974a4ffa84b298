// http/percent.hpp — percent-encoding as JavaScript and Node do it, and HTML escaping. Texts are UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crema::http {

/// encodeURIComponent. False, and `out` unchanged, for a lone surrogate ("URI malformed"); other bytes that are no
/// UTF-8 become U+FFFD.
bool append_uri_component(std::string& out, std::string_view text);
std::optional<std::string> encode_uri_component(std::string_view text);

/// decodeURIComponent: nothing if an escape is broken or does not make UTF-8. `+` stays.
std::optional<std::string> decode_uri_component(std::string_view text);

/// The same into `out`, which is replaced; false leaves it unspecified.
bool decode_uri_component(std::string_view text, std::string& out);

/// querystring.unescape: decodeURIComponent, and where that fails every good escape is decoded, the rest kept, and what
/// is no UTF-8 becomes U+FFFD. Replaces `out`.
void decode_leniently(std::string_view text, std::string& out);

/// unescape() of the old days: each %xx is one Latin-1 character (which becomes UTF-8), broken ones stay. Replaces
/// `out`.
void decode_latin1(std::string_view text, std::string& out);

/// npm's encodeurl: makes a text fit for a Location field; good escapes stay, a stray `%` becomes %25.
void append_encoded_url(std::string& out, std::string_view url);
std::string encode_url(std::string_view url);

/// npm's escape-html: & < > " ' become &amp; &lt; &gt; &quot; &#39;.
void append_escaped_html(std::string& out, std::string_view text);
std::string escape_html(std::string_view text);

/// Appends `bytes` with what is no UTF-8 replaced by U+FFFD, as TextDecoder does.
void append_utf8(std::string& out, std::string_view bytes);

}  // namespace crema::http
