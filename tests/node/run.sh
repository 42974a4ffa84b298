#!/usr/bin/env bash
# What JavaScript and Node give for made-up calls (URL, Date, Buffer, inspect, numbers, texts …), compared with Crema.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite node

configure_gcc
compile gcc node-lab
use_node
calls=20000
[ -z "${CREMA_LONG:-}" ] || calls=200000
say "node: $calls calls in JavaScript and in C++"
count node "$ROOT/tests/node/compare.mjs" "$BUILD/gcc/tests/node/node-lab" "${SEED:-1}" $calls
