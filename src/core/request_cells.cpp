// What is dear, or computed at each read in Express, is a getter: a request that never looks pays nothing.
#include "core/request_cells.hpp"

#include "core/exchange.hpp"
#include "core/layer_params.hpp"
#include "core/query_value.hpp"
#include "core/request_fields.hpp"
#include "core/value_node.hpp"

namespace crema::detail {
namespace {

Exchange& exchange_of(void* self) { return *static_cast<Exchange*>(self); }

Value get_query(void* self) { return parse_query(exchange_of(self)); }

Value get_headers(void* self) {
  auto& x = exchange_of(self);
  Value made = headers_object(x);
  x.cells.headers = made;
  return made;
}

Value get_http_version(void* self) {
  const auto& head = exchange_of(self).head;
  const char text[] = {static_cast<char>('0' + head.version_major), '.', static_cast<char>('0' + head.version_minor)};
  return make_text({text, sizeof text});
}

Value get_locals(void* self) {
  auto& x = exchange_of(self);
  Value made = make_object();
  x.cells.locals = made;
  return made;
}

}  // namespace

void prepare_cells(Exchange& x) {
  auto& c = x.cells;
  set_getter(c.query, get_query, &x);
  set_getter(c.headers, get_headers, &x);
  set_getter(c.http_version, get_http_version, &x);
  set_getter(c.locals, get_locals, &x);
  set_empty_params(x);
  c.status_code = 200;
  c.send_date = c.should_keep_alive = true;
  c.base_url = Value();
}

void clear_cells(Exchange& x) noexcept {
  auto& c = x.cells;
  for (Value* cell :
       {&c.body, &c.cookies, &c.signed_cookies, &c.method, &c.url, &c.original_url, &c.user, &c.auth_info, &c.file,
        &c.files, &c.session_id, &c.route, &c.secret, &c.status_message, &c.request_bag, &c.response_bag}) {
    *cell = Value();  // inline, unlike the assignment of another's
  }
  static_cast<Value&>(x.session) = Value();
  prepare_cells(x);
}

void fill_cells(Exchange& x) {
  x.cells.method = make_text(x.head.method());
  x.cells.url = make_text(x.head.target());
  x.cells.original_url = x.cells.url;
}

}  // namespace crema::detail
