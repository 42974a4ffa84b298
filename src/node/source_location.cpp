// __dirname and __filename. A build names its sources relative to the build folder, in which the executable lies; so a source
// file is looked for from the executable upwards, then from the working directory.
#include <crema/path.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace crema::detail {
namespace {

bool is_file(const std::string& name) {
  struct stat found {};
  return ::stat(name.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

std::string executable() {
  std::string name(4096, '\0');
  const ssize_t size = ::readlink("/proc/self/exe", name.data(), name.size());
  name.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return name;
}

std::string locate(const char* file) {
  const std::string program = executable();
  if (*file != '/') {
    for (std::string folder = path.dirname(program); folder.size() > 1; folder = path.dirname(folder).str()) {
      const std::string candidate = path.join(folder, file);
      if (is_file(candidate)) return candidate;
    }
  }
  const std::string candidate = path.resolve(file);
  if (is_file(candidate)) return candidate;
  return path.join(path.dirname(program), path.basename(file));
}

}  // namespace

Value source_file(const char* file) {
  static std::mutex mutex;
  static std::map<std::string, std::string, std::less<>> known;
  const std::lock_guard lock(mutex);
  const auto found = known.find(std::string_view(file));
  if (found != known.end()) return found->second;
  return known.emplace(file, locate(file)).first->second;
}

Value source_dir(const char* file) { return path.dirname(source_file(file)); }

}  // namespace crema::detail
