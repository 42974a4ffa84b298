# What the project's scripts share. To be sourced: it sets -euo pipefail, ROOT and BUILD.
set -euo pipefail
export LC_ALL=C.UTF-8
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${CREMA_BUILD:-$ROOT/.build}
mkdir -p "$BUILD"
# Lets ccache keep what was compiled with a precompiled header.
export CCACHE_SLOPPINESS=pch_defines,time_macros

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

install_dependencies() { bash "$ROOT/tools/install-dependencies" "$@" || die "what is needed could not be installed; the lines above say why."; }

# configure NAME OPTIONS…: a Meson build of the project in $BUILD/NAME, made anew when its options or compilers have changed.
configure() {
  local dir=$BUILD/$1 wanted="${CC:-} ${CXX:-} ${*:2}"
  shift
  [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/options" 2>/dev/null)" = "$wanted" ] && return
  rm -rf "$dir"
  say "meson setup ${dir#"$ROOT"/} $*"
  if ! meson setup "$dir" "$ROOT" "$@" >"$dir.log" 2>&1; then
    tail -n 20 "$dir.log" >&2
    die "meson setup failed; tools/install-dependencies installs what is missing."
  fi
  printf '%s' "$wanted" >"$dir/options"
}

# compile NAME TARGETS…: builds them, or everything, in $BUILD/NAME; prints the compiler's lines. Waits for who is at that already.
compile() {
  say "compiling ${*:2} in ${BUILD#"$ROOT"/}/$1"
  flock "$BUILD/$1.lock" meson compile -C "$BUILD/$1" "${@:2}" || die "the build failed; the first error above is the one to mend."
}

# cached COMPILER: by way of ccache where that is installed.
cached() { if command -v ccache >/dev/null; then echo "ccache $1"; else echo "$1"; fi; }

# The build that most suites test: what a user gets, with warnings as errors. The suite `install` installs it, in both forms.
configure_gcc() { CC=$(cached gcc) CXX=$(cached g++) configure gcc --buildtype=release --werror -Ddefault_library=both --prefix="$BUILD/installed"; }

# -fsanitize=function and coroutines are too much for clang 14's assembler ("difference across sections"); -fsanitize=vptr needs
# a descriptor to look at an object, and takes it for a wrong one in the test that uses all of them up.
# Under AddressSanitizer the code tells libFuzzer which way it went (fuzzer-no-link): the suite `fuzz` uses the same build.
# configure_sanitized KIND: clang's build under sanitizers (address,undefined or thread), in sanitize-KIND's first word.
configure_sanitized() {
  local coverage=""
  [ "${1%%,*}" != address ] || coverage=" -fsanitize=fuzzer-no-link"
  CC=$(cached clang) CXX=$(cached clang++) configure "sanitize-${1%%,*}" --werror --buildtype=plain -Doptimization=1 -Db_ndebug=false "-Db_sanitize=$1" \
    -Db_lundef=false -Dcpp_args="-gline-tables-only -fno-omit-frame-pointer -fno-sanitize=function,vptr$coverage"
}

# The oracle is Express under Node 20: the system's where it is that, else npm's package `node`, kept in the build folder.
use_node() {
  [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null)" = 20 ] && return
  if [ ! -x "$BUILD/node/node_modules/.bin/node" ]; then
    say "npm install node@20"
    mkdir -p "$BUILD/node"
    npm install --prefix "$BUILD/node" --no-save --no-package-lock --no-audit --no-fund node@20 || die "npm could not install Node 20."
  fi
  export PATH=$BUILD/node/node_modules/.bin:$PATH
}

# The oracle and the abuse battery write into their folders, so they run in a copy; ORACLE and ABUSE name it.
prepare_oracle() {
  local copy=$BUILD/oracle
  ORACLE=$copy/tests/conformance/oracle ABUSE=$copy/tests/abuse
  use_node
  mkdir -p "$ORACLE"
  find "$ORACLE" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
  rm -rf "$ABUSE"
  tar -C "$ROOT" --exclude node_modules -cf - tests/conformance/oracle tests/abuse | tar -C "$copy" -xf -
  npm_packages "$ORACLE"
}

# npm_packages FOLDER: installs what its package.json names, when that has changed.
npm_packages() {
  cmp -s "$1/package.json" "$1/node_modules/installed.json" && return
  say "npm install in ${1#"$ROOT"/}"
  (cd "$1" && npm install --no-package-lock --no-audit --no-fund) || die "npm could not install what $1/package.json names."
  cp "$1/package.json" "$1/node_modules/installed.json"
}

# ---- counting: a suite calls `suite NAME` first; its counts are told at its end, and to tests/run.sh ---------------------

passed=0 failed=0

suite() {
  SUITE=$1
  trap 'status=$?; [ $status -eq 0 ] || [ $failed -gt 0 ] || failed=1; tell; [ $failed -eq 0 ] || exit 1' EXIT
}

tell() {
  printf '\n%s: %s good, %s bad\n' "$SUITE" "$passed" "$failed"
  [ -z "${CREMA_COUNTS:-}" ] || printf '%s %s\n' "$passed" "$failed" >"$CREMA_COUNTS"
}

# check TEXT COMMAND…: counts; the command's output is shown when it fails.
check() {
  local text=$1 log=$BUILD/check.log
  shift
  if "$@" >"$log" 2>&1; then
    printf 'ok      %s\n' "$text"
    passed=$((passed + 1))
  else
    printf 'FAILED  %s\n' "$text"
    tail -n 60 "$log"
    failed=$((failed + 1))
  fi
}

# count COMMAND…: runs it and adds what its last line 'N passed, N failed' says.
count() {
  local log=$BUILD/count.log status=0 line
  "$@" >"$log" 2>&1 || status=$?
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
  sed -E 's/^([0-9]+) passed, ([0-9]+) failed$/  \1 good, \2 bad/' "$log"
  if [ -z "$line" ]; then
    echo "FAILED  it ended with status $status and without a count: $*"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + ${line%% *}))
  line=${line#*, }
  failed=$((failed + ${line%% *}))
}

# run_units PROGRAM: doctest's program; counts its test cases.
run_units() {
  local log=$BUILD/units.log status=0 good bad
  "$@" --no-colors=true >"$log" 2>&1 || status=$?
  cat "$log"
  good=$(sed -nE 's/^\[doctest\] test cases: +[0-9]+ \| +([0-9]+) passed.*/\1/p' "$log")
  bad=$(sed -nE 's/^\[doctest\] test cases:.*\| +([0-9]+) failed.*/\1/p' "$log")
  if [ -z "$good" ] || { [ "$status" -ne 0 ] && [ "$bad" = 0 ]; }; then
    echo "FAILED  the unit tests ended with status $status"
    failed=$((failed + 1))
  fi
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
}

# conformance PROGRAM: the differ over the sections that are ported (tests/conformance/sections.list); with $THREADS threads, but
# for those that must have one (one-thread.list).
conformance() {
  local section options threads
  while read -r section options; do
    threads=${THREADS:-1}
    ! grep -qx "$section" "$ROOT/tests/conformance/one-thread.list" || threads=1
    say "conformance: $section $options"
    # shellcheck disable=SC2086
    THREADS=$threads count node "$ORACLE/differ.mjs" --candidate "$1" --section "$section" $options
  done < <(grep -v '^#' "$ROOT/tests/conformance/sections.list")
}

# abuse PROGRAM: the battery, group by group (tests/abuse/groups.list); those marked `long` only with --long.
abuse() {
  local group long
  while read -r group long; do
    [ -z "$long" ] || [ -n "${CREMA_LONG:-}" ] || continue
    say "abuse: $group"
    count node "$ABUSE/battery.mjs" --cmd "$1" --only "$group"
  done < <(grep -v '^#' "$ROOT/tests/abuse/groups.list")
}

# ---- a program under test ------------------------------------------------------------------------------------------------

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# http_get PORT PATH: the whole answer; fails when there is none.
http_get() {
  exec 7<>"/dev/tcp/127.0.0.1/$1" || return
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&7
  timeout 5 cat <&7
  exec 7>&-
}

# serves PROGRAM TEXT: started with a free PORT, it answers GET / with a page that holds TEXT, and ends well on SIGTERM.
serves() {
  local port pid answer="" status=0
  port=$(free_port)
  PORT=$port "$1" &
  pid=$!
  for _ in $(seq 100); do
    answer=$(http_get "$port" / 2>/dev/null) && [ -n "$answer" ] && break
    kill -0 $pid 2>/dev/null || break
    sleep 0.1
  done
  kill -TERM $pid 2>/dev/null || true
  wait $pid || status=$?
  echo "answer: $answer"
  echo "exit status after SIGTERM: $status"
  [ $status -eq 0 ] && grep -qF "$2" <<<"$answer"
}
