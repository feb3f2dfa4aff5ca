#!/usr/bin/env bash
# Builds the page into dist/, unless it was built from the same files.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/setup.sh

inputs=(Cargo.toml Cargo.lock Trunk.toml index.html src crates docs/differences-from-aws.md www/*.bundle.* www/evaluator.js www/package-lock.json
    www/icons scripts/finish-page.mjs)
build() {
    say "building the page (2 to 3 minutes on 2 cores from nothing)"
    trunk build --release
}
[[ -f dist/index.html ]] || rm -f target/stamps/page
once target/stamps/page "$(fingerprint "${inputs[@]}")" build
