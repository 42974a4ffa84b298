#!/usr/bin/env bash
# Made-up applications with made-up requests, on the real Express and on Crema: the answers are the same, byte for byte (CREMA_LONG=1: more, and others).
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite random

configure_gcc
compile gcc tests/random/random-app
prepare_oracle
# The long run is another one each time; SEED repeats it.
apps=100 seed=${SEED:-1}
if [ -n "${CREMA_LONG:-}" ]; then apps=4000 seed=${SEED:-$(date +%s)}; fi
say "$apps applications from seed $seed on"
count node "$ROOT/tests/random/random.mjs" --oracle "$ORACLE" --candidate "$BUILD/gcc/tests/random/random-app" --apps "$apps" --seed "$seed"
