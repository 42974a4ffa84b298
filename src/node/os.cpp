// os: what the system says of the machine.
#include <crema/os.hpp>

#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace crema::detail {

Value OsLibrary::tmpdir() const {
  const char* named = std::getenv("TMPDIR");
  std::string_view folder = named && *named ? named : "/tmp";
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return folder;
}

Value OsLibrary::hostname() const {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name + 0;
}

Value OsLibrary::platform() const { return "linux"; }

int OsLibrary::availableParallelism() const {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  return static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
}

}  // namespace crema::detail
