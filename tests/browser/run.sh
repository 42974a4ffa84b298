#!/usr/bin/env bash
# Chromium clicks through the examples' pages under Node and as built; what it sees, cookies and pixels, is the same: tests/browser/run.sh [--keep] [--only NAME…].
#   --keep makes examples/NAME/screenshot.png anew; BUILD_DIR=.build/dev takes the executables of that Meson build as they are, and builds nothing.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"

mapfile -t names < <(sed -nE "s/^  async '?([a-z-]+)'?\(page\) \{$/\1/p" "$ROOT/tests/browser/flows.mjs")
only=() options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --only) while [ $# -gt 1 ] && [ "${2#--}" = "$2" ]; do only+=("$2"); shift; done ;;
    --keep) options+=(--keep) ;;
    --show) options+=(--show "${2:?a folder}"); shift ;;
    *) die "it takes --only NAME…, --keep and --show FOLDER, and not '$1'." ;;
  esac
  shift
done
for name in "${only[@]}"; do
  [[ " ${names[*]} " == *" $name "* ]] || die "flows.mjs has no flow for '$name'; it has: ${names[*]}."
done
[ ${#only[@]} -eq 0 ] || names=("${only[@]}")

suite browser
command -v chromium >/dev/null || die "there is no chromium: tools/install-dependencies installs it."
if [ -n "${BUILD_DIR:-}" ]; then
  build=$(cd "$BUILD_DIR" && pwd)
else
  configure_gcc
  build=$BUILD/gcc
  compile gcc "${names[@]}"
fi
use_node

# What the examples' app.js require, which the suite porting installs as well.
mkdir -p "$BUILD/porting" "$BUILD/browser"
cp "$ROOT/tests/porting/package.json" "$BUILD/porting"
npm_packages "$BUILD/porting"

say "${#names[@]} examples in $(chromium --version 2>/dev/null | head -n 1)"
NODE_PATH=$BUILD/porting/node_modules count node "$ROOT/tests/browser/browser.mjs" --root "$ROOT" --build "$build" --work "$BUILD/browser/work" "${options[@]}" "${names[@]}"
