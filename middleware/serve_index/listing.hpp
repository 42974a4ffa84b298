// What a folder holds, as it is listed, and the parts of the page. Knows no request.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crema::detail {

struct ListedFile {
  std::string name;
  bool known = false;  // it is there still; the rest of an unknown one is nothing
  bool directory = false;
  double size = 0, mtime_ms = 0;  // ms since 1970
  unsigned mode = 0;
};

// The files of these names in a folder. Blocks. Throws Error for what the system refuses, other than that one is not there.
std::vector<ListedFile> look_at(const std::string& folder, const std::vector<std::string>& names);
// ".." first, then folders, then names in the order of letters.
void sort_files(std::vector<ListedFile>& files);

// A path without "." and "..", with a slash at its end if it had one; as Node's path.normalize of one that begins with a slash.
std::string normalized(std::string_view path);

// The list of the page. `directory` is the path that the client sees.
std::string files_html(const std::vector<ListedFile>& files, std::string_view directory, bool icons,
                       std::string_view view);
// The way to the directory, each step a link.
std::string linked_path(std::string_view directory);
// The rules that show the icons of these files.
std::string icon_style(const std::vector<ListedFile>& files);

// The template with its marks filled in: {style}, {files}, {directory} and {linked-path}.
struct PageParts {
  std::string style, files, directory, linked_path;
};
std::string filled_in(std::string_view page, const PageParts& parts);

extern const std::string_view usual_page, usual_style;

}  // namespace crema::detail
