// crema/http_errors.hpp — createError, for programs that require it.                                    npm: http-errors 2
//
// It is a part of Crema: <crema/error.hpp> has createError(404, "…"), createError.NotFound("…"), createError[404]("…"),
// createError.isHttpError(err) and instanceof<HttpError>(err), and <crema/express.hpp> includes that.
#pragma once
#include <crema/error.hpp>
