#!/usr/bin/env bash
# Stores of sessions under load: many requests of one session, logging out meanwhile, kill -9 (three times; ten with CREMA_LONG=1).
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite stores

use_node
configure_gcc
compile gcc stores-app
export STORES_APP=$BUILD/gcc/tests/stores/stores-app SCRATCH=$BUILD/stores
mkdir -p "$SCRATCH"
rounds=30 kills=3
[ -z "${CREMA_LONG:-}" ] || rounds=1000 kills=10

ask() { check "$*" timeout 600 node "$ROOT/tests/stores/stores.mjs" "$@"; tail -n 1 "$BUILD/check.log"; }
for store in memory sqlite; do
  ask rounds "$store" "$rounds" 1
  ask rounds "$store" "$rounds" 4
done
if command -v redis-server >/dev/null; then
  redis=$((${PORT:-7200} + 9))
  redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$SCRATCH" >"$SCRATCH/redis.log" &
  server=$!
  export REDIS_URL=redis://127.0.0.1:$redis
  ask rounds redis "$rounds" 1
  ask rounds redis "$rounds" 4
  kill "$server"
fi
ask kill sqlite "$kills"
