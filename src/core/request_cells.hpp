// core/request_cells.hpp — the Values that req's and res's references point at: set from the head at the start of a request.
#pragma once

namespace crema::detail {

struct Exchange;

// Once, when an exchange is made; and when it is emptied.
void prepare_cells(Exchange& x);
void clear_cells(Exchange& x) noexcept;
// method, url … of the request whose head is complete.
void fill_cells(Exchange& x);

}  // namespace crema::detail
