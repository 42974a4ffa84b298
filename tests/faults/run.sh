#!/usr/bin/env bash
# What goes wrong: clients that leave, full disks, files that change, handlers that throw, signals, little memory; against Node.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite faults

if [ -z "${FAULTS_PROGRAMS:-}" ]; then
  configure_gcc
  compile gcc faults-app endings-app
  FAULTS_PROGRAMS=$BUILD/gcc/tests/faults
fi
prepare_oracle
work=$BUILD/faults disk=$BUILD/faults/disk
rm -rf "$work" 2>/dev/null || die "$work cannot be removed: is something mounted there?"
mkdir -p "$disk"
bash "$ROOT/tests/tls/certificates.sh" "$work/certificates"
cp "$ROOT/tests/faults/"*.mjs "$ROOT/tests/faults/"*.cjs "$ORACLE"

# A disk of 1 MB, where we may make one; else the size of files is limited, which shows as another error.
small=limit
if mount -t tmpfs -o size=1m crema-faults "$disk" 2>/dev/null; then
  small=mount
  trap 'status=$?; umount "$disk"; [ $status -eq 0 ] || [ $failed -gt 0 ] || failed=1; tell; [ $failed -eq 0 ] || exit 1' EXIT
fi
times=400
[ -z "${CREMA_LONG:-}" ] || times=30000
for part in endings serving memory; do
  say "faults: $part"
  count node "$ORACLE/faults.mjs" "$ORACLE" "$FAULTS_PROGRAMS" "$work" $small $times $part
done
