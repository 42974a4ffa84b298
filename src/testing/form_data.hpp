// testing/form_data.hpp — a form in multipart/form-data (RFC 7578), as npm's form-data writes it.
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>

namespace crema::supertest {

class FormData {
 public:
  FormData();
  void field(std::string_view name, std::string_view value);
  // `options`: undefined, a name, or {filename, contentType}. `path` is where the file was read, if it was.
  void file(std::string_view name, std::string_view content, const Value& options, std::string_view path);
  std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
  std::string body() const { return parts_ + "--" + boundary_ + "--\r\n"; }

 private:
  std::string boundary_, parts_;
};

}  // namespace crema::supertest
