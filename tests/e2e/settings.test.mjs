// Settings: the type of the machine, limits, waits, the execution's name.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, events, fill, inspect, outcome, problems, ready, rows, run, runToEnd, showEvents, soon, status } from "./playground.mjs";

const tab = (page, name) => page.getByRole("region", { name: "Setup" }).getByRole("tab", { name });
const machine = (states) => ({ StartAt: Object.keys(states)[0], States: states });

async function set(page, definitionText, ...radios) {
  await ready(page);
  await fill(page, definition(page), definitionText);
  await tab(page, /^Settings/).click();
  for (const name of radios) await page.getByRole("radio", { name }).check();
}

pageTest("what an Express workflow cannot do is a problem once it is one", {}, async (page) => {
  const call = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", Parameters: { QueueUrl: "q", "MessageBody.$": "$$.Task.Token" }, End: true };
  await set(page, machine({ Call: call }));
  await page.getByText("No problems").waitFor();
  await page.getByRole("radio", { name: /^Express/ }).check();
  await problems(page).filter({ hasText: "Express workflow can't use" }).waitFor();
});

pageTest("an Express execution has its ARN and the name that it was given", {}, async (page) => {
  await set(page, machine({ Id: { Type: "Pass", Parameters: { "id.$": "$$.Execution.Id" }, End: true } }), /^Express/);
  const name = page.getByLabel("Execution name");
  await name.fill("a b");
  await page.getByText(/AWS does not allow spaces/).waitFor();
  await name.fill("order-7");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await inspect(page, "Output"), /:express:Playground:order-7:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/));
});

pageTest("the events of an Express execution have the form of its log records", {}, async (page) => {
  await set(page, machine({ Done: { Type: "Succeed" } }), /^Express/);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await showEvents(page);
  await events(page).first().click();
  await soon(async () => assert.match(await inspect(page, "Event"), /previous_event_id[^]*:express:Playground:[^]*redrive_count/));
});

pageTest("a definition that AWS finds too long is a problem, or a warning", {}, async (page) => {
  await set(page, { Comment: "x".repeat(1_048_576), ...machine({ Done: { Type: "Succeed" } }) });
  await problems(page).filter({ hasText: "AWS accepts at most 1048576" }).waitFor();
  await run(page).click();
  await page.getByText(/Did not start: fix/).waitFor();
  await page.getByRole("radio", { name: /^Report only/ }).check();
  await page.waitForTimeout(300);
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("waits that are skipped take no time", {}, async (page) => {
  await set(page, machine({ Wait: { Type: "Wait", Seconds: 7200, Next: "Done" }, Done: { Type: "Succeed" } }), /^Skipped/);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await rows(page, "Wait").innerText(), /2 h|120 min|7200/));
});

pageTest("a limit ends a run, or is told where AWS would have ended it", {}, async (page) => {
  const large = { "text.$": "States.ArrayRange(0, 999, 1)" };
  const grow = (next) => ({ Type: "Pass", Parameters: { "all.$": "States.Array($, $, $, $, $, $, $, $, $, $)" }, Next: next });
  const states = { Start: { Type: "Pass", Parameters: large, Next: "One" }, One: grow("Two"), Two: grow("Done"), Done: { Type: "Pass", Result: "small", End: true } };
  await set(page, machine(states));
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await status(page).innerText(), /States\.DataLimitExceeded/));
  await page.getByRole("radio", { name: /^Report only/ }).check();
  await run(page).click();
  await page.getByTestId("limits-note").waitFor();
  assert.equal(await outcome(page), "SUCCEEDED");
  const note = page.getByTestId("limits-note");
  await soon(async () => assert.match(await note.innerText(), /AWS would have ended this run at event \d+: output of \d+ bytes, at most 262144/));
  await note.locator("summary").click();
  await note.getByRole("button", { name: /^Two/ }).click();
  await soon(async () => assert.match(await page.getByRole("list", { name: "Limits of AWS" }).innerText(), /Beyond AWS's limit[^]*States\.DataLimitExceeded/));
});

pageTest("an input that AWS does not take is a problem, or a warning", {}, async (page) => {
  await set(page, machine({ Done: { Type: "Succeed" } }));
  await tab(page, "Input").click();
  await fill(page, page.getByRole("textbox", { name: "Input" }), JSON.stringify({ text: "x".repeat(262_144) }));
  await problems(page).filter({ hasText: "AWS accepts at most 262144 (256 KiB)" }).waitFor();
  await run(page).click();
  await page.getByText(/Did not start: fix/).waitFor();
  await tab(page, /^Settings/).click();
  await page.getByRole("radio", { name: /^Report only/ }).check();
  await page.waitForTimeout(300);
  assert.equal(await runToEnd(page), "SUCCEEDED");
});
