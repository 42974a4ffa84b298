// What a described application asks of req and res.
#include "interpreter.hpp"

using namespace crema;

namespace random_test {
namespace {

Value arg(const Value& read, int i) { return i < read.length() ? read.at(i) : Value(); }

// One or more arguments, as accepts() and is() take them.
template <class F>
Value with_arguments(const Value& read, F call) {
  const int count = read.length() - 1;
  if (count == 0) return call();
  if (count == 1) return call(arg(read, 1));
  if (count == 2) return call(arg(read, 1), arg(read, 2));
  return call(arg(read, 1), arg(read, 2), arg(read, 3));
}

// A session as JSON has it; when its cookie ends shows in Set-Cookie.
Value session_of(const Request& req) {
  if (!req.session) return req.session;
  Value shown = JSON.parse(JSON.stringify(req.session));
  if (shown["cookie"] && shown["cookie"]["expires"]) shown["cookie"]["expires"] = "a date";
  return shown;
}

}  // namespace

Value read_request(const Request& req, const Value& read) {
  const Value name = read[0];
  if (name == "session") return session_of(req);
  if (name == "locals") return Object.keys(req.app.locals);
  if (name == "path") return req.path();
  if (name == "ip") return req.ip();
  if (name == "ips") return req.ips();
  if (name == "host") return req.host();
  if (name == "hostname") return req.hostname();
  if (name == "protocol") return req.protocol();
  if (name == "subdomains") return req.subdomains();
  if (name == "secure") return req.secure();
  if (name == "xhr") return req.xhr();
  if (name == "fresh") return req.fresh();
  if (name == "stale") return req.stale();
  if (name == "rawHeaders") return req.rawHeaders();
  if (name == "headersDistinct") return req.headersDistinct();
  if (name == "trailers") return req.trailers();
  if (name == "complete") return req.complete();
  if (name == "routePath") {
    const Value path = req.route.get("path");
    return typeof_(path) == "object" && !Array.isArray(path) ? Value("a regular expression") : path;
  }
  if (name == "mountpath") return req.app.mountpath;
  if (name == "appPath") return req.app.path();
  if (name == "setting") return req.app.get(arg(read, 1).str());
  if (name == "get") return req.get(arg(read, 1));
  if (name == "accepts") return with_arguments(read, [&](auto... a) { return req.accepts(a...); });
  if (name == "acceptsCharsets") return with_arguments(read, [&](auto... a) { return req.acceptsCharsets(a...); });
  if (name == "acceptsEncodings") return with_arguments(read, [&](auto... a) { return req.acceptsEncodings(a...); });
  if (name == "acceptsLanguages") return with_arguments(read, [&](auto... a) { return req.acceptsLanguages(a...); });
  if (name == "is") return with_arguments(read, [&](auto... a) { return req.is(a...); });
  if (name == "range") {
    const Value ranges = read.length() > 2 ? req.range(arg(read, 1), arg(read, 2)) : req.range(arg(read, 1));
    if (!Array.isArray(ranges)) return ranges;
    return {{"type", ranges["type"]}, {"list", Array.from(ranges)}};
  }
  if (name == "body" && Buffer.isBuffer(req.body)) return "buffer " + req.body.toString("latin1");
  return req[name];  // a member of that name, or a property
}

Value read_response(const Response& res, const Value& read) {
  const Value name = read[0];
  if (name == "get") return res.get(arg(read, 1).str());
  if (name == "hasHeader") return res.hasHeader(arg(read, 1).str());
  if (name == "getHeaders") return res.getHeaders();
  if (name == "getHeaderNames") return res.getHeaderNames();
  if (name == "getRawHeaderNames") return res.getRawHeaderNames();
  if (name == "headersSent") return res.headersSent();
  if (name == "writableEnded") return res.writableEnded();
  if (name == "locals") return res.locals;
  return res[name];
}

}  // namespace random_test
