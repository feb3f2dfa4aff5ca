// A good beginning: what an empty document offers, and inputs for what was pasted.
import assert from "node:assert/strict";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, input, outcome, paste, ready, run, runToEnd, soon, textOf } from "./playground.mjs";

const starters = (page) => page.locator("[data-testid=starters]:visible");
const empty = async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("*new");
  await starters(page).waitFor();
};
/** What was said with the keyboard: the element that has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.textContent);

const reads = {
  StartAt: "Large?",
  States: {
    "Large?": { Type: "Choice", Choices: [{ Variable: "$.item.quantity", NumericGreaterThan: 10, Next: "Each" }], Default: "Each" },
    Each: { Type: "Map", ItemsPath: "$.orders", ItemProcessor: { StartAt: "One", States: { One: { Type: "Pass", InputPath: "$.sku", End: true } } }, End: true },
  },
};

for (const [part, cards] of [["first", ["article", "api-key", "create-and-poll"]], ["last", ["fan-out", "template-http", "events-fan-out"]]]) {
  pageTest(`an empty document offers cards, and each gives a workflow that runs: the ${part} ones`, {}, async (page) => {
    await empty(page);
    const offered = await page.locator(".graph .starter").evaluateAll((all) => all.map((card) => card.dataset.testid));
    for (const card of cards) {
      assert.ok(offered.includes(`starter-${card}`), offered.join());
      await page.locator(`.graph [data-testid=starter-${card}]`).click();
      await starters(page).waitFor({ state: "detached" });
      await run(page).click();
      const ended = page.locator("[data-testid=status]:not([data-status=RUNNING]), [data-testid=events-status]:not([data-status=RUNNING])");
      await ended.first().waitFor({ timeout: 20_000 });
      assert.equal(await ended.first().getAttribute("data-status"), "SUCCEEDED", card);
      await page.getByTestId("example-picker").selectOption("*new");
      await starters(page).waitFor();
    }
  });
}

pageTest("another workflow has nothing selected of the one before", {}, async (page) => {
  await ready(page);
  await page.locator(".graph-canvas .node").filter({ hasText: "Call third-party API" }).first().click();
  const selected = () => page.locator("[data-testid=definition-editor] .cm-selectionBackground").count();
  await soon(async () => assert.ok((await selected()) > 0, "a click shows the state in the text"));
  await page.getByTestId("example-picker").selectOption("choice");
  await page.locator(".graph-canvas .node").filter({ hasText: "Is it a large order?" }).first().waitFor();
  await soon(async () => assert.equal(await selected(), 0));
});

pageTest("whoever types or pastes into an empty document is not hindered, and the keyboard reaches the cards", {}, async (page) => {
  await empty(page);
  assert.ok(await definition(page).evaluate((element) => element === document.activeElement), "the editor waits for what is pasted");
  assert.equal(await page.getByTestId("problem").count(), 0, "nobody is told that an empty document is empty");
  await page.locator(".graph .starter").first().focus();
  await page.keyboard.press("Tab");
  await soon(async () => assert.match(await focused(page), /^starter-/));
  await page.keyboard.press("Enter");
  await starters(page).waitFor({ state: "detached" });
  await page.getByTestId("example-picker").selectOption("*new");
  await starters(page).waitFor();
  await paste(page, definition(page), JSON.stringify(reads, null, 2));
  await starters(page).waitFor({ state: "detached" });
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await starters(page).waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, JSON.stringify(reads));
  await starters(page).waitFor({ state: "detached" });
  await page.getByTestId("input-made").waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("on a phone the cards stand in the definition", { viewport: NARROW }, async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("*new");
  await starters(page).waitFor();
  const right = await page.locator(".starter:visible").evaluateAll((all) => Math.max(...all.map((card) => card.getBoundingClientRect().right)));
  assert.ok(right <= NARROW.width, `${right}`);
});

pageTest("a pasted workflow runs at once, with an input made from the paths that it reads", {}, async (page) => {
  await ready(page);
  const before = await textOf(input(page));
  await paste(page, definition(page), JSON.stringify(reads, null, 2));
  await page.getByTestId("input-made").waitFor();
  assert.match(await page.getByTestId("input-made").innerText(), /Input made from the paths this workflow reads/);
  assert.deepEqual(JSON.parse(await textOf(input(page))), { item: { quantity: 11 }, orders: [{ sku: "example sku" }] });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.equal(await textOf(input(page)), before, "the input comes back with the definition"));
});

pageTest("an input that someone wrote is never replaced; what it lacks is offered", {}, async (page) => {
  await ready(page);
  await fill(page, input(page), { item: { quantity: 2 } });
  await paste(page, definition(page), JSON.stringify(reads, null, 2));
  const lacks = page.getByTestId("input-lacks");
  await lacks.waitFor();
  assert.match(await lacks.innerText(), /\$\.orders/);
  assert.deepEqual(JSON.parse(await textOf(input(page))), { item: { quantity: 2 } });
  await lacks.getByRole("button", { name: "Add missing fields" }).click();
  await lacks.waitFor({ state: "detached" });
  assert.deepEqual(JSON.parse(await textOf(input(page))), { item: { quantity: 2 }, orders: [{ sku: "example sku" }] });
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
});

const task = (Resource, rest = {}) => ({ Type: "Task", Resource, Next: "Done", ...rest });
const twoTasks = {
  StartAt: "Tell",
  States: {
    Tell: { ...task("arn:aws:states:::sns:publish", { Parameters: { Message: "hello" } }), Next: "Store" },
    Store: task("arn:aws:states:::dynamodb:getItem", { Parameters: { TableName: "t", Key: { id: { S: "1" } } } }),
    Done: { Type: "Succeed" },
  },
};
const mocks = (page) => page.getByRole("textbox", { name: "Mocks" });
const setup = (page, tab) => page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: tab }).click();

pageTest("a mock is made from its state, with the shape of its service or one of its errors", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), twoTasks);
  await setup(page, "Mocks");
  const form = page.getByRole("group", { name: "Answer for a state" });
  await soon(async () => assert.deepEqual(await form.getByLabel("Answer for").locator("option").allTextContents(), ["Tell", "Store"]));
  await page.getByTestId("add-mock").click();
  await soon(async () => assert.match(await textOf(mocks(page)), /"Tell"[\s\S]*"MessageId"/));
  await form.getByLabel("Answer for").selectOption("Store");
  await form.getByLabel("Answer", { exact: true }).selectOption("DynamoDB.ConditionalCheckFailedException");
  await page.getByTestId("add-mock").click();
  await soon(async () => assert.match(await textOf(mocks(page)), /"Store"[\s\S]*"error": "DynamoDB.ConditionalCheckFailedException"/));
  assert.equal(await runToEnd(page), "FAILED");
});

pageTest("the mocks are completed, and a run with other mocks is one of an earlier version", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), twoTasks);
  await setup(page, "Mocks");
  await fill(page, mocks(page), '{"Tell": {"result": {"MessageId": "1"}}, "Store": {"result": {}}}');
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.equal(await page.getByTestId("from-earlier").count(), 0);
  await fill(page, mocks(page), '{"Tell": {"result": {"MessageId": "2"}}, "Store": {"result": {}}}');
  await page.getByTestId("from-earlier").waitFor();
  await fill(page, mocks(page), '{"Tell": {"result": {}}, ');
  await page.keyboard.type('"');
  await soon(async () => assert.match(await page.locator(".cm-tooltip-autocomplete").innerText(), /Store/));
});

const stack = (definition) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
${definition}`;
const inTemplate = "      Definition:\n        StartAt: A\n        States:\n          A:\n            Type: Succeed\n";

pageTest("the type that a template says is shown in the settings, and nothing contradicts it", {}, async (page) => {
  await ready(page);
  await paste(page, definition(page), stack(inTemplate));
  await setup(page, "Settings");
  await soon(async () => assert.match(await page.getByTestId("set-type").innerText(), /EXPRESS, set by the template/));
  assert.equal(await page.locator("[name=machine-type]").count(), 0);
});

pageTest("a machine whose definition is in another file shows that file's name, and not the graph before", {}, async (page) => {
  await ready(page);
  const other = "  Other:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: machines/other.asl.json\n";
  await paste(page, definition(page), stack(inTemplate) + other);
  await page.locator(".graph-canvas .node", { hasText: "Succeed" }).first().waitFor();
  await page.locator("select.template-machine").selectOption("Other");
  const missing = page.getByTestId("missing-definition");
  await missing.waitFor();
  assert.match(await missing.innerText(), /machines\/other\.asl\.json[\s\S]*Drop it/);
  assert.equal(await page.locator(".graph-area:not(.away)").count(), 0);
});

pageTest("how the value of a placeholder is read is said while it is typed", {}, async (page) => {
  await ready(page);
  await paste(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${wait}, "End": true}}}');
  await page.getByRole("button", { name: /^Placeholders/ }).click();
  const read = page.getByTestId("read-as");
  await page.getByLabel("wait", { exact: true }).fill("3");
  await soon(async () => assert.match(await read.innerText(), /Read as a number/));
  await page.getByLabel("wait", { exact: true }).fill('{"a": ');
  await soon(async () => assert.match(await read.innerText(), /Read as text: this is not complete JSON/));
});

pageTest("help begins with how to start, Relay has its word, and the gutter has the page's own signs", {}, async (page) => {
  await ready(page);
  assert.equal((await page.getByTestId("relay-button").innerText()).trim(), "Relay");
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Pas", "End": true}}}');
  const sign = page.locator(".cm-lint-marker-error").first();
  await sign.waitFor();
  assert.match(await sign.evaluate((element) => getComputedStyle(element).maskImage), /^url\(/);
  await page.getByRole("button", { name: "Help" }).click();
  const headings = page.getByRole("dialog").getByRole("heading", { level: 3 });
  await soon(async () => assert.equal(await headings.first().textContent(), "Start here"));
});

const RUNS = { StartAt: "A", States: { A: { Type: "Pass", Result: { made: 1 }, End: true } } };
const PASTED = {
  "the response of describe-state-machine": [JSON.stringify({ stateMachineArn: "arn:aws:states:us-east-1:1:stateMachine:m", name: "m", status: "ACTIVE", definition: JSON.stringify(RUNS), roleArn: "r", type: "STANDARD" }, null, 4), /in a state machine description\s+m/],
  "the request of create-state-machine": [JSON.stringify({ name: "m", definition: JSON.stringify(RUNS, null, 2), roleArn: "arn:aws:iam::1:role/r" }), /in a state machine description\s+m/],
  "the command with --cli-input-json": [`aws stepfunctions create-state-machine --cli-input-json '${JSON.stringify({ name: "m", definition: JSON.stringify(RUNS), roleArn: "r" })}'`, /AWS CLI\s+m/],
  "JSON in a JSON string": [JSON.stringify(JSON.stringify(RUNS)), /in a JSON string/],
  "a Markdown fence": [`Try this:\n\n\`\`\`json\n${JSON.stringify(RUNS, null, 2)}\n\`\`\`\n`, /in a Markdown fence/],
  "curly quotes": [JSON.stringify(RUNS, null, 2).replaceAll(/"([^"]*)"/g, "“$1”"), /curly quotes, read as straight ones/],
};
for (const [what, [text, said]] of Object.entries(PASTED)) {
  pageTest(`what people paste is understood, said, and taken out with one press: ${what}`, {}, async (page) => {
    await empty(page);
    await paste(page, definition(page), text);
    const bar = page.getByTestId("template");
    await soon(async () => assert.match(await bar.innerText(), said));
    assert.equal(await page.locator(".problem.error").count(), 0);
    assert.equal(await runToEnd(page), "SUCCEEDED");
    assert.equal(await textOf(definition(page)), text, "nothing is changed unasked");
    await bar.getByRole("button", { name: "Extract the definition" }).click();
    await soon(async () => assert.deepEqual(JSON.parse(await textOf(definition(page))), RUNS));
    assert.equal(await runToEnd(page), "SUCCEEDED");
  });
}

pageTest("a trailing comma is said and deleted with one press; a missing brace is placed by indentation", {}, async (page) => {
  await empty(page);
  const whole = JSON.stringify(RUNS, null, 2);
  await paste(page, definition(page), whole.replace('"StartAt": "A",', '"StartAt": "A",,').replace("true\n", "true,\n"));
  const problem = (text) => page.getByTestId("problem").filter({ hasText: text });
  await soon(async () => assert.match(await problem("Trailing comma").innerText(), /before \}/));
  await problem("nothing before this comma").waitFor();
  for (let left = 2; left > 0; left -= 1) await page.getByTestId("fix").filter({ hasText: "Delete the comma" }).first().click();
  await soon(async () => assert.equal(await textOf(definition(page)), whole));
  await paste(page, definition(page), JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } } }, null, 2).replace('"Next": "B"\n    },', '"Next": "B"'));
  const missing = problem("is missing after this");
  await missing.waitFor();
  assert.match(await missing.innerText(), /Ln 6\b/, "behind the last field of the state that it closes");
  await page.getByTestId("fix").filter({ hasText: "Add the missing" }).first().click();
  assert.equal(await runToEnd(page), "SUCCEEDED");
});
