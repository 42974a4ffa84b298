#!/usr/bin/env bash
# Instructions, allocations and system calls a request against the numbers that are kept, and their growth with routes, middleware, fields and keys; never time.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite bench-guard

for tool in valgrind strace; do
  command -v $tool >/dev/null || die "there is no $tool: tools/install-dependencies installs it."
done
configure_gcc
compile gcc bench-guard-app growth-app
mkdir -p "$BUILD/bench-guard"
export PYTHONDONTWRITEBYTECODE=1
count python3 "$ROOT/tests/bench-guard/guard.py" "$BUILD/gcc/tests/bench-guard/bench-guard-app" "$BUILD/bench-guard"
# What grows must not grow faster.
count python3 "$ROOT/tests/bench/growth/guard.py" "$BUILD/gcc/tests/bench/growth-app"
