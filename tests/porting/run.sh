#!/usr/bin/env bash
# Each example answers as the JavaScript beside it does under Node, and is about as long: tests/porting/run.sh [--only NAME…] [--verbose].
#   BUILD_DIR=.build/dev takes the executables of that Meson build as they are, and builds nothing.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"

only=() options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --only) while [ $# -gt 1 ] && [ "${2#--}" = "$2" ]; do only+=("$2"); shift; done ;;
    --verbose) options+=(--verbose) ;;
    *) die "it takes --only NAME… and --verbose, and not '$1'." ;;
  esac
  shift
done
names=()
for folder in "$ROOT"/examples/*/; do
  [ ! -f "$folder/app.js" ] || names+=("$(basename "$folder")")
done
for name in "${only[@]}"; do
  [ -f "$ROOT/examples/$name/app.js" ] || die "there is no examples/$name/app.js."
done
[ ${#only[@]} -eq 0 ] || names=("${only[@]}")
tested=()  # Those with tests of their own, in both languages.
for name in "${names[@]}"; do
  [ ! -f "$ROOT/examples/$name/app_test.cpp" ] || tested+=("$name")
done

suite porting
if [ -n "${BUILD_DIR:-}" ]; then
  build=$(cd "$BUILD_DIR" && pwd)
else
  configure_gcc
  build=$BUILD/gcc
  if [ ${#only[@]} -eq 0 ]; then compile gcc all-examples; else compile gcc "${names[@]}" "${tested[@]/%/-test}"; fi
fi
use_node

# What the driver and the programs require is found from a folder of its own, beside copies of the driver and of the oracle's comparison.
place=$BUILD/porting
mkdir -p "$place/tests/conformance"
rm -rf "$place/tests/porting" "$place/tests/conformance/oracle" "$place/work"
cp -r "$ROOT/tests/porting" "$place/tests/porting"
mkdir "$place/tests/conformance/oracle"
cp "$ROOT"/tests/conformance/oracle/{compare,wire}.mjs "$place/tests/conformance/oracle"
cp "$ROOT/tests/porting/package.json" "$place"
npm_packages "$place"

# The examples with TLS share a key.
export PORTING_HTTPS
PORTING_HTTPS=$(source "$ROOT/examples/https/prepare.sh" "$place/https" && printf '{"KEY": "%s", "CERT": "%s"}' "$KEY" "$CERT")

say "${#names[@]} examples: app.js under Node $(node --version) beside app.cpp"
NODE_PATH=$place/node_modules count node "$place/tests/porting/port.mjs" --root "$ROOT" --build "$build" --work "$place/work" "${options[@]}" "${names[@]}"

for name in "${tested[@]}"; do
  check "$name: app.test.js under Node" env NODE_PATH="$place/node_modules" NODE_ENV=test node --test "$ROOT/examples/$name/app.test.js"
  check "$name: app_test.cpp" "$build/examples/$name-test"
done
