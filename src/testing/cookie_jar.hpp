// testing/cookie_jar.hpp — the cookies of an agent (RFC 6265 §5): by domain, path and name.
#pragma once
#include <crema/value.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "testing/urls.hpp"

namespace crema::supertest {

class CookieJar {
 public:
  // A Set-Cookie field of an answer from `from`. Those for other hosts are ignored.
  void take(std::string_view field, const Url& from);
  // One that goes to every host; its path is / unless it says otherwise.
  void add(std::string_view field);
  // The Cookie field for a request; empty if there is none.
  std::string field(const Url& to);
  // {name, value, path, secure, expires}, or undefined.
  Value find(std::string_view name);

 private:
  struct Cookie {
    std::string name, value, path, domain;  // domain: empty goes to every host
    bool subdomains = false, secure = false;
    double expires = 0;  // ms since 1970; infinite: with the jar
  };
  static bool read(std::string_view field, Cookie& cookie);
  void keep(Cookie cookie);
  void drop_expired();
  std::vector<Cookie> cookies_;
};

}  // namespace crema::supertest
