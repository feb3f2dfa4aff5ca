// The types of the package, as a strict compiler sees every function used.
import { check, explore, load, run, test, WorkflowError } from 'asl-playground';
import type { EventsReport, ExploreReport, Finding, Json, Mocks, Problem, RunOptions, RunReport, Scenario, TestReport, Workflow } from 'asl-playground';

const order: Workflow = load('order.asl.json', { parameters: { wait: 3, stage: 'test', on: true }, type: 'EXPRESS' });
const problems: Problem[] = check(order, { machine: 'Order' });
const place: string = problems.map(({ file, line, column, code, message, hint }) => `${file}:${line + column} ${code} ${message} ${hint ?? ''}`).join();

const mocks: Mocks = {
    Charge: { result: { paid: true }, delaySeconds: 1 },
    Notify: [{ errorOutput: { error: 'Busy', cause: 'later' } }, { result: null }],
};
const options: RunOptions = { input: { total: 900 }, mocks, whatIf: { Charge: ['503', 'timeout'] }, s3: { 's3://bucket/key': [1] }, history: true, limits: false, at: '2026-03-01T00:00:00Z', seed: 7 };
const report: RunReport = run(order, options);
const first: string | undefined = report.events?.[0]?.type;
const output: number = report.output.total;
const put: EventsReport = run(order, { events: [{ source: 'shop', 'detail-type': 'Order placed', detail: {} }] });
const withEvents: RunOptions & { events: Json } = { ...options, events: [] };
const delivered: 'DELIVERED' | 'DEAD_LETTER' | 'DROPPED' | undefined = run(order, withEvents).deliveries[0]?.status;

const scenario: Scenario = { name: 'It works', mocks, whatIf: { Charge: '503' }, expect: { status: 'SUCCEEDED', output: { paid: true } } };
const tested: TestReport = test(order, [scenario], { input: {} });
const unmet: string[] = tested.scenarios.flatMap((one) => one.unmet);
test('{"StartAt": "A"}', 'scenarios: []');

const explored: ExploreReport = explore({ StartAt: 'A', States: {} }, { mocks, runs: 100 });
const again: Scenario[] = explored.findings.map((finding: Finding) => finding.scenario).filter((one) => one !== null);
const wrong: Error = new WorkflowError('why');

// @ts-expect-error there is no such option
run(order, { inputs: {} });
// @ts-expect-error a status is one of AWS's
const status: 'DONE' = report.status;
// @ts-expect-error a workflow is needed
check();

export { again, delivered, first, output, place, put, status, tested, unmet, wrong };
