// The two storages in the box.
#pragma once
#include "multer.hpp"

namespace crema::detail {

std::shared_ptr<StorageEngine> make_disk_storage(const DiskStorageOptions& options);
std::shared_ptr<StorageEngine> make_memory_storage();

}  // namespace crema::detail
