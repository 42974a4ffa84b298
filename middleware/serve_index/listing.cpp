#include "listing.hpp"

#include <crema/buffer.hpp>
#include <crema/date.hpp>
#include <crema/globals.hpp>
#include <crema/html_text.hpp>
#include <crema/system_error.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "listing_icons.hpp"

namespace crema::detail {
namespace {

std::string encoded(std::string_view part) { return encodeURIComponent(part).str(); }

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto slash = text.find('/');
    parts.push_back(text.substr(0, slash));
    if (slash == text.npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

std::string link_to(std::string_view directory, std::string_view name) {
  std::string link;
  for (const auto part : split(directory)) link += encoded(part) + "/";
  return normalized(link + encoded(name));
}

std::string classes_of(const ListedFile& file) {
  if (file.directory) return "icon icon-directory";
  const auto extension = extension_of(file.name);
  const auto own = "icon-" + std::string(extension.empty() ? extension : extension.substr(1));
  const auto kind = icon_of(file.name).class_name;
  return "icon " + own + (kind == own ? "" : " " + kind);
}

std::string date_of(const ListedFile& file) {
  if (!file.known || file.name == "..") return {};
  const auto date = Date(file.mtime_ms);
  return date.toLocaleDateString().str() + " " + date.toLocaleTimeString().str();
}

std::string entry(const ListedFile& file, std::string_view directory, bool icons) {
  const auto name = escapeHtml(file.name);
  const auto size = file.known && !file.directory ? Value(file.size).str() : std::string();
  return "<li><a href=\"" + escapeHtml(link_to(directory, file.name)) + "\" class=\"" +
         (icons ? escapeHtml(classes_of(file)) : "") + "\" title=\"" + name + "\"><span class=\"name\">" + name +
         "</span><span class=\"size\">" + size + "</span><span class=\"date\">" + escapeHtml(date_of(file)) +
         "</span></a></li>";
}

}  // namespace

std::vector<ListedFile> look_at(const std::string& folder, const std::vector<std::string>& names) {
  std::vector<ListedFile> files;
  files.reserve(names.size());
  for (const auto& name : names) {
    ListedFile file;
    file.name = name;
    const auto path = normalized(folder + "/" + name);
    struct stat stat;
    if (::stat(path.c_str(), &stat) == 0) {
      file.known = true;
      file.directory = S_ISDIR(stat.st_mode);
      file.size = static_cast<double>(stat.st_size);
      file.mtime_ms =
          static_cast<double>(stat.st_mtim.tv_sec) * 1000 + static_cast<double>(stat.st_mtim.tv_nsec / 1000000);
      file.mode = stat.st_mode;
    } else if (errno != ENOENT) {
      throw systemError(errno, "stat", path);
    }
    files.push_back(std::move(file));
  }
  return files;
}

void sort_files(std::vector<ListedFile>& files) {
  struct Place {
    bool up;
    Value letters;
    std::size_t number;
  };
  std::vector<Place> places;
  places.reserve(files.size());
  for (const auto& file : files) places.push_back({file.name == "..", Value(file.name).toLowerCase(), places.size()});
  std::stable_sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    if (a.up != b.up) return a.up;
    const bool a_folder = files[a.number].directory, b_folder = files[b.number].directory;
    if (a_folder != b_folder) return a_folder;
    return a.letters.localeCompare(b.letters) < 0;
  });
  std::vector<ListedFile> sorted;
  sorted.reserve(files.size());
  for (const auto& place : places) sorted.push_back(std::move(files[place.number]));
  files = std::move(sorted);
}

std::string normalized(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const auto part : split(path)) {
    if (part.empty() || part == ".") continue;
    if (part != "..") kept.push_back(part);
    else if (!kept.empty()) kept.pop_back();
  }
  std::string whole;
  for (const auto part : kept) (whole += '/') += part;
  return whole.empty() || path.ends_with('/') ? whole + "/" : whole;
}

std::string files_html(const std::vector<ListedFile>& files, std::string_view directory, bool icons,
                       std::string_view view) {
  std::string html = "<ul id=\"files\" class=\"view-" + escapeHtml(view) + "\">";
  if (view == "details")
    html +=
        "<li class=\"header\"><span class=\"name\">Name</span><span class=\"size\">Size</span><span "
        "class=\"date\">Modified</span></li>";
  bool first = true;
  for (const auto& file : files) {
    if (!std::exchange(first, false)) html += '\n';
    html += entry(file, directory, icons);
  }
  return html + "</ul>";
}

std::string linked_path(std::string_view directory) {
  std::string html, link;
  bool first = true;
  for (const auto part : split(directory)) {
    if (!std::exchange(first, false)) {
      html += " / ";
      link += '/';
    }
    if (part.empty()) continue;
    link += encoded(part);
    html += "<a href=\"" + escapeHtml(link) + "\">" + escapeHtml(part) + "</a>";
  }
  return html;
}

std::string icon_style(const std::vector<ListedFile>& files) {
  // The classes of each picture, in the order of the files.
  std::vector<std::pair<std::string_view, std::vector<std::string>>> rules;
  for (const auto& file : files) {
    auto icon = file.directory ? folder_icon() : icon_of(file.name);
    auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.first == icon.picture; });
    if (rule == rules.end()) rule = rules.insert(rules.end(), {icon.picture, {}});
    auto& classes = rule->second;
    if (std::find(classes.begin(), classes.end(), icon.class_name) == classes.end())
      classes.push_back(std::move(icon.class_name));
  }
  std::string style;
  for (const auto& [picture, classes] : rules) {
    for (const auto& one : classes) style += (&one == &classes.front() ? "#files ." : ",\n#files .") + one + " .name";
    style += " {\n  background-image: url(data:image/svg+xml;base64," + Buffer.from(picture).toString("base64").str() +
             ");\n}\n";
  }
  return style;
}

std::string filled_in(std::string_view page, const PageParts& parts) {
  const std::pair<std::string_view, const std::string&> marks[] = {{"{style}", parts.style},
                                                                   {"{files}", parts.files},
                                                                   {"{directory}", parts.directory},
                                                                   {"{linked-path}", parts.linked_path}};
  std::string html;
  while (!page.empty()) {
    const auto brace = std::min(page.find('{'), page.size());
    html += page.substr(0, brace);
    page.remove_prefix(brace);
    const auto* const mark =
        std::find_if(std::begin(marks), std::end(marks), [&](const auto& m) { return page.starts_with(m.first); });
    const auto taken = mark == std::end(marks) ? std::min<std::size_t>(1, page.size()) : mark->first.size();
    html += mark == std::end(marks) ? page.substr(0, taken) : std::string_view(mark->second);
    page.remove_prefix(taken);
  }
  return html;
}

}  // namespace crema::detail
