#!/usr/bin/env bash
# Every parser of what clients send, fed by libFuzzer under sanitizers: for seconds each, with --long for minutes.
#   tests/fuzz/run.sh [--long] [--minutes N] [--only NAME]…
# --long: N minutes for each target (2), three times that for the request stream; --only: these targets alone.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite fuzz

minutes=2 only=()
while [ $# -gt 0 ]; do
  case "$1" in
    --long) CREMA_LONG=1 ;;
    --minutes) minutes=${2:-}; shift ;;
    --only) only+=("${2:-}"); shift ;;
    *) sed -n '3,4s/^# *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
  shift
done
[[ $minutes =~ ^[1-9][0-9]*$ ]] || die "--minutes takes a number, not '$minutes'."
# The long run is another one each time; SEED repeats it.
seed=${SEED:-1}
[ -z "${CREMA_LONG:-}" ] || seed=${SEED:-$(date +%s)}

# The build of the suite `sanitize`.
build=sanitize-address
configure_sanitized address,undefined

names=()
for file in "$ROOT"/tests/fuzz/*_fuzz.cpp; do names+=("$(basename "$file" _fuzz.cpp)"); done
[ ${#only[@]} -eq 0 ] || names=("${only[@]}")
targets=()
for name in "${names[@]}"; do targets+=("fuzz-${name//_/-}"); done
compile "$build" "${targets[@]}"

# seeds/ and the oracle's cases as files, corpus/ what the long runs have found worth keeping, logs/, and crash-NAME-… for what
# crashes or takes too long.
work=$BUILD/fuzz
use_node
say "making the seeds"
rm -rf "$work/seeds"
mkdir -p "$work/logs"
sample=${CREMA_LONG:+--all}
node "$ROOT/tests/fuzz/seeds.mjs" "$work/seeds" $sample

export ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# fuzz NAME: one target; what libFuzzer says goes to its log, and its end to the caller.
fuzz() {
  local name=$1 corpus=$work/corpus/$1 seconds=2 limits=(-runs=20000) log=$work/logs/$1.log
  if [ -n "${CREMA_LONG:-}" ]; then
    seconds=$((minutes * 60)) limits=()
    [ "$name" != http ] || seconds=$((seconds * 3))
  else
    rm -rf "$corpus"
  fi
  mkdir -p "$corpus" "$work/seeds/$name"
  cd "$work"
  "$BUILD/$build/tests/fuzz/fuzz-${name//_/-}" "${limits[@]}" -max_total_time=$seconds -seed="$seed" -timeout=10 -max_len=16384 \
    -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$work/crash-$name-" "$corpus" "$work/seeds/$name" >"$log" 2>&1 && return
  tail -n 50 "$log"
  return 1
}

say "${CREMA_LONG:+$minutes minutes for }each of ${#names[@]} targets, seed $seed"
for name in "${names[@]}"; do
  check "$name" fuzz "$name"
  sed -nE 's/^#([0-9]+)\s+DONE\s+cov: ([0-9]+).* corp: ([0-9]+).*/        \1 inputs, \2 places reached, \3 inputs kept/p' "$work/logs/$name.log"
done
