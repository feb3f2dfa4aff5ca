"""Tries exports with the tools of AWS and HashiCorp's language: cfn-lint, SAM's translator, and a parser of HCL.

lint.py FOLDER: below it, FOLDER/sam/NAME, FOLDER/cloudformation/NAME, and FOLDER/terraform/NAME are exports.
"""

import copy
import os
import pathlib
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # the translator asks for one

import cfnlint.api
import cfnlint.config
import cfnlint.decode
import hcl2
from samtranslator.translator.transform import transform


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
        try:
            made = transform(copy.deepcopy(template), {}, Policies())
            tell("sam translator", path, [] if made["Resources"] else ["it makes no resources"])
        except Exception as error:  # the translator's errors have no class in common
            tell("sam translator", path, [str(error)])
    for path in sorted(folder.glob("terraform/*/*.tf")):
        try:
            with open(path, encoding="utf-8") as file:
                hcl2.load(file)
            tell("hcl2", path, [])
        except Exception as error:  # the parser's errors have no class in common
            tell("hcl2", path, [str(error)])
    print(", ".join(f"{kind}: {count}" for kind, count in counts.items()))
    print(f"{failed} problems")
    return 1 if failed or not counts else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
