#!/usr/bin/env bash
# Fuzzes the readers of untrusted text, each for SECONDS (60); TARGET names one of them, SEED repeats a run.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

SEED=${SEED:-$RANDOM} cargo run --release --quiet --example fuzz
