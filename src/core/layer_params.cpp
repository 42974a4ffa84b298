#include "core/layer_params.hpp"

#include <cstddef>
#include <string>
#include <utility>

#include "core/kept_error.hpp"
#include "core/value_node.hpp"

namespace crema::detail {
namespace {

Value decode_wildcard(std::string_view raw) {
  Value pieces = make_array(0);
  for (std::size_t at = 0;;) {
    const auto slash = raw.find('/', at);
    append_element(pieces, decode_param(raw.substr(at, slash == std::string_view::npos ? slash : slash - at)));
    if (slash == std::string_view::npos) return pieces;
    at = slash + 1;
  }
}

std::size_t numeric_count(const Value& params) {
  std::size_t n = 0;
  while (find_member(params, std::to_string(n))) n++;
  return n;
}

// Express's mergeParams: the child's win, but its numbers stand after the parent's.
Value merge(const Value& own, const Value& parent) {
  Value merged = make_object();
  for (auto [key, value] : Object.entries(parent)) set_member(merged, key.view(), value);
  const auto shift = find_member(own, "0") && find_member(parent, "0") ? numeric_count(parent) : 0;
  const auto numbers = numeric_count(own);
  for (auto [key, value] : Object.entries(own)) {
    const double n = shift != 0 ? key.number() : 0;
    const auto number = n >= 0 && n < static_cast<double>(numbers) ? static_cast<std::size_t>(n) : numbers;
    const bool numeric = shift != 0 && number < numbers && key == std::to_string(number);
    if (numeric) set_member(merged, std::to_string(number + shift), value);
    else set_member(merged, key.view(), value);
  }
  return merged;
}

// Where the param callbacks of one layer stand.
struct ParamFrame : Frame {
  ParamFrame(RouterFrame& f, Step s, const Layer& l, Error* e)
      : Frame(*f.exchange, &f, s), layer(&l), layer_error(e), matched(f.matched), at_start(f.at_start) {}
  RouterFrame& router() const { return static_cast<RouterFrame&>(*parent); }

  const Layer* layer;
  Error* layer_error;
  // What the layer matched: a callback that calls next() twice finds the router elsewhere the second time.
  std::size_t matched;
  bool at_start;
  const std::string_view* names = nullptr;
  std::size_t name_count = 0, name_at = 0;
  const ParamCallbacks* callbacks = nullptr;
  ParamRecord* record = nullptr;
  std::size_t callback_at = 0;
};

ParamRecord* find_record(RouterFrame& f, std::string_view name) {
  for (auto* r = f.params; r; r = r->next)
    if (r->name == name) return r;
  return nullptr;
}

void done(ParamFrame& f, Error* error, Signal signal) {
  auto& router = f.router();
  if (!error && signal == Signal::none) {
    router.matched = f.matched;
    router.at_start = f.at_start;
    return run_layer(router, *f.layer, f.layer_error);
  }
  router.step(router, f.layer_error ? f.layer_error : error, f.layer_error ? Signal::none : signal);
}

void run_callback(ParamFrame& f);

void next_name(ParamFrame& f, Error* error, Signal signal) {
  auto& router = f.router();
  auto& params = f.exchange->cells.params;
  for (;;) {
    if (error || signal != Signal::none || f.name_at == f.name_count) return done(f, error, signal);
    const auto name = f.names[f.name_at++];
    const Value value = params.get(make_text(name));
    f.callbacks = router.router->param(name);
    if (kind_of(value) == Kind::undefined || !f.callbacks) continue;
    f.record = find_record(router, name);
    if (f.record && (f.record->match == value || f.record->error || f.record->signal == Signal::router)) {
      set_property(params, make_text(name), f.record->value);
      error = f.record->error;
      signal = f.record->signal;
      continue;
    }
    if (!f.record) {
      f.record = f.exchange->arena.make<ParamRecord>();
      f.record->name = name;
      f.record->next = std::exchange(router.params, f.record);
    }
    f.record->match = f.record->value = value;
    f.record->error = nullptr;
    f.record->signal = Signal::none;
    f.callback_at = 0;
    return run_callback(f);
  }
}

void param_step(Frame& frame, Error* error, Signal signal) {
  auto& f = static_cast<ParamFrame&>(frame);
  f.record->value = f.exchange->cells.params.get(make_text(f.record->name));
  if (error || signal != Signal::none) {
    f.record->error = error;
    f.record->signal = signal;
    return next_name(f, error, signal);
  }
  run_callback(f);
}

void run_callback(ParamFrame& f) {
  if (f.callback_at == f.callbacks->callbacks.size()) return next_name(f, nullptr, Signal::none);
  auto& link = *static_cast<ParamHandler::Link*>(f.callbacks->callbacks[f.callback_at++].get());
  auto& x = *f.exchange;
  Value value = f.record->match, name = make_text(f.record->name);
  try {
    link.call(x.req, x.res, NextSource{&f, nullptr}, value, name);
  } catch (...) {
    param_step(f, keep_thrown(x), Signal::none);
  }
}

}  // namespace

PathMatch& scratch_match() {
  thread_local PathMatch match;
  return match;
}

bool has_params(const PathMatch& match) noexcept {
  return !match.captures.empty() || (match.from_regex && member_count(match.regex_params) != 0);
}

void check_captures(const PathMatch& match) {
  for (const auto& capture : match.captures)
    if (capture.raw.find('%') != std::string_view::npos) {
      if (capture.wildcard) decode_wildcard(capture.raw);
      else decode_param(capture.raw);
    }
}

void set_params(RouterFrame& f, const PathMatch& match) {
  auto& x = *f.exchange;
  const bool merges = f.router->options.mergeParams;
  if (!merges && !has_params(match)) return set_empty_params(x);
  Value own = match.from_regex ? match.regex_params : make_object(match.captures.size());
  for (const auto& capture : match.captures) {
    set_member(own, capture.name, capture.wildcard ? decode_wildcard(capture.raw) : decode_param(capture.raw));
  }
  if (merges && is_object(f.parent_params)) own = merge(own, f.parent_params);
  x.cells.params = std::move(own);
}

void set_empty_params(Exchange& x) {
  set_getter(
      x.cells.params,
      [](void* self) {
        auto& params = static_cast<Exchange*>(self)->cells.params;
        Value made = make_object();
        params = made;
        return made;
      },
      &x);
}

bool params_untouched(const Exchange& x) noexcept { return Access::tag(x.cells.params) == tag_getter; }

namespace {

// A name that JavaScript's objects would list before others, or once only.
bool oddly_ordered(const PathMatch& match) {
  for (std::size_t i = 0; i < match.captures.size(); i++) {
    const auto name = match.captures[i].name;
    if (name[0] >= '0' && name[0] <= '9') return true;
    for (std::size_t j = 0; j < i; j++)
      if (match.captures[j].name == name) return true;
  }
  return false;
}

// The names that matched, in the order of Object.keys.
Value odd_names(const PathMatch& match) {
  if (match.from_regex) return Object.keys(match.regex_params);
  Value named = make_object();
  for (const auto& capture : match.captures) set_member(named, capture.name, true);
  return Object.keys(named);
}

}  // namespace

void run_params(RouterFrame& f, const Layer& layer, Error* layer_error, const PathMatch& match) {
  auto& arena = f.exchange->arena;
  auto* frame = arena.make<ParamFrame>(f, param_step, layer, layer_error);
  const bool odd = match.from_regex || oddly_ordered(match);
  const Value keys = odd ? odd_names(match) : Value();
  frame->name_count = odd ? element_count(keys) : match.captures.size();
  auto* names = static_cast<std::string_view*>(
      arena.allocate(sizeof(std::string_view) * frame->name_count, alignof(std::string_view)));
  for (std::size_t i = 0; i < frame->name_count; i++) {
    names[i] = odd ? arena.copy(text_of(element(keys, i))) : match.captures[i].name;
  }
  frame->names = names;
  next_name(*frame, nullptr, Signal::none);
}

}  // namespace crema::detail
