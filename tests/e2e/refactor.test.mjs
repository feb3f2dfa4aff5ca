// The Edit menu and its keys: rename, format, sort, another notation, go to a state. Keyboard only.
import assert from "node:assert/strict";
import { NARROW, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { definition, fill, ready, soon, textOf } from "./playground.mjs";

const MACHINE = '{"StartAt": "First", "States": {"Last": {"Type": "Succeed"}, "First": {"Next": "Last", "Type": "Pass"}}}';
const told = (page) => page.getByTestId("notice");
const item = (page, name) => page.getByRole("menuitem", { name });
const options = (page) => page.getByRole("listbox", { name: "States" }).getByRole("option");
const held = async (page) => (await textOf(definition(page))).replaceAll(/\s+/g, " ").trim();

async function start(page, text = MACHINE) {
  await ready(page);
  await fill(page, definition(page), text);
  await page.getByText("No problems").waitFor();
}

const hasFocus = (page, locator) => soon(async () => assert.ok(await locator.evaluate((element) => element === document.activeElement)));

/** Picks an item of the menu, with the keyboard alone. */
async function choose(page, name) {
  await page.getByTestId("edit-menu").focus();
  await page.keyboard.press("Enter");
  await hasFocus(page, page.getByRole("menuitem").first());
  const names = await page.getByRole("menuitem").allInnerTexts();
  const index = names.findIndex((text) => text.startsWith(name));
  for (let at = 0; at < index; at += 1) await page.keyboard.press("ArrowDown");
  await hasFocus(page, page.getByRole("menuitem").nth(index));
  await page.keyboard.press("Enter");
}

pageTest("the menu follows the keyboard, and Escape gives the focus back", {}, async (page) => {
  await start(page);
  const button = page.getByTestId("edit-menu");
  await button.focus();
  await page.keyboard.press("ArrowUp");
  await hasFocus(page, page.getByRole("menuitem").last());
  await page.keyboard.press("ArrowDown");
  await hasFocus(page, page.getByRole("menuitem").first());
  await page.keyboard.press("s");
  await hasFocus(page, item(page, "Sort states"));
  await page.keyboard.press("Home");
  await hasFocus(page, page.getByRole("menuitem").first());
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await hasFocus(page, button);
  await soon(async () => assert.equal(await page.getByRole("menu").count(), 0));
});

pageTest("the text is sorted and formatted, and Undo takes each back", {}, async (page) => {
  await start(page);
  await choose(page, "Sort");
  await told(page).filter({ hasText: "Sorted" }).waitFor();
  await soon(async () => assert.match(await held(page), /"First": \{"Type": "Pass", "Next": "Last"\}, "Last"/));
  await definition(page).focus();
  await page.keyboard.press("Shift+Alt+f");
  await told(page).filter({ hasText: "Formatted" }).waitFor();
  await soon(async () => assert.ok((await definition(page).locator(".cm-line").count()) > 8));
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await definition(page).locator(".cm-line").count(), 1));
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await held(page), MACHINE));
});

pageTest("a definition becomes YAML and JSON again, and a comment that is lost is told", {}, async (page) => {
  await start(page);
  await choose(page, "Convert to YAML");
  await told(page).filter({ hasText: "Converted to YAML" }).waitFor();
  await soon(async () => assert.match(await held(page), /^StartAt: First States: Last: Type: Succeed/));
  await fill(page, definition(page), "# A remark\nStartAt: A\nStates:\n  A: {Type: Succeed}\n");
  await choose(page, "Convert to JSON");
  await told(page).filter({ hasText: "1 comment was removed" }).waitFor();
  await soon(async () => assert.match(await held(page), /^\{ "StartAt": "A"/));
});

pageTest("F2 renames a state wherever it stands, its mock and the scenarios too; a name that is taken is refused", {}, async (page) => {
  await start(page);
  await page.getByRole("tab", { name: "Scenarios" }).click();
  const scenarios = page.getByRole("textbox", { name: "Scenarios" });
  await fill(page, scenarios, '[{"name": "a", "expect": {"reaches": ["Last"]}}]');
  await page.getByRole("tab", { name: "Mocks" }).click();
  const mocks = page.getByRole("textbox", { name: "Mocks" });
  await fill(page, mocks, '{"Last": {"result": 1}}');
  await definition(page).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await hasFocus(page, page.getByRole("combobox", { name: "Find a state" }));
  await page.keyboard.type("las");
  await options(page).filter({ hasText: "Last" }).waitFor();
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), '"Last"'));
  await page.keyboard.press("F2");
  const field = page.getByLabel("New name");
  await hasFocus(page, field);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.type("First");
  await page.getByText("Another state is named `First`").waitFor();
  await page.keyboard.press("Enter");
  await field.waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("The end");
  await page.getByText("its mock, and the scenarios").waitFor();
  await page.keyboard.press("Enter");
  await told(page).filter({ hasText: "Renamed Last to The end in 2 places" }).waitFor();
  await soon(async () => assert.match(await held(page), /"The end": \{"Type": "Succeed"\}.*"Next": "The end"/));
  await soon(async () => assert.match(await textOf(mocks), /"The end": \{"result": 1\}/));
  // The mock goes back and forth with its state, and keeps what was typed since.
  await fill(page, mocks, '{"The end": {"result": 2}}');
  await definition(page).focus();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await textOf(mocks), '{"Last": {"result": 2}}'));
  assert.match(await held(page), /"Last": \{"Type": "Succeed"\}/);
  await page.keyboard.press("ControlOrMeta+y");
  await soon(async () => assert.equal(await textOf(mocks), '{"The end": {"result": 2}}'));
  assert.match(await held(page), /"The end": \{"Type": "Succeed"\}/);
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await soon(async () => assert.equal(await textOf(scenarios), '[{"name": "a", "expect": {"reaches": ["The end"]}}]'));
});

pageTest("a list of states is filtered as one types, and Escape gives the focus back", {}, async (page) => {
  await start(page);
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await hasFocus(page, page.getByRole("combobox", { name: "Find a state" }));
  await soon(async () => assert.equal(await options(page).count(), 2));
  await page.keyboard.type("succeed");
  await soon(async () => assert.equal(await options(page).count(), 1));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await hasFocus(page, definition(page));
});

pageTest("broken text is left alone, and the place is a link", { viewport: NARROW }, async (page) => {
  await ready(page);
  const broken = '{"StartAt": "A",}';
  await fill(page, definition(page), broken);
  await choose(page, "Format");
  await told(page).filter({ hasText: "Nothing was changed" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await told(page).getByRole("button", { name: "Go there" }).press("Enter");
  await hasFocus(page, definition(page));
  await soon(async () => assert.equal(await held(page), broken));
});

pageTest("a state and the machine are converted to JSONata, and what cannot be is told with its place", {}, async (page) => {
  await start(page, '{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.a", "Next": "B"}, "B": {"Type": "Wait", "SecondsPath": "$.s", "End": true}}}');
  await page.keyboard.press("ControlOrMeta+Home");
  for (let at = 0; at < 40; at += 1) await page.keyboard.press("ArrowRight");
  await choose(page, "Convert state");
  await told(page).filter({ hasText: "1 state converted to JSONata" }).waitFor();
  await soon(async () => assert.match(await held(page), /"A": \{"Type": "Pass", "QueryLanguage": "JSONata", "Output": "\{% \$states\.input\.a %\}"/));
  await soon(async () => assert.match(await held(page), /"SecondsPath"/));
  await definition(page).focus();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.match(await held(page), /"InputPath"/));
  await choose(page, "Convert state machine");
  await told(page).filter({ hasText: "2 states converted to JSONata" }).waitFor();
  await soon(async () => assert.match(await held(page), /^\{"QueryLanguage": "JSONata", "StartAt"/));
  await page.getByText("No problems").waitFor();
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$..a", "Next": "B"}, "B": {"Type": "Succeed"}}}');
  await page.getByText("No problems").waitFor();
  await definition(page).focus();
  await page.keyboard.press("Shift+Alt+m");
  await told(page).filter({ hasText: "1 state converted to JSONata; 1 state left in JSONPath" }).waitFor();
  await told(page).getByRole("button", { name: /stays in JSONPath/ }).waitFor();
  assert.deepEqual(await violations(page), []);
});
