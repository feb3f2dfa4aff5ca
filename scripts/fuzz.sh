#!/usr/bin/env bash
# Fuzzes the readers of untrusted text, each for SECONDS (60), natively and then as WebAssembly with the stack of the page; TARGET names
# one of them, SEED repeats a run, ONLY=native or ONLY=wasm leaves out the other. TOTAL has all of it take so many seconds in place of
# SECONDS for each; the builds come on top. Every run begins anew. What was tried stands in target/fuzz/counts.txt, too.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export SEED=${SEED:-$RANDOM}
# Without the passes over all crates at once: for fuzzing the build matters more than the last bit of speed.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
# Bash counts in SECONDS itself: programs are given theirs by name.
given=()
if [[ -n ${TOTAL:-} ]]; then
    readers=$(grep -c 'Target { name: ' fuzz/targets.rs)
    [[ -z ${TARGET:-} ]] || readers=1
    sides=2
    [[ -z ${ONLY:-} ]] || sides=1
    each=$((TOTAL / readers / sides))
    given=("SECONDS=$((each > 0 ? each : 1))")
fi
failed=0
mkdir -p target/fuzz
: >target/fuzz/counts.txt
if [[ ${ONLY:-native} == native ]]; then
    # A release ends at the first panic; here a panic is caught, so that its text can be made short and told.
    CARGO_PROFILE_RELEASE_PANIC=unwind cargo build --release --quiet --example fuzz
    env "${given[@]}" "${CARGO_TARGET_DIR:-target}/release/examples/fuzz" | tee -a target/fuzz/counts.txt || failed=1
fi
if [[ ${ONLY:-wasm} == wasm ]]; then
    cargo build --release --quiet --target wasm32-unknown-unknown --example fuzz_wasm
    wasm=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/examples/fuzz_wasm.wasm
    wasm-bindgen --target nodejs --out-dir target/fuzz/wasm "$wasm"
    env "${given[@]}" node scripts/fuzz-wasm.mjs "$ROOT/target/fuzz/wasm" | tee -a target/fuzz/counts.txt || failed=1
fi
awk '$3 == "texts" { all += $2; readers++; failures += $(NF - 1) } END { printf "%d texts in all, %d readers, %d failures\n", all, readers, failures }' target/fuzz/counts.txt
exit "$failed"
