// One function a state, in the order of the specification.
#include "http/whatwg_parser.hpp"

#include <algorithm>

#include "http/text.hpp"
#include "http/whatwg_host.hpp"
#include "http/whatwg_percent.hpp"

namespace crema::http {
namespace {

bool is_drive_letter(std::string_view text) {
  return text.size() == 2 && is_alpha(text[0]) && (text[1] == ':' || text[1] == '|');
}
bool is_normalized_drive_letter(std::string_view text) { return is_drive_letter(text) && text[1] == ':'; }
bool starts_with_drive_letter(std::string_view text) {
  if (!is_drive_letter(text.substr(0, 2))) return false;
  return text.size() == 2 || std::string_view("/\\?#").find(text[2]) != std::string_view::npos;
}

bool is_single_dot(std::string_view text) { return text == "." || iequals(text, "%2e"); }
bool is_double_dot(std::string_view text) {
  return text == ".." || iequals(text, ".%2e") || iequals(text, "%2e.") || iequals(text, "%2e%2e");
}

void shorten(UrlRecord& url) {
  if (url.scheme == "file" && url.path.size() == 1 && is_normalized_drive_letter(url.path[0])) return;
  if (!url.path.empty()) url.path.pop_back();
}

}  // namespace

std::optional<std::uint16_t> default_port(std::string_view scheme) noexcept {
  if (scheme == "http" || scheme == "ws") return std::uint16_t{80};
  if (scheme == "https" || scheme == "wss") return std::uint16_t{443};
  if (scheme == "ftp") return std::uint16_t{21};
  return {};
}
bool is_special_scheme(std::string_view scheme) noexcept {
  return scheme == "file" || default_port(scheme).has_value();
}
bool cannot_have_credentials(const UrlRecord& url) noexcept {
  return !url.host || url.host->empty() || url.scheme == "file";
}

UrlParser::UrlParser(UrlRecord& url, const UrlRecord* base, std::string_view input) : url_(url), base_(base) {
  input_text_.reserve(input.size());
  for (const char c : input) {
    if (c != '\t' && c != '\n' && c != '\r') input_text_ += c;
  }
  input_ = input_text_;
}

bool UrlParser::run(State from) {
  state_ = from;
  for (;;) {
    switch (step()) {
      case Step::next:
        if (end()) return true;
        ++at_;
        break;
      case Step::again:
        break;
      case Step::done:
        return true;
      case Step::failure:
        return false;
    }
  }
}

UrlParser::Step UrlParser::step() {
  switch (state_) {
    case State::scheme_start:
      return scheme_start();
    case State::scheme:
      return scheme();
    case State::no_scheme:
      return no_scheme();
    case State::special_relative_or_authority:
      return special_relative_or_authority();
    case State::path_or_authority:
      return is('/') ? to(State::authority) : to(State::path, Step::again);
    case State::relative:
      return relative();
    case State::relative_slash:
      return relative_slash();
    case State::authority_slashes:
      return authority_slashes();
    case State::authority_ignore_slashes:
      return is('/') || is('\\') ? Step::next : to(State::authority, Step::again);
    case State::authority:
      return authority();
    case State::host:
    case State::hostname:
      return host();
    case State::port:
      return port();
    case State::file:
      return file();
    case State::file_slash:
      return file_slash();
    case State::file_host:
      return file_host();
    case State::path_start:
      return path_start();
    case State::path:
      return path();
    case State::opaque_path:
      return opaque_path();
    case State::query:
      return query();
    case State::fragment:
      return fragment();
  }
  return Step::failure;
}

UrlParser::Step UrlParser::to_query() {
  url_.query = "";
  return to(State::query);
}
UrlParser::Step UrlParser::to_fragment() {
  url_.fragment = "";
  return to(State::fragment);
}

// -- scheme ------------------------------------------------------------------------------------------------------------------

UrlParser::Step UrlParser::scheme_start() {
  if (!end() && is_alpha(input_[at_])) {
    buffer_ += lower(input_[at_]);
    return to(State::scheme);
  }
  return override_ ? Step::failure : to(State::no_scheme, Step::again);
}

UrlParser::Step UrlParser::scheme() {
  if (!end() && (is_alpha(input_[at_]) || is_digit(input_[at_]) || is('+') || is('-') || is('.'))) {
    buffer_ += lower(input_[at_]);
    return Step::next;
  }
  if (is(':')) return scheme_ends();
  if (override_) return Step::failure;
  buffer_.clear();
  at_ = 0;
  return to(State::no_scheme, Step::again);
}

UrlParser::Step UrlParser::scheme_ends() {
  if (override_) {
    const bool credentials = !url_.username.empty() || !url_.password.empty();
    if (special() != is_special_scheme(buffer_)) return Step::done;
    if ((credentials || url_.port) && buffer_ == "file") return Step::done;
    if (url_.scheme == "file" && url_.host && url_.host->empty()) return Step::done;
    url_.scheme = buffer_;
    if (url_.port == default_port(url_.scheme)) url_.port.reset();
    return Step::done;
  }
  url_.scheme = std::move(buffer_);
  buffer_.clear();
  if (url_.scheme == "file") return to(State::file);
  if (special() && base_ && base_->scheme == url_.scheme) return to(State::special_relative_or_authority);
  if (special()) return to(State::authority_slashes);
  if (at_ + 1 < input_.size() && input_[at_ + 1] == '/') {
    ++at_;
    return to(State::path_or_authority);
  }
  url_.opaque_path = true;
  url_.path.assign(1, "");
  return to(State::opaque_path);
}

UrlParser::Step UrlParser::no_scheme() {
  if (!base_ || (base_->opaque_path && !is('#'))) return Step::failure;
  if (base_->opaque_path) {
    url_ = *base_;
    return to_fragment();
  }
  return to(base_->scheme == "file" ? State::file : State::relative, Step::again);
}

UrlParser::Step UrlParser::special_relative_or_authority() {
  if (!from_here().starts_with("//")) return to(State::relative, Step::again);
  ++at_;
  return to(State::authority_ignore_slashes);
}

void UrlParser::take_authority_of_base() {
  url_.username = base_->username;
  url_.password = base_->password;
  url_.host = base_->host;
  url_.port = base_->port;
}

UrlParser::Step UrlParser::relative() {
  url_.scheme = base_->scheme;
  if (is_slash()) return to(State::relative_slash);
  take_authority_of_base();
  url_.path = base_->path;
  url_.query = base_->query;
  if (is('?')) return to_query();
  if (is('#')) return to_fragment();
  if (end()) return Step::next;
  url_.query.reset();
  shorten(url_);
  return to(State::path, Step::again);
}

UrlParser::Step UrlParser::relative_slash() {
  if (special() && (is('/') || is('\\'))) return to(State::authority_ignore_slashes);
  if (is('/')) return to(State::authority);
  take_authority_of_base();
  return to(State::path, Step::again);
}

// -- authority ---------------------------------------------------------------------------------------------------------------

UrlParser::Step UrlParser::authority_slashes() {
  if (!from_here().starts_with("//")) return to(State::authority_ignore_slashes, Step::again);
  ++at_;
  return to(State::authority_ignore_slashes);
}

UrlParser::Step UrlParser::authority() {
  if (is('@')) return credentials();
  if (ends_authority()) {
    if (at_sign_seen_ && buffer_.empty()) return Step::failure;
    at_ -= buffer_.size();
    buffer_.clear();
    return to(State::host, Step::again);
  }
  buffer_ += input_[at_];
  return Step::next;
}

// What stands before the last @; an earlier @ belongs to it.
UrlParser::Step UrlParser::credentials() {
  if (at_sign_seen_) buffer_.insert(0, "%40");
  at_sign_seen_ = true;
  for (const char c : buffer_) {
    if (c == ':' && !password_seen_) password_seen_ = true;
    else append_percent(password_seen_ ? url_.password : url_.username, c, PercentSet::userinfo);
  }
  buffer_.clear();
  return Step::next;
}

bool UrlParser::set_host() {
  auto host = parse_host(buffer_, special());
  if (!host) return false;
  url_.host = std::move(host);
  buffer_.clear();
  return true;
}

UrlParser::Step UrlParser::host() {
  if (override_ && url_.scheme == "file") return to(State::file_host, Step::again);
  if (is(':') && !in_brackets_) {
    if (buffer_.empty() || override_ == State::hostname || !set_host()) return Step::failure;
    return to(State::port);
  }
  if (ends_authority()) {
    if (special() && buffer_.empty()) return Step::failure;
    const bool belongs_to_host = !url_.username.empty() || !url_.password.empty() || url_.port;
    if (override_ && buffer_.empty() && belongs_to_host) return Step::failure;
    if (!set_host()) return Step::failure;
    return override_ ? Step::done : to(State::path_start, Step::again);
  }
  if (is('[')) in_brackets_ = true;
  if (is(']')) in_brackets_ = false;
  buffer_ += input_[at_];
  return Step::next;
}

UrlParser::Step UrlParser::port() {
  if (!end() && is_digit(input_[at_])) {
    buffer_ += input_[at_];
    return Step::next;
  }
  if (!ends_authority() && !override_) return Step::failure;
  if (!buffer_.empty()) {
    unsigned long number = 0;
    for (const char c : buffer_) {
      number = number * 10 + static_cast<unsigned long>(c - '0');
      if (number > 65535) return Step::failure;
    }
    url_.port = static_cast<std::uint16_t>(number);
    if (url_.port == default_port(url_.scheme)) url_.port.reset();
    buffer_.clear();
  }
  return override_ ? Step::done : to(State::path_start, Step::again);
}

// -- file --------------------------------------------------------------------------------------------------------------------

UrlParser::Step UrlParser::file() {
  url_.scheme = "file";
  url_.host = "";
  if (is('/') || is('\\')) return to(State::file_slash);
  if (!base_ || base_->scheme != "file") return to(State::path, Step::again);
  url_.host = base_->host;
  url_.path = base_->path;
  url_.query = base_->query;
  if (is('?')) return to_query();
  if (is('#')) return to_fragment();
  if (end()) return Step::next;
  url_.query.reset();
  if (starts_with_drive_letter(from_here())) url_.path.clear();
  else shorten(url_);
  return to(State::path, Step::again);
}

UrlParser::Step UrlParser::file_slash() {
  if (is('/') || is('\\')) return to(State::file_host);
  if (base_ && base_->scheme == "file") {
    url_.host = base_->host;
    const bool same_drive = !base_->path.empty() && is_normalized_drive_letter(base_->path[0]);
    if (same_drive && !starts_with_drive_letter(from_here())) url_.path.push_back(base_->path[0]);
  }
  return to(State::path, Step::again);
}

UrlParser::Step UrlParser::file_host() {
  if (!end() && !is('/') && !is('\\') && !is('?') && !is('#')) {
    buffer_ += input_[at_];
    return Step::next;
  }
  // A drive is the first segment of the path: the buffer is kept.
  if (!override_ && is_drive_letter(buffer_)) return to(State::path, Step::again);
  if (buffer_.empty()) {
    url_.host = "";
  } else {
    if (!set_host()) return Step::failure;
    if (url_.host == "localhost") url_.host = "";
  }
  return override_ ? Step::done : to(State::path_start, Step::again);
}

// -- path, query, fragment ---------------------------------------------------------------------------------------------------

UrlParser::Step UrlParser::path_start() {
  if (special()) return to(State::path, is('/') || is('\\') ? Step::next : Step::again);
  if (!override_ && is('?')) return to_query();
  if (!override_ && is('#')) return to_fragment();
  if (!end()) return to(State::path, is('/') ? Step::next : Step::again);
  if (override_ && !url_.host) url_.path.emplace_back();
  return Step::next;
}

UrlParser::Step UrlParser::path() {
  const bool query = !override_ && is('?'), fragment = !override_ && is('#');
  if (!end() && !is_slash() && !query && !fragment) {
    append_percent(buffer_, input_[at_], PercentSet::path);
    return Step::next;
  }
  if (is_double_dot(buffer_)) {
    shorten(url_);
    if (!is_slash()) url_.path.emplace_back();
  } else if (is_single_dot(buffer_)) {
    if (!is_slash()) url_.path.emplace_back();
  } else {
    if (url_.scheme == "file" && url_.path.empty() && is_drive_letter(buffer_)) buffer_[1] = ':';
    url_.path.push_back(std::move(buffer_));
  }
  buffer_.clear();
  if (query) return to_query();
  if (fragment) return to_fragment();
  return Step::next;
}

UrlParser::Step UrlParser::opaque_path() {
  if (is('?')) return to_query();
  if (is('#')) return to_fragment();
  if (!end()) append_percent(url_.path[0], input_[at_], PercentSet::control);
  return Step::next;
}

UrlParser::Step UrlParser::query() {
  if (!override_ && is('#')) return to_fragment();
  if (!end()) append_percent(*url_.query, input_[at_], special() ? PercentSet::special_query : PercentSet::query);
  return Step::next;
}

UrlParser::Step UrlParser::fragment() {
  if (!end()) append_percent(*url_.fragment, input_[at_], PercentSet::fragment);
  return Step::next;
}

}  // namespace crema::http
