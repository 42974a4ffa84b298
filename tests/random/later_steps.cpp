// Steps whose steps run later, and the engines that render views.
#include "interpreter.hpp"

#include <crema/ejs.hpp>

using namespace crema;

namespace random_test {
namespace {

void collect(const Context& c, const Value& steps) {
  auto then = continued(steps, c);
  if (c.req.readableEnded()) return then(Value(), "read before");  // there is no second end to wait for
  Let text = "";
  c.req.on("data", [=](auto chunk) { text += chunk.toString("latin1"); });
  c.req.on("end", [=]() mutable { then(Value(), text); });
}

void session_callback(const Value& op, const Value& steps, const Context& c) {
  if (op == "regenerate") c.req.session.regenerate(continued(steps, c));
  else if (op == "reload") c.req.session.reload(continued(steps, c));
  else if (op == "save") steps ? c.req.session.save(continued(steps, c)) : c.req.session.save();
  else steps ? c.req.session.destroy(continued(steps, c)) : c.req.session.destroy();
}

}  // namespace

Value journal(const Context& c) {
  const Value all = c.req.app.get("journal");
  const Value name = c.req.get("X-Conn") || "nobody";
  if (!all[name]) all[name] = Array();
  return all[name];
}

bool run_later_step(const Value& step, const Context& c) {
  const Value op = step[0];
  const auto argument = [&](int i) { return eval(step[i], &c); };
  const Value last = step.at(-1);
  const int count = step.length() - 1;
  if (op == "sendFile") {
    if (count > 2) c.res.sendFile(argument(1), send_options(step[2]), continued(last, c));
    else c.res.sendFile(argument(1), send_options(step[2]));
  } else if (op == "download") {
    if (count > 3) c.res.download(argument(1), argument(2), send_options(step[3]), continued(last, c));
    else c.res.download(argument(1), argument(2), send_options(step[3]));
  } else if (op == "render") {
    if (count > 2) c.res.render(argument(1), argument(2), continued(last, c));
    else c.res.render(argument(1), argument(2));
  } else if (op == "appRender") {
    c.req.app.render(argument(1), argument(2), continued(last, c));
  } else if (op == "later") {
    setTimeout(injected(last, c), step[1]);
  } else if (op == "on") {
    c.res.on(step[1].str(), injected(last, c));
  } else if (op == "collect") {
    collect(c, last);
  } else if (op == "regenerate" || op == "reload" || op == "save" || op == "destroy") {
    session_callback(op, count ? last : Value(), c);
  } else {
    return false;
  }
  return true;
}

ViewEngine engine(const Value& name) {
  if (name == "ejs") return ejs.renderFile;
  return [](auto file, auto locals, auto callback) {
    fs.readFile(file, "utf8", [=](auto err, auto text) {
      if (err) return callback(err);
      if (text.startsWith("broken")) return callback(Error("a broken template"));
      callback(null, text.replace(Regex(R"(#(\w+)#)", "g"), [=](auto, auto word) { return String(locals[word]); }));
    });
  };
}

}  // namespace random_test
