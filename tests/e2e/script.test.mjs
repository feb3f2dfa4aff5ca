// `window.aslPlayground`: the interpreter for scripts.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { ready, soon, status } from "./playground.mjs";

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
