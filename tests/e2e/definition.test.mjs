// What a person writes: checked while it is typed, in JSON and in YAML, and kept.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, endless, fill, input, inspect, outcome, paste, problems, ready, rows, run, runToEnd, soon, textOf } from "./playground.mjs";

const greeting = {
  StartAt: "Greet",
  States: { Greet: { Type: "Pass", Parameters: { "text.$": "States.Format('Hello, {}', $.name)" }, End: true } },
};

pageTest("an edited definition runs with an edited input", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), greeting);
  await fill(page, input(page), { name: "Ada" });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page, "Greet").click();
  await soon(async () => assert.match(await inspect(page, "Output"), /Hello, Ada/));
});

pageTest("a definition in YAML is as good as one in JSON", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), "StartAt: Greet\nStates:\n  Greet: # a comment\n    Type: Pass\n    Result: {from: yaml}\n    End: true\n");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page, "Greet").click();
  await soon(async () => assert.match(await inspect(page, "Output"), /yaml/));
});

pageTest("a mistake is underlined at its place, listed, and one click away", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), { StartAt: "Gret", States: greeting.States });
  const problem = problems(page).filter({ hasText: "Gret" }).first();
  await problem.waitFor();
  await soon(async () => assert.equal(await definition(page).locator(".cm-lintRange-error").first().innerText(), '"Gret"'));
  await problem.click();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition"));
  await soon(async () => assert.match(await page.evaluate(() => getSelection().toString()), /Gret/));
  await run(page).click();
  await soon(async () => assert.equal(await page.getByTestId("status").count(), 0, "a definition with an error does not run"));
  await page.keyboard.press("Escape");
});

pageTest("half a definition is checked without an end of the page", {}, async (page) => {
  await ready(page);
  for (const text of ['{"StartAt": "A", "States": {"A": {"Type": "Pa', "{", "[1, 2", "a: [", "\u0000", "- - - ?", "\u{1F980}: {", ""]) {
    await fill(page, definition(page), text);
    await page.waitForTimeout(400);
    await soon(async () => assert.equal(await page.locator("#failure").isVisible(), false, `the page breaks at ${JSON.stringify(text)}`));
  }
});

pageTest("a large input is read in pieces: Run waits for it, and what is wrong with it is told", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), { StartAt: "First", States: { First: { Type: "Pass", InputPath: "$[0]", End: true } } });
  const items = "1,".repeat(90_000);
  await paste(page, input(page), `["the first",${items}1]`);
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await rows(page, "First").click();
  await soon(async () => assert.match(await inspect(page, "Output"), /the first/));
  await paste(page, input(page), `["the first",${items}1`);
  await problems(page).filter({ hasText: "never closed" }).first().waitFor();
});

pageTest("what was typed survives a reload", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), greeting);
  await fill(page, input(page), '{"name": "Lovelace"}');
  await page.waitForFunction(() => /Greet.*Lovelace/s.test(JSON.stringify({ ...localStorage })));
  await page.reload();
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /Greet/));
  await soon(async () => assert.equal(await textOf(input(page)), '{"name": "Lovelace"}'));
});

pageTest("the editor's own keys do not get in the way of the page's", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), endless());
  const before = await textOf(definition(page));
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
  await soon(async () => assert.equal(await textOf(definition(page)), before, "Run adds no line"));
  await page.keyboard.press("ControlOrMeta+f");
  await page.locator(".cm-search").waitFor();
  await page.keyboard.press("Escape");
  await soon(async () => assert.equal(await page.locator(".cm-search").count(), 0));
  await soon(async () => assert.equal(await page.getByTestId("status").getAttribute("data-status"), "RUNNING", "Escape closed the search and nothing else"));
  await definition(page).focus();
  await page.keyboard.press("Escape");
  await page.locator("[data-testid=status][data-status=ABORTED]").waitFor();
  await page.keyboard.press("Tab");
  await soon(async () => assert.notEqual(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition", "Tab goes on"));
});

pageTest("typing over a large selection replaces it at once, and can be undone", {}, async (page) => {
  await ready(page);
  const long = `{"Comment":"${"[1,2],".repeat(3000)}"}`;
  await fill(page, definition(page), long);
  await page.keyboard.press("ControlOrMeta+a");
  const took = await page.evaluate(() => {
    const began = performance.now();
    return document.execCommand("insertText", false, "x") && performance.now() - began;
  });
  await soon(async () => assert.equal(await textOf(definition(page)), "x"));
  console.log(`typed over ${long.length} characters in ${Math.round(took)} ms`);
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.notEqual(await textOf(definition(page)), "x"));
});
