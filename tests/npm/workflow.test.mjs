// The npm package as others use it: in a project of Vitest, which finds it by its name.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WorkflowError, check, explore, load, run, test } from 'asl-playground';

const examples = new URL('../../crates/asl-examples/workflows/', import.meta.url).pathname;
const article = load(`${examples}article.asl.json`);
const state = 'Call third-party API';

describe('the article', () => {
    it('has no problems', () => {
        expect(check(article)).toEqual([]);
    });

    it('retries until the API answers', () => {
        const report = run(article, { input: { ticketId: 42 }, history: true });
        expect(report).toMatchObject({ status: 'SUCCEEDED', output: { ticketId: 42, ApiResponse: { StatusCode: 200 } } });
        expect(report.events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(2);
        expect(run(article, { input: { ticketId: 42 }, history: true })).toEqual(report);
    });

    it('can be given answers, and failures', () => {
        const mocks = { [state]: { result: { StatusCode: 200, ResponseBody: { id: 7 } } } };
        expect(run(article, { mocks }).output.ApiResponse.ResponseBody).toEqual({ id: 7 });
        const failed = run(article, { mocks, whatIf: { [state]: 'timeout' } });
        expect(failed).toMatchObject({ status: 'FAILED', error: 'States.Http.Socket' });
    });

    it('passes its scenarios', () => {
        const report = test(article, readFileSync(`${examples}article.scenarios.json`, 'utf8'));
        expect(report).toMatchObject({ passed: 4, failed: 0 });
    });

    it('has failures that nothing catches', () => {
        const { findings, isComplete } = explore(article);
        expect(isComplete).toBe(true);
        const [unhandled] = findings.filter(({ kind }) => kind === 'unhandled');
        expect(unhandled.state).toBe(state);
        expect(test(article, [unhandled.scenario]).failed).toBe(0);
    });
});

describe('other workflows', () => {
    it('can be templates, texts, and objects', () => {
        const template = load(`${examples}http-invoke.template.yaml`);
        expect(run(template).status).toBe('SUCCEEDED');
        const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 0.1, End: true } } };
        expect(run(machine).output).toBe(0.1);
        expect(run(JSON.stringify(machine)).output).toBe(0.1);
    });

    it('can put events on buses', () => {
        const template = load(`${examples}events-start-machine.template.yaml`);
        const events = JSON.parse(readFileSync(`${examples}events-start-machine.event.json`, 'utf8'));
        const { deliveries, executions } = run(template, { events });
        expect(deliveries[0].status).toBe('DELIVERED');
        expect(executions[0].run.status).toBe('SUCCEEDED');
    });

    it('are refused with what is wrong', () => {
        expect(() => run('{"StartAt": "B", "States": {}}')).toThrow(WorkflowError);
        expect(() => run('{"StartAt": "B", "States": {}}')).toThrow(/ASL\d+/);
        expect(check('{"StartAt": "B"')[0]).toMatchObject({ severity: 'error', line: 1, code: 'ASL0101' });
        expect(() => run(article, { inputs: {} })).toThrow(/unknown field `inputs`/);
    });
});
