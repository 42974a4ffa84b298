# To be sourced with a folder: a key and a certificate to try things with, and where the program finds them.
mkdir -p "$1"
if ! openssl x509 -checkend 86400 -noout -in "$1/cert.pem" >/dev/null 2>&1; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1/key.pem" -out "$1/cert.pem" -days 30 \
    -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" 2>"$1/openssl.log" || { cat "$1/openssl.log" >&2; exit 1; }
fi
export KEY=${KEY:-$1/key.pem} CERT=${CERT:-$1/cert.pem}
url=https://localhost:${PORT:-3443}
