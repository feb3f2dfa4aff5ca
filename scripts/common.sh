# Sourced by the other scripts: where the project is, which tools fit, how a step is announced.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TOOLS=$ROOT/.tools
export PATH="$TOOLS/bin:$ROOT/www/node_modules/.bin:$PATH"
# Trunk 0.21 takes only `true` and `false` here, and stops at the usual `1`.
unset NO_COLOR

TRUNK_VERSION=0.21.14
SPLIT_VERSION=0.2.4
# The command line tool and the crate must be of one version.
BINDGEN_VERSION=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)

say() { printf '\n==> %s\n' "$*"; }

die() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}

need() { command -v "$1" >/dev/null || die "$1 is missing: $2"; }

# One line that changes when one of these files or folders does.
fingerprint() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64; }

# Runs a step unless it was done for the same inputs: once STAMP FINGERPRINT COMMAND...
once() {
    local stamp=$1 inputs=$2
    shift 2
    [[ -f $stamp && $(<"$stamp") == "$inputs" ]] && return 0
    # Whoever asks `once … ||` gets the answer: there, bash goes on after what fails.
    "$@" || return
    mkdir -p "$(dirname "$stamp")"
    printf '%s\n' "$inputs" >"$stamp"
}

# What the page is measured against and compared with.
install_peers() {
    [[ -e benches/node_modules/jsonata ]] || rm -f target/stamps/peers
    once target/stamps/peers "$(fingerprint benches/package.json benches/package-lock.json)" \
        npm ci --prefix benches --no-audit --no-fund --loglevel=error
}
