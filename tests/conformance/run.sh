#!/usr/bin/env bash
# The ported sections answer as the real Express does, three times over.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite conformance

configure_gcc
compile gcc conformance-app
prepare_oracle
for run in 1 2 3; do
  say "run $run of 3"
  conformance "$BUILD/gcc/tests/conformance/conformance-app"
done
