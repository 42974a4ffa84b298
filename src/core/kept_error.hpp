// core/kept_error.hpp — errors that were passed on live as long as their exchange: an async error handler has a reference to one.
#pragma once
#include <crema/error.hpp>

namespace crema::detail {

struct Exchange;

struct KeptError {
  Error error;
  KeptError* next;
};

// Keeps an error; the same one again if it is kept already.
Error* keep_error(Exchange& x, const Error& error);
// Keeps what is being thrown; null for a value that JavaScript takes for false, which goes on as if nothing had happened.
Error* keep_thrown(Exchange& x);
void drop_errors(Exchange& x) noexcept;

}  // namespace crema::detail
