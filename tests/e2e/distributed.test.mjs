// Distributed Maps: Map Runs and child executions in the page, and what a ResultWriter wrote.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { copyLink, definition, events, fill, input, inspect, inspector, outcome, ready, rows, run, runToEnd, showEvents, soon, status } from "./playground.mjs";

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

const canvas = (page) => page.getByTestId("graph");
/** A state in the graph, and what assistive technology is told of it. */
const item = (page, name) => canvas(page).locator(`[role=treeitem][aria-label^="${name}, "]`);
const node = (page, name) => item(page, name).locator("xpath=..");
const says = (page, name, pattern) => soon(async () => assert.match(await item(page, name).getAttribute("aria-label"), pattern));
const pane = (page, name) => page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name }).click();
const title = (page, name) => page.getByRole("heading", { name, exact: true });

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
  await soon(async () => assert.equal(await mapRun(page).getAttribute("data-status"), "SUCCEEDED"));
  assert.deepEqual([await count(page, "succeeded"), await count(page, "failed"), await count(page, "total"), await count(page, "written")], ["4", "2", "6", "6"]);
  await soon(async () => assert.deepEqual(await children(page).evaluateAll((all) => all.map((row) => row.dataset.status)), ["SUCCEEDED", "SUCCEEDED", "FAILED", "SUCCEEDED", "SUCCEEDED", "FAILED"]));

  await children(page).nth(2).click();
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "FAILED"));
  await status(page).getByText("The number is below zero.").waitFor();
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Check", "Refuse"]));
  await showEvents(page);
  await soon(async () => assert.deepEqual(await events(page).locator(".type").allInnerTexts(), ["ExecutionStarted", "ChoiceStateEntered", "ChoiceStateExited", "FailStateEntered", "ExecutionFailed"]));
  await soon(async () => assert.match(await page.getByTestId("child-facts").locator("code").getAttribute("title"), /:execution:Playground\/L:[0-9a-f-]{36}$/));
  await page.getByRole("button", { name: "Input and output" }).click();
  await soon(async () => assert.match(await inspect(page, "Input"), /"order-2"/));

  await page.getByRole("button", { name: "Next child execution" }).click();
  await page.getByRole("heading", { name: "Child #3" }).waitFor();
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED"));
  await page.getByRole("button", { name: "Execution", exact: true }).click();
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Each"]));
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
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.textContent), "Child #5", "a screen reader says where it is"));
  await page.keyboard.press("Backspace");
  await soon(async () => assert.equal(await page.getByTestId("child-search").inputValue(), "ORDER-5", "the search is still there"));
  await soon(async () => assert.equal(await list(page).evaluate((it) => it === document.activeElement), true));
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
  await soon(async () => assert.equal(await rows(page, "Wait").getAttribute("data-status"), "waiting"));
  await page.getByTestId("stop-button").click();
  assert.equal(await outcome(page), "ABORTED");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await mapRun(page).and(page.locator("[data-status=ABORTED]")).waitFor();
  assert.deepEqual([await count(page, "aborted"), await count(page, "pending")], ["2", "1"]);
});

pageTest("the graph counts what child executions do while they run, and opens their Map Run", {}, async (page) => {
  await enter(page, { MaxConcurrency: 3 }, [{ n: 0 }, { n: -1 }, { n: 600 }, { n: 600 }, { n: 0 }, { n: 600 }]);
  await run(page).click();
  await says(page, "Wait", /Running, 2 succeeded, 3 running\.$/);
  await says(page, "Check", /Succeeded, 6 visits\.$/);
  await says(page, "Refuse", /Failed, Below\.Zero\.$/);
  await says(page, "Each", /Running, 3 of 6 child executions, 1 failed\.$/);
  await soon(async () => assert.deepEqual(await node(page, "Wait").locator("> .run .count text").allTextContents(), ["2", "3"], "a number for each status"));
  await soon(async () => assert.deepEqual(await node(page, "Each").locator("> .run .count text").allTextContents(), ["3/6", "1"]));
  await page.getByTestId("stop-button").click();
  assert.equal(await outcome(page), "ABORTED");
  await says(page, "Wait", /Stopped, 2 succeeded, 3 stopped\.$/);
  await soon(async () => assert.equal(await canvas(page).locator(".edge.taken").count(), 4, "the start's, and the ways that children went"));
  await node(page, "Wait").click();
  await inspector(page).getByRole("heading", { name: "Each" }).waitFor();
  await page.getByTestId("open-map-run").waitFor();
});

pageTest("the graph stays beside a Map Run and a child execution, and each opens the other", {}, async (page) => {
  await enter(page, {}, ORDERS);
  await runToEnd(page);
  await openMapRun(page);
  await page.locator(".graph-canvas .node.scope").waitFor();
  await soon(async () => assert.equal(await canvas(page).locator(".node.scope > .box").getAttribute("aria-label").then((label) => label.split(",")[0]), "Each"));
  await says(page, "Each", /6 of 6 child executions, 2 failed/);
  await says(page, "Refuse", /2 visits/);

  await node(page, "Refuse").click();
  await title(page, "Child #5").and(page.locator(":focus")).waitFor();
  await says(page, "Refuse", /Failed, Below\.Zero\.$/);
  await soon(async () => assert.equal(await node(page, "Answer").getAttribute("data-status"), null, "other children went there"));
  await soon(async () => assert.equal(await node(page, "Each").getAttribute("data-status"), null, "it is no state of the child"));
  await node(page, "Check").click();
  await inspector(page).getByRole("heading", { name: "Check" }).waitFor();
  await rows(page, "Refuse").click();
  await canvas(page).locator('.node.picked [aria-label^="Refuse"]').waitFor();

  await page.getByRole("button", { name: "Previous child execution" }).click();
  await title(page, "Child #4").waitFor();
  await page.getByTestId("told").getByText("Child #4, Succeeded").waitFor({ state: "attached" });
  await says(page, "Answer", /Succeeded\.$/);
  await canvas(page).focus();
  await page.keyboard.press("Backspace");
  await mapRun(page).waitFor();
  await page.getByTestId("told").getByText("Map Run of Each, Succeeded").waitFor({ state: "attached" });
  await says(page, "Answer", /4 visits/);
  await page.getByRole("button", { name: "Execution", exact: true }).click();
  await canvas(page).locator(".node.scope").waitFor({ state: "detached" });
});

pageTest("a Distributed Map in a child execution is shown with the child, and its own children with the Map Run", {}, async (page) => {
  const processor = (states) => ({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...states });
  const leaf = { StartAt: "Check", States: { Check: { Type: "Choice", Choices: [{ Variable: "$", NumericLessThan: 0, Next: "Refuse" }], Default: "Answer" }, Refuse: { Type: "Fail", Error: "Below.Zero" }, Answer: { Type: "Pass", End: true } } };
  const again = { Type: "Map", ItemProcessor: processor(leaf), End: true, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }] };
  await fill(page, definition(page), {
    StartAt: "Each",
    States: { Each: { Type: "Map", ItemProcessor: processor({ StartAt: "Again", States: { Again: again, Sorry: { Type: "Pass", End: true } } }), End: true } },
  });
  await fill(page, input(page), "[[1, 2], [3, -1], [4]]");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await says(page, "Again", /5 of 5 child executions, 1 failed, 2 succeeded, 1 caught\.$/);
  await says(page, "Check", /5 visits/);
  await openMapRun(page);
  await node(page, "Refuse").click();
  await title(page, "Child #1").waitFor();
  await inspector(page).getByRole("heading", { name: "Again" }).waitFor();
  await says(page, "Check", /2 visits/);
  await inspect(page, "Map Run");
  await openMapRun(page);
  await title(page, "Map Run of Again").waitFor();
  await soon(async () => assert.equal(await canvas(page).locator(".node.scope > .box").getAttribute("aria-label").then((label) => label.split(",")[0]), "Again"));
  await node(page, "Refuse").click();
  await soon(async () => assert.deepEqual(await page.locator(".crumbs li").allInnerTexts(), ["Execution", "Map Run of Each", "Child #1", "Map Run of Again", "Child #1"]));
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "FAILED"));
  await page.getByRole("button", { name: "Child #1", exact: true }).click();
  await says(page, "Sorry", /Succeeded\.$/);
});

pageTest("on a narrow screen the graph of a child execution is a tab away, with the way back", { viewport: NARROW, hasTouch: true }, async (page) => {
  await fill(page, definition(page), machine());
  await pane(page, "Setup");
  await fill(page, input(page), ORDERS);
  await runToEnd(page);
  await openMapRun(page);
  await children(page).nth(2).click();
  await pane(page, "Graph");
  await says(page, "Refuse", /Failed, Below\.Zero\.$/);
  await title(page, "Child #2").waitFor();
  await soon(async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off at the side"));
  await page.getByRole("button", { name: "Show the failing step" }).click();
  await inspector(page).getByRole("heading", { name: "Refuse" }).waitFor();
  await pane(page, "Graph");
  await page.getByTestId("back").click();
  await title(page, "Map Run of Each").waitFor();
  await says(page, "Refuse", /2 visits/);
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
  await soon(async () => assert.deepEqual(await files.locator("b").allInnerTexts(), ["FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"]));
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
  await soon(async () => assert.equal(await count(page, "succeeded"), "10000"));
  await soon(async () => assert.ok(await children(page).count() < 100, "only what is in sight is drawn"));
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
    if (viewport) await page.getByRole("navigation").getByRole("button", { name: "Setup" }).click();
    await fill(page, input(page), ORDERS);
    await runToEnd(page);
    const check = async (where) => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${where}, ${colorScheme}`);
      }
    };
    await check("the run");
    await openMapRun(page);
    await page.getByTestId("result-file").first().getByRole("button").first().click();
    await check("the Map Run");
    await children(page).nth(2).click();
    await page.getByRole("heading", { name: "Child #2" }).waitFor();
    await check("a child execution");
    if (viewport) {
      await pane(page, "Graph");
      await check("its graph");
    }
    await soon(async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off at the side"));
  });
}

const READER = (key, config) => ({
  ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: config, Parameters: { Bucket: "shop", Key: key } },
  ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "Answer", States: { Answer: { Type: "Pass", End: true } } },
});
const CSV = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };
const filesTab = (page) => page.getByRole("tab", { name: /^Files/ });
const source = (page) => page.getByTestId("source");
const file = (page) => page.getByTestId("file");

/** Drags a file from outside over the page, and drops it in its middle if `drop` says so. */
async function drag(page, name, text, drop = true) {
  await page.evaluate(async ([name, text, drop]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    const target = document.elementFromPoint(innerWidth / 4, innerHeight / 4);
    const send = (kind) => target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    send("dragenter");
    send("dragover");
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    if (drop) send("drop");
  }, [name, text, drop]);
}

pageTest("a file that is dropped on the page is what a Distributed Map reads", {}, async (page) => {
  await fill(page, definition(page), machine({ ...READER("in/orders.csv", CSV), ...WRITER }));
  await filesTab(page).click();
  await source(page).getByText("is missing, so the run would fail").waitFor();
  await drag(page, "export.csv", "id,name\n1,Ann\n2,Bob\n3\n", false);
  await page.getByText("Drop the files").waitFor();
  await drag(page, "export.csv", "id,name\n1,Ann\n2,Bob\n3\n");
  await source(page).getByText("3 items").waitFor();
  await page.getByText("Drop the files").waitFor({ state: "detached" });
  await soon(async () => assert.match(await source(page).innerText(), /s3:\/\/shop\/in\/orders\.csv/));
  await soon(async () => assert.match(await source(page).getByRole("list", { name: "First items" }).innerText(), /\{"name":"Ann","id":"1"\}/));
  await soon(async () => assert.match(await source(page).innerText(), /1 row with fewer fields/));
  await soon(async () => assert.match(await definition(page).innerText(), /StartAt/, "the editor is as it was"));

  assert.equal(await runToEnd(page), "SUCCEEDED");
  await openMapRun(page);
  await children(page).nth(1).click();
  await page.getByRole("heading", { name: "Child #1" }).waitFor();
  assert.deepEqual(await output(page), { name: "Bob", id: "2" });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  const { text } = await saved(page, page.getByTestId("result-file").first().getByTestId("download"));
  assert.deepEqual(JSON.parse(text).map(({ Output }) => JSON.parse(Output).name), ["Ann", "Bob", ""]);
});

pageTest("a run that misses its file fails as on AWS, and the error takes the file", {}, async (page) => {
  await fill(page, definition(page), machine(READER("orders.json", { InputType: "JSON", ItemsPointer: "/orders", MaxItems: 2 })));
  assert.equal(await runToEnd(page), "FAILED");
  await page.getByRole("button", { name: "Show the failing step" }).click();
  const way = page.getByTestId("way-out");
  await way.getByText("s3://shop/orders.json").waitFor();
  await way.getByTestId("file-input").setInputFiles({ name: "anything.json", mimeType: "application/json", buffer: Buffer.from('{"orders": [7, 8, 9]}') });
  await source(page).getByText("2 items · limited to 2 by MaxItems").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.deepEqual(await output(page), [7, 8]);
});

pageTest("a file is written, renamed, replaced and removed in the page, and comes back with it", {}, async (page) => {
  await fill(page, definition(page), machine(READER("a.jsonl", { InputType: "JSONL" })));
  await filesTab(page).click();
  await source(page).getByRole("button", { name: "Create it here" }).click();
  await page.getByLabel("Text", { exact: true }).and(page.locator(":focus")).waitFor();
  await page.keyboard.insertText('{"n": 1}\n{"n":');
  await source(page).getByText("Line 2 is not JSON").waitFor();
  await page.keyboard.insertText(" 2}");
  await source(page).getByText("2 items").waitFor();

  await page.getByLabel("Key", { exact: true }).fill("b.jsonl");
  await source(page).getByText("is missing, so the run would fail").waitFor();
  await page.getByLabel("Key", { exact: true }).fill("");
  await page.getByText("Enter a bucket and a key.").waitFor();
  await page.getByLabel("Key", { exact: true }).fill("a.jsonl");
  await source(page).getByText("2 items").waitFor();
  await file(page).getByTestId("file-input").setInputFiles({ name: "new.jsonl", mimeType: "text/plain", buffer: Buffer.from("1\n2\n3\n") });
  await source(page).getByText("3 items").waitFor();
  await page.waitForTimeout(600);
  await page.reload();
  await ready(page);
  await filesTab(page).click();
  await source(page).getByText("3 items").waitFor();
  await page.getByRole("button", { name: "Remove a.jsonl" }).click();
  await source(page).getByText("is missing, so the run would fail").waitFor();
  await soon(async () => assert.equal(await file(page).count(), 0));
});

pageTest("what is no text is not taken, and a large file is not kept but the document is", {}, async (page) => {
  await fill(page, definition(page), machine(READER("big.csv", CSV)));
  await drag(page, "logo.png", "\u0000PNG");
  await page.getByTestId("notice").getByText("logo.png was not added: it is not text in UTF-8").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await drag(page, "big.csv", `id,text\n${"1,abcdefghijklmnopqrstuvwxyz\n".repeat(300_000)}`);
  await source(page).getByText("more than 10000 items").waitFor();
  await page.getByTestId("notice").getByText("without its largest files").waitFor();
  await page.reload();
  await ready(page);
  await filesTab(page).click();
  await source(page).getByText("is missing, so the run would fail").waitFor();
});

pageTest("a definition that is dropped is opened", {}, async (page) => {
  await ready(page);
  await drag(page, "wait.asl.json", JSON.stringify({ StartAt: "Dropped", States: { Dropped: { Type: "Succeed" } } }));
  await definition(page).getByText("Dropped").first().waitFor();
});

pageTest("the example of a CSV file runs, and a script hands in files", {}, async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("distributed-csv");
  await filesTab(page).click();
  await source(page).getByText("12 items").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await openMapRun(page);
  assert.deepEqual([await count(page, "succeeded"), await count(page, "failed")], ["11", "1"]);
  assert.deepEqual(await violations(page), []);

  const report = await page.evaluate((definition) => window.aslPlayground.run({
    definition, files: { "s3://shop/a.csv": "n\n1\n2\n", "s3://shop/b.json": [1] }, virtualTime: true,
  }), machine({ ...READER("a.csv", CSV), ...WRITER }));
  assert.equal(report.status, "SUCCEEDED");
  assert.deepEqual(Object.keys(report.files).map((key) => key.replace(/[0-9a-f-]{36}/, "…")), ["s3://results/out/…/SUCCEEDED_0.json", "s3://results/out/…/manifest.json"]);
  const refused = await page.evaluate((definition) => window.aslPlayground.run({ definition, files: { "a.csv": "" } }).catch(String), machine());
  assert.match(refused, /not a file address: write `s3:\/\/bucket\/key`/);
});

pageTest("a link leaves out the files that it cannot hold, and says so", {}, async (page) => {
  await ready(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await drag(page, "small.csv", "a\n1\n");
  await drag(page, "large.csv", `text\n${"0123456789".repeat(250_000)}`);
  await page.getByTestId("notice").getByText("without its largest files").waitFor();
  await copyLink(page);
  await page.getByTestId("notice").getByText("The link was copied without large.csv").waitFor();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await page.reload();
  await ready(page);
  await filesTab(page).click();
  await soon(async () => assert.deepEqual(await file(page).locator("code").allInnerTexts(), ["s3://my-bucket/small.csv"]));
});

for (const [width, viewport] of [["wide", undefined], ["narrow", NARROW]]) {
  pageTest(`axe-core finds nothing in the files: ${width}`, { reducedMotion: "reduce", ...(viewport && { viewport }) }, async (page) => {
    await fill(page, definition(page), machine(READER("a.csv", CSV)));
    if (viewport) await page.getByRole("navigation").getByRole("button", { name: "Setup" }).click();
    await filesTab(page).click();
    await source(page).waitFor();
    assert.deepEqual(await violations(page), [], "a file is missing");
    await drag(page, "a.csv", "id,name\n1,Ann\n2\n");
    await drag(page, "other.json", "[1, 2]");
    await file(page).nth(1).getByRole("button").first().click();
    await page.getByLabel("Bucket", { exact: true }).fill("");
    assert.deepEqual(await violations(page), [], "two files, one of them unfolded");
    await soon(async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off at the side"));
  });
}

pageTest("the iterations of a long Map are folded, and its steps are searched", {}, async (page) => {
  await fill(page, definition(page), {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "First", States: { First: { Type: "Pass", Next: "Second" }, Second: { Type: "Pass", End: true } } },
        Next: "After",
      },
      After: { Type: "Succeed" },
    },
  });
  await fill(page, input(page), JSON.stringify(Array.from({ length: 2_000 }, (_, n) => n)));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const heads = page.getByTestId("timeline-head");
  const steps = page.getByRole("listbox", { name: "Steps" });
  await soon(async () => assert.equal(await steps.getByRole("option").first().getAttribute("aria-setsize"), "2002"));
  assert.deepEqual(await violations(page), []);
  await steps.focus();
  for (const key of ["Home", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await soon(async () => assert.equal(await heads.nth(1).getAttribute("aria-selected"), "true"));
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.match(await heads.nth(1).innerText(), /Iteration 1\s+2 steps/));
  await soon(async () => assert.equal(await rows(page, "First").getAttribute("aria-selected"), "true"));
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
  await soon(async () => assert.equal(await rows(page, "Second").getAttribute("aria-selected"), "true", "heads are passed by"));
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.equal(await rows(page).count(), 1, "folded again"));
  await soon(async () => assert.equal(await heads.nth(1).getAttribute("aria-selected"), "true"));

  await page.getByTestId("step-search").fill("#1999");
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["First", "Second"]));
  await rows(page, "Second").click();
  await soon(async () => assert.equal(await output(page), 1999));
  await page.getByTestId("step-search").fill("");
  await steps.getByText("Iteration 1999").waitFor();
});
