// Writing with completion: what is proposed, what taking it makes of the text, and what a word of the definition means.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, input, outcome, ready, run, soon, textOf } from "./playground.mjs";

const list = (page) => page.locator(".cm-tooltip-autocomplete");
const options = (page) => list(page).getByRole("option");
const open = (page) => page.keyboard.press("Control+Space");

/** Types what narrows the list, waits until the label is the selected one, and takes it. */
async function take(page, label, typed = "") {
  await list(page).waitFor();
  if (typed) await page.keyboard.type(typed);
  const chosen = list(page).locator("[aria-selected]").filter({ has: page.locator(".cm-completionLabel").getByText(label, { exact: true }) });
  await chosen.waitFor();
  await page.keyboard.press("Enter");
}

/** Empties the editor and leaves the caret in it. */
async function empty(page) {
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
}

const written = async (page) => (await textOf(definition(page))).replaceAll("\u200b", "");
const parsed = async (page) => JSON.parse(await written(page));

pageTest("the article's workflow is written from an empty editor with completion and the keyboard alone, and runs", {}, async (page) => {
  await ready(page);
  await empty(page);
  await open(page);
  await take(page, "StartAt", "StartAt");
  await page.keyboard.type("Create order");
  await page.keyboard.press("End");
  // The next member: completion adds the comma.
  await page.keyboard.press("Enter");
  await open(page);
  await take(page, "States", "States");
  await take(page, "Create order");
  await take(page, "Task", "Ta");
  await soon(async () => assert.equal((await parsed(page)).States["Create order"].Type, "Task"));
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await open(page);
  await take(page, "Resource", "Resource");
  await take(page, "arn:aws:states:::http:invoke");
  // Through the places of the parameters with Tab.
  await page.keyboard.type("https://practice.test/basic");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await take(page, "practice-basic", "practice-basic");
  await soon(async () => {
    const { Parameters } = (await parsed(page)).States["Create order"];
    assert.deepEqual(Parameters, { ApiEndpoint: "https://practice.test/basic", Method: "GET", Authentication: { ConnectionArn: "practice-basic" } });
  });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await open(page);
  await take(page, "End", "End");
  await soon(async () => assert.equal((await parsed(page)).States["Create order"].End, true));
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Enter");
  assert.equal(await outcome(page), "SUCCEEDED");
});

pageTest("proposals come as one types, and Escape sends them away", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Wait", }}}');
  for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type('"Sec');
  await options(page).filter({ hasText: "Seconds" }).first().waitFor();
  assert.equal(await options(page).filter({ hasText: "Choices" }).count(), 0);
  await page.keyboard.press("Escape");
  await list(page).waitFor({ state: "hidden" });
});

/** Opens the page anew without the late part of the editor; what lets that come. */
async function withoutLate(page) {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/editor-late\.bundle\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await ready(page);
  return release;
}

pageTest("what is typed before completion has been fetched gets its proposals then", {}, async (page) => {
  const release = await withoutLate(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Wait", }}}');
  for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type('"Sec');
  assert.equal(await list(page).count(), 0);
  release();
  await options(page).filter({ hasText: "Seconds" }).first().waitFor();
});

pageTest("F1 before descriptions have been fetched gets one then", {}, async (page) => {
  const release = await withoutLate(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}}');
  for (let steps = 0; steps < 22; steps += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("F1");
  assert.equal(await page.locator(".cm-note").count(), 0);
  release();
  await page.locator(".cm-note").filter({ hasText: "Seconds" }).waitFor();
});

pageTest("YAML is completed as YAML", {}, async (page) => {
  await ready(page);
  await empty(page);
  await open(page);
  await take(page, "Insert: Minimal workflow (YAML)", "minimalyaml");
  await soon(async () => assert.match(await written(page), /^StartAt: First\nStates:\n {2}First:\n {4}Type: Pass\n {4}End: true/));
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
});

pageTest("names in the data of the last run are proposed, in paths and in JSONata", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"x.$": "$"}, "End": true}}}');
  await fill(page, input(page), '{"orderId": "the value", "lines": [{"articleNumber": 1}]}');
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  const write = async (before, after) => {
    await fill(page, definition(page), `{"StartAt": "A", "States": {"A": {"Type": "Pass", ${before}`);
    await page.keyboard.insertText(after);
    for (let steps = 0; steps < after.length; steps += 1) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type(".");
  };
  await write('"Parameters": {"x.$": "$', '"}, "End": true}}}');
  await options(page).filter({ hasText: "lines" }).waitFor();
  assert.equal(await options(page).filter({ hasText: "the value" }).count(), 0);
  await take(page, "orderId", "ord");
  await soon(async () => assert.equal((await parsed(page)).States.A.Parameters["x.$"], "$.orderId"));
  await write('"QueryLanguage": "JSONata", "Output": "{% $states.input.lines', ' %}", "End": true}}}');
  await take(page, "articleNumber", "art");
  await soon(async () => assert.equal((await parsed(page)).States.A.Output, "{% $states.input.lines.articleNumber %}"));
});

pageTest("a word is described at the caret, and said", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
  for (let steps = 0; steps < 6; steps += 1) await page.keyboard.press("ArrowLeft");
  const note = page.locator(".cm-note");
  // The part of the editor that describes comes a moment after the rest of it.
  await soon(async () => {
    await page.keyboard.press("F1");
    await note.getByText("Succeed", { exact: true }).waitFor({ timeout: 1_000 });
  });
  assert.match(await note.getByRole("link").getAttribute("href"), /^https:\/\/docs\.aws\.amazon\.com\//);
  await soon(async () => assert.match(await page.locator(".editor-pane.definition .cm-announced").textContent(), /Succeed: /));
  await page.keyboard.press("Escape");
  await note.waitFor({ state: "hidden" });
});

pageTest("a word is described under the mouse", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
  await definition(page).getByText('"StartAt"').hover();
  await page.locator(".cm-note").getByText("StartAt", { exact: true }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  pageTest(`the list fits a narrow screen and axe finds nothing in it, ${colorScheme}`, { viewport: NARROW, colorScheme }, async (page) => {
    await ready(page);
    await empty(page);
    await open(page);
    await options(page).first().waitFor();
    await soon(async () => {
      const box = await list(page).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= NARROW.width, JSON.stringify(box));
    });
    // The arrow keys scroll it while the focus stays in the text, which axe knows of lists under a combobox alone.
    assert.deepEqual((await violations(page)).filter((found) => !found.startsWith("scrollable-region-focusable: #cm-ac-")), []);
  });
}
