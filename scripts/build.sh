#!/usr/bin/env bash
# Builds the page into dist/, unless it was built from the same files.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh

inputs=(Cargo.toml Cargo.lock build.rs Trunk.toml index.html src crates vendor docs/differences-from-aws.md www/*.bundle.* www/evaluator.js www/texts
    www/chunks.js www/package-lock.json www/icons scripts/build.sh scripts/wrap scripts/chunks.mjs scripts/finish-page.mjs)
build() {
    say "building the page (2 to 3 minutes on 2 cores from scratch)"
    # What a first visit does not need becomes chunks (scripts/wrap); `trunk build` by itself makes one module of all.
    # Panic messages name files: without the prefix they would name the folder of this machine that keeps the crates, and the same
    # sources would give another file on another machine.
    CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates" \
        CHUNKS=$ROOT/target/chunks PATH=$ROOT/scripts/wrap:$PATH trunk build --release --features chunks
}
[[ -f dist/index.html ]] || rm -f target/stamps/page
once target/stamps/page "$(fingerprint "${inputs[@]}")" build
