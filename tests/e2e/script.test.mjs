// `window.aslPlayground`: the interpreter for scripts.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { connect, ready, soon, status } from "./playground.mjs";
import { oneRule, startTarget } from "./event-bus.mjs";

const slow = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 3600, Next: "Done" }, Done: { Type: "Pass", Result: { at: "last" }, End: true } },
};

pageTest("a script runs a machine in no time and gets AWS's history", {}, async (page) => {
  await ready(page);
  const begin = Date.now();
  const report = await page.evaluate((definition) => window.aslPlayground.run({ definition, input: {}, virtualTime: true }), slow);
  assert.ok(Date.now() - begin < 5000, "an hour of waiting takes no time");
  assert.equal(report.status, "SUCCEEDED");
  assert.deepEqual(report.output, { at: "last" });
  assert.deepEqual(report.events.map(({ type }) => type), [
    "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "PassStateEntered", "PassStateExited", "ExecutionSucceeded",
  ]);
  assert.deepEqual(report.events.map(({ id }) => id), [1, 2, 3, 4, 5, 6]);
  await soon(async () => assert.equal(await status(page).count(), 0, "the page itself shows no run"));
});

pageTest("a script learns what a machine failed with", {}, async (page) => {
  await ready(page);
  const definition = { StartAt: "No", States: { No: { Type: "Fail", Error: "Refused", Cause: "because" } } };
  const report = await page.evaluate((given) => window.aslPlayground.run({ definition: JSON.stringify(given) }), definition);
  assert.deepEqual([report.status, report.error, report.cause], ["FAILED", "Refused", "because"]);
});

pageTest("a script gets the problems of a text with their places", {}, async (page) => {
  await ready(page);
  const text = '{"StartAt": "Gone", "States": {"A": {"Type": "Succeed"}}}';
  const found = await page.evaluate((given) => window.aslPlayground.check(given), text);
  const target = found.find(({ message }) => message.includes("`Gone`"));
  assert.equal(target.severity, "error");
  assert.match(target.code, /^ASL\d{4}$/);
  assert.equal(text.slice(target.from, target.to), '"Gone"');
  assert.deepEqual([target.line, target.column], [1, 13]);
});

const putEvents = (page, options) => page.evaluate((given) => window.aslPlayground.putEvents(given), options);
const order = (id) => ({ EventBusName: "orders", Source: "shop", DetailType: "Order placed", Detail: { id } });

pageTest("a script puts events on the buses of a template and gets what the rules made of them", { expected: [/Failed to load resource/] }, async (page) => {
  const target = await startTarget((_, number) => (number === 1 ? { status: 503 } : {}));
  try {
    await ready(page);
    await connect(page, { name: "shop-api", kind: "API", user: "x-api-key", secret: "k-4711-secret", origins: target.origin });
    const definition = oneRule(`${target.origin}/orders`, {
      targets: [{ Id: "audit", Arn: "arn:aws:sqs:us-east-1:123456789012:audit" }, { Id: "lost", Arn: "arn:aws:sns:us-east-1:123456789012:news" }],
    });
    const report = await putEvents(page, { definition, events: [order(1), { Source: "shop", DetailType: "", Detail: {} }], virtualTime: true, mocks: { lost: { result: { MessageId: "m" } } } });
    assert.deepEqual(report.events.map(({ bus, matchedRules, error }) => [bus, matchedRules, error?.ErrorCode]), [["orders", ["on-order"], undefined], ["orders", [], "InvalidArgument"]]);
    assert.deepEqual(target.requests.map(({ body }) => JSON.parse(body).detail), [{ id: 1 }, { id: 1 }], "the first answer was 503");
    assert.deepEqual(target.requests.map(({ headers }) => headers["x-api-key"]), ["k-4711-secret", "k-4711-secret"]);
    const of = (name) => report.deliveries.find(({ ruleAndTarget }) => ruleAndTarget.includes(name)).steps.map(({ type }) => type);
    assert.deepEqual(of("api"), ["INVOCATION_START", "INVOCATION_ATTEMPT_START", "INVOCATION_ATTEMPT_RETRYABLE_FAILURE", "back-off", "INVOCATION_ATTEMPT_START", "INVOCATION_ATTEMPT_SUCCESS", "INVOCATION_SUCCESS"]);
    assert.equal(of("lost").at(-1), "INVOCATION_SUCCESS", "a mock answers for what is not simulated");
    assert.equal(JSON.parse(report.queues.audit[0].body).detail.id, 1);
    assert.doesNotMatch(JSON.stringify(report), /k-4711-secret/, "no report holds a credential");
    await soon(async () => assert.equal(await page.getByTestId("events-status").count(), 0, "the page itself shows no run"));
  } finally {
    target.close();
  }
});

pageTest("a script learns what executions came to that its events start, and why events cannot be put", {}, async (page) => {
  await ready(page);
  const machine = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 3600, Next: "Done" }, Done: { Type: "Pass", End: true } } };
  const definition = {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Work: { Type: "AWS::Serverless::StateMachine", Properties: { Definition: machine, Events: { Placed: { Type: "EventBridgeRule", Properties: { Pattern: { source: ["shop"] }, InputPath: "$.detail" } } } } },
    },
  };
  const event = { source: "shop", "detail-type": "Order placed", detail: { id: 7 } };
  const report = await putEvents(page, { definition, events: event, virtualTime: true });
  assert.deepEqual(report.executions, [{ machine: "Work", status: "SUCCEEDED", output: { id: 7 } }]);
  for (const [options, why] of [
    [{ definition, events: [] }, /holds no event/],
    [{ definition, events: Array.from({ length: 11 }, () => order(1)) }, /length less than or equal to 10/],
    [{ definition: { StartAt: "A", States: { A: { Type: "Succeed" } } }, events: event }, /no event rules/],
    [{ definition: "{", events: event }, /./],
    [{ events: event }, /can't be read/],
  ]) {
    const refused = await page.evaluate((given) => window.aslPlayground.putEvents(given).then(() => "taken", (error) => error.message), options);
    assert.match(refused, why);
    assert.notEqual(refused, "taken");
  }
});
