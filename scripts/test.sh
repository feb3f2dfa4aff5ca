#!/usr/bin/env bash
# Every check of the project; `quick` leaves out what needs a browser. All steps run, also after one that failed; the
# totals stand at the end, and anything that failed makes this fail.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scope=${1:-all}
logs=$ROOT/target/test-logs
summary=()
failed=0
passed_tests=0
failed_tests=0

# Sums up what cargo's and Node's runners say of their tests: "PASSED FAILED".
count() {
    awk '/^ *test result: / { for (i = 1; i < NF; i++) { if ($(i + 1) ~ /^passed/) passed += $i; if ($(i + 1) ~ /^failed/) failed += $i } }
        $2 == "pass" && NF == 3 { passed += $3 } ($2 == "fail" || $2 == "cancelled") && NF == 3 { failed += $3 }
        END { print passed + 0, failed + 0 }' "$1"
}

# step NAME WHAT COMMAND...
step() {
    local name=$1 what=$2 verdict=ok begin=$SECONDS passed=0 broken=0
    shift 2
    say "$name: $what"
    "$@" </dev/null 2>&1 | tee "$logs/$name.log" || verdict=FAILED
    read -r passed broken < <(count "$logs/$name.log")
    [[ $verdict == ok ]] || failed=1
    passed_tests=$((passed_tests + passed))
    failed_tests=$((failed_tests + broken))
    summary+=("$(printf '%-14s %-7s %4d s  %s' "$name" "$verdict" $((SECONDS - begin)) \
        "$([[ $((passed + broken)) -eq 0 ]] || echo "$passed passed, $broken failed")")")
}

browser() { node --input-type=module -e 'import { find } from "./scripts/browser.mjs"; console.log(find() ?? "")'; }

# Chromium without a window: all tests in the browser take little more than half the time in it. Where there is a browser, only
# a CI gets it in addition.
install_browser() {
    [[ -z ${CHROME:-} && $(browser) != */chromium-headless-shell ]] || return 0
    [[ -z $(browser) || -n ${CI:-} ]] || return 0
    if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
        say "installing Debian's chromium-headless-shell for the tests (half a minute)"
        # A network that is closed is given up soon, where another browser is there.
        local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20)
        "${apt[@]}" update || true
        "${apt[@]}" install -y chromium-headless-shell >/dev/null || [[ -n $(browser) ]] || "${apt[@]}" install -y chromium >/dev/null || true
    fi
    [[ -n $(browser) ]] || die "no Chrome or Chromium found: install one (Debian: apt-get install chromium), or set CHROME to its path"
}

# The program for other cases is no test of `cargo test`, so that it is named.
clippy_native() {
    cargo clippy --workspace --all-targets -- -D warnings && cargo clippy --test conformance -- -D warnings
}

# As it is built, then with its page tests: with the same features, so that the crates are checked once.
clippy_page() {
    cargo clippy --target wasm32-unknown-unknown --bin app --features chunks -- -D warnings &&
        cargo clippy --target wasm32-unknown-unknown --bin app --profile test --features chunks -- -D warnings
}

# Two files at a time even on one core, since a page often waits.
at_once() { local cores; cores=$(nproc 2>/dev/null || echo 2); echo $((cores < 2 ? 2 : cores)); }

# Tests that measure time have the machine to themselves. For the others the browser compiles WebAssembly once and quickly: most of
# them are over before its better code would have paid.
end_to_end() {
    local alone=(tests/e2e/{load,stop}.test.mjs) together=() file verdict=0
    for file in tests/e2e/*.test.mjs; do
        [[ " ${alone[*]} " == *" $file "* ]] || together+=("$file")
    done
    node --test --test-reporter=spec --test-concurrency=1 "${alone[@]}" || verdict=1
    CHROME_FLAGS=--js-flags=--liftoff-only node --test --test-reporter=spec --test-concurrency="$(at_once)" "${together[@]}" || verdict=1
    return "$verdict"
}

# One at a time where it counts how long a task takes; where only what is far beyond fails, several.
hostile() {
    local many=${CI:+$(at_once)}
    node --test --test-reporter=spec --test-concurrency="${many:-1}" tests/hostile/
}

# The tests before have built them: asked for in the whole workspace, they are there as they are, and nothing is compiled again.
build_programs() { cargo build --workspace --bin asl --bin asl-relay --example practice_server --example link --example texts; }

examples() { target/debug/asl check --deny-warnings --quiet crates/asl-examples/workflows && target/debug/asl test crates/asl-examples/workflows; }

# The page is built while the crates are checked and tested: the end of that build keeps one core alone busy for minutes.
start_build() {
    rm -f "$logs/build.ok"
    (scripts/build.sh </dev/null >"$logs/build.out" 2>&1 && touch "$logs/build.ok") &
    building=$!
}

# What is fetched for the steps of other tools waits for the network, so it is fetched while others compute. What fails is tried again by
# the step itself, which says so.
fetch_tools() {
    for tools in deploy-tools moto npm-test; do
        "scripts/$tools.sh" install
    done </dev/null >"$logs/tools.out" 2>&1 || true
}

finish_build() {
    while kill -0 "$building" 2>/dev/null; do sleep 1; done
    cat "$logs/build.out"
    [[ -e $logs/build.ok ]]
}

mkdir -p "$logs"
fetch_tools &
tools=$!
# Nobody steps through a CI's programs with a debugger, and they are linked sooner without what one needs.
[[ -z ${CI:-} ]] || export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0
scripts/setup.sh
install_peers || say "npm jsonata could not be installed, so expressions are not compared with it"
if [[ $scope != quick ]]; then
    install_browser
    scripts/browsers.sh install || say "Firefox and WebKit could not be installed"
    start_build
fi

step format "cargo fmt" cargo fmt --all --check
step clippy "the crates and their tests, natively" clippy_native
step clippy-page "the page, for WebAssembly" clippy_page
step native "unit and integration tests" cargo test --no-fail-fast --workspace
step programs "asl, the relay, and what the end-to-end tests use" build_programs
step terminal "the scenarios of the examples, by the program asl" examples
# Apps of CDK are synthesized where all is tried: the tool alone takes 300 MB.
[[ $scope == quick || -z ${CI:-} ]] || export CDK=1
wait "$tools" || true
step deploy "exports with cfn-lint, SAM's validator and translator, a parser of HCL${CDK:+, and CDK}" scripts/deploy-tools.sh
if [[ $scope != quick ]]; then
    step npm "the npm package in Vitest and Node's test runner" scripts/npm-test.sh
    step remote "Step Functions in an emulator, through the relay" node --test --test-reporter=spec tests/remote/
    step page "page tests in the browser" cargo test --target wasm32-unknown-unknown --bin app
    step build "the page as deployed, begun with the first step" finish_build
    step sizes "downloads of a first visit against scripts/budget.json" node scripts/sizes.mjs
    step end-to-end "the built page in the browser" end_to_end
    step browsers "the first minutes in Firefox and WebKit" \
        env BROWSERS="${CI:+all}" node --test --test-reporter=spec --test-concurrency=1 tests/browsers/
    step hostile "inputs that could crash or freeze the page: no task above 200 ms" hostile
fi

say "summary"
printf '%s\n' "${summary[@]}"
# A test of the page that fails is tried once more; which ones needed it is said, so that nobody overlooks it.
grep -h '^second try: ' "$logs"/{end-to-end,browsers,hostile}.log 2>/dev/null || true
printf '\n%d passed, %d failed\n' "$passed_tests" "$failed_tests"
# Tests on recordings and in other browsers pass where there are none: nobody shall overlook that.
missing=$(grep -hs '^NOT TESTED: ' "$logs"/{native,deploy,npm,remote,end-to-end,browsers}.log | sort -u || true)
[[ -z $missing ]] || printf '\n%s\n' "$missing"
exit "$failed"
