#!/usr/bin/env bash
# Installs what the build needs and is not there: the wasm target, Trunk, wasm-bindgen, the splitter, npm packages. Then
# bundles the editor and the style sheets. Nothing is installed outside the project but the target. Quick when nothing is
# to be done.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need rustup "install Rust from rustup.rs"
need cargo "install Rust from rustup.rs"
need cc "install a C compiler (Debian: build-essential)"
need node "install Node 20 or later"
need npm "install npm"
[[ $(node -p 'process.versions.node.split(".")[0]') -ge 20 ]] || die "Node 20 or later is needed, but this is $(node --version)"

if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
    say "adding the Rust target wasm32-unknown-unknown (seconds)"
    rustup target add wasm32-unknown-unknown
fi

# Built without optimization: that takes a sixth of the time, and the page comes out the same. What the tools have in
# common is built once. No default features: Trunk and wasm-bindgen then cannot download anything by themselves, which they
# have no need to.
install_tool() {
    CARGO_TARGET_DIR=$ROOT/target/tools CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false \
        CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false CARGO_PROFILE_DEV_PANIC=abort \
        cargo install "$@" --debug --no-default-features --root "$TOOLS" --force --quiet
}
if [[ $(trunk --version 2>/dev/null) != "trunk $TRUNK_VERSION" ]]; then
    say "building trunk $TRUNK_VERSION into .tools (3 minutes on 2 cores, once)"
    install_tool trunk --version "$TRUNK_VERSION" --locked
fi
if [[ $(wasm-bindgen --version 2>/dev/null) != "wasm-bindgen $BINDGEN_VERSION" ]] ||
    [[ $(wasm-bindgen-test-runner --version 2>/dev/null) != "wasm-bindgen-test-runner $BINDGEN_VERSION" ]]; then
    say "building wasm-bindgen $BINDGEN_VERSION into .tools (a minute on 2 cores, once)"
    install_tool wasm-bindgen-cli --version "$BINDGEN_VERSION"
fi
# It does not say its version.
if ! grep -qs "^\"wasm_split_cli_support $SPLIT_VERSION " "$TOOLS/.crates.toml" || ! command -v wasm-split-cli >/dev/null; then
    say "building wasm-split $SPLIT_VERSION into .tools (half a minute on 2 cores, once)"
    install_tool wasm_split_cli_support --version "$SPLIT_VERSION" --features build-binary
fi
rm -rf target/tools

install_packages() {
    say "installing npm packages into www/node_modules (seconds)"
    npm ci --prefix www --no-audit --no-fund --loglevel=error
}
[[ -e www/node_modules/.bin/esbuild && -e www/node_modules/.bin/wasm-opt ]] || rm -f target/stamps/npm
once target/stamps/npm "$(fingerprint www/package.json www/package-lock.json)" install_packages

bundle() {
    say "bundling the editor and the style sheets"
    npm run --prefix www --silent bundle
}
[[ -f www/editor.bundle.js && -f www/page.bundle.css ]] || rm -f target/stamps/bundles
once target/stamps/bundles "$(fingerprint www crates/asl-examples/workflows -not -path 'www/node_modules/*' -not -name '*.bundle.*')" bundle
