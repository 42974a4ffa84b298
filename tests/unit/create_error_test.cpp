// createError: npm's http-errors.
#include <crema/error.hpp>
#include <crema/math.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/value_node.hpp"

using namespace crema;

namespace {

std::string js(const Value& v) { return JSON.stringify(v).str(); }

template <class F>
std::string refusal(F f) {
  try {
    (void)f();
  } catch (const TypeError& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("createError is http-errors") {
  const Error e = createError(404);
  CHECK(e.message == "Not Found");
  CHECK(e.name == "NotFoundError");
  CHECK(e.status == 404);
  CHECK(e.statusCode == 404);
  CHECK(e.expose == true);
  CHECK(e.str() == "NotFoundError: Not Found");
  CHECK(js(e) == R"({"message":"Not Found"})");
  CHECK(createError(404, "No such user").message == "No such user");
  CHECK(createError(500).expose == false);
  CHECK(createError().status == 500);
  CHECK(createError("boom").message == "boom");
  CHECK(createError(404, "x", {{"a", 1}, {"status", 500}})["a"] == 1);
  CHECK(createError(404, "x", {{"a", 1}, {"status", 500}}).status == 404);
  CHECK(createError(404, {{"code", "E"}}).code == "E");
  CHECK(createError(419).name == "BadRequestError");
  CHECK(createError(419).message == "Bad Request");
  CHECK(js(createError(419)) == R"({"message":"Bad Request","expose":true,"statusCode":419,"status":419})");
  CHECK(createError(600).status == 500);
  CHECK(createError(200).message == "OK");
  CHECK(createError.NotFound().status == 404);
  CHECK(createError.ImATeapot("tea").name == "ImATeapotError");
  CHECK(createError.InternalServerError().name == "InternalServerError");
  CHECK(createError[401]().name == "UnauthorizedError");
  CHECK(createError.isHttpError(e));
  CHECK_FALSE(createError.isHttpError(Error("x")));
}

TEST_CASE("createError gives an existing error a status") {
  const Error e = createError(400, Error("orig"));
  CHECK(e.message == "orig");
  CHECK(e.name == "Error");
  CHECK(e.status == 400);
  CHECK(js(e) == R"({"expose":true,"statusCode":400,"status":400})");
  Error own("o");
  own.status = 404;
  CHECK(createError(own).statusCode == 404);
  CHECK(createError(404, createError(500, "inner")).status == 500);
}

TEST_CASE("every status that is an error has a maker of its name") {
  const std::pair<CreateError::Named, const char*> makers[] = {
      {createError.BadRequest, "400 BadRequestError: Bad Request"},
      {createError.URITooLong, "414 URITooLongError: URI Too Long"},
      {createError.ImATeapot, "418 ImATeapotError: I'm a Teapot"},
      {createError.RequestHeaderFieldsTooLarge,
       "431 RequestHeaderFieldsTooLargeError: Request Header Fields Too Large"},
      {createError.InternalServerError, "500 InternalServerError: Internal Server Error"},
      {createError.HTTPVersionNotSupported, "505 HTTPVersionNotSupportedError: HTTP Version Not Supported"},
      {createError.NetworkAuthenticationRequired,
       "511 NetworkAuthenticationRequiredError: Network Authentication Required"},
  };
  for (const auto& [maker, told] : makers) CHECK(format("{} {}", maker().status, maker()) == told);
  CHECK(createError.NotFound("").message == "");
  CHECK(createError.NotFound(null).message == "Not Found");
  CHECK(createError[503]("later").expose == false);
}

TEST_CASE("what createError does not take is a TypeError") {
  CHECK(refusal([] { return createError(404, undefined); }) == "argument #2 unsupported type undefined");
  CHECK(refusal([] { return createError(true); }) == "argument #1 unsupported type boolean");
  CHECK(refusal([] { return createError("text", 404); }) == "argument #2 unsupported type number");
  CHECK(refusal([] { return createError(404, "x", Function([] {})); }) == "argument #3 unsupported type function");
  CHECK(refusal([] { return createError(404, "x", null); }) == "accepted");
}

TEST_CASE("odd statuses") {
  CHECK(createError(0).status == 500);
  CHECK(createError(-404).status == 500);
  CHECK(createError(1e300).status == 500);
  CHECK(createError(404.5).status == 404.5);
  CHECK(createError(404.5).name == "BadRequestError");
  CHECK(createError(599).message == "Internal Server Error");
  CHECK(std::isnan(createError(NaN).status.number()));
  CHECK(createError(NaN, "m").message == "m");
  CHECK(createError(301).name == "Error");
  CHECK(createError(301).expose == true);
}

TEST_CASE("properties win over what createError sets, but not over the status") {
  const Error e = createError(500, "secret", {{"expose", true}, {"headers", {{"X-A", "1"}}}, {"statusCode", 200}});
  CHECK(e.expose == true);
  CHECK(e.headers["X-A"] == "1");
  CHECK(e.statusCode == 500);
  CHECK(createError({{"message", "told"}}).message == "told");
}

TEST_CASE("instanceof HttpError, and isHttpError") {
  CHECK(instanceof <HttpError>(createError(404)));
  CHECK_FALSE(instanceof <HttpError>(createError(404, Error("x"))));
  CHECK(createError.isHttpError(createError(404, Error("x"))));
  CHECK_FALSE(createError.isHttpError(TypeError("x")));
  CHECK_FALSE(createError.isHttpError(Value("text")));
  CHECK_FALSE(createError.isHttpError(Error()));
  const Error wrapped = createError(400, TypeError("odd"));
  CHECK(instanceof <TypeError>(wrapped));
  CHECK(wrapped.str() == "TypeError: odd");
}
