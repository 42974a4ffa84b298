// What the head of a part says: Content-Disposition, Content-Type and Content-Transfer-Encoding as npm's busboy 1.6 reads them.
// Pure: bytes in, texts out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crema::detail {

struct MediaType {
  std::string type, subtype;  // in small letters
  std::vector<std::pair<std::string, std::string>>
      parameters;  // names in small letters; of several of a name the first

  const std::string* parameter(std::string_view name) const;
};

// nullopt where busboy takes it for malformed.
std::optional<MediaType> parse_media_type(std::string_view text);
// Whether type-is 1.6 finds "multipart/…" in a Content-Type; it is stricter with parameters than busboy.
bool is_multipart(std::string_view content_type);

// The fields of a part's head that matter: the first of each name, as they came.
struct PartFields {
  std::optional<std::string> disposition, type, transfer_encoding;
};

struct PartHead {
  std::optional<std::string> name;      // never empty
  std::optional<std::string> filename;  // the last part of the path, unless `keep_path`; empty for "." and ".."
  std::string type = "text/plain";
  std::string encoding = "7bit";
  std::string charset;  // of the value

  // busboy's rule: what has a file name or is of no known type is a file.
  bool is_file() const { return filename || type == "application/octet-stream"; }
};

struct PartRules {
  std::string parameter_charset = "latin1";  // of name and filename
  std::string charset = "utf8";              // of values that do not name one
  bool keep_path = false;
};

// nullopt: no form-data, or malformed; the part is left out.
std::optional<PartHead> read_part_head(const PartFields& fields, const PartRules& rules);

// Bytes in a charset as UTF-8. nullopt for charsets that npm's busboy does not decode (it knows UTF-8, Latin-1, UTF-16LE, and
// shows base64); no bytes are an empty text in each.
std::optional<std::string> decode_bytes(std::string_view bytes, std::string_view charset);

}  // namespace crema::detail
