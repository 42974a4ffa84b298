#!/usr/bin/env bash
# Each example reads line by line as the JavaScript beside it.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite porting

for js in "$ROOT"/examples/*/app.js; do
  folder=$(dirname "$js")
  check "$(basename "$folder")" python3 "$ROOT/tests/porting/compare.py" "$js" "$folder/app.cpp"
done
