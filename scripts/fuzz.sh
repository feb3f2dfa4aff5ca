#!/usr/bin/env bash
# Fuzzes the readers of untrusted text, each for SECONDS (60), natively and then as WebAssembly with the stack of the page; TARGET names
# one of them, SEED repeats a run, ONLY=native or ONLY=wasm leaves out the other.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export SEED=${SEED:-$RANDOM}
# Without the passes over all crates at once: for fuzzing the build matters more than the last bit of speed.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
failed=0
if [[ ${ONLY:-native} == native ]]; then
    # A release ends at the first panic; here a panic is caught, so that its text can be made short and told.
    CARGO_PROFILE_RELEASE_PANIC=unwind cargo run --release --quiet --example fuzz || failed=1
fi
if [[ ${ONLY:-wasm} == wasm ]]; then
    cargo build --release --quiet --target wasm32-unknown-unknown --example fuzz_wasm
    wasm=target/wasm32-unknown-unknown/release/examples/fuzz_wasm.wasm
    wasm-bindgen --target nodejs --out-dir target/fuzz/wasm "$wasm"
    node scripts/fuzz-wasm.mjs "$ROOT/target/fuzz/wasm" || failed=1
fi
exit "$failed"
