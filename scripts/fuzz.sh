#!/usr/bin/env bash
# Fuzzes the readers of untrusted text, each for SECONDS (60); TARGET names one of them, SEED repeats a run.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# A release ends at the first panic; here a panic is caught, so that its text can be made short and told.
export CARGO_PROFILE_RELEASE_PANIC=unwind
# Without the passes over all crates at once: for fuzzing the build matters more than the last bit of speed.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
SEED=${SEED:-$RANDOM} cargo run --release --quiet --example fuzz
