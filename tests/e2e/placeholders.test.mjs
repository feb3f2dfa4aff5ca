// Placeholders get their values in a form, and a definition is read in whatever form it was pasted.
import assert from "node:assert/strict";
import { open, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { copyLink, definition, fill, inspect, input, problems, ready, run, runToEnd, sharedLink, soon, textOf } from "./playground.mjs";

const TEXT = `{
  "StartAt": "Pause",
  "States": {
    "Pause": { "Type": "Wait", "Seconds": \${wait_seconds}, "Next": "Say" },
    "Say": { "Type": "Pass", "Result": { "list": \${ids}, "text": "Hello, \${name}!" }, "End": true }
  }
}
`;
const bar = (page, name = "Placeholders") => page.getByRole("group", { name });
const field = (page, name) => bar(page).getByLabel(name, { exact: true });

async function paste(page, text, name) {
  await ready(page);
  await fill(page, definition(page), text);
  await bar(page, name).waitFor();
}

pageTest("a run says which placeholder has no value, and leads to its field; with values it runs", {}, async (page) => {
  await paste(page, TEXT);
  await page.getByText("No problems").waitFor();
  await bar(page).getByText("2 without a value").waitFor();
  await run(page).click();
  await problems(page).filter({ hasText: "wait_seconds needs a value" }).waitFor();
  await soon(async () => assert.equal(await field(page, "wait_seconds").evaluate((field) => field === document.activeElement), true));
  await field(page, "wait_seconds").fill('"soon"');
  await problems(page).filter({ hasText: "Seconds" }).first().click();
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), "${wait_seconds}"));
  await field(page, "wait_seconds").fill("0");
  await field(page, "ids").fill("[1, 2]");
  await field(page, "name").fill('Ada "A."');
  await page.getByText("No problems").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match((await inspect(page, "Output")).replace(/\s+/g, ""), /Hello,Ada\\"A\.\\"!/));
  assert.equal(await textOf(definition(page)), TEXT, "the text stays as it is");
});

pageTest("a link carries the values of placeholders", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await paste(page, TEXT);
  await bar(page).getByRole("button", { name: "Placeholders (3)" }).click();
  await field(page, "ids").fill("[7]");
  await copyLink(page);
  const link = await sharedLink(page);
  const other = await open({ url: link });
  await ready(other.page);
  await bar(other.page).getByRole("button", { name: "Placeholders (3)" }).click();
  await soon(async () => assert.equal(await field(other.page, "ids").inputValue(), "[7]"));
  await other.close();
});

pageTest("what describe-state-machine prints is read, run, and taken out", {}, async (page) => {
  const inner = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "Gone" } } });
  const printed = (definition) => JSON.stringify({ name: "orders", type: "EXPRESS", definition }, null, 2);
  const around = "Text around the definition";
  await paste(page, printed(inner), around);
  await problems(page).filter({ hasText: "Gone" }).first().click();
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), '\\"Gone\\"'));
  await fill(page, definition(page), printed(inner.replace('"Next":"Gone"', '"End":true')));
  await page.getByText("No problems").waitFor();
  await bar(page, around).getByText("in a state machine description orders").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await bar(page, around).getByRole("button", { name: "Extract the definition" }).click();
  await bar(page, around).waitFor({ state: "detached" });
  await soon(async () => assert.match(await textOf(definition(page)), /^\{\n {2}"StartAt": "A"/));
});

pageTest("an execution history has no definition, and its input can be taken over", {}, async (page) => {
  const events = [{ id: 1, type: "ExecutionStarted", executionStartedEventDetails: { input: '{"order": 7}' } }];
  await paste(page, JSON.stringify({ events }), "Text around the definition");
  await problems(page).filter({ hasText: "include a definition" }).waitFor();
  await page.getByRole("button", { name: "Use its input" }).first().click();
  await page.getByRole("tab", { name: "Input" }).click();
  await soon(async () => assert.match(await textOf(input(page)), /"order": 7/));
});

pageTest("the form is accessible in both themes", { reducedMotion: "reduce" }, async (page) => {
  await paste(page, TEXT);
  await bar(page).getByRole("button", { name: "Placeholders (3)" }).click();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Colors go over into each other.
    await page.waitForTimeout(400);
    assert.deepEqual(await violations(page), []);
  }
});
