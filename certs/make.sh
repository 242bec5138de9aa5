#!/usr/bin/env bash
# Makes a certificate authority and a serving certificate for development.
#
#   certs/make.sh [--into DIRECTORY] [--key ecdsa|rsa] [--days N] [--client] [--new]
#
# Writes ca.pem, ca-key.pem, serving.pem and serving-key.pem (with --client also client.pem and client-key.pem) into the
# directory, which is this one unless told. Keys can be read by their owner only. What is there and good for another week
# stays; --new makes the serving certificate anew in any case.
set -euo pipefail

readonly here=$(cd "$(dirname "$0")" && pwd)
readonly configuration=$here/openssl.cnf
directory=$here key=ecdsa days=90 with_client=no anew=no

fail() {
    printf 'certs/make.sh: %s\n' "$*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --into) directory=${2:?--into needs a directory} && shift ;;
    --key) key=${2:?--key needs ecdsa or rsa} && shift ;;
    --days) days=${2:?--days needs a number} && shift ;;
    --client) with_client=yes ;;
    --new) anew=yes ;;
    *) fail "unknown argument '$1'" ;;
    esac
    shift
done
case $key in
ecdsa) algorithm=(-algorithm EC -pkeyopt ec_paramgen_curve:P-256) ;;
rsa) algorithm=(-algorithm RSA -pkeyopt rsa_keygen_bits:2048) ;;
*) fail "--key is ecdsa or rsa, not '$key'" ;;
esac
command -v openssl >/dev/null || fail "openssl is not installed"

umask 077
mkdir -p "$directory"
scratch=$(mktemp -d "$directory/.make.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

openssl_quietly() {
    openssl "$@" 2>"$scratch/errors" || fail "openssl $1: $(cat "$scratch/errors")"
}

# is_good NAME: certificate and key are a pair, good for a week, signed by the CA, and no older than the configuration.
is_good() {
    local certificate=$directory/$1.pem private=$directory/$1-key.pem
    [ -f "$certificate" ] && [ -f "$private" ] && [ ! "$configuration" -nt "$certificate" ] &&
        openssl x509 -in "$certificate" -noout -checkend 604800 &&
        openssl verify -CAfile "$directory/ca.pem" "$certificate" &&
        [ "$(openssl x509 -in "$certificate" -noout -pubkey)" = "$(openssl pkey -in "$private" -pubout)" ]
} >/dev/null 2>&1

# put NAME: the key first and both by renaming, so that nobody ever reads half a file.
put() {
    chmod 644 "$scratch/$1.pem"
    mv "$scratch/$1-key.pem" "$directory/$1-key.pem"
    mv "$scratch/$1.pem" "$directory/$1.pem"
    printf 'made %s\n' "$directory/$1.pem"
}

make_authority() {
    openssl_quietly genpkey "${algorithm[@]}" -out "$scratch/ca-key.pem"
    openssl_quietly req -x509 -new -config "$configuration" -section ca -days 3650 \
        -key "$scratch/ca-key.pem" -out "$scratch/ca.pem"
    put ca
}

# make_leaf NAME: a key and a certificate, as the sections NAME and NAME_extensions of the configuration say.
make_leaf() {
    openssl_quietly genpkey "${algorithm[@]}" -out "$scratch/$1-key.pem"
    openssl_quietly req -new -config "$configuration" -section "$1" -key "$scratch/$1-key.pem" -out "$scratch/$1.csr"
    openssl_quietly x509 -req -in "$scratch/$1.csr" -out "$scratch/$1.pem" -days "$days" \
        -CA "$directory/ca.pem" -CAkey "$directory/ca-key.pem" -set_serial "0x$(openssl rand -hex 16)" \
        -extfile "$configuration" -extensions "$1_extensions"
    put "$1"
}

is_good ca || make_authority
if [ "$anew" = yes ] || ! is_good serving; then make_leaf serving; fi
if [ "$with_client" = yes ] && ! is_good client; then make_leaf client; fi
