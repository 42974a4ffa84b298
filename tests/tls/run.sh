#!/usr/bin/env bash
# HTTPS as Node's: versions, certificates by host, clients' certificates, sessions, large bodies; and what a wrong key is told.
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite tls

configure_gcc
compile gcc tls-app https-hello
prepare_oracle
certs=$BUILD/tls
rm -rf "$certs"
bash "$ROOT/tests/tls/certificates.sh" "$certs"
cp "$ROOT/tests/tls/"*.mjs "$ORACLE"
count node "$ORACLE/clients.mjs" "$certs" "$ORACLE/tls_app.mjs" "$BUILD/gcc/tests/tls/tls-app"

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
