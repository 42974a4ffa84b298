// crema/version.hpp — which Crema this is. A unit test keeps it in step with meson.build.
#pragma once

#define CREMA_VERSION_MAJOR 0
#define CREMA_VERSION_MINOR 1
#define CREMA_VERSION_PATCH 0

/// One number to compare in the preprocessor: `#if CREMA_VERSION >= 200` is 0.2.0 or later.
#define CREMA_VERSION (CREMA_VERSION_MAJOR * 10000 + CREMA_VERSION_MINOR * 100 + CREMA_VERSION_PATCH)
#define CREMA_VERSION_STRING "0.1.0"
