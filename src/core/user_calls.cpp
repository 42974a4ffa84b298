#include "core/user_calls.hpp"

#include <exception>
#include <utility>

#include "core/uncaught.hpp"

namespace crema::detail {
namespace {

// Work that soon() puts off.
struct Later final : Closure {
  Later(Exchange& x, Callback<> w) : res(x.res), work(std::move(w)) {}
  Response res;
  Callback<> work;
};

template <class F>
bool guarded(F call) {
  try {
    return call();
  } catch (...) {
    report_uncaught(std::current_exception(), Uncaught::exception);
    return true;
  }
}

}  // namespace

bool emit_response(Exchange& x, std::string_view event, const Value& value) {
  return x.touched_extras && guarded([&] { return x.extras->response_events.emit(event, value); });
}

bool emit_request(Exchange& x, std::string_view event, const Value& value) {
  return x.touched_extras && guarded([&] { return x.extras->request_events.emit(event, value); });
}

void call_back(const Callback<Error>& callback, const Error& error) {
  if (!callback) return;
  guarded([&] {
    callback(error);
    return true;
  });
}

void soon(Exchange& x, Callback<> work) {
  Hop hop;
  hop.keep = ClosurePtr(new Later(x, std::move(work)));
  hop.run = [](Hop& h) {
    try {
      static_cast<Later*>(h.keep.get())->work();
    } catch (...) {
      report_uncaught(std::current_exception(), Uncaught::exception);
    }
  };
  x.loop->hop(std::move(hop));
}

}  // namespace crema::detail
