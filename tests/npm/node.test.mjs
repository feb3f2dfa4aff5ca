// The npm package in Node's own test runner.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { load, run } from 'asl-playground';

const examples = new URL('../../crates/asl-examples/workflows/', import.meta.url).pathname;

test('a module imports it', () => {
    assert.equal(run(load(`${examples}article.asl.json`)).status, 'SUCCEEDED');
});

test('a script requires it', () => {
    const required = createRequire(import.meta.url)('asl-playground');
    assert.equal(required.run({ StartAt: 'A', States: { A: { Type: 'Pass', Result: 7, End: true } } }).output, 7);
});
