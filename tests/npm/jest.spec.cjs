// The npm package in Jest, which loads modules in its own way: `JEST=1 scripts/npm-test.sh`.
const { explore, load, run, WorkflowError } = require('asl-playground');

const article = load(`${__dirname}/../../crates/asl-examples/workflows/article.asl.json`);

test('a workflow runs', () => {
    expect(run(article, { input: { ticketId: 42 } })).toMatchObject({ status: 'SUCCEEDED', output: { ticketId: 42 } });
});

test('its failures are explored', () => {
    expect(explore(article).findings.map(({ kind }) => kind)).toContain('unhandled');
});

test('what is wrong is thrown', () => {
    expect(() => run('{"StartAt": "B", "States": {}}')).toThrow(WorkflowError);
});
