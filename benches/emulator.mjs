// `asl test` against an emulator of AWS on the same machine, with the same workflow and the same scenarios, in one run:
// WHAT=emulator scripts/bench.sh starts moto (scripts/moto.sh); ENDPOINT=http://… takes another one, such as LocalStack.
// moto has no HTTP Task and no mocks, so the workflow computes: what its Tasks would wait for is no speed of an engine.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const endpoint = process.env.ENDPOINT ?? 'http://127.0.0.1:5000';
const program = process.env.ASL ?? 'target/release/asl';
const count = Number(process.env.COUNT ?? 200);
const rounds = 3;
const folder = 'target/bench-emulator';

const definition = {
    StartAt: 'Take the order',
    States: {
        'Take the order': { Type: 'Pass', Parameters: { 'id.$': '$.id', 'items.$': '$.items', 'count.$': 'States.ArrayLength($.items)' }, Next: 'Is it large?' },
        'Is it large?': { Type: 'Choice', Choices: [{ Variable: '$.count', NumericGreaterThan: 2, Next: 'Each item' }], Default: 'Done' },
        'Each item': {
            Type: 'Map', ItemsPath: '$.items', ResultPath: '$.items', Next: 'Done',
            ItemProcessor: {
                ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Price it',
                States: { 'Price it': { Type: 'Pass', Parameters: { 'price.$': 'States.MathAdd($.price, 1)' }, End: true } },
            },
        },
        Done: { Type: 'Pass', End: true },
    },
};
const inputOf = (index) => ({ id: index, items: Array.from({ length: 1 + (index % 4) }, (_, at) => ({ price: index + at })) });
const outputOf = (index) => {
    const { id, items } = inputOf(index);
    return { id, count: items.length, items: items.length > 2 ? items.map(({ price }) => ({ price: price + 1 })) : items };
};
/** The same value whatever the order of its members. */
const plain = (value) => JSON.stringify(value, (_, one) => (one && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one));
const fail = (why) => {
    throw new Error(why);
};

async function call(action, request) {
    const answer = await fetch(endpoint, {
        method: 'POST',
        headers: {
            'Content-Type': 'application/x-amz-json-1.0',
            'X-Amz-Target': `AWSStepFunctions.${action}`,
            'X-Amz-Date': new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ''),
            Authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
        },
        body: JSON.stringify(request),
    });
    const text = await answer.text();
    return answer.ok && text.startsWith('{') ? JSON.parse(text) : fail(`${action}: ${answer.status} ${text.slice(0, 200)}`);
}

/** Milliseconds until all executions have ended, eight at a time. */
async function emulated(machine, round) {
    const begin = performance.now();
    let next = 0;
    const worker = async () => {
        for (let index = next++; index < count; index = next++) {
            const { executionArn } = await call('StartExecution', { stateMachineArn: machine, name: `r${round}-${index}`, input: JSON.stringify(inputOf(index)) });
            for (;;) {
                const { status, output } = await call('DescribeExecution', { executionArn });
                if (status === 'RUNNING') continue;
                if (status !== 'SUCCEEDED' || plain(JSON.parse(output)) !== plain(outputOf(index))) fail(`execution ${index}: ${status} ${output}`);
                break;
            }
        }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    return performance.now() - begin;
}

/** Milliseconds of one `asl test` with all scenarios, from its start to its end. */
function tested() {
    const begin = performance.now();
    const { status, stdout, stderr } = spawnSync(program, ['test', `${folder}/order.asl.json`], { encoding: 'utf8' });
    return status === 0 ? performance.now() - begin : fail(`asl test: ${status}\n${stdout}${stderr}`);
}

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/order.asl.json`, JSON.stringify(definition, null, 2));
const scenarios = Array.from({ length: count }, (_, index) => ({ name: `Order ${index}`, input: inputOf(index), expect: { status: 'SUCCEEDED', output: outputOf(index) } }));
writeFileSync(`${folder}/order.scenarios.json`, JSON.stringify(scenarios));

const role = 'arn:aws:iam::123456789012:role/asl';
const { stateMachineArn } = await call('CreateStateMachine', { name: `bench-${Date.now()}`, definition: JSON.stringify(definition), roleArn: role });
await emulated(stateMachineArn, 'warm');
tested();
const pairs = [];
// In turns, so that what else the machine does meets both.
for (let round = 0; round < rounds; round++) pairs.push([await emulated(stateMachineArn, round), tested()]);
await call('DeleteStateMachine', { stateMachineArn });

const median = (all) => all.toSorted((one, other) => one - other)[all.length >> 1];
const [there, here] = [median(pairs.map(([one]) => one)), median(pairs.map(([, one]) => one))];
const ratio = median(pairs.map(([one, other]) => one / other));
console.log(`| ${count} scenarios of a workflow that computes | all | each |\n|---|---:|---:|`);
console.log(`| the emulator at ${endpoint} | ${there.toFixed(0)} ms | ${(there / count).toFixed(2)} ms |`);
console.log(`| asl test, with its start | ${here.toFixed(1)} ms | ${(here / count).toFixed(3)} ms |`);
console.log(`\nasl test is ${ratio.toFixed(0)} times as fast (median of ${rounds} pairs).`);
