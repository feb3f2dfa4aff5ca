// How long `asl` takes to start, to check, and to run 1,000 scenarios of the article's workflow: WHAT=terminal scripts/bench.sh.
// Each command runs several times; the fastest and the median are told, in milliseconds.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync, copyFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const program = process.env.ASL ?? 'target/release/asl';
const folder = 'target/bench-terminal';
const workflow = 'crates/asl-examples/workflows/article.asl.json';

mkdirSync(folder, { recursive: true });
copyFileSync(workflow, `${folder}/article.asl.json`);
const state = 'Call third-party API';
const scenarios = Array.from({ length: 1000 }, (_, index) => ({
    name: `Ticket ${index}`,
    input: { ticketId: index },
    whatIf: { [state]: Array(index % 4).fill('503') },
    mocks: { [state]: { result: { StatusCode: 200, ResponseBody: { id: index } } } },
    expect: {
        status: 'SUCCEEDED',
        outputIncludes: { ApiResponse: { ResponseBody: { id: index } } },
        calls: [{ state, times: (index % 4) + 1 }],
        longestSeconds: 10,
    },
}));
writeFileSync(`${folder}/article.scenarios.json`, JSON.stringify(scenarios));

const cases = [
    ['start: asl --version', ['--version'], 30],
    ['asl check, the article', ['check', workflow], 30],
    ['asl run, the article', ['run', workflow], 30],
    ['asl test, 1,000 scenarios of the article', ['test', `${folder}/article.asl.json`], 10],
    ['asl check, all examples', ['check', 'crates/asl-examples/workflows'], 10],
];
console.log('| command | fastest | median |\n|---|---|---|');
for (const [title, words, times] of cases) {
    const took = [];
    for (let turn = 0; turn < times; turn++) {
        const begin = performance.now();
        const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
        took.push(performance.now() - begin);
        if (status !== 0) throw new Error(`${title}: exit code ${status}\n${stderr}`);
    }
    took.sort((one, other) => one - other);
    const shown = (millis) => `${millis.toFixed(1)} ms`;
    console.log(`| ${title} | ${shown(took[0])} | ${shown(took[times >> 1])} |`);
}
