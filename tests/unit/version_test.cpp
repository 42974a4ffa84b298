// The version that programs see is the project's.
#include <crema/version.hpp>
#include <doctest/doctest.h>

#include <string>

TEST_CASE("version.hpp says what meson.build says") {
  CHECK(std::string(CREMA_VERSION_STRING) == CREMA_PROJECT_VERSION);
  CHECK(std::to_string(CREMA_VERSION_MAJOR) + "." + std::to_string(CREMA_VERSION_MINOR) + "." +
            std::to_string(CREMA_VERSION_PATCH) ==
        CREMA_PROJECT_VERSION);
}
