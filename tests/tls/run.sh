#!/usr/bin/env bash
# HTTPS as Node's: versions, certificates by host, clients' certificates, sessions, large bodies, hostile clients; what a wrong key is told.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite tls

configure_gcc
compile gcc tls-app tls-idle-app https https-hello conformance-app
prepare_oracle
certs=$BUILD/tls
rm -rf "$certs"
bash "$ROOT/tests/tls/certificates.sh" "$certs"
cp "$ROOT/tests/tls/"*.mjs "$ORACLE"
for example in https https-hello; do cp "$ROOT/examples/$example/app.js" "$ORACLE/$example.cjs"; done

say "the same clients at Node's server and at ours"
count node "$ORACLE/clients.mjs" "$certs" "$ORACLE/tls_app.mjs" "$BUILD/gcc/tests/tls/tls-app"
say "clients that stall, lie, cut off or come in crowds"
count python3 "$ROOT/tests/tls/robust.py" "$certs" "$ORACLE/tls_app.mjs" "$BUILD/gcc/tests/tls/tls-app"
say "the example https"
count node "$ORACLE/example.mjs" "$ORACLE/https.cjs" "$BUILD/gcc/examples/https" "$certs"
check "an idle connection takes at most 16 KB more than a plain one" python3 "$ROOT/tests/tls/idle.py" "$BUILD/gcc/tests/tls/tls-idle-app" "$certs"

# The abuse battery over TLS, by a bridge, since it knows no TLS. Left out: `slow`, because the bridge takes what the server sends and
# reads on where the client does not; `soak` and `signals`, which start and measure the server themselves.
over_tls() {
  local port groups=(parsing injection traversal sessions)
  ! grep -qx limits "$ROOT/tests/abuse/groups.list" || groups+=(limits)
  port=$(free_port)
  (cd "$ORACLE" && PORT=$port NODE_ENV=production TLS_KEY=$certs/server-key.pem TLS_CERT=$certs/server.pem \
    exec "$BUILD/gcc/tests/conformance/conformance-app" >"$BUILD/tls/conformance.log" 2>&1) &
  local server=$!
  for _ in $(seq 100); do ! grep -q "listening on" "$BUILD/tls/conformance.log" 2>/dev/null || break; sleep 0.1; done
  node "$ROOT/tests/tls/bridge.mjs" "$port" >"$BUILD/tls/bridge.port" &
  local bridge=$!
  for _ in $(seq 100); do [ ! -s "$BUILD/tls/bridge.port" ] || break; sleep 0.1; done
  for group in "${groups[@]}"; do
    say "abuse over TLS: $group"
    count node "$ABUSE/battery.mjs" --url "http://127.0.0.1:$(cat "$BUILD/tls/bridge.port")" --pid $server --only "$group"
  done
  kill $bridge $server
  wait $bridge $server || true
}
over_tls

# says KEY CERT SENTENCE: the example does not start, and says why.
says() {
  local text
  ! text=$(KEY=$certs/$1.pem CERT=$certs/$2.pem PORT=0 timeout 10 "$BUILD/gcc/examples/https-hello" 2>&1) || return 1
  echo "$text"
  grep -qF -- "$3" <<<"$text"
}
check "a key of another certificate" says ca-key server '`key` does not belong to `cert`'
check "a key that is none" says server server '`key` is no private key in PEM format'
check "an encrypted key" says locked-key server '`key` is encrypted: give its `passphrase`'
check "a certificate that is none" says server-key server-key '`cert` is no certificate in PEM format'
check "a file that is not there" says nothing server "no such file or directory, open '$certs/nothing.pem'"

# testssl.sh at both servers, one after the other: about five minutes.
scan() {
  local port server
  port=$(free_port)
  KEY=$certs/server-key.pem CERT=$certs/server.pem PORT=$port "${@:2}" >/dev/null &
  server=$!
  for _ in $(seq 100); do ! true >"/dev/tcp/127.0.0.1/$port" || break; sleep 0.1; done 2>/dev/null
  rm -f "$certs/$1.json"
  testssl --quiet --color 0 --warnings off --nodns min --jsonfile "$certs/$1.json" "https://127.0.0.1:$port" >"$certs/$1.log" 2>&1 || true
  kill $server
  wait $server || true
}
if [ -n "${CREMA_LONG:-}" ]; then
  say "testssl.sh at Node's server and at ours"
  scan node node "$ORACLE/https-hello.cjs"
  scan crema "$BUILD/gcc/examples/https-hello"
  check "testssl.sh finds nothing that it does not find at Node's server" python3 "$ROOT/tests/tls/testssl.py" "$certs/node.json" "$certs/crema.json"
fi
