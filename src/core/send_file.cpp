// npm's send, step by step: look, set fields, test conditions, cut out the range, answer. ! Nothing has left before the last
// step, so whatever goes wrong may still become an error page.
#include "core/send_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "core/file.hpp"
#include "core/file_path.hpp"
#include "core/file_stats.hpp"
#include "core/media_types.hpp"
#include "core/request_fields.hpp"
#include "core/request_fresh.hpp"
#include "core/response_end.hpp"
#include "core/system_error.hpp"
#include "core/value_node.hpp"
#include "http/dates.hpp"
#include "http/etag.hpp"
#include "http/ranges.hpp"
#include "http/text.hpp"

namespace crema::detail {
namespace {

// An error of the file system with the status that it stands for; a client may not read its text.
Error with_status(const Error& error, int status) { return createError(status, error, {{"expose", false}}); }

int status_of_system(int number) { return number == ENOENT || number == ENAMETOOLONG || number == ENOTDIR ? 404 : 500; }

SendResult failed(const Error& error, bool file_chosen = false) {
  return {SendResult::Kind::failed, file_chosen, error};
}
SendResult system_failed(int number, const char* call, const std::string& path, bool file_chosen = false) {
  return failed(with_status(file_error(number, call, path), status_of_system(number)), file_chosen);
}

// -- which file ---------------------------------------------------------------------------------------------------------------

struct Search {
  OpenFile opened;
  std::string other;  // its path, where that is not the one that was asked for
  SendResult result;  // unless a file was found
  bool found = false;
};

Search found(OpenFile&& opened, std::string other = {}) { return {std::move(opened), std::move(other), {}, true}; }
Search not_found(SendResult result) { return {{}, {}, std::move(result), false}; }

OpenFile open(Exchange& x, const std::string& path) { return x.loop->files.open(path, x.loop->now_ms()); }

// The first of these that is no folder. The error is that of the last one.
Search first_of(Exchange& x, std::vector<std::string>& paths, int before, const std::string& path_before) {
  int error = before;
  const std::string* where = &path_before;
  for (auto& path : paths) {
    auto opened = open(x, path);
    error = opened.stat_error;
    where = &path;
    if (error != 0) continue;
    if (opened.is_file()) return found(std::move(opened), std::move(path));
  }
  return not_found(error == 0 ? failed(createError(404)) : system_failed(error, "stat", *where));
}

Search look_for(Exchange& x, const SendPath& asked, const SendRules& rules) {
  const auto& path = asked.path;
  const bool folder = path.ends_with('/');
  std::vector<std::string> others;
  if (!rules.index.empty() && asked.trailing_slash) {
    for (const auto& name : rules.index) others.push_back(folder ? path + name : path + "/" + name);
    return first_of(x, others, 0, path);
  }
  auto opened = open(x, path);
  const int error = opened.stat_error;
  if (error == ENOENT && !folder && path_extension(path_base(path)).empty()) {
    for (const auto& extension : rules.extensions) others.push_back(path + "." + extension);
    return first_of(x, others, error, path);
  }
  if (error != 0) return not_found(system_failed(error, "stat", path));
  if (opened.is_folder()) return not_found({SendResult::Kind::directory, false, {}});
  // A pipe, a device: reading it might never end.
  if (folder || !opened.is_file()) return not_found(failed(createError(404)));
  return found(std::move(opened));
}

// -- fields -------------------------------------------------------------------------------------------------------------------

bool is_set(const Exchange& x, std::string_view name) {
  const auto* field = x.fields.find(name);
  const bool no_type = field && field->id == FieldId::content_type && field->value == "false";  // set() was given none
  return field && !field->value.empty() && !no_type;
}

void set_fields(Exchange& x, const std::string& path, const struct stat& stat, const SendRules& rules) {
  if (rules.set_headers) rules.set_headers(x.res, make_text(path), stats_of(stat));
  if (!is_nullish(rules.headers)) {
    for (auto [name, value] : Object.entries(rules.headers)) x.res.setHeader(name, value);
  }
  require_open(x, "set");
  if (rules.accept_ranges && !is_set(x, "Accept-Ranges")) set_field(x, "Accept-Ranges", "bytes", FieldId::other);
  if (!rules.cache_control.empty() && !is_set(x, "Cache-Control")) {
    set_field(x, "Cache-Control", x.arena.copy(rules.cache_control), FieldId::other);
  }
  const auto modified = static_cast<std::int64_t>(std::floor(ms_of(stat.st_mtim) + 0.5));
  if (rules.last_modified && !is_set(x, "Last-Modified")) {
    char* text = x.arena.text(http::date_room);
    const char* end = http::format_date(text, modified >= 0 ? modified / 1000 : -((999 - modified) / 1000));
    set_field(x, "Last-Modified", {text, static_cast<std::size_t>(end - text)}, FieldId::last_modified);
  }
  if (rules.etag && !is_set(x, "ETag")) {
    const auto tag = http::stat_tag(static_cast<std::uint64_t>(stat.st_size), modified);
    set_field(x, "ETag", x.arena.copy(tag.view()), FieldId::etag);
  }
  if (!is_set(x, "Content-Type")) {
    set_field(x, "Content-Type", media_type_of(path_extension(path_base(path)), x), FieldId::content_type);
  }
}

void not_modified(Exchange& x) {
  for (const auto* name : {"Content-Encoding", "Content-Language", "Content-Length", "Content-Range", "Content-Type"}) {
    x.fields.remove(name);
  }
  x.cells.status_code = 304;
  end_response(x, {});
}

bool may_be_not_modified(const Exchange& x) {
  const double status = x.cells.status_code.number();
  return (status >= 200 && status < 300) || status == 304;
}

// -- ranges -------------------------------------------------------------------------------------------------------------------

struct Span {
  std::int64_t offset, length;
};

// "bytes 0-4/13"; "bytes */13" for none.
std::string_view content_range(Exchange& x, const http::Range* range, std::int64_t size) {
  const auto span = range ? std::to_string(range->start) + "-" + std::to_string(range->end) : std::string("*");
  return x.arena.copy("bytes " + span + "/" + std::to_string(size));
}

Span whole(const struct stat& stat, const SendRules& rules) {
  auto length = std::max<std::int64_t>(0, stat.st_size - rules.start);
  if (rules.end) length = std::max<std::int64_t>(0, std::min(length, *rules.end - rules.start + 1));
  return {rules.start, length};
}

// Cuts the range that was asked for out of `span`; false where it lies outside. Several ranges, and what is none, are the whole.
bool cut_range(Exchange& x, const SendRules& rules, const http::Conditions& asked, Span& span) {
  const auto field = field_view(x, "range");
  if (!rules.accept_ranges || !field || !http::trim(*field).starts_with("bytes=")) return true;
  if (!http::is_range_fresh(asked, validators(x))) return true;
  const auto ranges = http::parse_ranges(span.length, *field, true);
  if (ranges.result == http::Ranges::Result::unsatisfiable) {
    set_field(x, "Content-Range", content_range(x, nullptr, span.length), FieldId::other);
    return false;
  }
  if (ranges.result != http::Ranges::Result::ok || ranges.list.size() != 1) return true;
  const auto& range = ranges.list.front();
  x.cells.status_code = 206;
  set_field(x, "Content-Range", content_range(x, &range, span.length), FieldId::other);
  span = {span.offset + range.start, range.end - range.start + 1};
  return true;
}

// -- the answer ---------------------------------------------------------------------------------------------------------------

SendResult answer(Exchange& x, Search& search, const std::string& path, const SendRules& rules) {
  if (x.state != ResponseState::open) {
    return failed(with_status(Error("Can't set headers after they are sent."), 500), true);
  }
  const auto& stat = search.opened.stat;
  set_fields(x, path, stat, rules);
  if (!x.on_stream()) return {};

  const auto asked = conditions(x);
  if (!asked.if_match.empty() || !asked.if_unmodified_since.empty() || !asked.if_none_match.empty() ||
      !asked.if_modified_since.empty()) {
    const auto have = validators(x);
    if (http::precondition_failed(asked, have)) return failed(createError(412), true);
    if (may_be_not_modified(x) && http::is_fresh(asked, have)) return not_modified(x), SendResult();
  }
  auto span = whole(stat, rules);
  const auto size = span.length;
  if (!cut_range(x, rules, asked, span)) {
    const Value headers{{"Content-Range", content_range(x, nullptr, size)}};
    return failed(createError(416, {{"headers", headers}}), true);
  }
  set_length(x, static_cast<std::size_t>(span.length));
  if (x.cells.method == "HEAD") return end_response(x, {}), SendResult();
  if (span.length == 0) return x.file_body = true, end_response(x, {}), SendResult();
  auto& opened = search.opened;
  if (!opened.is_readable()) return system_failed(opened.open_error, "open", path, true);
  end_with_file(x, FileRange{std::move(opened.file), span.offset, span.length, std::move(opened.kept)});
  return {};
}

void run_later(Hop& hop) { static_cast<LaterSend*>(hop.object)->send(); }

}  // namespace

Error refused_path(const SendPath& path) { return createError(path.refused); }

SendResult send_file(Exchange& x, const SendPath& path, const SendRules& rules) {
  auto search = look_for(x, path, rules);
  if (!search.found) return search.result;
  return answer(x, search, search.other.empty() ? path.path : search.other, rules);
}

void send_later(std::unique_ptr<LaterSend> later) {
  auto& loop = *later->exchange->loop;
  Hop hop;
  hop.run = run_later;
  hop.object = later.get();
  hop.keep = ClosurePtr(later.release());
  loop.hop(std::move(hop));
}

}  // namespace crema::detail
