#!/usr/bin/env bash
# Everything compiles with clang without a warning; units, conformance and abuse under ASan and UBSan (TSan: SANITIZE=thread).
#   tests/sanitize/run.sh [--build]
# --build: compiles, and runs nothing.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite sanitize

case "${SANITIZE:-address}" in
  address) kind=address,undefined threads=1 ;;
  thread) kind=thread threads=4 ;;
  *) die "SANITIZE is address or thread, not '$SANITIZE'." ;;
esac
build=sanitize-${kind%%,*}
# What a sanitizer finds ends the program, and stays in a file: the differ does not look at how a program ends.
reports=$BUILD/$build-reports
export ASAN_OPTIONS=log_path=$reports/asan:detect_stack_use_after_return=1
export UBSAN_OPTIONS=log_path=$reports/ubsan:print_stacktrace=1:halt_on_error=1
# JavaScriptCore is not built with it, and so is seen in parts.
suppressions=$BUILD/$build.suppressions
printf 'race:libjavascriptcoregtk\ncalled_from_lib:libjavascriptcoregtk\n' >"$suppressions"
export TSAN_OPTIONS=log_path=$reports/tsan:halt_on_error=1:suppressions=$suppressions
export THREADS=$threads

configure_sanitized "$kind"
compile "$build"
[ "${1:-}" != --build ] || exit 0
rm -rf "$reports"
mkdir -p "$reports"

run_units "$BUILD/$build/tests/unit/unit-tests"
prepare_oracle
conformance "$BUILD/$build/tests/conformance/conformance-app"

# The battery against a server that runs already: nobody judges its memory, as sanitizers keep what was freed.
port=$(free_port)
(cd "$ORACLE" && NODE_ENV=production PORT=$port exec "$BUILD/$build/tests/conformance/conformance-app" >"$BUILD/$build-app.log" 2>&1) &
server=$!
for _ in $(seq 100); do ! http_get "$port" /plain >/dev/null 2>&1 || break; sleep 0.1; done
while read -r group _; do
  say "abuse: $group"
  [ "$group" = signals ] || count node "$ABUSE/battery.mjs" --url "http://127.0.0.1:$port" --only "$group"
done < <(grep -v '^#' "$ROOT/tests/abuse/groups.list")
ends_well() { kill -TERM "$server" && wait "$server"; }
check "the server lives, and ends on SIGTERM" ends_well

# What the threads of a program share of a store: tests/stores.
compile "$build" stores-app
export STORES_APP=$BUILD/$build/tests/stores/stores-app SCRATCH=$BUILD
stores=(memory sqlite)
if command -v redis-server >/dev/null; then
  redis=$((${PORT:-7200} + 9))
  redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$BUILD" >"$BUILD/redis.log" &
  redis_server=$!
  export REDIS_URL=redis://127.0.0.1:$redis
  stores+=(redis)
fi
for store in "${stores[@]}"; do check "the store $store" timeout 300 node "$ROOT/tests/stores/stores.mjs" rounds "$store" 5 "$threads"; done
[ -z "${redis_server:-}" ] || kill "$redis_server"

no_reports() { ! cat "$reports"/* 2>/dev/null; }
check "the sanitizers ($kind) have nothing to report" no_reports
