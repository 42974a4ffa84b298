// node/fs_stats.hpp — what is known of files, as Node shows it.
#pragma once
#include <crema/fs.hpp>

#include "node/fs_calls.hpp"

namespace crema::detail {

Stats stats_of(const struct stat& info);

// What readdir gives with {withFileTypes: true}.
Value folder_entry(const FolderEntry& entry);

}  // namespace crema::detail
