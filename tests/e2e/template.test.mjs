// A template around the definition: pasted, checked, filled in, run, shared, and taken off again.
import assert from "node:assert/strict";
import { open, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { copyLink, definition, fill, inspect, problems, ready, runToEnd, sharedLink, soon, textOf } from "./playground.mjs";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String, Default: Hello}
  Name: {Type: String, Description: Who is greeted}
  ApiKey: {Type: String, NoEcho: true}
Resources:
  Greet:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: Say, States: {Say: {Type: Pass, Result: {text: "\${Text}"}, End: true}}}
      DefinitionSubstitutions: {Text: !Sub "\${Greeting}, \${Name}!"}
  Other:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: Stop, States: {Stop: {Type: Succeed}}}
`;
const bar = (page) => page.getByRole("group", { name: "Template" });

async function paste(page, text = TEMPLATE) {
  await ready(page);
  await fill(page, definition(page), text);
  await bar(page).waitFor();
}

pageTest("a template runs with the parameters that its form was given, and the other machine too", {}, async (page) => {
  await paste(page);
  await problems(page).filter({ hasText: "Name has no value" }).waitFor();
  await bar(page).getByRole("button", { name: "Parameters (3)" }).click();
  await soon(async () => assert.equal(await bar(page).getByLabel("ApiKey").count(), 0, "a secret has no field"));
  await bar(page).getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByText("No problems").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await inspect(page, "Output"), /Hello, Ada!/));
  await soon(async () => assert.match(await inspect(page, "Definition"), /Type: Pass/));
  await bar(page).getByRole("combobox").first().selectOption("Other");
  await page.waitForTimeout(300);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await page.locator('[data-testid=timeline-row][data-state="Stop"]').count(), 1));
});

pageTest("an error in a state is underlined at its place in the template", {}, async (page) => {
  await paste(page, TEMPLATE.replace("{Type: Succeed}", "{Type: Pass, Next: Gone}").replace("  Greet:", "  ZGreet:"));
  await bar(page).getByRole("combobox").first().selectOption("Other");
  await problems(page).filter({ hasText: "Gone" }).first().waitFor();
  await problems(page).filter({ hasText: "Gone" }).first().click();
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), "Gone"));
});

pageTest("a link carries the template, the machine and the parameters", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await paste(page);
  await bar(page).getByRole("button", { name: /^Parameters/ }).click();
  await bar(page).getByLabel("Name", { exact: true }).fill("Grace");
  await bar(page).getByRole("combobox").first().selectOption("Other");
  await copyLink(page);
  const link = await sharedLink(page);
  const other = await open({ url: link });
  await ready(other.page);
  await bar(other.page).waitFor();
  await soon(async () => assert.equal(await bar(other.page).getByRole("combobox").first().inputValue(), "Other"));
  await bar(other.page).getByRole("button", { name: /^Parameters/ }).click();
  await soon(async () => assert.equal(await bar(other.page).getByLabel("Name", { exact: true }).inputValue(), "Grace"));
  await other.close();
});

pageTest("the definition can be taken out of its template, which is kept", {}, async (page) => {
  await paste(page);
  await bar(page).getByRole("button", { name: "Extract the definition" }).click();
  await bar(page).waitFor({ state: "detached" });
  await soon(async () => assert.match(await textOf(definition(page)), /^StartAt: Say/));
  await page.getByRole("button", { name: "Back to my workflow" }).click();
  await bar(page).waitFor();
});

pageTest("the bar and its form are accessible in both themes", { reducedMotion: "reduce" }, async (page) => {
  await paste(page);
  await bar(page).getByRole("button", { name: /^Parameters/ }).click();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Colours go over into each other.
    await page.waitForTimeout(400);
    assert.deepEqual(await violations(page), []);
  }
});
