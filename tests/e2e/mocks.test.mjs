// Tasks that a browser cannot call: a mock answers them, or the run pauses and the person does.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { copyLink, definition, fill, kept, outcome, problems, ready, rows, run, runToEnd, soon, status, stop, textOf } from "./playground.mjs";

const lambda = (rest = {}) => ({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "price" }, End: true, ...rest });
const one = (state) => ({ StartAt: "Price", States: { Price: state } });
const tab = (page, name) => page.getByRole("region", { name: "Setup" }).getByRole("tab", { name });
const mocks = (page) => page.getByRole("textbox", { name: "Mocks" });
const questions = (page) => page.getByTestId("questions");
const answer = (page) => page.getByTestId("answer");

async function withMocks(page, machine, text) {
  await ready(page);
  await fill(page, definition(page), machine);
  await tab(page, "Mocks").click();
  await fill(page, mocks(page), text);
}

async function asked(page, machine) {
  await ready(page);
  await fill(page, definition(page), machine);
  // Whoever pressed the button is not writing: the panel may take the focus.
  await run(page).click();
  await questions(page).waitFor();
}

pageTest("mocks answer attempt by attempt, and the step says so", {}, async (page) => {
  const retried = lambda({ Retry: [{ ErrorEquals: ["Lambda.TooManyRequestsException"], IntervalSeconds: 1 }] });
  await withMocks(page, one(retried), { Price: [{ errorOutput: { error: "Lambda.TooManyRequestsException" } }, { result: { Payload: 7 } }] });
  const node = page.getByTestId("graph").getByRole("treeitem", { name: /^Price,/ });
  await soon(async () => assert.match(await node.getAttribute("aria-label"), /Mocked\./, "the graph says so before anything runs"));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const row = rows(page, "Price");
  await soon(async () => assert.equal(await row.getAttribute("data-status"), "succeeded-with-retries"));
  await soon(async () => assert.match(await row.innerText(), /answered by a mock/));
});

pageTest("an HTTP Task that is mocked is not sent", {}, async (page) => {
  const machine = one({ Type: "Task", Resource: "arn:aws:states:::http:invoke", End: true, Parameters: { ApiEndpoint: "https://nowhere.example/", Method: "GET", Authentication: { ConnectionArn: "practice" } } });
  let sent = 0;
  await page.route("https://nowhere.example/**", (route) => { sent += 1; return route.abort(); });
  await withMocks(page, machine, { Price: { result: { StatusCode: 200, StatusText: "OK", Headers: {}, ResponseBody: { n: 1 } } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.equal(sent, 0);
});

pageTest("mocks are checked as they are written", {}, async (page) => {
  await withMocks(page, one(lambda()), { Prize: { result: 1 } });
  const named = problems(page).filter({ hasText: "no state Prize" });
  await named.waitFor();
  await soon(async () => assert.match(await named.innerText(), /did you mean Price/i));
  await tab(page, "Input").click();
  await named.click();
  await soon(async () => assert.ok(await mocks(page).isVisible(), "the problem leads to its tab"));
  await fill(page, mocks(page), { Price: {} });
  await problems(page).filter({ hasText: "this mock has no answer" }).waitFor();
  await run(page).click();
  await page.getByText(/Did not start: fix 1 error first/).waitFor();
});

pageTest("mocks, files and settings survive a reload and travel in a link", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await withMocks(page, one(lambda()), { Price: { result: 5 } });
  await tab(page, "Files").click();
  await page.getByTestId("file-input").last().setInputFiles({ name: "one.csv", mimeType: "text/csv", buffer: Buffer.from("a\n1\n") });
  await page.getByTestId("file").filter({ hasText: "one.csv" }).waitFor();
  await tab(page, "Settings").click();
  await page.getByRole("radio", { name: /^Skipped/ }).check();
  await page.waitForTimeout(600);
  const all = async (there) => {
    await tab(there, "Mocks").click();
    await soon(async () => assert.match(await textOf(mocks(there)), /"Price"[^]*5/));
    await tab(there, /^Files/).click();
    await there.getByTestId("file").filter({ hasText: "one.csv" }).waitFor();
    await tab(there, /^Settings/).click();
    await soon(async () => assert.ok(await there.getByRole("radio", { name: /^Skipped/ }).isChecked()));
  };
  await page.reload();
  await ready(page);
  await all(page);
  await copyLink(page);
  await page.getByText("Copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await page.goto(link);
  await ready(page);
  await all(page);
});

pageTest("a run pauses at what nothing answers, and goes on with a result", {}, async (page) => {
  await asked(page, one(lambda()));
  await soon(async () => assert.match(await status(page).innerText(), /Waiting for your answer/));
  await soon(async () => assert.match(await rows(page, "Price").innerText(), /Your answer/));
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "questions", "the panel has the focus"));
  await soon(async () => assert.match(await questions(page).innerText(), /lambda:invoke[^]*"FunctionName": "price"/));
  const result = page.getByRole("textbox", { name: "Result" });
  await soon(async () => assert.match(await textOf(result), /"ExecutedVersion": "\$LATEST"/));
  await fill(page, result, '{"Payload": }');
  await answer(page).click();
  await page.getByRole("alert").filter({ hasText: /^Ln 1/ }).waitFor();
  await fill(page, result, '{"Payload": {"price": 12}}');
  await page.getByLabel("Save as a mock for later runs").check();
  await page.keyboard.press("ControlOrMeta+Enter");
  assert.equal(await outcome(page), "SUCCEEDED");
  await soon(async () => assert.match(await rows(page, "Price").innerText(), /answered by you/));
  await soon(async () => assert.match(await textOf(mocks(page)), /"Price"[^]*"price": 12/));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await rows(page, "Price").innerText(), /answered by a mock/, "the next run does not ask"));
});

pageTest("an error is an answer too: it is retried, then caught", {}, async (page) => {
  const machine = { StartAt: "Price", States: { Price: lambda({ End: undefined, Next: "Done", Catch: [{ ErrorEquals: ["Mine"], Next: "Caught" }] }), Done: { Type: "Succeed" }, Caught: { Type: "Succeed" } } };
  await asked(page, machine);
  await page.getByRole("button", { name: "Error", exact: true }).first().click();
  await page.getByRole("button", { name: "Lambda.ServiceException" }).click();
  await soon(async () => assert.equal(await page.getByLabel("Error", { exact: true }).inputValue(), "Lambda.ServiceException"));
  await page.getByLabel("Error", { exact: true }).fill("Mine");
  await answer(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Price").getAttribute("data-status"), "caught"));
  await rows(page, "Caught").waitFor();
});

pageTest("several Tasks wait at once, are answered in any order, and what was written of each stays", {}, async (page) => {
  const branch = (name) => ({ StartAt: name, States: { [name]: lambda({ Parameters: { FunctionName: name } }) } });
  await asked(page, { StartAt: "Both", States: { Both: { Type: "Parallel", Branches: [branch("Left"), branch("Right")], End: true } } });
  const result = page.getByRole("textbox", { name: "Result" });
  await fill(page, result, '"left"');
  await questions(page).getByRole("button", { name: "Right" }).click();
  await fill(page, result, '"right"');
  await answer(page).click();
  await page.getByText("A Task needs your answer").waitFor();
  await soon(async () => assert.equal(await textOf(result), '"left"'));
  await answer(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
});

pageTest("one answer can be for all that wait in the same state", {}, async (page) => {
  const each = { Type: "Map", ItemsPath: "$.items", ItemProcessor: { StartAt: "Price", States: { Price: lambda() } }, End: true };
  await asked(page, { StartAt: "Items", States: { Items: { Type: "Pass", Result: { items: [1, 2, 3] }, Next: "Each" }, Each: each } });
  await page.getByText("3 Tasks need your answer").waitFor();
  await page.getByLabel("Apply to all 3").check();
  await answer(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
});

pageTest("time limits go on while a Task waits, and a heartbeat puts its own off", {}, async (page) => {
  const resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  const task = { Type: "Task", Resource: resource, HeartbeatSeconds: 2, Parameters: { "MessageBody.$": "$$.Task.Token", QueueUrl: "q" }, End: true };
  await asked(page, one(task));
  await soon(async () => assert.match(await questions(page).innerText(), /HeartbeatSeconds ends in[^]*Task token/));
  const start = Date.now();
  await page.waitForTimeout(1200);
  await page.getByTestId("heartbeat").click();
  assert.equal(await outcome(page), "FAILED");
  assert.ok(Date.now() - start > 2900, "the heartbeat put the end off");
  await soon(async () => assert.match(await status(page).innerText(), /States\.(Heartbeat)?Timeout/));
  await soon(async () => assert.equal(await questions(page).count(), 0));
});

pageTest("a run that waits can be stopped, and nobody's writing is interrupted", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), one(lambda()));
  await page.keyboard.press("ControlOrMeta+Enter");
  await questions(page).waitFor();
  await soon(async () => assert.ok(await page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Definition"), "the focus stays"));
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  await soon(async () => assert.equal(await questions(page).count(), 0));
  assert.doesNotMatch((await kept(page)).url, /#/);
});

pageTest("a script is never asked: what nothing answers fails and says what to do", {}, async (page) => {
  await ready(page);
  const order = (mocks) => ({ definition: one(lambda()), mocks });
  const failed = await page.evaluate((order) => aslPlayground.run(order), order(undefined));
  assert.equal(failed.status, "FAILED");
  assert.match(failed.cause, /'arn:aws:states:::lambda:invoke'[^]*`mocks` has no answer for the state 'Price'/);
  const mocked = await page.evaluate((order) => aslPlayground.run(order), order({ Price: { result: { Payload: 3 } } }));
  assert.deepEqual([mocked.status, mocked.output], ["SUCCEEDED", { Payload: 3 }]);
});
