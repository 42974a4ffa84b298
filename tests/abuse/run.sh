#!/usr/bin/env bash
# Hostile input, faults and load: the battery against the conformance program.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite abuse

configure_gcc
compile gcc conformance-app
prepare_oracle
abuse "$BUILD/gcc/tests/conformance/conformance-app"
