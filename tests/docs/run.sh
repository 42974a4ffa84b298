#!/usr/bin/env bash
# The links of the pages lead somewhere; the C++ of the tutorial and of the porting table compiles (--long: of all pages); the tests that they name are there; the README shows the counter as it is; no source trips over a known compiler bug.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite docs

check "links" python3 "$ROOT/tests/docs/check.py" links "$ROOT"
check "the tests that express-5.md names are there" python3 "$ROOT/tests/docs/check.py" points "$ROOT"
check "the README's counter is the example" python3 "$ROOT/tests/docs/check.py" counter "$ROOT"
check "the guide's module is the one that is built" python3 "$ROOT/tests/docs/check.py" module "$ROOT"
# g++ 12 compiles `c ? co_await a : b` to a use after free.
check "no co_await in a conditional expression" bash -c "
  cd '$ROOT' && ! grep -rnE '\?[^:;]*co_await|\?[^;]*:[^:;]*co_await' --include=*.cpp --include=*.hpp --include=*.md examples docs middleware tests/conformance README.md"
check "no lambda with captures beside a co_await" python3 "$ROOT/tests/docs/check.py" lambdas "$ROOT"

pages=("$ROOT"/README.md "$ROOT"/docs/porting.md "$ROOT"/docs/guide/{first-app,lifetimes}.md)
export CXX=g++
[ -z "${CREMA_LONG:-}" ] || { pages=() && unset CXX; }
say "the C++ of the pages compiles"
count python3 "$ROOT/tests/docs/compile-snippets" "$ROOT" "${pages[@]}"
