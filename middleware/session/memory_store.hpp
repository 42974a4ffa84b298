// crema/memory_store.hpp — sessions in the memory of this process.
#pragma once
#include <cstddef>

#include "session_store.hpp"

namespace crema {

/// Limits of a MemoryStore; beyond them the least recently used sessions go.
struct MemoryStoreOptions {
  std::size_t max = 0;                          // Sessions at most; 0: as many as fit. Default: 0.
  std::size_t maxBytes = 256u * 1024u * 1024u;  // Bytes that they take; 0: no limit. Default: 256 MB.
};

/// The store that sessions have without another: they are lost when the process ends, and other processes do not see them.
/// Unlike npm's it lets expired sessions go, and has a limit. A handle: copies are the same store.
class MemoryStore : public StoreHandle {
 public:
  explicit MemoryStore(const MemoryStoreOptions& options = {});
};

}  // namespace crema
