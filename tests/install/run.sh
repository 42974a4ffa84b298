#!/usr/bin/env bash
# A program of a user, outside the tree: with Crema as Meson subproject, and with Crema installed (pkg-config, both libraries).
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite install

work=$BUILD/consumer
rm -rf "$work"
mkdir -p "$work"
cp -r "$ROOT/tests/install/consumer" "$work/subproject"
cp -r "$ROOT/tests/install/consumer" "$work/installed"
quick=(--buildtype=plain -Doptimization=0)  # what is built counts here, not how fast it is

say "as a subproject"
mkdir "$work/subproject/subprojects"
ln -s "$ROOT" "$work/subproject/subprojects/crema"
check "meson setup finds the subproject" meson setup "$work/subproject/build" "$work/subproject" "${quick[@]}" --force-fallback-for=crema
check "it compiles" meson compile -C "$work/subproject/build"
check "Crema's tests and examples stay out" test ! -e "$work/subproject/build/subprojects/crema/tests"
check "the program answers and ends" serves "$work/subproject/build/consumer" "views 1"
check "so does the one with the precompiled header" serves "$work/subproject/build/consumer-pch" "views 1"

say "installed"
prefix=$BUILD/installed
rm -rf "$prefix"
configure_gcc
compile gcc
check "meson install" meson install -C "$BUILD/gcc" --no-rebuild
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name crema.pc)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH=${PKG_CONFIG_PATH%/pkgconfig}
check "no header names a folder of the source tree" bash -c "! grep -rn '$ROOT' '$prefix/include'"
check "Meson builds with the installed library" bash -c "
  meson setup '$work/installed/build' '$work/installed' ${quick[*]} && meson compile -C '$work/installed/build'"
check "the program answers and ends" serves "$work/installed/build/consumer" "views 1"
check "so does the one with the precompiled header" serves "$work/installed/build/consumer-pch" "views 1"
check "clang precompiles it, too" bash -c "
  CC=clang CXX=clang++ meson setup '$work/installed/clang' '$work/installed' ${quick[*]} && meson compile -C '$work/installed/clang' consumer-pch"
check "the program answers and ends" serves "$work/installed/clang/consumer-pch" "views 1"
check "pkg-config alone builds it, shared" bash -c "
  cd '$work/installed' && g++ -std=c++20 \$(pkg-config --cflags crema) main.cpp pages.cpp -o shared \$(pkg-config --libs crema)"
check "the program answers and ends" serves "$work/installed/shared" "views 1"
check "and static" bash -c "
  cd '$work/installed' && g++ -std=c++20 \$(pkg-config --cflags crema) main.cpp pages.cpp -o static \
    '$LD_LIBRARY_PATH/libcrema.a' \$(pkg-config --libs --static crema | sed 's/-lcrema//')"
unset LD_LIBRARY_PATH
check "the program answers and ends" serves "$work/installed/static" "views 1"
