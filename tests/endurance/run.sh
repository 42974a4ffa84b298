#!/usr/bin/env bash
# Slow, many, rude and long-lived clients beside a healthy one: its latency, the server's memory and descriptors; a soak.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite endurance

configure_gcc
if ! meson introspect --targets "$BUILD/gcc" | grep endurance-site >/dev/null; then
  die "this build has no crema-redis: install libhiredis-dev (tools/install-dependencies does), then run it again."
fi
command -v slowhttptest >/dev/null || die "there is no slowhttptest: tools/install-dependencies installs it."
compile gcc endurance-site
work=$BUILD/endurance
mkdir -p "$work"
bash "$ROOT/tests/tls/certificates.sh" "$work/certs"

site=$BUILD/gcc/tests/endurance/endurance-site
seconds=20
[ -z "${CREMA_LONG:-}" ] || seconds=1800
cd "$ROOT/tests/endurance"
export PYTHONDONTWRITEBYTECODE=1

# Two run beside the others: their load is steady and small.
ENDURANCE_SUITE=$$ python3 soak.py "$work" "$seconds" "$site" >"$work/soak.log" 2>&1 &
soak=$!
python3 limits.py "$work" "$site" >"$work/limits.log" 2>&1 &
limits=$!
for part in slowhttp crowd rude; do
  say "endurance: $part"
  count python3 $part.py "$work" "$site"
done
say "endurance: limits"
wait $limits || true
count cat "$work/limits.log"
say "endurance: soak of $seconds s"
wait $soak || true
count cat "$work/soak.log"
