// Runs as files: what is exported of one, a history that is imported, and its replay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { violations } from "./axe.mjs";
import { NARROW, pageTest, shots } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { definition, fill, inspect, inspector, outcome, ready, rows, runToEnd, showEvents, soon, status } from "./playground.mjs";

const machine = {
  StartAt: "Check", States: {
    Check: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "check" }, Next: "Good?",
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 3 }], Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }] },
    "Good?": { Type: "Choice", Choices: [{ Variable: "$.Payload.ok", BooleanEquals: true, Next: "Both" }], Default: "Sorry" },
    Both: { Type: "Parallel", End: true, Branches: [
      { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
      { StartAt: "Right", States: { Right: { Type: "Pass", End: true } } } ] },
    Sorry: { Type: "Fail", Error: "Sorry" },
  },
};

/** A history as the AWS CLI prints it. */
function history(payload) {
  const at = (seconds) => `2026-03-01T10:00:${String(seconds).padStart(2, "0")}.123000+00:00`;
  const task = { resourceType: "lambda", resource: "invoke" };
  const output = JSON.stringify({ Payload: payload, StatusCode: 200 });
  const all = [
    [0, 0, "ExecutionStarted", { executionStartedEventDetails: { input: '{"n":1}', inputDetails: { truncated: false }, roleArn: "arn:aws:iam::1:role/r" } }],
    [0, 0, "TaskStateEntered", { stateEnteredEventDetails: { name: "Check", input: '{"n":1}' } }],
    [0, 2, "TaskScheduled", { taskScheduledEventDetails: { ...task, region: "us-east-1", parameters: '{"FunctionName":"check"}' } }],
    [0, 3, "TaskStarted", { taskStartedEventDetails: task }],
    [1, 4, "TaskFailed", { taskFailedEventDetails: { ...task, error: "Busy", cause: "later" } }],
    [4, 5, "TaskScheduled", { taskScheduledEventDetails: { ...task, region: "us-east-1", parameters: '{"FunctionName":"check"}' } }],
    [4, 6, "TaskStarted", { taskStartedEventDetails: task }],
    [6, 7, "TaskSucceeded", { taskSucceededEventDetails: { ...task, output } }],
    [6, 8, "TaskStateExited", { stateExitedEventDetails: { name: "Check", output } }],
    [6, 9, "ChoiceStateEntered", { stateEnteredEventDetails: { name: "Good?", input: output } }],
    [6, 10, "ChoiceStateExited", { stateExitedEventDetails: { name: "Good?", output } }],
    [6, 11, "ParallelStateEntered", { stateEnteredEventDetails: { name: "Both", input: output } }],
    [6, 12, "ParallelStateStarted", {}],
    [6, 13, "PassStateEntered", { stateEnteredEventDetails: { name: "Right", input: output } }],
    [6, 14, "PassStateExited", { stateExitedEventDetails: { name: "Right", output } }],
    [6, 13, "PassStateEntered", { stateEnteredEventDetails: { name: "Left", input: output } }],
    [6, 16, "PassStateExited", { stateExitedEventDetails: { name: "Left", output } }],
    [6, 17, "ParallelStateSucceeded", {}],
    [6, 17, "ParallelStateExited", { stateExitedEventDetails: { name: "Both", output: `[${output},${output}]` } }],
    [7, 19, "ExecutionSucceeded", { executionSucceededEventDetails: { output: `[${output},${output}]` } }],
  ];
  return { events: all.map(([seconds, previousEventId, type, details], place) => ({ timestamp: at(seconds), type, id: place + 1, previousEventId, ...details })) };
}

const dialog = (page) => page.getByRole("dialog", { name: "Export and import runs" });
async function openFiles(page) {
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Export and import runs…" }).click();
  await dialog(page).waitFor();
}
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(name).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

pageTest("a history is imported, every view works on it, and a replay shows the first difference", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), machine);
  await openFiles(page);
  await page.getByTestId("history-text").fill("{");
  await page.getByTestId("import-history").click();
  await soon(async () => assert.match(await page.getByTestId("import-problem").innerText(), /^This is not JSON/));
  await page.getByTestId("history-text").fill(JSON.stringify(history({ ok: true })));
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/run-files.png` });
  await page.getByTestId("import-history").click();
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.equal(await page.getByTestId("run-origin").innerText(), "Imported");
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => [row.dataset.state, row.dataset.status])).then((all) => all.map(([state]) => state)), ["Check", "Good?", "Both", "Left", "Right"]);
  await rows(page, "Check").click();
  assert.match(await inspect(page, "Output"), /StatusCode/);
  assert.match(await inspect(page, "Data flow"), /FunctionName/);
  assert.match(await page.getByTestId("graph").getByRole("treeitem", { name: /^Check,/ }).getAttribute("aria-label"), /retr/i);
  await showEvents(page);
  assert.equal(await page.getByTestId("event-row").count(), 20);
  await page.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.equal(await page.getByTestId("event-row").count(), 1));
  await page.keyboard.press("End");
  assert.equal(await page.getByTestId("redrive").count(), 0, "it is read only");
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/imported.png` });

  await page.getByTestId("replay-here").click();
  const first = page.getByTestId("first-difference");
  await first.waitFor();
  assert.equal(await first.innerText(), "Both runs did the same in every state.");
  await page.keyboard.press("Escape");
  assert.match(await page.getByTestId("run-origin").innerText(), /^Replay of run/);

  // The definition has changed since: it goes another way with the same results.
  await fill(page, definition(page), { ...machine, States: { ...machine.States, "Good?": { ...machine.States["Good?"], Choices: [{ Variable: "$.Payload.ok", BooleanEquals: false, Next: "Both" }] } } });
  await openFiles(page);
  await page.getByTestId("replay").click();
  await first.waitFor();
  await soon(async () => assert.match(await first.innerText(), /^First difference: (Both|Sorry), only in the/));
  await page.keyboard.press("Escape");

  // The same by a file that is dropped.
  await page.locator("body").evaluate((body, text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "history.json", { type: "application/json" }));
    for (const type of ["dragenter", "dragover", "drop"]) body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, JSON.stringify(history({ ok: false }).events.slice().reverse()));
  await soon(async () => assert.equal(await page.getByTestId("run-origin").innerText(), "Imported"));
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  assert.deepEqual(await misplaced(page), []);
});

pageTest("a run leaves as a report, a history, a sequence diagram, and is replayed as it was", {}, async (page) => {
  await ready(page);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await showEvents(page);
  await page.getByTestId("run-files").click();
  await dialog(page).waitFor();
  const report = await saved(page, "save-report");
  assert.match(report.name, /^run-\d+\.html$/);
  assert.doesNotMatch(report.text, /<script/);
  const diagram = await saved(page, "save-sequence");
  assert.match(diagram.text, /^sequenceDiagram\n {4}autonumber\n/);
  assert.match(diagram.text, /P1--xM: States\.Http\.StatusCode\.503|P1--xM/);
  const har = JSON.parse((await saved(page, "save-har")).text);
  assert.ok(har.log.entries.length >= 3);
  const events = JSON.parse((await saved(page, "save-history")).text).events;
  await page.getByTestId("replay").click();
  assert.equal(await page.getByTestId("first-difference").innerText(), "Both runs did the same in every state.");
  await page.keyboard.press("Escape");
  // What was exported comes back in.
  await page.getByTestId("run-files").click();
  await page.getByTestId("history-text").fill(JSON.stringify(events));
  await page.getByTestId("import-history").click();
  await soon(async () => assert.equal(await page.getByTestId("run-origin").innerText(), "Imported"));
  assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED");
  await inspector(page).waitFor();
  // The report stands alone: it loads nothing, and can be read in both themes and on paper.
  for (const [theme, width] of [["light", 1440], ["dark", 390]]) {
    const alone = await page.context().newPage();
    await alone.setViewportSize({ width, height: 900 });
    await alone.emulateMedia({ colorScheme: theme });
    await alone.setContent(report.text);
    assert.match(await alone.locator("h1").innerText(), /^Run of /);
    assert.ok(await alone.locator("img:visible").evaluate((image) => image.complete && image.naturalWidth > 50), "the picture is drawn");
    assert.ok(await alone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "nothing is wider than the screen");
    assert.deepEqual(await violations(alone), []);
    await alone.screenshot({ path: `${shots}/report-${width}-${theme}.png`, fullPage: false });
    await alone.close();
  }
});
