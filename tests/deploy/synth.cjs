// Synthesizes apps of CDK in one process, which loads aws-cdk-lib once: synth.cjs FOLDER, where FOLDER/NAME/bin/app.js are apps.
// Each leaves its template in FOLDER/NAME/cdk.out, as `cdk synth` does.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

// Each waits for the end of the process.
process.setMaxListeners(0);
const folder = path.resolve(process.argv[2]);
for (const name of fs.readdirSync(folder)) {
    const app = path.join(folder, name, 'bin/app.js');
    if (!fs.existsSync(app)) continue;
    // An app reads this when it is made, and is synthesized before the process ends (aws-cdk-lib, core/lib/app.ts).
    process.env.CDK_OUTDIR = path.join(folder, name, 'cdk.out');
    require(app);
}
