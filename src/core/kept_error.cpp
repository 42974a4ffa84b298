#include "core/kept_error.hpp"

#include <exception>
#include <utility>

#include "core/exchange.hpp"

namespace crema::detail {

Error* keep_error(Exchange& x, const Error& error) {
  for (auto* kept = x.errors; kept; kept = kept->next)
    if (&kept->error == &error) {
      kept->error.renew_stack();
      return &kept->error;
    }
  x.errors = new KeptError{error, x.errors};
  x.errors->error.renew_stack();
  return &x.errors->error;
}

Error* keep_thrown(Exchange& x) {
  auto error = Error::from_exception(std::current_exception());
  if (!error) return nullptr;
  x.errors = new KeptError{std::move(error), x.errors};
  return &x.errors->error;
}

void drop_errors(Exchange& x) noexcept {
  while (x.errors) delete std::exchange(x.errors, x.errors->next);
}

}  // namespace crema::detail
