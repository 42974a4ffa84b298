#!/usr/bin/env bash
# Made-up requests, right and wrong, to Node and to the conformance program: both answer alike, or refuse alike (CREMA_LONG=1: 100,000).
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite wire

configure_gcc
compile gcc conformance-app
prepare_oracle
# The long run is another one each time; SEED repeats it.
runs=3000 seed=${SEED:-1}
if [ -n "${CREMA_LONG:-}" ]; then runs=100000 seed=${SEED:-$(date +%s)}; fi
say "$runs requests, seed $seed"
count node "$ROOT/tests/wire/wire.mjs" --oracle "$ORACLE" --candidate "$BUILD/gcc/tests/conformance/conformance-app" --runs "$runs" --seed "$seed"
