#!/usr/bin/env bash
# EJS templates rendered by crema-ejs and by npm's ejs, byte for byte, with JavaScriptCore and with a QuickJS.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite ejs

configure_gcc
compile gcc ejs-lab
use_node
work=$BUILD/ejs
mkdir -p "$work"
find "$work" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name quickjs -exec rm -rf {} +
tar -C "$ROOT/tests/ejs" --exclude run.sh -cf - . | tar -C "$work" -xf -
# Of qjsc we want the C sources alone, and no program that it would build or fetch.
export npm_config_ignore_scripts=true
npm_packages "$work"

random=300
[ -z "${CREMA_LONG:-}" ] || random=20000
compared() { count node "$work/compare.mjs" --lab "$1" --views "$work/views" --engine "$2" --random $random; }
say "ejs: JavaScriptCore beside npm's ejs"
compared "$BUILD/gcc/tests/ejs/ejs-lab" javascriptcore

# npm's qjsc holds a QuickJS of 2021, whose calls are those of quickjs-ng: a stand-in, for this test alone.
quickjs=$work/quickjs
if [ ! -f "$quickjs/libquickjs.a" ]; then
  say "compiling the QuickJS of npm's qjsc"
  sources=$work/node_modules/qjsc/deps/quickjs_2021_03_27
  mkdir -p "$quickjs"
  for name in quickjs libregexp libunicode cutils libbf; do
    $(cached gcc) -w -O2 -fPIC -D_GNU_SOURCE -DCONFIG_BIGNUM -DCONFIG_VERSION='"2021-03-27"' -c "$sources/$name.c" -o "$quickjs/$name.o" || die "QuickJS did not compile."
  done
  ar rcs "$quickjs/libquickjs.a" "$quickjs"/*.o
  printf 'Name: quickjs-ng\nDescription: stand-in\nVersion: 0\nCflags: -I%s\nLibs: %s -lm\n' "$sources" "$quickjs/libquickjs.a" >"$quickjs/quickjs-ng.pc"
fi
PKG_CONFIG_PATH=$quickjs CC=$(cached gcc) CXX=$(cached g++) configure quickjs --buildtype=release --werror -Ddefault_library=both -Djs_engine=quickjs --prefix="$BUILD/installed"
compile quickjs ejs-lab
say "ejs: QuickJS beside npm's ejs"
compared "$BUILD/quickjs/tests/ejs/ejs-lab" quickjs
