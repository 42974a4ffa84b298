// core/file_stats.hpp — what the system tells of a file, as Node's fs.Stats.
#pragma once
#include <crema/fs.hpp>

#include <sys/stat.h>

namespace crema::detail {

// Milliseconds since 1970.
double ms_of(const timespec& time) noexcept;
Stats stats_of(const struct stat& info);

}  // namespace crema::detail
