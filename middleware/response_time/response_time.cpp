// responseTime(): one hook on the head, which reads the clock a second time.
#include "response_time.hpp"

#include <crema/error.hpp>
#include <crema/http_text.hpp>
#include <crema/process.hpp>
#include <crema/request.hpp>
#include <crema/response.hpp>

#include <memory>
#include <string>
#include <utility>

namespace crema {
namespace {

double now_ms() { return process.hrtime.bigint().number() / 1e6; }

void check(const ResponseTimeOptions& options) {
  if (options.digits < 0 || options.digits > 100)
    throw RangeError("toFixed() digits argument must be between 0 and 100");
  if (isToken(options.header)) return;
  TypeError error("Header name must be a valid HTTP token [\"" + options.header + "\"]");
  error.code = "ERR_INVALID_HTTP_TOKEN";
  throw error;
}

// `tell` is called with (res, milliseconds); its closure is shared by all requests.
template <class F>
Handler timed(F f) {
  return [tell = std::make_shared<const F>(std::move(f))](Request&, Response& res, const Next& next) {
    // An answer that has left has no head to wait for.
    if (!res.headersSent())
      res.beforeHead([tell, start = now_ms()](Response& answer) { (*tell)(answer, now_ms() - start); });
    next();
  };
}

}  // namespace

Handler responseTime(ResponseTimeOptions options) {
  if (options.header.empty()) options.header = "X-Response-Time";
  check(options);
  return timed([options = std::move(options)](const Response& res, const Value& ms) {
    if (res.get(options.header)) return;
    auto text = ms.toFixed(options.digits).str();
    if (options.suffix) text += "ms";
    res.setHeader(options.header, text);
  });
}

namespace detail {

Handler response_time_for(Callback<Request&, Response&, Value> done) {
  return timed([done = std::move(done)](Response& res, const Value& ms) {
    done(const_cast<Request&>(res.req), res, ms);  // the cell of the exchange, as each handler gets it
  });
}

}  // namespace detail
}  // namespace crema
