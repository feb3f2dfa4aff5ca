#!/usr/bin/env bash
# The page in Firefox and in WebKit. `install` installs what is missing of them, where that can be done; without a word it is
# installed and the built page is tried in both.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

missing() {
    node --input-type=module -e '
        import { installed } from "./tests/browsers/drivers.mjs";
        console.log([...new Set(Object.values(installed()).flatMap(({ needs }) => needs))].join(" "));'
}

packages=$(missing)
if [[ -n $packages ]]; then
    if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
        say "installing Debian's $packages for the tests (half a minute)"
        apt-get update -qq
        # shellcheck disable=SC2086  # one word for each package
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
    else
        say "not installed, and only root can: $packages (Debian: apt-get install $packages)"
    fi
fi
[[ ${1:-} == install ]] || BROWSERS=${BROWSERS:-all} node --test --test-reporter=spec --test-concurrency=1 tests/browsers/
