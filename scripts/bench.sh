#!/usr/bin/env bash
# Measures the page in the browser against its peers, then the interpreter natively. WHAT=page, WHAT=events, WHAT=native or WHAT=terminal for one.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [[ ${WHAT:-page} == page ]]; then
    scripts/build.sh
    install_peers
    node benches/page/main.mjs
fi
[[ ${WHAT:-events} != events ]] || node benches/page/events.mjs
[[ ${WHAT:-native} != native ]] || cargo bench --bench native
if [[ ${WHAT:-terminal} == terminal ]]; then
    cargo build --release --package asl-cli
    node benches/terminal.mjs
fi
