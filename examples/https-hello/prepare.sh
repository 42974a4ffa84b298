# To be sourced with a folder: the same key and certificate as for the example `https`.
source "$ROOT/examples/https/prepare.sh" "$1"
