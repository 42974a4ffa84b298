#!/usr/bin/env bash
# The #include lines point one way: node → net → h1 → core → http → include, middleware → include; sources are short.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite includes

check "the arrows point down only" python3 "$ROOT/tests/includes/check.py" "$ROOT"
check "a wrong arrow would be found" python3 "$ROOT/tests/includes/check.py" --self-test
check "files and functions of src/ are short" python3 "$ROOT/tests/includes/sizes.py" "$ROOT"
check "a long one would be found" python3 "$ROOT/tests/includes/sizes.py" --self-test
