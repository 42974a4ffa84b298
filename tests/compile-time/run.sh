#!/usr/bin/env bash
# A hello compiles in half the time that nlohmann/json and fmt alone take; what is no handler is one sentence.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite compile-time

for compiler in g++ clang++; do
  check "hello takes at most 0.5 of the yardstick with $compiler" python3 "$ROOT/tests/compile-time/measure.py" $compiler 0.5
  tail -n 1 "$BUILD/check.log"
done
count python3 "$ROOT/tests/compile-time/wrong_shapes.py" g++ clang++
