#!/usr/bin/env bash
# Builds and starts the relay: HOSTS and LOCAL are what it may call, PAGE the pages that may use it, PORT its own port.
# Lists are separated by spaces or commas. AWS is a region, or AWS_ENDPOINT an emulator, for which it signs calls of Step
# Functions, with the credentials of the environment or of PROFILE. Without any of them, it prints its help.
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
[[ -z ${AWS:-} ]] || words+=(--aws "$AWS")
[[ -z ${AWS_ENDPOINT:-} ]] || words+=(--aws-endpoint "$AWS_ENDPOINT")
[[ -z ${PROFILE:-} ]] || words+=(--profile "$PROFILE")
[[ ${#words[@]} -gt 0 ]] || words=(--help)

cargo build --quiet --package asl-relay
exec "${CARGO_TARGET_DIR:-target}/debug/asl-relay" "${words[@]}"
