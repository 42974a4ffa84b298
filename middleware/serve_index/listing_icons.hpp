// Icons by the names of files: which class an entry has, and the rules that give the classes their pictures.
#pragma once
#include <string>
#include <string_view>

namespace crema::detail {

struct FileIcon {
  std::string class_name;
  std::string_view picture;  // SVG
};

FileIcon folder_icon();
FileIcon icon_of(std::string_view name);
// From the last dot of a name on, which must not be its first character: ".txt".
std::string_view extension_of(std::string_view name);

}  // namespace crema::detail
