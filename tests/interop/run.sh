#!/usr/bin/env bash
# Sessions of Node and of Crema on one Redis, a Redis Cluster, several processes, and a Redis that fails; uploads beside npm's multer; helpers and middleware beside npm's; clients of all kinds.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite interop

configure_gcc
if ! meson introspect --targets "$BUILD/gcc" | grep interop-lab >/dev/null; then
  die "this build has no crema-redis: install libhiredis-dev (tools/install-dependencies does), then run it again."
fi
if ! meson introspect --targets "$BUILD/gcc" | grep interop-login-lab >/dev/null; then
  die "this build has no crema-bcrypt or crema-argon2: install libcrypt-dev and libargon2-dev (tools/install-dependencies does), then run it again."
fi
command -v redis-server >/dev/null || die "there is no redis-server: tools/install-dependencies installs it."
compile gcc redis-sessions interop-lab interop-upload-lab interop-guard-lab interop-passport-lab interop-helper-lab interop-login-lab interop-jwt-lab interop-validator-lab interop-middleware-lab \
  interop-visit-lab interop-client-lab
use_node

# npm's packages stay in the build folder, and Node finds them beside the files that ask for them.
work=$BUILD/interop
mkdir -p "$work"
find "$work" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
tar -C "$ROOT/tests/interop" --exclude run.sh -cf - . | tar -C "$work" -xf -
cp "$ROOT/examples/redis-sessions/app.js" "$work/"
npm_packages "$work"

programs=(--example "$BUILD/gcc/examples/redis-sessions" --lab "$BUILD/gcc/tests/interop/interop-lab"
          --uploads "$BUILD/gcc/tests/interop/interop-upload-lab" --guards "$BUILD/gcc/tests/interop/interop-guard-lab"
          --logins "$BUILD/gcc/tests/interop/interop-passport-lab" --tokens "$BUILD/gcc/tests/interop/interop-login-lab"
          --jwt "$BUILD/gcc/tests/interop/interop-jwt-lab" --validators "$BUILD/gcc/tests/interop/interop-validator-lab"
          --middleware "$BUILD/gcc/tests/interop/interop-middleware-lab" --visits "$BUILD/gcc/tests/interop/interop-visit-lab"
          --clients "$BUILD/gcc/tests/interop/interop-client-lab")
rounds=4 helper_rounds=1000
[ -z "${CREMA_LONG:-}" ] || { rounds=60; helper_rounds=20000; }
! command -v nginx >/dev/null || programs+=(--site "$ROOT/examples/redis-sessions/nginx.conf")
cd "$work"
say "interop: helpers"
count node helpers.mjs "$BUILD/gcc/tests/interop/interop-helper-lab" --rounds $helper_rounds
for part in contract records random cluster guards logins processes faults nginx uploads tokens jwt validators middleware visits clients; do
  [ $part != nginx ] || command -v nginx >/dev/null || continue
  say "interop: $part"
  count node interop.mjs "${programs[@]}" --rounds $rounds --only $part
done
