#!/usr/bin/env bash
# Installs what the build needs and is not there: the wasm target, Trunk, wasm-bindgen, npm packages. Then bundles the
# editor and the style sheets. Nothing is installed outside the project but the target. Quick when nothing is to be done.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need rustup "install Rust from rustup.rs"
need cargo "install Rust from rustup.rs"
need cc "install a C compiler (Debian: build-essential)"
need node "install Node 20 or later"
need npm "install npm"
[[ $(node -p 'process.versions.node.split(".")[0]') -ge 20 ]] || die "Node 20 or later is needed, this is $(node --version)"

if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
    say "adding the Rust target wasm32-unknown-unknown (seconds)"
    rustup target add wasm32-unknown-unknown
fi

# Built without optimisation: that takes a sixth of the time, and the page comes out the same. Without its default
# features Trunk cannot download tools by itself, which it has no need to.
if [[ $(trunk --version 2>/dev/null) != "trunk $TRUNK_VERSION" ]]; then
    say "building trunk $TRUNK_VERSION into .tools (3 minutes on 2 cores, once)"
    CARGO_PROFILE_DEV_DEBUG=0 cargo install trunk --version "$TRUNK_VERSION" --locked --debug --no-default-features \
        --root "$TOOLS" --force --quiet
fi
# Not --locked: its lock file names a release that was withdrawn.
if [[ $(wasm-bindgen --version 2>/dev/null) != "wasm-bindgen $BINDGEN_VERSION" ]] ||
    [[ $(wasm-bindgen-test-runner --version 2>/dev/null) != "wasm-bindgen-test-runner $BINDGEN_VERSION" ]]; then
    say "building wasm-bindgen $BINDGEN_VERSION into .tools (1 to 2 minutes on 2 cores, once)"
    CARGO_PROFILE_DEV_DEBUG=0 cargo install wasm-bindgen-cli --version "$BINDGEN_VERSION" --debug \
        --root "$TOOLS" --force --quiet
fi

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
