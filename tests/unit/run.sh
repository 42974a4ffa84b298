#!/usr/bin/env bash
# Everything compiles with g++ without a warning; the unit tests, and those of each module.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite unit

configure_gcc
compile gcc
run_units "$BUILD/gcc/tests/unit/unit-tests"
