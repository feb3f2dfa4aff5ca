#!/usr/bin/env bash
# Tries the npm package as others use it: packed, installed into a project below target/ with Vitest and TypeScript, and run there
# with Vitest and Node's test runner. `install` only installs these. JEST=1 tries it with Jest, too. RELEASE=1 tries the
# package as it is published.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Two levels below the root, as tests/npm is: both find the examples at the same place.
project=$ROOT/target/npm-tests

not_tested() {
    echo "NOT TESTED: $1"
    exit 0
}

mkdir -p "$project"
cp tests/npm/package.json "$project/"
install_tools() { (cd "$project" && npm install --silent --no-audit --no-fund --fetch-retries 1); }
[[ -e $project/node_modules/.bin/vitest && -e $project/node_modules/.bin/tsc ]] || rm -f target/stamps/npm-tests
once target/stamps/npm-tests "$(fingerprint tests/npm/package.json)" install_tools ||
    not_tested "the npm package with Vitest: it could not be installed"
[[ ${1:-} != install ]] || exit 0

if [[ -n ${RELEASE:-} ]]; then scripts/npm.sh; else DEBUG=1 scripts/npm.sh; fi
rm -f "$project"/*.tgz "$project"/*.{ts,cjs,mjs}
cp tests/npm/* "$project/"
archive=$(cd "$project" && npm pack --silent "$ROOT/target/npm")

cd "$project"
# The archive is new each time under the same name, and npm keeps what it knows by name.
npm install --silent --no-audit --no-fund --no-save --no-package-lock --prefer-offline "./$archive"
npx tsc --noEmit --strict --module nodenext --moduleResolution nodenext --target es2022 types.ts
node --test node.test.mjs
npx vitest run workflow.test.mjs
if [[ -n ${JEST:-} ]]; then
    npm install --silent --no-audit --no-fund --no-save --no-package-lock jest@30 "./$archive" || not_tested "the npm package with Jest: it could not be installed"
    npx jest --rootDir . --testMatch '**/jest.spec.cjs'
fi
