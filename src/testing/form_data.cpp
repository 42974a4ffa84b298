// Forms with files.
#include "testing/form_data.hpp"

#include <crema/cookie.hpp>
#include <crema/path.hpp>

#include "core/value_node.hpp"
#include "http/mime.hpp"

namespace crema::supertest {
namespace {

// As browsers escape names: what would end the quoted text or the line.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') out += "%22";
    else if (c == '\r') out += "%0D";
    else if (c == '\n') out += "%0A";
    else out += c;
  }
  return out;
}

}  // namespace

FormData::FormData() : boundary_("--------------------------" + randomId(18)) {}

void FormData::field(std::string_view name, std::string_view value) {
  parts_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + escaped(name) + "\"\r\n\r\n";
  parts_.append(value).append("\r\n");
}

void FormData::file(std::string_view name, std::string_view content, const Value& options, std::string_view file_path) {
  const bool is_object = kind_of(options) == Kind::object;
  Value filename = is_object ? options["filename"] : options;
  if (!filename && !file_path.empty()) filename = file_path;
  Value type = is_object ? options["contentType"] : Value();
  if (filename && !type) type = http::mime_lookup(filename.str());
  parts_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + escaped(name) + "\"";
  if (filename) parts_ += "; filename=\"" + escaped(path.basename(filename).str()) + "\"";
  parts_ += "\r\nContent-Type: " + (type ? type.str() : "application/octet-stream") + "\r\n\r\n";
  parts_.append(content).append("\r\n");
}

}  // namespace crema::supertest
