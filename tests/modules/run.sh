#!/usr/bin/env bash
# Crema with some of its modules: the rest is left out and named, it builds and passes; a module of tools/new-module does so, too.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite modules

# As configure_gcc has them, so that ccache knows the objects.
options=(--buildtype=release --werror -Ddefault_library=both)
CC=$(cached gcc) CXX=$(cached g++)
export CC CXX

# refused WORDS OPTIONS…: meson setup fails and says so.
refused() {
  local words=$1
  shift
  rm -rf "$BUILD/refused"
  ! meson setup "$BUILD/refused" "$ROOT" "${options[@]}" "$@" >"$BUILD/refused.log" 2>&1 || return
  cat "$BUILD/refused.log"
  grep -qF -- "$words" "$BUILD/refused.log"
}
# Meson lines the colons of its summary up.
says() { sed -E "s/ +:/:/" "$BUILD/$1.log" | grep -F -- "$2"; }
# built NAME TARGET…: meson compile in $BUILD/NAME.
built() { meson compile -C "$BUILD/$1" "${@:2}"; }

say "some modules"
check "a name that is no module's is refused" refused "-Dmodules names corss and there is no such module" -Dmodules=session,corss
check "a module without the one that it is built upon is refused" \
  refused "the module slow_down is built upon rate_limit: add that to -Dmodules." -Dmodules=slow_down

rm -rf "$BUILD/subset"
configure subset "${options[@]}" -Dmodules=cors,flash,session
check "the modules are named" says subset "built: cors flash session"
check "libraries beside Crema's are named, with the reason" says subset "crema-redis: not among -Dmodules"
check "tests that use other modules are named" says subset "tests of flash (they use cookie_session)"
check "programs that use other modules are named" says subset "examples/upload (it uses multer)"
check "their headers are there" test -e "$BUILD/subset/include/crema/cors.hpp"
check "other headers are not" test ! -e "$BUILD/subset/include/crema/helmet.hpp"
check "library, counter and units compile" built subset crema:static_library session-counter unit-tests
check "the counter answers and ends" serves "$BUILD/subset/examples/session-counter" "Welcome! This is your first visit."
check "cors is in the library" bash -c "nm -C '$BUILD/subset/libcrema.a' | grep ' T crema::cors('"
check "helmet is not" bash -c "! nm -C '$BUILD/subset/libcrema.a' | grep ' T crema::.*[hH]elmet'"
say "units of Crema with cors, flash and session"
run_units "$BUILD/subset/tests/unit/unit-tests"

say "without a library"
rm -rf "$BUILD/subset"
configure subset "${options[@]}" -Dredis=disabled
check "the library that is left out is named, with the reason" says subset "crema-redis: no: -Dredis=disabled"
check "so is what uses it" says subset "examples/redis-sessions (it uses redis)"

say "tools/new-module"
tree=$BUILD/new-module/tree
rm -rf "$BUILD/new-module"
mkdir -p "$tree"
(cd "$ROOT" && tar --exclude node_modules -cf - .clang-format CHANGELOG.md CONTRIBUTING.md LICENSE README.md meson.build meson_options.txt docs examples include middleware src subprojects tests tools) | tar -C "$tree" -xf -
check "it writes a module" "$tree/tools/new-module" request_stamp
check "and another whose function has a name of its own" "$tree/tools/new-module" a_rather_long_name_of_a_module_it_is shortName
check "not twice" bash -c "! '$tree/tools/new-module' cors"
check "a name that is none is refused" bash -c "! '$tree/tools/new-module' requestStamp && test ! -e '$tree/middleware/requestStamp'"
if command -v clang-format >/dev/null; then
  check "what it wrote is laid out" bash -c "cd '$tree' && clang-format --dry-run -Werror middleware/request_stamp/*.?pp middleware/a_rather*/*.?pp"
fi
check "its pages lead somewhere" python3 "$ROOT/tests/docs/check.py" links "$tree"
check "its includes point one way" python3 "$ROOT/tests/includes/check.py" "$tree"
check "Meson takes it" bash -c "
  meson setup '$tree/.build/modules' '$tree' ${options[*]} -Dmodules=request_stamp,a_rather_long_name_of_a_module_it_is >'$BUILD/new-module.log'"
check "it compiles" meson compile -C "$tree/.build/modules" unit-tests
check "it passes" "$tree/.build/modules/tests/unit/unit-tests" --test-case='requestStamp*,shortName*'
check "with four tests" bash -c "'$tree/.build/modules/tests/unit/unit-tests' --no-colors=true --test-case='requestStamp*,shortName*' | grep 'test cases: *4 | *4 passed'"
rm -rf "$BUILD/new-module" "$BUILD/subset" "$BUILD/refused"
