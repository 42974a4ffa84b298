#!/usr/bin/env bash
# The layout of the C++ sources is clang-format's. tests/format/run.sh --fix lays them out.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite format

cd "$ROOT"
mapfile -t sources < <(find include src middleware examples tests \( -name oracle -o -path tests/bench/peers \) -prune \
  -o \( -name '*.hpp' -o -name '*.cpp' \) -print | sort)
on_each() { printf '%s\0' "${sources[@]}" | xargs -0 -P "$(nproc)" -n 1 "$@"; }

if [ "${1:-}" = --fix ]; then
  on_each clang-format -i
elif ! clang-format --version | grep -q 'version 14\.'; then
  echo "skipped: clang-format 14 decides, and this is $(clang-format --version)"
  exit 0
fi

on_each bash -c 'clang-format "$0" | cmp -s - "$0" || echo "$0"' >"$BUILD/unformatted"
while read -r file; do
  echo "FAILED  $file: run tests/format/run.sh --fix"
  clang-format "$file" | diff "$file" - | head -n 10 || true
done <"$BUILD/unformatted"
failed=$(wc -l <"$BUILD/unformatted") passed=$((${#sources[@]} - failed))
