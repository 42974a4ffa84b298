// node/fs_calls.hpp — the system's calls behind fs: on any thread, so without a Value.
#pragma once
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

struct FolderEntry {
  std::string name, parent;
  unsigned type;  // as in st_mode
};

// What a call came to.
struct FileOutcome {
  int number = 0;         // errno of what failed; 0: all went well
  std::string_view call;  // that failed, as Node calls it
  std::string path, target;
  bool refused = false;  // rm of a folder without {recursive: true}

  std::string bytes;  // of a file; a path that was asked for
  std::vector<FolderEntry> entries;
  struct stat info = {};
};

void read_file(FileOutcome& outcome, const std::string& path, int flags);
void write_file(FileOutcome& outcome, const std::string& path, const std::string& data, int flags, mode_t mode);
void read_folder(FileOutcome& outcome, const std::string& path, bool recursive);
void stat_file(FileOutcome& outcome, const std::string& path, bool link);
void access_file(FileOutcome& outcome, const std::string& path, int mode);
// `bytes` is then the first folder that was made, if any was and it was to make them all.
void make_folder(FileOutcome& outcome, const std::string& path, mode_t mode, bool recursive);
void remove_folder(FileOutcome& outcome, const std::string& path);
void remove_any(FileOutcome& outcome, const std::string& path, bool recursive, bool force);
void unlink_file(FileOutcome& outcome, const std::string& path);
void rename_file(FileOutcome& outcome, const std::string& from, const std::string& to);
void copy_file(FileOutcome& outcome, const std::string& from, const std::string& to, bool exclusive);
void real_path(FileOutcome& outcome, const std::string& path);
// `bytes` is then its path.
void make_temporary_folder(FileOutcome& outcome, const std::string& prefix);
void change_mode(FileOutcome& outcome, const std::string& path, mode_t mode);
void truncate_file(FileOutcome& outcome, const std::string& path, off_t size);
void make_link(FileOutcome& outcome, const std::string& target, const std::string& path);
void read_link(FileOutcome& outcome, const std::string& path);

}  // namespace crema::detail
