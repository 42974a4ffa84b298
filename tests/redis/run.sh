#!/usr/bin/env bash
# Sessions in a real Redis that is stopped, killed and started again under load, and in a cluster of three nodes.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite redis

configure_gcc
compile gcc redis-site redis-client
check "Redis and a cluster" python3 "$ROOT/tests/redis/check.py" "$BUILD/gcc/tests/redis/redis-site" "$BUILD/gcc/tests/redis/redis-client" "$BUILD/redis"
