// Breaking and mending a definition: what is wrong is gone through, explained and fixed, by keyboard alone.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { definition, fill, oneCall, problems, ready, soon, textOf } from "./playground.mjs";

const broken = { StartAt: "Greet", States: { Greet: { Type: "Pass", Next: "Finsih" }, Finish: { Type: "Succeed" } } };
const focused = (page) => page.evaluate(() => document.activeElement.textContent);
const fixOf = (page, text) => page.getByTestId("fix").filter({ hasText: text });
const told = (page) => page.getByTestId("told");

pageTest("a definition is broken and mended by keyboard alone, and each step can be undone", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), broken);
  await problems(page).filter({ hasText: "Finsih" }).waitFor();
  await fixOf(page, "Write Finish").waitFor();
  const before = await textOf(definition(page));
  await page.keyboard.press("F8");
  await soon(async () => assert.match(await told(page).innerText(), /1 of 2: There is no state “Finsih”/));
  await page.keyboard.press("ControlOrMeta+.");
  await soon(async () => assert.equal(await focused(page), "Fix: Write Finish"));
  await page.keyboard.press("Enter");
  await page.getByText("No problems: ready to run.").waitFor();
  await soon(async () => assert.match(await textOf(definition(page)), /"Next": "Finish"/));
  await soon(async () => assert.match(await told(page).innerText(), /Fixed: Write “Finish”/));
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition", "Undo is one key away"));
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await textOf(definition(page)), before));
  await fixOf(page, "Create the state Finsih").press("Enter");
  await soon(async () => assert.match(await textOf(definition(page)), /"Finsih": \{/));
  await soon(async () => assert.match(await told(page).innerText(), /Fixed: Create the state/));
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await textOf(definition(page)), before));
});

pageTest("F8 goes through the problems of all texts from anywhere, and back", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), broken);
  await problems(page).nth(1).waitFor();
  await page.getByRole("button", { name: "Help" }).focus();
  for (const [key, place] of [["F8", 1], ["F8", 2], ["F8", 1], ["Shift+F8", 2], ["Shift+F8", 1]]) {
    await page.keyboard.press(key);
    await soon(async () => assert.match(await told(page).innerText(), new RegExp(`${place} of 2`), `${key} leads to ${place}`));
  }
});

pageTest("the box of an underlined problem offers its fixes, in YAML too", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), "StartAt: Greet\nStates:\n  Greet:\n    Type: Pass\n    Edn: true # here\n");
  await page.locator(".cm-lintRange-error").filter({ hasText: "Edn" }).hover();
  await page.locator(".cm-tooltip .cm-fixes button", { hasText: "Fix: Rename to “End”" }).click();
  await soon(async () => assert.match(await textOf(definition(page)), /\n {4}End: true # here/));
  await page.getByText("No problems: ready to run.").waitFor();
});

pageTest("with advice alone the page is ready, and the advice can be taken", {}, async (page) => {
  await ready(page);
  const call = oneCall("https://practice.test/orders");
  for (const state of Object.values(call.States)) delete state.Retry;
  await fill(page, definition(page), call);
  await page.getByRole("button", { name: /1 suggestion/ }).click();
  await fixOf(page, "Add a Retry").waitFor();
  await fixOf(page, "Add a Retry").click();
  await soon(async () => assert.match(await textOf(definition(page)), /"JitterStrategy": "FULL"/));
  const rule = { Variable: "$.a", IsPresent: true, Next: "Done" };
  await fill(page, definition(page), { StartAt: "Ask", States: { Ask: { Type: "Choice", Choices: [rule] }, Done: { Type: "Succeed" } } });
  await page.getByText("Ready to run · 1 suggestion").waitFor();
});

pageTest("each code has its page of help, beside the problem and in the help dialog", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), broken);
  const ask = page.getByRole("button", { name: "What ASL0301 means" });
  await ask.press("Enter");
  const dialog = page.getByRole("dialog", { name: /ASL0301/ });
  await dialog.getByRole("link", { name: "AWS documentation" }).waitFor();
  await page.keyboard.press("Escape");
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "What ASL0301 means"));
  await page.getByRole("button", { name: "Help" }).press("Enter");
  await page.getByRole("dialog").getByRole("link", { name: "Problems" }).press("Enter");
  await page.getByText("Problem codes").press("Enter");
  await page.getByText("ASL0602").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  pageTest(`problems, their fixes and their help are accessible, ${colorScheme}`, { colorScheme }, async (page) => {
    await ready(page);
    await fill(page, definition(page), broken);
    await fixOf(page, "Write Finish").waitFor();
    assert.deepEqual(await violations(page), [], "the list");
    await page.getByRole("button", { name: "What ASL0301 means" }).click();
    await page.getByRole("dialog", { name: /ASL0301/ }).waitFor();
    assert.deepEqual(await violations(page), [], "the help");
  });
}
