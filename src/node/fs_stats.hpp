// node/fs_stats.hpp — what is known of files, as Node shows it.
#pragma once
#include <crema/fs.hpp>

#include "core/file_stats.hpp"
#include "node/fs_calls.hpp"

namespace crema::detail {

// What readdir gives with {withFileTypes: true}.
Value folder_entry(const FolderEntry& entry);

}  // namespace crema::detail
