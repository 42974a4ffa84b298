#!/usr/bin/env bash
# certificates.sh FOLDER: an authority, and what it signed: keys of RSA and EC, a locked one, a client's, one of nobody.
set -euo pipefail
mkdir -p "$1"
cd "$1"
exec 2>openssl.log
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 30 -subj "/O=Crema/CN=Test authority"

# issue NAME SUBJECT ALTERNATIVE-NAMES [OPTIONS OF openssl req]
issue() {
  openssl req -new "${@:4}" -nodes -keyout "$1-key.pem" -out request.pem -subj "$2" -addext "subjectAltName=$3"
  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -copy_extensions copy -days 30 -out "$1.pem"
}
rsa=(-newkey rsa:2048) ec=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1)
issue server "/CN=localhost" "DNS:localhost,IP:127.0.0.1" "${rsa[@]}"
issue renewed "/CN=renewed" "DNS:localhost,IP:127.0.0.1" "${ec[@]}"
issue ec "/CN=localhost" "DNS:localhost,IP:127.0.0.1" "${ec[@]}"
issue a "/CN=a.test" "DNS:a.test" "${ec[@]}"
issue wild "/CN=*.wild.test" "DNS:*.wild.test" "${ec[@]}"
issue client "/C=IT/O=Crema/OU=Bar/OU=Kitchen/CN=Ann Än" "DNS:client.test,email:ann@client.test" "${rsa[@]}"
openssl req -x509 "${ec[@]}" -nodes -keyout nobody-key.pem -out nobody.pem -days 30 -subj "/CN=nobody"
openssl pkcs8 -topk8 -v2 aes-256-cbc -passout "pass:open sesame" -in server-key.pem -out locked-key.pem
