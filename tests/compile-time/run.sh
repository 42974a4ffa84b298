#!/usr/bin/env bash
# A hello compiles in less than half of the time that nlohmann/json and fmt alone take, 40 handlers in about as much; what is no handler is one sentence.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite compile-time
configure_gcc  # for the headers of the modules, which it makes without compiling

# What these take is in docs/performance.md; the limits leave room for a machine that does other things as well.
limits() { if [ "$1" = g++ ]; then echo hello=0.4 board=1.1 pch=0.4; else echo hello=0.45 board=1.5 pch=0.4; fi; }
for compiler in g++ clang++; do
  read -ra limits < <(limits $compiler)
  check "what programs take with $compiler" python3 "$ROOT/tests/compile-time/measure.py" $compiler "$BUILD/gcc/include" "${limits[@]}"
  tail -n 3 "$BUILD/check.log"
done
count python3 "$ROOT/tests/compile-time/wrong_shapes.py" g++ clang++
