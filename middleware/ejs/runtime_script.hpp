// runtime_script.hpp — the script that every engine loads: it keeps template functions, calls them, and speaks with C++ by texts.
#pragma once

namespace crema::scripts {

extern const char* const runtime_script;

}  // namespace crema::scripts
