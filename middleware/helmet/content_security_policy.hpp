// The directives of a Content-Security-Policy, checked as helmet checks them.
#pragma once
#include <crema/function.hpp>
#include <crema/value.hpp>

#include <string>
#include <utility>
#include <vector>

#include "helmet.hpp"

namespace crema::detail {

class ContentSecurityPolicy {
 public:
  /// Throws Error with helmet's sentences.
  explicit ContentSecurityPolicy(const CspOptions& options);

  const char* field() const { return field_; }
  /// The policy where it is the same for all requests; else undefined.
  const Value& constant() const { return text_; }
  /// The policy of one request; throws what a function throws, and Error where what it gives is no value.
  std::string text_for(Request& req, Response& res) const;

 private:
  using Directive = std::pair<std::string, Value>;  // name and list
  void read(const Value& given);
  Directive* find(const std::string& name);
  void remove(const std::string& name);

  const char* field_;
  std::vector<Directive> directives_;
  Value text_;
};

}  // namespace crema::detail
