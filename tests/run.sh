#!/usr/bin/env bash
# Installs what is needed, builds and tests everything. The last line is 'N passed, N failed'.
#   tests/run.sh [--list] [--only SUITE]… [--long] [--sanitize address|thread]
# --only runs these suites alone; --long adds the long ones; --sanitize runs the suite `sanitize` alone, of that kind.
source "$(dirname "${BASH_SOURCE[0]}")/../tools/common.sh"

# In the order in which a mistake shows soonest. Each is a script tests/NAME/run.sh, which may be run by itself.
suites=(includes docs format unit modules conformance random porting browser redis stores interop ejs node abuse faults endurance wire tls compile-time bench-guard sanitize fuzz install)
long_suites=(clang debian13)

usage() { sed -n '3,4s/^# *//p' "${BASH_SOURCE[0]}"; }
describe() { printf '%-14s%s\n' "$1" "$(sed -n '2s/^# //p' "$ROOT/tests/$1/run.sh")"; }
known() { local name; for name in "${suites[@]}" "${long_suites[@]}"; do [ "$name" != "$1" ] || return 0; done; return 1; }

only=() long=false
while [ $# -gt 0 ]; do
  case "$1" in
    --list) for name in "${suites[@]}" "${long_suites[@]}"; do describe "$name"; done; exit 0 ;;
    --only) known "${2:-}" || die "there is no suite '${2:-}'; --list shows them."; only+=("$2"); shift ;;
    --long) long=true; export CREMA_LONG=1 ;;
    --sanitize) export SANITIZE=${2:-}; only+=(sanitize); shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
chosen=("${suites[@]}")
! $long || chosen+=("${long_suites[@]}")
[ ${#only[@]} -eq 0 ] || chosen=("${only[@]}")

install_dependencies

# The second long build is made beside the suites that mostly wait, with what time they leave; the suites that need it wait for it.
build_ahead() {
  [[ " ${chosen[*]} " == *" unit "*" sanitize "* ]] || return 0
  setsid bash -c 'echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 bash "$1/tests/sanitize/run.sh" --build' _ "$ROOT" </dev/null >"$BUILD/ahead.log" 2>&1 &
  ahead=$!
  trap 'kill -- -$ahead 2>/dev/null || true' EXIT
}

started=$SECONDS total_passed=0 total_failed=0 summary=()
for i in "${!chosen[@]}"; do
  name=${chosen[$i]} began=$SECONDS
  printf '\n######## %s (%s of %s, %s s so far)\n' "$(describe "$name")" $((i + 1)) ${#chosen[@]} $((SECONDS - started))
  rm -f "$BUILD/counts"
  status=0
  CREMA_COUNTS=$BUILD/counts bash "$ROOT/tests/$name/run.sh" </dev/null || status=$?
  [ "$name" != unit ] || build_ahead
  read -r good bad 2>/dev/null <"$BUILD/counts" || { good=0 bad=1; }
  [ $status -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  total_passed=$((total_passed + good)) total_failed=$((total_failed + bad))
  summary+=("$(printf '%-14s %6s good %4s bad %5s s' "$name" "$good" "$bad" $((SECONDS - began)))")
done

printf '\n######## all of it, in %s s\n' $((SECONDS - started))
printf '%s\n' "${summary[@]}"
[ $total_failed -eq 0 ] || echo "One suite again: tests/run.sh --only NAME"
echo "$total_passed passed, $total_failed failed"
[ $total_failed -eq 0 ]
