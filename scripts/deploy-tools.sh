#!/usr/bin/env bash
# Tries what `asl export` writes with the tools that deploy it: cfn-lint, SAM's validator and translator, and a parser of HCL, in a
# virtual environment below target/. `install` only installs them. ALL=1 tries all examples. CDK=1 also synthesizes the apps of CDK in
# TypeScript and Python and reads their templates again: 500 MB.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tools=$ROOT/target/deploy-tools
exports=$ROOT/target/deploy-exports
examples=$ROOT/crates/asl-examples/workflows
logs_of_export=$ROOT/target/deploy-exports.log

# One of each kind: tools take a second for each, and those of CDK four. The last of the first has all words that a format keeps for
# itself.
documents=(article saga distributed-csv lambda-function events-article articles-template reserved-words)
all=("${documents[@]}" catch-404 callback oauth api-key http-invoke api-destination lambda-python events-fan-out events-start-machine)
[[ -z ${ALL:-} ]] || documents=("${all[@]}")
# ALL=1: all examples, but for CDK.
if [[ -n ${ALL:-} ]]; then
    for file in "$examples"/*.asl.* "$examples"/*.template.yaml; do
        name=${file##*/}
        name=${name%%.*}
        [[ " ${all[*]} " == *" $name "* ]] || all+=("$name")
    done
fi

not_tested() {
    echo "NOT TESTED: $1"
    exit 0
}

if [[ ! -x $tools/bin/cfn-lint ]]; then
    command -v python3 >/dev/null || not_tested "exports with cfn-lint, SAM's validator and translator, and an HCL parser: there is no python3"
    { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --retries 1 --timeout 20 'cfn-lint==1.*' 'aws-sam-translator==1.*' 'python-hcl2>=5'; } >/dev/null 2>&1 ||
        not_tested "exports with cfn-lint, SAM's validator and translator, and an HCL parser: they could not be installed"
fi
[[ ${1:-} != install ]] || exit 0

cargo build --quiet --workspace --bin asl
rm -rf "$exports"
for format in sam cloudformation terraform cdk-typescript cdk-python; do
    names=("${all[@]}")
    [[ $format != cdk-* ]] || names=("${documents[@]}")
    for name in "${names[@]}"; do
        for file in "$examples/$name".asl.* {"$examples","crates/asl-export/tests"}/"$name".{asl.json,template.yaml}; do
            [[ ! -e $file ]] || break
        done
        target/debug/asl export "$file" --to "$format" --output "$exports/$format/$name" >/dev/null 2>"$logs_of_export" || {
            cat "$logs_of_export"
            die "$file can't be exported as $format"
        }
    done
done

"$tools/bin/python" tests/deploy/lint.py "$exports"

[[ -n ${CDK:-} ]] || exit 0
app=$ROOT/target/deploy-cdk
mkdir -p "$app"
cp "$exports/cdk-typescript/article/package.json" "$app/"
[[ -e $app/node_modules/.bin/tsc && -e $app/node_modules/aws-cdk-lib ]] ||
    (cd "$app" && npm install --silent --no-audit --no-fund --fetch-retries 1) || not_tested "the apps of CDK in TypeScript: aws-cdk-lib could not be installed"
# All apps are one program for the compiler, and one process: each would load aws-cdk-lib for itself.
ln -sfn "$app/node_modules" "$exports/cdk-typescript/node_modules"
sed 's/"noEmit": true/"skipLibCheck": true/; s/^}$/, "include": ["*\/bin\/*.ts", "*\/lib\/*.ts"] }/' \
    "$exports/cdk-typescript/article/tsconfig.json" >"$exports/cdk-typescript/tsconfig.json"
say "synthesizing the apps of CDK"
"$app/node_modules/.bin/tsc" -p "$exports/cdk-typescript" || die "the apps of CDK are not valid TypeScript"
node tests/deploy/synth.cjs "$exports/cdk-typescript" || die "the apps of CDK in TypeScript can't be synthesized"
if [[ ! -d $(echo "$tools"/lib/python3*/site-packages/aws_cdk) ]]; then
    "$tools/bin/pip" install --quiet --retries 1 --timeout 20 -r "$exports/cdk-python/article/requirements.txt" >/dev/null 2>&1 ||
        not_tested "the apps of CDK in Python: aws-cdk-lib could not be installed"
fi
# Of a version of Node.js that is old it says so at length, each time.
"$tools/bin/python" tests/deploy/synth.py "$exports/cdk-python" "$exports/cdk-typescript" 2>"$logs_of_export" || {
    cat "$logs_of_export"
    die "the apps of CDK in Python can't be synthesized as those in TypeScript"
}

# What was synthesized is read again: without errors, and with the graph of the template that SAM gets. Of rules alone there is none.
graph_of() { target/debug/asl draw "$1" 2>/dev/null || echo none; }
for name in "${documents[@]}"; do
    template=$exports/cdk-typescript/$name/cdk.out/WorkflowStack.template.json
    target/debug/asl check --quiet "$template" >"$logs_of_export" 2>&1 || {
        cat "$logs_of_export"
        die "$template has problems"
    }
    [[ $(graph_of "$template") == "$(graph_of "$exports/sam/$name/template.yaml")" ]] || die "$template has another graph than $exports/sam/$name/template.yaml"
done
say "${#documents[@]} apps of CDK synthesized in both languages, and read again"
