// Distributed Maps: Map Runs and child executions in the page, and what a ResultWriter wrote.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, events, fill, input, inspect, outcome, rows, run, runToEnd, status } from "./playground.mjs";

/** A Distributed Map whose negative items fail and whose others wait so many seconds. */
const machine = (fields = {}) => ({
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Label: "L",
      ToleratedFailurePercentage: 60,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Check",
        States: {
          Check: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: 0, Next: "Refuse" }], Default: "Wait" },
          Refuse: { Type: "Fail", Error: "Below.Zero", Cause: "The number is below zero." },
          Wait: { Type: "Wait", SecondsPath: "$.n", Next: "Answer" },
          Answer: { Type: "Pass", End: true },
        },
      },
      End: true,
      ...fields,
    },
  },
});

const ORDERS = Array.from({ length: 6 }, (_, n) => ({ order: `order-${n}`, n: n % 3 === 2 ? -1 : 0 }));
const WRITER = { ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "results", Prefix: "out" } } };

const children = (page) => page.getByTestId("child-row");
const list = (page) => page.getByRole("grid", { name: /^Child executions/ });
const mapRun = (page) => page.getByTestId("map-run");
const count = (page, what) => mapRun(page).getByTestId(`count-${what}`).innerText();

/** The output of the selected step, without the buttons that fold it. */
const output = async (page) => JSON.parse((await inspect(page, "Output")).replaceAll(/^Copy|›/g, ""));

async function enter(page, fields, items) {
  await fill(page, definition(page), machine(fields));
  await fill(page, input(page), items);
}

async function openMapRun(page) {
  await page.getByTestId("open-map-run").click();
  await mapRun(page).waitFor();
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

pageTest("a Map Run counts its child executions, and each of them has a view of its own", {}, async (page) => {
  await enter(page, {}, ORDERS);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await openMapRun(page);
  assert.equal(await mapRun(page).getAttribute("data-status"), "SUCCEEDED");
  assert.deepEqual([await count(page, "succeeded"), await count(page, "failed"), await count(page, "total"), await count(page, "written")], ["4", "2", "6", "6"]);
  assert.deepEqual(await children(page).evaluateAll((all) => all.map((row) => row.dataset.status)), ["SUCCEEDED", "SUCCEEDED", "FAILED", "SUCCEEDED", "SUCCEEDED", "FAILED"]);

  await children(page).nth(2).click();
  assert.equal(await status(page).getAttribute("data-status"), "FAILED");
  await status(page).getByText("The number is below zero.").waitFor();
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Check", "Refuse"]);
  assert.deepEqual(await events(page).locator(".type").allInnerTexts(), ["ExecutionStarted", "ChoiceStateEntered", "ChoiceStateExited", "FailStateEntered", "ExecutionFailed"]);
  assert.match(await page.getByTestId("child-facts").locator("code").getAttribute("title"), /:execution:Playground\/L:[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Input and output" }).click();
  assert.match(await inspect(page, "Input"), /"order-2"/);

  await page.getByRole("button", { name: "Next child execution" }).click();
  await page.getByRole("heading", { name: "Child #3" }).waitFor();
  assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED");
  await page.getByRole("button", { name: "Execution", exact: true }).click();
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Each"]);
});

pageTest("child executions are found and opened with the keyboard alone", {}, async (page) => {
  await enter(page, {}, ORDERS);
  await runToEnd(page);
  await openMapRun(page);
  await page.getByTestId("child-status").selectOption("FAILED");
  await page.getByTestId("child-search").fill("ORDER-5");
  await page.getByTestId("children-tally").getByText("1 of 6").waitFor();
  await list(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Child #5" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Child #5", "a screen reader says where it is");
  await page.keyboard.press("Backspace");
  assert.equal(await page.getByTestId("child-search").inputValue(), "ORDER-5", "the search is still there");
  assert.equal(await list(page).evaluate((it) => it === document.activeElement), true);
  await page.keyboard.press("Backspace");
  await page.getByRole("listbox", { name: "Steps" }).and(page.locator(":focus")).waitFor();
});

pageTest("a Map Run is watched while it runs, and stopped", {}, async (page) => {
  await enter(page, { MaxConcurrency: 2 }, [{ n: 0 }, { n: 600 }, { n: 600 }, { n: 0 }]);
  await run(page).click();
  await openMapRun(page);
  await mapRun(page).getByTestId("count-running").getByText("2").waitFor();
  assert.deepEqual([await count(page, "succeeded"), await count(page, "pending")], ["1", "1"]);
  await children(page).nth(1).click();
  assert.equal(await rows(page, "Wait").getAttribute("data-status"), "waiting");
  await page.getByTestId("stop-button").click();
  assert.equal(await outcome(page), "ABORTED");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await mapRun(page).and(page.locator("[data-status=ABORTED]")).waitFor();
  assert.deepEqual([await count(page, "aborted"), await count(page, "pending")], ["2", "1"]);
});

pageTest("what a ResultWriter wrote is read and downloaded, each file and all results as one", {}, async (page) => {
  await enter(page, WRITER, ORDERS);
  await runToEnd(page);
  const { ResultWriterDetails: { Key: manifest }, MapRunArn: arn } = await output(page);
  const folder = `out/${arn.split(":").at(-1)}`;
  assert.equal(manifest, `${folder}/manifest.json`);
  await inspect(page, "Map Run");
  await openMapRun(page);
  const files = page.getByTestId("result-file");
  assert.deepEqual(await files.locator("b").allInnerTexts(), ["FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"]);
  await files.nth(1).getByRole("button", { name: /^SUCCEEDED_0/ }).click();
  await files.nth(1).getByText("NOT_REDRIVABLE").first().waitFor();

  const downloads = [];
  for (const index of [0, 1, 2]) downloads.push(await saved(page, files.nth(index).getByTestId("download")));
  assert.deepEqual(downloads.map(({ name }) => name), ["FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"]);
  const [failed, succeeded, list] = downloads.map(({ text }) => JSON.parse(text));
  assert.deepEqual(succeeded.map(({ Input, Output }) => [Input, Output]), ORDERS.filter(({ n }) => n >= 0).map((order) => [JSON.stringify(order), JSON.stringify(order)]));
  assert.deepEqual(failed.map(({ Error, Cause }) => `${Error}: ${Cause}`), Array(2).fill("Below.Zero: The number is below zero."));
  assert.deepEqual(list.ResultFiles.SUCCEEDED, [{ Key: `${folder}/SUCCEEDED_0.json`, Size: downloads[1].text.length }]);
  const all = await saved(page, page.getByTestId("download-all"));
  assert.deepEqual(JSON.parse(all.text), [...failed, ...succeeded]);
});

pageTest("ten thousand child executions are searched in a blink", {}, async (page) => {
  await enter(page, {
    ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "Answer", States: { Answer: { Type: "Pass", End: true } } },
    ItemsPath: "$.items",
  }, `{"items": [${Array.from({ length: 10_000 }, (_, n) => n).join(",")}]}`);
  await run(page).click();
  assert.equal(await outcome(page, 50_000), "SUCCEEDED");
  await openMapRun(page);
  assert.equal(await count(page, "succeeded"), "10000");
  assert.ok(await children(page).count() < 100, "only what is in sight is drawn");
  await page.getByTestId("child-search").evaluate((field) => { field.addEventListener("input", () => (window.typedAt = performance.now()), { capture: true }); });
  await page.getByTestId("child-search").fill("#9876");
  await page.getByTestId("children-tally").getByText("1 of 10000").waitFor();
  const took = await page.evaluate(() => performance.now() - window.typedAt);
  assert.ok(took < 500, `the search took ${Math.round(took)} ms`);
  await children(page).click();
  await page.getByRole("heading", { name: "Child #9876" }).waitFor();
  assert.equal(await output(page), 9876);
});

for (const [width, viewport] of [["wide", undefined], ["narrow", NARROW]]) {
  pageTest(`axe-core finds nothing in a Map Run and a child execution: ${width}`, { reducedMotion: "reduce", ...(viewport && { viewport }) }, async (page) => {
    await fill(page, definition(page), machine(WRITER));
    if (viewport) await page.getByRole("navigation").getByRole("button", { name: "Input" }).click();
    await fill(page, input(page), ORDERS);
    await runToEnd(page);
    assert.deepEqual(await violations(page), [], "the run");
    await openMapRun(page);
    await page.getByTestId("result-file").first().getByRole("button").first().click();
    assert.deepEqual(await violations(page), [], "the Map Run");
    await children(page).nth(2).click();
    await page.getByRole("heading", { name: "Child #2" }).waitFor();
    assert.deepEqual(await violations(page), [], "a child execution");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off at the side");
  });
}
