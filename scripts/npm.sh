#!/usr/bin/env bash
# Puts the npm package together in target/npm: `npm pack target/npm` makes the archive. DEBUG=1 builds it quickly, for tests.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

profile=release
[[ -z ${DEBUG:-} ]] || profile=debug
out=$ROOT/target/npm

cargo build --quiet --target wasm32-unknown-unknown --package asl-node $([[ $profile == debug ]] || echo --release)
rm -rf "$out"
mkdir -p "$out"
# In scripts/wrap stands another one, which splits the page.
"$TOOLS/bin/wasm-bindgen" --target nodejs --no-typescript --out-dir "$out" --out-name engine "target/wasm32-unknown-unknown/$profile/asl_node.wasm"
# With the features that the compiler used: with all, it writes what Node.js 20 does not read.
if [[ $profile == release ]]; then
    wasm-opt -O3 "$out/engine_bg.wasm" -o "$out/engine_bg.wasm"
fi
cp crates/asl-node/npm/* LICENSE-MIT LICENSE-APACHE "$out/"
ls -l "$out" | awk 'NR > 1 { printf "%9d  %s\n", $5, $9 }'
