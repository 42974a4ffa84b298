#!/usr/bin/env bash
# Sessions in a real Redis that is stopped, killed and started again under load, in a cluster of three nodes, and over TLS.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite redis

configure_gcc
compile gcc redis-site redis-client redis-tls-client
programs=$BUILD/gcc/tests/redis
check "Redis and a cluster" python3 "$ROOT/tests/redis/check.py" "$programs/redis-site" "$programs/redis-client" "$BUILD/redis"

# npm's client stays in the build folder, and Node finds it beside the script.
use_node
npm=$BUILD/redis-npm
mkdir -p "$npm"
cp "$ROOT/tests/redis/package.json" "$ROOT/tests/redis/reads.mjs" "$npm"
npm_packages "$npm"
check "the same over TLS" python3 "$ROOT/tests/redis/check_tls.py" "$programs/redis-site" "$programs/redis-client" "$programs/redis-tls-client" \
  "$npm" "$BUILD/redis-tls"
