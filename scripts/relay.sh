#!/usr/bin/env bash
# Builds and starts the relay: HOSTS and LOCAL are what it may call, PAGE the pages that may use it, PORT its own port.
# Lists are separated by spaces or commas. Without any of them, it prints its help.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need cargo "install Rust from rustup.rs"

words=()
each() {
    local name=$1 list=$2 word
    for word in ${list//,/ }; do words+=(${name:+"$name"} "$word"); done
}
each "" "${HOSTS:-}"
each --local "${LOCAL:-}"
each --page "${PAGE:-}"
each --port "${PORT:-}"
[[ ${#words[@]} -gt 0 ]] || words=(--help)

cargo build --quiet --package asl-relay
exec "${CARGO_TARGET_DIR:-target}/debug/asl-relay" "${words[@]}"
