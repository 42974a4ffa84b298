#!/usr/bin/env bash
# The layout of the C++ sources is clang-format's. tests/format/run.sh --fix lays them out.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite format

mapfile -t sources < <(cd "$ROOT" && find include src middleware examples tests -name oracle -prune -o -path tests/bench/peers -prune \
  -o \( -name '*.hpp' -o -name '*.cpp' \) -print | sort)
cd "$ROOT"
if [ "${1:-}" = --fix ]; then clang-format -i "${sources[@]}"; fi

if ! clang-format --version | grep -q 'version 14\.'; then
  echo "skipped: clang-format 14 decides, and this is $(clang-format --version)"
  exit 0
fi
for file in "${sources[@]}"; do
  if ! clang-format "$file" | cmp -s - "$file"; then
    echo "FAILED  $file: run tests/format/run.sh --fix"
    clang-format "$file" | diff "$file" - | head -n 10 || true
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
done
