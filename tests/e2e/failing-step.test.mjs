// What failed and what was only cut off with it, where a run failed, moments of the past, and earlier runs in a graph of their own.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, fill, input, inspector, outcome, ready, rows, run, runToEnd, soon, status, stop } from "./playground.mjs";

const TASK = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "f" }, End: true };
const each = { StartAt: "M", States: { M: { Type: "Map", End: true, ItemProcessor: { StartAt: "T", States: { T: TASK } } } } };
const bad = { errorOutput: { error: "Bad", cause: "boom" }, delaySeconds: 0.2 };
const fourth = { T: { byIteration: { 3: bad, default: { result: {}, delaySeconds: 5 } } } };
const item = (page, name) => page.getByTestId("graph").getByRole("treeitem", { name: new RegExp(`^${name}[,.]`) });
const label = (page, name) => item(page, name).getAttribute("aria-label");
const banner = (page) => status(page).locator(".status-word").first();

async function begin(page, machine, given, mocks) {
  await ready(page);
  await fill(page, definition(page), machine);
  await fill(page, input(page), given);
  await mock(page, mocks);
}

async function mock(page, mocks) {
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), mocks);
}

pageTest("the iteration that failed is told from those that were cut off, comes first, and is where the banner leads", {}, async (page) => {
  await begin(page, each, [1, 2, 3, 4, 5], fourth);
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await label(page, "M"), /Failed, Bad, 5 of 5 iterations, 1 failed, 4 stopped\.$/));
  assert.match(await label(page, "T"), /Failed, Bad, 1 failed, 4 stopped\./);
  const statuses = () => rows(page, "T").evaluateAll((all) => all.map((row) => row.dataset.status));
  assert.deepEqual(await statuses(), ["aborted", "aborted", "aborted", "failed", "aborted"]);
  await page.getByTestId("failures-first").click();
  await soon(async () => assert.deepEqual(await statuses(), ["failed", "aborted", "aborted", "aborted", "aborted"]));
  await page.getByTestId("step-status").selectOption("Failed");
  await soon(async () => assert.deepEqual(await statuses(), ["failed"]));
  await page.getByTestId("step-status").selectOption("Stopped");
  await soon(async () => assert.equal(await rows(page).count(), 4));
  await page.getByTestId("step-status").selectOption("");
  assert.match(await page.getByTestId("failure-chain").innerText(), /T in iteration 3 failed with Bad → M failed/);
  await page.getByRole("button", { name: "Show the failing step" }).click();
  await inspector(page).getByRole("heading", { name: "T" }).waitFor();
  await soon(async () => assert.match(await inspector(page).innerText(), /Failed[\s\S]*Bad[\s\S]*boom/));
});

pageTest("a redriven branch that fails again is the one that failed", {}, async (page) => {
  const branch = (name, state) => ({ StartAt: name, States: { [name]: state } });
  const machine = { StartAt: "P", States: { P: { Type: "Parallel", End: true, Branches: [branch("L", TASK), branch("R", { Type: "Wait", Seconds: 60, End: true })] } } };
  await begin(page, machine, {}, { L: bad });
  const statuses = () => rows(page).evaluateAll((all) => all.map((row) => `${row.dataset.state} ${row.dataset.status}`));
  const expected = ["P failed", "L failed", "R aborted"];
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.deepEqual(await statuses(), expected));
  await page.getByTestId("redrive").click();
  await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
  assert.equal(await outcome(page), "FAILED");
  await soon(async () => assert.deepEqual(await statuses(), expected));
});

pageTest("a moment of the past says which one it is, and nothing turns; Stop comes back to the present", {}, async (page) => {
  await begin(page, { StartAt: "A", States: { A: { Type: "Pass", Next: "W" }, W: { Type: "Wait", Seconds: 60, End: true } } }, {}, {});
  await run(page).click();
  await rows(page, "W").waitFor();
  await page.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.match(await banner(page).innerText(), /^At event 1 of \d+: running$/));
  assert.equal(await banner(page).locator(".spin").count(), 0, "nothing goes on at that moment");
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  await soon(async () => assert.equal(await banner(page).innerText(), "Stopped"));
  await page.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.match(await banner(page).innerText(), /^At event 1 of \d+: running$/));
});

pageTest("the graph says mock where the run that it shows had one, not where one was written since", {}, async (page) => {
  const machine = { StartAt: "T", States: { T: { ...TASK, Next: "U", End: undefined }, U: TASK } };
  await begin(page, machine, {}, { T: { result: {} }, U: { result: {} } });
  await soon(async () => assert.match(await label(page, "U"), /Mocked\./, "before a run: what is written"));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await mock(page, { T: { result: {} } });
  await page.getByTestId("from-earlier").waitFor();
  assert.match(await label(page, "U"), /Mocked\./, "the run that is shown had it");
});

pageTest("an earlier run that is chosen has the graph of its own definition, with one state marked, until something is written", {}, async (page) => {
  const two = (first, second) => ({ StartAt: first, States: { [first]: { Type: "Pass", Next: second }, [second]: { Type: "Pass", End: true } } });
  await begin(page, two("A", "B"), {}, {});
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await fill(page, definition(page), two("X", "B"));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await label(page, "X"), /Succeeded\.$/));
  const kept = page.getByTestId("kept-runs");
  await kept.selectOption(await kept.locator("option", { hasText: "Run 1" }).getAttribute("value"));
  await soon(async () => assert.match(await label(page, "A"), /Succeeded\.$/));
  assert.equal(await item(page, "X").count(), 0, "that is no state of the run");
  await item(page, "A").click();
  await inspector(page).getByRole("heading", { name: "A" }).waitFor();
  const marked = page.locator(".graph-canvas :is(.node.current, .node.picked)");
  await soon(async () => assert.equal(await marked.count(), 1));
  await fill(page, definition(page), two("Y", "B"));
  await item(page, "Y").waitFor();
  assert.equal(await item(page, "A").count(), 0, "what is written is drawn again");
});
