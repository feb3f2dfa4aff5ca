"""Synthesizes apps of CDK in one process, which loads aws-cdk-lib once: synth.py FOLDER OTHERS, where FOLDER/NAME/app.py are apps.

Each leaves its template in FOLDER/NAME/cdk.out, as `cdk synth` does. It has to be the same as in OTHERS/NAME/cdk.out.
"""

import json
import os
import pathlib
import runpy
import shutil
import sys

TEMPLATE = pathlib.Path("cdk.out/WorkflowStack.template.json")

folder, others = (pathlib.Path(word).resolve() for word in sys.argv[1:])
# The process of Node.js in which CDK runs reads this once: all apps write into the same folder.
os.environ["CDK_OUTDIR"] = str(folder / TEMPLATE.parent)
failed = 0
for app in sorted(folder.glob("*/app.py")):
    sys.path.insert(0, str(app.parent))
    runpy.run_path(str(app), run_name="__main__")
    sys.path.pop(0)
    # Every app calls its stack so.
    sys.modules.pop("workflow_stack", None)
    target = app.parent / TEMPLATE
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(folder / TEMPLATE, target)
    own, other = (json.loads((place / app.parent.name / TEMPLATE).read_text()) for place in (folder, others))
    if own != other:
        failed += 1
        print(f"{app.parent.name}: the app in Python makes another template than the one in TypeScript")
sys.exit(1 if failed else 0)
