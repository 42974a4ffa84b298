// Unicode's normal forms by libunistring, which is asked for only when a text has letters beyond ASCII:
// https://www.gnu.org/software/libunistring/manual/
#include "core/normalize.hpp"

#include <crema/error.hpp>

#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>

#include "core/value_utf8.hpp"

namespace crema::detail {
namespace {

using Form = const void*;

struct Library {
  using Normalize = std::uint8_t* (*)(Form, const std::uint8_t*, std::size_t, std::uint8_t*, std::size_t*);
  Normalize normalize = nullptr;
  Form nfc = nullptr, nfd = nullptr, nfkc = nullptr, nfkd = nullptr;

  Library() {
    void* library = nullptr;
    for (const char* name : {"libunistring.so.5", "libunistring.so.2"})
      if (!library) library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    normalize = reinterpret_cast<Normalize>(::dlsym(library, "u8_normalize"));
    nfc = ::dlsym(library, "uninorm_nfc");
    nfd = ::dlsym(library, "uninorm_nfd");
    nfkc = ::dlsym(library, "uninorm_nfkc");
    nfkd = ::dlsym(library, "uninorm_nfkd");
  }
  bool there() const { return normalize && nfc && nfd && nfkc && nfkd; }
  Form named(std::string_view name) const {
    return name == "NFC" ? nfc : name == "NFD" ? nfd : name == "NFKC" ? nfkc : nfkd;
  }
  static const Library& all() {
    static const Library loaded;
    return loaded;
  }
};

// A part without halves of pairs.
void append_normalized(std::string& out, const std::string& part, Form form) {
  if (part.empty()) return;
  std::size_t size = 0;
  std::uint8_t* result =
      Library::all().normalize(form, reinterpret_cast<const std::uint8_t*>(part.data()), part.size(), nullptr, &size);
  if (!result) throw Error("normalize: out of memory");
  out.append(reinterpret_cast<const char*>(result), size);
  std::free(result);
}

}  // namespace

std::string normalized(std::string_view text, std::string_view form) {
  if (form != "NFC" && form != "NFD" && form != "NFKC" && form != "NFKD")
    throw RangeError("The normalization form should be one of NFC, NFD, NFKC, NFKD.");
  if (is_ascii(text)) return std::string(text);
  const auto& library = Library::all();
  if (!library.there()) throw Error("normalize needs libunistring for letters beyond ASCII: apt install libunistring2");
  std::string out, part;
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    const char32_t c = next_code_point(p, end);
    if (c < 0xd800 || c >= 0xe000) {
      append_code_point(part, c);
      continue;
    }
    append_normalized(out, part, library.named(form));
    part.clear();
    append_code_point(out, c);
  }
  append_normalized(out, part, library.named(form));
  return out;
}

}  // namespace crema::detail
