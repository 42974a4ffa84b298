#!/usr/bin/env bash
# Every parser of what clients send, fed with made-up input under sanitizers: for seconds each, with --long for minutes.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite fuzz

runs=20000
[ "${1:-}" != --long ] || CREMA_LONG=1
# The long run is another one each time; SEED repeats it.
seed=${SEED:-1}
if [ -n "${CREMA_LONG:-}" ]; then
  runs=1000000
  seed=${SEED:-$(date +%s)}
fi

# The build of the suite `sanitize`.
build=sanitize-address
configure_sanitized address,undefined

targets=()
for file in "$ROOT"/tests/fuzz/*_fuzz.cpp; do
  name=$(basename "$file" _fuzz.cpp)
  targets+=("fuzz-${name//_/-}")
done
compile "$build" "${targets[@]}"

# What crashes or hangs is left here as crash-fuzz-NAME.
mkdir -p "$BUILD/fuzz"
cd "$BUILD/fuzz"
say "$runs inputs for each target, seed $seed"
for target in "${targets[@]}"; do
  name=${target#fuzz-}
  check "$target" "$BUILD/$build/tests/fuzz/$target" --runs "$runs" --seed "$seed" "$ROOT/tests/fuzz/seeds/${name//-/_}.seeds"
  tail -n 1 "$BUILD/check.log"
done
