"""Tries exports with the tools of AWS and HashiCorp's language: cfn-lint, SAM's validator and translator, and a parser of HCL.

lint.py FOLDER: below it, FOLDER/sam/NAME, FOLDER/cloudformation/NAME, and FOLDER/terraform/NAME are exports.
"""

import copy
import os
import pathlib
import sys
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # of SAM's validator, which has no successor in the package
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # the translator asks for one

import cfnlint.api
import cfnlint.config
import cfnlint.decode
import hcl2
from samtranslator.translator.transform import transform
from samtranslator.validator.validator import SamTemplateValidator

# No variable may have these names (Terraform, "variable block reference").
RESERVED = {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"}


class Policies:
    """No export names a policy that AWS manages."""

    def load(self):
        return {}


def packaged(template):
    """What `aws cloudformation package` and `sam package` put in the place of files."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        properties = resource["Properties"]
        for name, object_of in {
            "DefinitionS3Location": {"Bucket": "bucket", "Key": "key"},
            "Code": {"S3Bucket": "bucket", "S3Key": "key"},
        }.items():
            if isinstance(properties.get(name), str):
                properties[name] = object_of
        for name in ["DefinitionUri", "CodeUri"]:
            if isinstance(properties.get(name), str):
                properties[name] = "s3://bucket/key"
    return template


def lint(text):
    config = cfnlint.config.ManualArgs(regions=["us-east-1"])
    return [str(match) for match in cfnlint.api.lint(text, config=config)]


def variables(module):
    """What is wrong with the names of a module's variables, which the parser does not look at."""
    names = [name.strip('"') for block in module.get("variable", []) for name in block]
    repeated = sorted({name for name in names if names.count(name) > 1})
    return [f"the variable {name} is declared twice" for name in repeated] + [
        f"the variable {name} has a reserved name" for name in names if name in RESERVED
    ]


def read(path):
    template, problems = cfnlint.decode.decode(str(path))
    if problems:
        raise ValueError(problems)
    return template


def plain(value):
    """A template without the places that cfn-lint keeps."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def main(folder):
    import json

    failed = 0
    counts = {}
    validator = SamTemplateValidator()

    def tell(kind, path, problems):
        nonlocal failed
        counts[kind] = counts.get(kind, 0) + 1
        for problem in problems:
            failed += 1
            print(f"{kind}: {path}: {problem}")

    for path in sorted(folder.glob("cloudformation/*/template.yaml")):
        template = packaged(plain(read(path)))
        tell("cfn-lint", path, lint(json.dumps(template)))
    for path in sorted(folder.glob("sam/*/template.yaml")):
        template = packaged(plain(read(path)))
        tell("cfn-lint of SAM", path, lint(json.dumps(template)))
        # Its schema still has the limit of 60 parameters, which AWS raised to 200.
        errors = [error for error in validator.get_errors(copy.deepcopy(template)) if "has too many properties" not in error]
        tell("sam validator", path, errors)
        try:
            made = transform(copy.deepcopy(template), {}, Policies())
            tell("sam translator", path, [] if made["Resources"] else ["it makes no resources"])
        except Exception as error:  # the translator's errors have no class in common
            tell("sam translator", path, [str(error)])
    for path in sorted(folder.glob("terraform/*/*.tf")):
        try:
            with open(path, encoding="utf-8") as file:
                tell("hcl2", path, variables(hcl2.load(file)))
        except Exception as error:  # the parser's errors have no class in common
            tell("hcl2", path, [str(error)])
    print(", ".join(f"{kind}: {count}" for kind, count in counts.items()))
    print(f"{failed} problems")
    return 1 if failed or not counts else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
