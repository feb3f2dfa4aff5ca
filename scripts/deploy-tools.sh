#!/usr/bin/env bash
# Tries what `asl export` writes with the tools that deploy it: cfn-lint, SAM's translator, and a parser of HCL, in a virtual
# environment below target/. CDK=1 also synthesizes the apps of CDK, which takes minutes and 300 MB.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tools=$ROOT/target/deploy-tools
exports=$ROOT/target/deploy-exports
examples=$ROOT/crates/asl-examples/workflows
logs_of_export=$ROOT/target/deploy-exports.log

# One of each kind: tools take a second for each.
documents=(article catch-404 saga callback distributed-csv oauth api-key http-invoke api-destination lambda-function lambda-python
    events-article events-fan-out events-start-machine articles-template)

not_tested() {
    echo "NOT TESTED: $1"
    exit 0
}

cargo build --quiet --workspace --bin asl
rm -rf "$exports"
for format in sam cloudformation terraform cdk-typescript cdk-python; do
    for name in "${documents[@]}"; do
        for file in "$examples/$name".asl.* "$examples/$name.template.yaml" "crates/asl-export/tests/$name.template.yaml"; do
            [[ ! -e $file ]] || break
        done
        target/debug/asl export "$file" --to "$format" --output "$exports/$format/$name" >/dev/null 2>"$logs_of_export" || {
            cat "$logs_of_export"
            die "$file can't be exported as $format"
        }
    done
done

if [[ ! -x $tools/bin/cfn-lint ]]; then
    command -v python3 >/dev/null || not_tested "exports with cfn-lint, SAM's translator and an HCL parser: there is no python3"
    { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --retries 1 --timeout 20 'cfn-lint==1.*' 'aws-sam-translator==1.*' 'python-hcl2>=5'; } >/dev/null 2>&1 ||
        not_tested "exports with cfn-lint, SAM's translator and an HCL parser: they could not be installed"
fi
"$tools/bin/python" tests/deploy/lint.py "$exports"

[[ -n ${CDK:-} ]] || exit 0
app=$ROOT/target/deploy-cdk
mkdir -p "$app"
cp "$exports/cdk-typescript/article/package.json" "$app/"
(cd "$app" && npm install --silent --no-audit --no-fund) || not_tested "the apps of CDK: aws-cdk-lib could not be installed"
for folder in "$exports"/cdk-typescript/*/; do
    ln -sfn "$app/node_modules" "$folder/node_modules"
    (cd "$folder" && npx tsc -p . && CDK_OUTDIR=cdk.out npx tsx bin/app.ts) || die "$folder can't be synthesized"
done
say "$(find "$exports/cdk-typescript" -name '*.template.json' | wc -l) apps of CDK synthesized"
