// Why a step did what it did: the rules of a Choice with their values, errors that point into an expression, filters that
// kept nothing; and that "Show in definition" selects that very part of the text.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, input, inspect, inspector, ready, rows, runToEnd, soon } from "./playground.mjs";

const panel = (page) => inspector(page).getByRole("tabpanel");

/** Runs a machine on an input, and selects a step of it. */
async function look(page, machine, given, state) {
  await ready(page);
  await fill(page, definition(page), machine);
  await fill(page, input(page), given);
  const outcome = await runToEnd(page);
  await rows(page, state).click();
  return outcome;
}

/** What is selected in the definition. */
const selected = async (page) => {
  await page.waitForFunction(() => document.activeElement?.closest(".cm-editor"));
  return page.evaluate(() => getSelection().toString());
};

const done = { Type: "Succeed" };
const CHOICE = {
  StartAt: "Route",
  States: {
    Route: {
      Type: "Choice",
      Choices: [
        { And: [{ Variable: "$.total", NumericGreaterThan: 100 }, { Variable: "$.vip", BooleanEquals: true }], Next: "Big" },
        { Not: { Variable: "$.status", StringEquals: "open" }, Next: "Small" },
        { Variable: "$.never", IsNull: true, Next: "Big" },
      ],
      Default: "Big",
    },
    Big: done,
    Small: done,
  },
};

const jsonata = (States, StartAt = Object.keys(States)[0]) => ({ QueryLanguage: "JSONata", StartAt, States });

pageTest("a Choice shows its rules in order, with what was compared", {}, async (page) => {
  assert.equal(await look(page, CHOICE, { total: "120", vip: true, status: "OPEN" }, "Route"), "SUCCEEDED");
  await soon(async () => assert.equal(await inspector(page).getByRole("tab", { selected: true }).innerText(), "Rules", "it is what a Choice shows first"));
  const rules = panel(page).locator(".rule");
  await soon(async () => assert.equal(await rules.count(), 4));
  const [first, second, third, last] = await rules.allInnerTexts();
  assert.match(first, /Rule 1\s+not matched\s+→\s*Big/);
  assert.match(first, /\$\.total is "120"\s+string/);
  assert.match(first, /"120" is a string, not a number/);
  assert.match(first, /\$\.vip BooleanEquals true\s+not reached/);
  assert.match(second, /Rule 2\s+matched\s+→\s*Small/);
  assert.match(second, /differ only in case/);
  assert.match(third, /not reached/);
  assert.match(last, /Default\s+not reached/);
  await rules.nth(1).getByRole("button", { name: "Show in definition" }).click();
  assert.match(await selected(page), /^\{\s+"Not": \{[^]*"Next": "Small"\s+\}$/);
});

pageTest("an error of an expression points into the string inside the JSON", {}, async (page) => {
  const machine = jsonata({ Add: { Type: "Pass", Output: { deep: ['{% "é\\n" & $string($states.input.total + 1) %}'] }, End: true } });
  assert.equal(await look(page, machine, { total: "12" }, "Add"), "FAILED");
  const told = await inspect(page, "Error");
  assert.match(told, /T2001: The left side of the "\+" operator must evaluate to a number/, "the words of AWS stay");
  assert.match(told, /In Output\/deep\[0\]/);
  assert.match(told, /\$states\.input\.total is "12"\s+string/);
  assert.match(told, /\$number\(…\)/);
  await soon(async () => assert.equal(await panel(page).locator("mark").innerText(), "$states.input.total"));
  await panel(page).getByRole("button", { name: "Show in definition" }).click();
  assert.equal(await selected(page), "$states.input.total");
  // Once the definition is another, the place may be another.
  await page.keyboard.press("End");
  await page.keyboard.insertText(" ");
  await panel(page).getByRole("button", { name: "Show in definition" }).waitFor({ state: "hidden" });
});

pageTest("a function is shown with its signature, a path with the nearest key", {}, async (page) => {
  const call = jsonata({ Sum: { Type: "Pass", Output: "{% $sum($states.input.prices) %}", End: true } });
  await look(page, call, { prices: [1, "2"] }, "Sum");
  const told = await inspect(page, "Error");
  assert.match(told, /\$sum\(array: array of numbers\) → number/);
  assert.match(told, /The item at index 1 of \$states\.input\.prices is a string, not a number: "2"\./);

  const path = { StartAt: "Pick", States: { Pick: { Type: "Pass", Parameters: { "id.$": "$.order.idd" }, End: true } } };
  await look(page, path, { order: { id: 1 } }, "Pick");
  await soon(async () => assert.match(await inspect(page, "Error"), /\$\.order has no idd; did you mean id\?/));
  await panel(page).getByRole("button", { name: "Show in definition" }).click();
  assert.equal(await selected(page), "idd");
});

pageTest("a filter that kept nothing is worth noticing in a step that went well", {}, async (page) => {
  const machine = jsonata({ Cheap: { Type: "Pass", Output: "{% [$states.input.items[price < 10].name] %}", End: true } });
  assert.equal(await look(page, machine, { items: [{ name: "pen", price: 12 }, { name: "ink", price: 30 }] }, "Cheap"), "SUCCEEDED");
  const told = await inspect(page, "Data flow");
  assert.match(told, /Notes/);
  assert.match(told, /The filter \[price < 10\] kept none of 2\./);
  assert.match(told, /price is 12/);
});

pageTest("what a step inside a Map saw is put together again", {}, async (page) => {
  const inner = jsonata({
    Pick: { Type: "Choice", Choices: [{ Condition: "{% $states.context.Map.Item.Value.n > $limit %}", Next: "Out" }], Default: "Out" },
    Out: done,
  });
  const machine = jsonata({
    Set: { Type: "Pass", Assign: { limit: 2 }, Next: "Each" },
    Each: { Type: "Map", Items: "{% $states.input.list %}", ItemProcessor: { StartAt: inner.StartAt, States: inner.States }, End: true },
  });
  assert.equal(await look(page, machine, { list: [{ n: 1 }] }, "Pick"), "SUCCEEDED");
  const told = await inspect(page, "Rules");
  assert.match(told, /\$states\.context\.Map\.Item\.Value\.n is 1/);
  assert.match(told, /\$limit is 2/);
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, viewport] of [["wide", { width: 1440, height: 900 }], ["narrow", NARROW]]) {
    pageTest(`axe-core finds nothing in explanations: ${colorScheme}, ${width}`, { colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
      const machine = structuredClone(CHOICE);
      machine.States.Small = { Type: "Pass", Parameters: { "x.$": "$.order.idd", "n.$": "$.items[?(@.price < 10)]" }, End: true };
      await ready(page);
      await fill(page, definition(page), machine);
      if (width === "narrow") await page.getByRole("button", { name: "Setup", exact: true }).click();
      await fill(page, input(page), { total: "120", vip: true, status: "OPEN", order: { id: 1 }, items: [{ price: 12 }] });
      assert.equal(await runToEnd(page), "FAILED");
      for (const [state, tab] of [["Route", "Rules"], ["Small", "Error"], ["Small", "Data flow"]]) {
        await rows(page, state).click();
        await inspect(page, tab);
        assert.deepEqual(await violations(page), [], `${state}, ${tab}`);
        const hidden = await panel(page).evaluate((it) => it.scrollWidth - it.clientWidth);
        assert.ok(hidden <= 0, `${tab}: nothing sticks out, but ${hidden} pixels do`);
      }
    });
  }
}
