// Expressions, and the steps of handlers.
#include "interpreter.hpp"

#include <functional>
#include <map>
#include <string>

using namespace crema;

namespace random_test {
namespace {

Value make_error(const Value& described, const Context* c) {
  const Value type = described["type"], message = described["message"];
  const Value props = eval(described["props"], c);
  if (type == "HttpError") return createError(int(described["status"]), message, props);
  Error made = type == "TypeError"     ? Error(TypeError(message))
               : type == "RangeError"  ? Error(RangeError(message))
               : type == "SyntaxError" ? Error(SyntaxError(message))
                                       : Error(message);
  for (auto [key, value] : Object.entries(props)) made[key] = value;
  return made;
}

// An error as an object that JSON shows: what a handler can tell of it.
Value told(const Value& err) {
  if (err == null) return Object();  // of a callback
  if (typeof_(err) != "object") return {{"thrown", err}};
  Value shown = Object();
  for (const Value key : Array("name", "message", "status", "statusCode", "code", "type", "expose", "limit", "length",
                               "expected", "received", "charset", "encoding", "body", "param", "headers"))
    if (const Value value = err.get(key); typeof_(value) != "undefined") shown[key] = value;
  return shown;
}

Value reading(const Value& read, const Context& c) { return eval(read, &c); }

Value special(const std::string& name, const Value& v, const Context* c) {
  if (name == "$u") return undefined;
  if (name == "$num") return Number(v);
  if (name == "$buf") return Buffer.from(v, "latin1");
  if (name == "$date") return Date(v);
  if (name == "$rep") return v[0].repeat(v[1]);
  if (name == "$fn") return function_of(v);
  if (name == "$error") return make_error(v, c);
  if (name == "$req") return read_request(c->req, reading(v, *c));
  if (name == "$res") return read_response(c->res, reading(v, *c));
  if (name == "$views") return path.join(process.env["VIEWS"], v);
  if (name == "$given") return c->given;
  if (name == "$journal") return Array.from(journal(*c));
  if (name == "$err") return v == "" ? c->err : told(c->err);
  if (name == "$param") return v == "name" ? c->name : c->value;
  if (name == "$try") {
    try {
      return eval(v, c);
    } catch (const Error& err) {
      return format("threw {}: {}", err.name, err.message);
    }
  }
  throw Error("no expression " + name);
}

using Do = std::function<void(const Context& c, const Value& a, int count)>;

void write_head(const Context& c, const Value& a, int count) {
  if (count == 1) c.res.writeHead(a[0]);
  else if (count == 2) c.res.writeHead(a[0], a[1]);
  else c.res.writeHead(a[0], a[1], a[2]);
}

void format_answer(const Context& c, const Value& choices) {
  Map<Handler> by_type;
  for (const Value choice : choices) {
    const Value steps = choice[1];
    by_type.set(choice[0], Handler([=](auto& req, auto& res, auto next) {
                  run_steps(steps, Context{req, res, next});
                }));
  }
  c.res.format(by_type);
}

void set_session_cookie(const Request& req, const Value& name, const Value& v) {
  const auto cookie = req.session.cookie();
  if (name == "maxAge") cookie.maxAge = v;
  else if (name == "expires") cookie.expires = v;
  else if (name == "path") cookie.path = v;
  else if (name == "domain") cookie.domain = v;
  else if (name == "httpOnly") cookie.httpOnly = v;
  else if (name == "secure") cookie.secure = v;
  else cookie.sameSite = v;
}

void echo(const Context& c) {
  if (c.req.readableEnded()) c.res.end("read before");
  else c.req.pipe(c.res);
}

void note(const Context& c, const Value& what) {
  if (!c.res.locals["notes"]) c.res.locals["notes"] = Array();
  c.res.locals["notes"].push(what);
}

const std::map<std::string, Do> steps_by_name = {
    {"status", [](auto& c, auto& a, int) { c.res.status(a[0]); }},
    {"statusCode", [](auto& c, auto& a, int) { c.res.statusCode = a[0]; }},
    {"statusMessage", [](auto& c, auto& a, int) { c.res.statusMessage = a[0]; }},
    {"set", [](auto& c, auto& a, int) { c.res.set(a[0].str(), a[1]); }},
    {"setAll", [](auto& c, auto& a, int) { c.res.set(a[0]); }},
    {"setHeader", [](auto& c, auto& a, int) { c.res.setHeader(a[0].str(), a[1]); }},
    {"appendHeader", [](auto& c, auto& a, int) { c.res.appendHeader(a[0].str(), a[1]); }},
    {"removeHeader", [](auto& c, auto& a, int) { c.res.removeHeader(a[0].str()); }},
    {"append", [](auto& c, auto& a, int) { c.res.append(a[0].str(), a[1]); }},
    {"vary", [](auto& c, auto& a, int) { c.res.vary(a[0]); }},
    {"links", [](auto& c, auto& a, int) { c.res.links(a[0]); }},
    {"type", [](auto& c, auto& a, int) { c.res.type(a[0].str()); }},
    {"location", [](auto& c, auto& a, int) { c.res.location(a[0]); }},
    {"attachment", [](auto& c, auto& a, int n) { n ? c.res.attachment(a[0]) : c.res.attachment(); }},
    {"cookie", [](auto& c, auto& a,
                  int n) { n > 2 ? c.res.cookie(a[0].str(), a[1], Value(a[2])) : c.res.cookie(a[0].str(), a[1]); }},
    {"clearCookie", [](auto& c, auto& a,
                       int n) { n > 1 ? c.res.clearCookie(a[0].str(), Value(a[1])) : c.res.clearCookie(a[0].str()); }},
    {"redirect", [](auto& c, auto& a, int n) { n > 1 ? c.res.redirect(a[0], a[1]) : c.res.redirect(a[0]); }},
    {"send", [](auto& c, auto& a, int n) { n ? c.res.send(Value(a[0])) : c.res.send(); }},
    {"json", [](auto& c, auto& a, int) { c.res.json(Value(a[0])); }},
    {"jsonp", [](auto& c, auto& a, int) { c.res.jsonp(Value(a[0])); }},
    {"sendStatus", [](auto& c, auto& a, int) { c.res.sendStatus(a[0]); }},
    {"write", [](auto& c, auto& a, int n) { n > 1 ? c.res.write(a[0], a[1]) : c.res.write(a[0]); }},
    {"end", [](auto& c, auto& a, int n) { n > 1 ? c.res.end(a[0], a[1])
                                          : n   ? c.res.end(Value(a[0]))
                                                : c.res.end(); }},
    {"writeHead", write_head},
    {"flushHeaders", [](auto& c, auto&, int) { c.res.flushHeaders(); }},
    {"next", [](auto& c, auto& a, int n) { n ? c.next(Value(a[0])) : c.next(); }},
    {"throw", [](auto&, auto& a, int) { throw Value(a[0]); }},
    {"reqSet", [](auto& c, auto& a, int) { c.req[a[0]] = a[1]; }},
    {"local", [](auto& c, auto& a, int) { c.res.locals[a[0]] = a[1]; }},
    {"note", [](auto& c, auto& a, int) { note(c, a[0]); }},
    {"journal", [](auto& c, auto& a, int) { journal(c).push(a[0]); }},
    {"echo", [](auto& c, auto&, int) { echo(c); }},
    {"sessionSet", [](auto& c, auto& a, int) { c.req.session[a[0]] = a[1]; }},
    {"sessionCount", [](auto& c, auto& a, int) { c.req.session[a[0]] = (c.req.session[a[0]] || 0) + 1; }},
    {"sessionDelete", [](auto& c, auto& a, int) { delete_(c.req.session[a[0]]); }},
    {"sessionCookie", [](auto& c, auto& a, int) { set_session_cookie(c.req, a[0], a[1]); }},
    {"sessionTouch", [](auto& c, auto&, int) { c.req.session.touch(); }},
    {"sessionDrop", [](auto& c, auto& a, int) { c.req.session = a[0]; }},
};

}  // namespace

Value eval(const Value& expression, const Context* c) {
  if (Array.isArray(expression)) return expression.map([&](auto one) { return eval(one, c); });
  if (typeof_(expression) != "object" || expression == null) return expression;
  const auto entries = Object.entries(expression);
  if (entries.length() == 1 && entries[0][0].startsWith("$")) return special(entries[0][0].str(), entries[0][1], c);
  Value made = Object();
  for (auto [key, value] : entries) made[key] = eval(value, c);
  return made;
}

void run_steps(const Value& steps, const Context& c) {
  for (const Value step : steps.value_or(Array())) run_step(step, c);
}

void run_step(const Value& step, const Context& c) {
  const Value op = step[0];
  if (op == "format") return format_answer(c, step[1]);
  if (op == "if") return run_steps(eval(step[1], &c) ? step[2] : step[3], c);
  if (run_later_step(step, c)) return;
  const auto known = steps_by_name.find(op.str());
  if (known == steps_by_name.end()) return;
  const Value arguments = eval(step.slice(1), &c);
  known->second(c, arguments, arguments.length());
}

}  // namespace random_test
