#!/usr/bin/env bash
# Everything compiles with clang without a warning; the unit tests again, with assertions.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite clang

CC=clang CXX=clang++ configure clang --buildtype=plain -Doptimization=1 -Db_ndebug=false --werror
compile clang
run_units "$BUILD/clang/tests/unit/unit-tests"
