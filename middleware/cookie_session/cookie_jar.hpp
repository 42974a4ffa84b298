// npm's cookies 0.9: the cookies of a request by its pattern, and those of the answer with their signatures beside them, in
// NAME.sig. The text of a cookie is taken as it stands: nothing is percent-decoded or encoded.
#pragma once
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <string>
#include <string_view>

#include "keygrip.hpp"

namespace crema::detail {

// What follows a cookie's name and value, as an option object says it.
struct JarAttributes {
  Value path = "/", expires, domain, max_age, priority, same_site, secure;
  bool http_only = true, partitioned = false, overwrite = false, is_signed = false;

  static JarAttributes of(const Value& options);
};

class CookieJar {
 public:
  CookieJar(const Request& req, const Response& res, Keygrip keys) : req_(req), res_(res), keys_(std::move(keys)) {}

  // The value of the first cookie of that name; undefined if there is none. With a signature: only if one of the keys has
  // made it. A wrong one is deleted in the browser, one by an older key is made anew.
  Value get(std::string_view name, bool is_signed) const;
  // Adds Set-Cookie fields; an empty value deletes. Throws TypeError "option path is invalid" and others.
  void set(std::string_view name, std::string_view value, const JarAttributes& attributes) const;

  // Throws what set() throws of a name and attributes that no request can do anything about.
  static void check_cookie(std::string_view name, const JarAttributes& attributes);

 private:
  Value find(std::string_view name) const;
  bool is_secure() const;

  const Request& req_;
  const Response& res_;
  Keygrip keys_;
};

}  // namespace crema::detail
