#include "core/handle_members.hpp"

#include <crema/error.hpp>
#include <crema/express.hpp>
#include <crema/host_object.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/application.hpp"
#include "core/exchange.hpp"
#include "core/value_node.hpp"

namespace crema::detail {
namespace {

using Cell = Value Exchange::Cells::*;

constexpr std::array<std::pair<std::string_view, Cell>, 18> request_cells = {{
    {"authInfo", &Exchange::Cells::auth_info},
    {"baseUrl", &Exchange::Cells::base_url},
    {"body", &Exchange::Cells::body},
    {"cookies", &Exchange::Cells::cookies},
    {"file", &Exchange::Cells::file},
    {"files", &Exchange::Cells::files},
    {"headers", &Exchange::Cells::headers},
    {"httpVersion", &Exchange::Cells::http_version},
    {"method", &Exchange::Cells::method},
    {"originalUrl", &Exchange::Cells::original_url},
    {"params", &Exchange::Cells::params},
    {"query", &Exchange::Cells::query},
    {"route", &Exchange::Cells::route},
    {"secret", &Exchange::Cells::secret},
    {"sessionID", &Exchange::Cells::session_id},
    {"signedCookies", &Exchange::Cells::signed_cookies},
    {"url", &Exchange::Cells::url},
    {"user", &Exchange::Cells::user},
}};

constexpr std::array<std::pair<std::string_view, Cell>, 5> response_cells = {{
    {"locals", &Exchange::Cells::locals},
    {"sendDate", &Exchange::Cells::send_date},
    {"shouldKeepAlive", &Exchange::Cells::should_keep_alive},
    {"statusCode", &Exchange::Cells::status_code},
    {"statusMessage", &Exchange::Cells::status_message},
}};

template <std::size_t N>
Cell find_cell(const std::array<std::pair<std::string_view, Cell>, N>& cells, std::string_view name) {
  for (const auto& [key, cell] : cells)
    if (key == name) return cell;
  return nullptr;
}

// What the req and res of every app have.
const Value& prototype_of_all(Prototype which) {
  static const Value request = make_object(), response = make_object();
  return which == Prototype::request ? request : response;
}

// The place where a property of one's own stands. It keeps the exchange, because a Ref may be kept; what is read is the own
// property, else that of the app's prototype, its parents' and Express's.
class Properties final : public HostObject {
 public:
  Properties(Exchange& x, bool response) : x_(x), response_(response) { x_.retain(); }
  ~Properties() override { x_.release(); }
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;

  Value get(std::string_view key) const override {
    if (is_object(bag()))
      if (const Value* own = find_member(bag(), key)) return *own;
    for (AppState* app = x_.app_state; app; app = app->parent) {
      const auto& prototype = response_ ? app->response_prototype : app->request_prototype;
      if (const Value* found = find_member(prototype, key)) return *found;
    }
    const Value* found = find_member(prototype_of_all(response_ ? Prototype::response : Prototype::request), key);
    return found ? *found : Value();
  }
  bool set(std::string_view key, const Value& value) override {
    if (!is_object(bag())) bag() = make_object();
    set_member(bag(), key, value);
    return true;
  }
  bool remove(std::string_view key) override { return is_object(bag()) && remove_member(bag(), key); }
  Value keys() const override { return is_object(bag()) ? Object.keys(bag()) : make_array(0); }
  std::string_view class_name() const override { return response_ ? "ServerResponse" : "IncomingMessage"; }
  Caller caller() const override { return {&x_.req, &x_.res}; }

 private:
  Value& bag() const { return response_ ? x_.cells.response_bag : x_.cells.request_bag; }
  Exchange& x_;
  bool response_;
};

Ref own_member(Exchange& x, bool response, const Value& key) {
  const Value place = make_host<Properties>(x, response);
  return place[key];
}

}  // namespace

Ref request_member(Exchange& x, const Value& key) {
  const auto name = key.str();
  if (const auto cell = find_cell(request_cells, name)) return ref_to(x.cells.*cell);
  if (name == "session") return ref_to(x.session);
  return own_member(x, false, key);
}

Ref response_member(Exchange& x, const Value& key) {
  if (const auto cell = find_cell(response_cells, key.str())) return ref_to(x.cells.*cell);
  return own_member(x, true, key);
}

Ref prototype_member(Prototype of, const Value& key) { return prototype_of_all(of)[key]; }

Value call_request_member(Exchange& x, const char* name, const Value* args, std::size_t count) {
  const Value function = own_member(x, false, make_text(name));
  if (kind_of(function) != Kind::function) throw TypeError(std::string("req.") + name + " is not a function");
  return call_function(function, Caller{&x.req, &x.res}, args, count);
}

}  // namespace crema::detail
