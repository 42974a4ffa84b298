// http/whatwg_parser.hpp — the basic URL parser, a state machine: https://url.spec.whatwg.org/#url-parsing.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/whatwg_url.hpp"

namespace crema::http {

bool is_special_scheme(std::string_view scheme) noexcept;
std::optional<std::uint16_t> default_port(std::string_view scheme) noexcept;
bool cannot_have_credentials(const UrlRecord& url) noexcept;

/// Invariant: at_ is the byte that the state looks at, or size(), the end; a state that wants it looked at again by the next one
/// says so with `again`.
class UrlParser {
 public:
  enum class State : std::uint8_t {
    scheme_start,
    scheme,
    no_scheme,
    special_relative_or_authority,
    path_or_authority,
    relative,
    relative_slash,
    authority_slashes,
    authority_ignore_slashes,
    authority,
    host,
    hostname,
    port,
    file,
    file_slash,
    file_host,
    path_start,
    path,
    opaque_path,
    query,
    fragment,
  };

  UrlParser(UrlRecord& url, const UrlRecord* base, std::string_view input);
  /// Fills the record; false: it is no URL.
  bool parse() { return run(State::scheme_start); }
  /// A setter's part alone; what does not fit is left out.
  void parse_part(State from) {
    override_ = from;
    run(from);
  }

 private:
  enum class Step : std::uint8_t { next, again, done, failure };

  bool run(State from);
  Step step();
  Step to(State state, Step how = Step::next) {
    state_ = state;
    return how;
  }
  Step scheme_start();
  Step scheme();
  Step scheme_ends();
  Step no_scheme();
  Step special_relative_or_authority();
  Step relative();
  Step relative_slash();
  Step authority_slashes();
  Step authority();
  Step credentials();
  Step host();
  Step port();
  Step file();
  Step file_slash();
  Step file_host();
  Step path_start();
  Step path();
  Step opaque_path();
  Step query();
  Step fragment();

  bool end() const noexcept { return at_ >= input_.size(); }
  bool is(char c) const noexcept { return !end() && input_[at_] == c; }
  bool is_slash() const noexcept { return is('/') || (special() && is('\\')); }
  bool ends_authority() const noexcept { return end() || is_slash() || is('?') || is('#'); }
  std::string_view from_here() const noexcept { return input_.substr(at_ < input_.size() ? at_ : input_.size()); }
  bool special() const noexcept { return is_special_scheme(url_.scheme); }
  Step to_query();
  Step to_fragment();
  void take_authority_of_base();
  bool set_host();

  UrlRecord& url_;
  const UrlRecord* base_;
  std::string input_text_;
  std::string_view input_;
  std::size_t at_ = 0;
  State state_ = State::scheme_start;
  std::optional<State> override_;
  std::string buffer_;
  bool at_sign_seen_ = false, in_brackets_ = false, password_seen_ = false;
};

}  // namespace crema::http
