#!/usr/bin/env bash
# Measures the page in the browser against its peers, then the interpreter natively. WHAT=page, WHAT=events, WHAT=native, WHAT=terminal or
# WHAT=emulator (`asl test` against moto) for one.
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
if [[ ${WHAT:-emulator} == emulator ]]; then
    cargo build --release --package asl-cli
    if [[ -n ${ENDPOINT:-} ]]; then
        node benches/emulator.mjs
    else
        scripts/moto.sh install
        [[ -x $TOOLS/moto/bin/python ]] || exit 0
        port=${PORT:-5055}
        # A group of its own ends with the server that it started.
        set -m
        mkdir -p target
        PORT=$port scripts/moto.sh >target/moto.log 2>&1 &
        moto=$!
        trap 'kill -- -"$moto" 2>/dev/null' EXIT
        for _ in {1..240}; do
            ! grep -q 'runs state machines' target/moto.log || break
            kill -0 "$moto" 2>/dev/null || die "moto does not start: $(<target/moto.log)"
            sleep 0.25
        done
        ENDPOINT=http://127.0.0.1:$port node benches/emulator.mjs
    fi
fi
