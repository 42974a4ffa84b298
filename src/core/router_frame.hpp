// core/router_frame.hpp — where a request stands in one router.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/dispatch.hpp"
#include "core/route_index.hpp"

namespace crema::detail {

// What param callbacks came to, by name: they run once for a value.
struct ParamRecord {
  std::string_view name;
  Value match, value;
  Error* error = nullptr;
  Signal signal = Signal::none;
  ParamRecord* next = nullptr;
};

struct RouterFrame : Frame {
  RouterFrame(Exchange& x, Frame* p, Step s, RouterState& r) : Frame(x, p, s), router(&r) {}
  RouterFrame(const RouterFrame&) = delete;
  RouterFrame& operator=(const RouterFrame&) = delete;
  ~RouterFrame() {
    for (auto* r = params; r;) {
      auto* after = r->next;
      r->~ParamRecord();
      r = after;
    }
  }

  RouterState* router;
  RouterFrame* next_made = nullptr;  // frames of one exchange, for their end
  LayerCursor cursor;
  Value aimed_at;         // the url that the cursor and `path` belong to
  std::string_view path;  // of aimed_at; may point into the arena
  bool has_path = false;
  std::uint32_t at = 0;     // number of the next layer
  std::uint32_t calls = 0;  // nested calls that have not returned
  std::size_t matched = 0;  // length of what the layer's path matched
  bool at_start = true;     // whether that is a prefix

  // What is put back when the router is left, or the next layer is tried.
  Value parent_params, parent_base;
  Value outer_base;               // req.baseUrl outside: undefined where no router has been entered
  bool parent_untouched = false;  // nobody had looked at the params outside
  Frame* parent_frame = nullptr;  // req.next outside
  AppState* leave_app = nullptr;
  std::string_view protohost;  // of an absolute-form target: "http://host", which is never cut off
  Value untrimmed, trimmed;    // url before and while a layer's prefix is cut off
  std::string_view removed;
  bool slash_added = false;

  MethodSet allowed = 0;  // for the automatic answer to OPTIONS
  bool collects = false;
  ParamRecord* params = nullptr;
};

// Puts the layer's prefix aside and calls its handler, or enters its route: what follows the param callbacks.
void run_layer(RouterFrame& frame, const Layer& layer, Error* layer_error);

}  // namespace crema::detail
