#include "listing_icons.hpp"

#include <crema/http_text.hpp>

#include <algorithm>
#include <iterator>

namespace crema::detail {
namespace {

// All are drawn on a sheet of paper, but for the folder and the box.
#define CREMA_ICON(shapes)                                                                                             \
  "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='16' fill='none' stroke='#667' >" shapes "</svg>"
#define CREMA_SHEET "<path fill='#fff' d='M3.5.5h6l3 3v12h-9z'/><path d='M9.5.5v3h3'/>"

constexpr std::string_view folder = CREMA_ICON("<path fill='#fd7' d='M1.5 13.5v-10h5l1.5 2h6.5v8z'/>");
constexpr std::string_view plain = CREMA_ICON(CREMA_SHEET);
constexpr std::string_view text = CREMA_ICON(CREMA_SHEET "<path d='M5 6.5h6M5 8.5h6M5 10.5h6M5 12.5h4'/>");
constexpr std::string_view code =
    CREMA_ICON(CREMA_SHEET "<path stroke='#36b' d='M6.5 7l-2 2.5 2 2.5M9.5 7l2 2.5-2 2.5'/>");
constexpr std::string_view image =
    CREMA_ICON(CREMA_SHEET "<path fill='#8c8' d='M4 13l3-5 2 3 1-1 2 3z'/><circle cx='10' cy='7' r='1'/>");
constexpr std::string_view video = CREMA_ICON(CREMA_SHEET "<path fill='#c66' d='M6 6.5l5 3-5 3z'/>");
constexpr std::string_view audio = CREMA_ICON(
    CREMA_SHEET "<path d='M6.5 12V7l4-1v5'/><circle cx='5.5' cy='12' r='1'/><circle cx='9.5' cy='11' r='1'/>");
constexpr std::string_view font = CREMA_ICON(CREMA_SHEET "<path stroke='#333' d='M5 13l3-7 3 7M6 10.5h4'/>");
constexpr std::string_view box =
    CREMA_ICON("<path fill='#db8' d='M1.5 5.5l2-4h9l2 4v9h-13z'/><path d='M1.5 5.5h13M8 1.5v7'/>");
constexpr std::string_view document =
    CREMA_ICON(CREMA_SHEET "<path fill='#f99' d='M5 6h6v3H5z'/><path d='M5 11.5h6M5 13.5h6'/>");
constexpr std::string_view table = CREMA_ICON(CREMA_SHEET "<path stroke='#383' d='M5 6.5h6v6H5zM5 9.5h6M8 6.5v6'/>");
constexpr std::string_view program = CREMA_ICON(CREMA_SHEET "<path stroke='#363' d='M5 7.5l2 2-2 2M8 11.5h3'/>");
#undef CREMA_SHEET
#undef CREMA_ICON

// The class of a kind of file, where its extension has no picture of its own.
struct Kind {
  std::string_view class_name, picture;
  std::string_view extensions;  // each between blanks
};
constexpr Kind kinds[] = {
    {"icon-text", text, " txt text md markdown log csv tsv conf ini cfg nfo srt ics vtt rst "},
    {"icon-application-javascript", code, " js mjs cjs jsx ts tsx "},
    {"icon-application-json", code, " json map webmanifest jsonc geojson "},
    {"icon-text-css", code, " css scss sass less styl "},
    {"icon-text-html", code, " html htm xhtml shtml ejs hbs pug "},
    {"icon-application-xml", code, " xml xsl xsd rss atom "},
    {"icon-code", code,
     " c h cc cpp cxx hpp hxx cs java py rb php pl lua go rs swift kt scala clj erb asp aspx jsp vb vbs sql yaml yml "
     "toml diff "
     "patch wasm "},
    {"icon-image", image, " png jpg jpeg gif webp avif bmp ico tif tiff heic svg svgz psd xcf "},
    {"icon-video", video, " mp4 m4v mov avi mkv webm mpg mpeg ogv wmv flv mv4 "},
    {"icon-audio", audio, " mp3 ogg oga wav flac aac m4a mid midi opus weba "},
    {"icon-font", font, " ttf otf woff woff2 eot fnt "},
    {"icon-archive", box,
     " zip gz tgz bz2 tbz2 xz txz 7z rar tar lz lzma tlz zst jar war apk deb rpm cab iso dmg pkg msi "},
    {"icon-document", document, " pdf ps eps doc docx odt rtf ppt pptx odp pages key epub "},
    {"icon-table", table, " xls xlsx ods numbers db sqlite accdb mdb dbf pdb "},
    {"icon-program", program, " sh bash bat cmd exe app com cgi bin dll so run "},
};

}  // namespace

std::string_view extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == name.npos || name.find_first_not_of('.') >= dot ? std::string_view() : name.substr(dot);
}

FileIcon folder_icon() { return {"icon-directory", folder}; }

FileIcon icon_of(std::string_view name) {
  const auto extension = extension_of(name);
  if (extension.size() < 2 || extension.find(' ') != extension.npos) return {"icon-default", plain};
  const auto wanted = " " + lowerCase(extension.substr(1)) + " ";
  const auto* const found = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& kind) {
    return kind.extensions.find(wanted) != std::string_view::npos;
  });
  if (found == std::end(kinds)) return {"icon-default", plain};
  return {std::string(found->class_name), found->picture};
}

}  // namespace crema::detail
