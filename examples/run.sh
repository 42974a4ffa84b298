#!/usr/bin/env bash
# Builds an example and runs it: examples/run.sh [NAME]. Without a name, the session counter. PORT is honoured.
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"

name=${1:-session-counter}
if [ ! -f "$ROOT/examples/$name/app.cpp" ]; then
  echo "There is no example '$name'. The examples are:" >&2
  for folder in "$ROOT"/examples/*/; do echo "  $(basename "$folder")" >&2; done
  exit 2
fi

install_dependencies --build-only
configure examples -Dtests=disabled
compile examples "$name"

url=http://localhost:${PORT:-3000}
# What must be there before it starts, keys for example, is made in the build folder.
[ ! -f "$ROOT/examples/$name/prepare.sh" ] || source "$ROOT/examples/$name/prepare.sh" "$BUILD/examples.files"

say "$name: $url (Ctrl-C ends it)"
cd "$ROOT/examples/$name"
exec "$BUILD/examples/examples/$name" "${@:2}"
