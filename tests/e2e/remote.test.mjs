// A workflow on Step Functions elsewhere: run, followed, stopped, compared, opened, deleted; and what is said when that does not work.
import assert from "node:assert/strict";
import { before } from "node:test";
import { violations } from "./axe.mjs";
import { NARROW, address, pageTest, shots } from "./harness.mjs";
import { hasMoto, startMoto, startPlayed } from "./moto.mjs";
import { misplaced } from "./placed.mjs";
import { connect as addConnection, definition, fill, input, oneCall, outcome, ready, rows, run, runToEnd, soon, status, stop } from "./playground.mjs";
import { startRelay, useRelay } from "./relay.mjs";

const isThere = hasMoto();
const motoTest = isThere ? pageTest : () => undefined;
let moto;
before(async () => {
  if (isThere) moto = await startMoto();
}, { timeout: 60_000 });

const dialog = (page) => page.getByRole("dialog", { name: "Run on AWS or an emulator" });
const problem = (page) => page.getByTestId("remote-problem");
const machine = (page, name) => dialog(page).locator(`[data-testid=remote-machine][data-name="${name}"]`);

async function openDialog(page) {
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Run on AWS or an emulator…" }).click();
  await dialog(page).getByTestId("remote-connect").waitFor();
}

async function connect(page, address) {
  await openDialog(page);
  await dialog(page).getByLabel("Address", { exact: true }).fill(address);
  await dialog(page).getByTestId("remote-connect").click();
  await dialog(page).getByText(/^Connected to /).waitFor();
}

async function runThere(page, name) {
  await dialog(page).getByTestId("remote-name").fill(name);
  await dialog(page).getByTestId("remote-run").click();
  await dialog(page).waitFor({ state: "hidden" });
}

/** Compares the run on stage with the one that ran there. */
async function compareWithThere(page) {
  const list = page.getByTestId("compare-with");
  await list.selectOption({ label: await list.locator("option", { hasText: "there" }).innerText() });
}

const CHECK = {
  StartAt: "Give", States: {
    Give: { Type: "Pass", Parameters: { "n.$": "$.n", on: true }, Next: "Rest" },
    Rest: { Type: "Wait", Seconds: 1, Next: "Large?" },
    "Large?": { Type: "Choice", Choices: [{ Variable: "$.n", NumericGreaterThan: 5, Next: "Large" }], Default: "Small" },
    Large: { Type: "Pass", Result: { size: "large" }, End: true },
    Small: { Type: "Pass", Result: { size: "small" }, End: true },
  },
};

motoTest("a workflow runs in an emulator as here, is followed live, and the first event that differs is found", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), CHECK);
  await fill(page, input(page), { n: 7 });
  await connect(page, moto.address);
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/remote.png` });
  await runThere(page, "asl-playground-check");
  // While it waits there, it runs here.
  assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
  assert.equal(await outcome(page), "SUCCEEDED");
  await soon(async () => assert.equal(await page.getByTestId("run-origin").innerText(), "Ran there"));
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Give", "Rest", "Large?", "Large"]);
  const [there] = (await moto.call("ListStateMachines", {})).stateMachines.filter(({ name }) => name === "asl-playground-check");
  const [execution] = (await moto.call("ListExecutions", { stateMachineArn: there.stateMachineArn })).executions;
  const { output, input: given } = await moto.call("DescribeExecution", { executionArn: execution.executionArn });
  assert.deepEqual([JSON.parse(output), JSON.parse(given)], [{ size: "large" }, { n: 7 }]);

  // The same here, then side by side.
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await page.getByTestId("compare-both").click();
  const found = page.getByTestId("event-difference");
  assert.equal(await found.getAttribute("data-aspect"), "none", await found.innerText());
  await page.keyboard.press("Escape");
  // Another input here is what differs first.
  await fill(page, input(page), { n: 3 });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await compareWithThere(page);
  assert.equal(await found.getAttribute("data-aspect"), "data");
  assert.match(await found.innerText(), /ExecutionStarted, data at input\.n\..*different inputs/);
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/remote-compared.png` });
  await page.keyboard.press("Escape");

  // The list: the execution opens with its history; the machine is deleted, and gone there.
  await openDialog(page);
  await machine(page, "asl-playground-check").getByRole("button", { name: "Executions" }).click();
  await machine(page, "asl-playground-check").getByTestId("remote-open").click();
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Give", "Rest", "Large?", "Large"]);
  await openDialog(page);
  await machine(page, "asl-playground-check").getByTestId("remote-delete").press("Enter");
  assert.deepEqual(await violations(page), []);
  await machine(page, "asl-playground-check").getByTestId("remote-delete-confirmed").press("Enter");
  await machine(page, "asl-playground-check").waitFor({ state: "detached" });
  const left = (await moto.call("ListStateMachines", {})).stateMachines;
  assert.ok(!left.some(({ name }) => name === "asl-playground-check"));
});

motoTest("an execution is stopped there, and a machine of the same name is updated", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } });
  await connect(page, moto.address);
  await runThere(page, "asl-playground-stop");
  await rows(page, "Rest").waitFor();
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-stop";
  const [execution] = (await moto.call("ListExecutions", { stateMachineArn: arn })).executions;
  assert.equal(execution.status, "ABORTED");
  await fill(page, definition(page), { StartAt: "Now", States: { Now: { Type: "Pass", End: true } } });
  await openDialog(page);
  await dialog(page).getByText(/^Connected to /).waitFor();
  await runThere(page, "asl-playground-stop");
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match((await moto.call("DescribeStateMachine", { stateMachineArn: arn })).definition, /"Now"/);
  await moto.call("DeleteStateMachine", { stateMachineArn: arn });
});

motoTest("the relay signs for the page, and takes no other machines than those of the playground", { expected: [/Failed to load resource/] }, async (page) => {
  await moto.call("CreateStateMachine", { name: "orders", definition: JSON.stringify(CHECK), roleArn: "arn:aws:iam::123456789012:role/x" });
  const relay = await startRelay({ page: address(), aws: moto.address });
  await ready(page);
  await fill(page, definition(page), CHECK);
  await fill(page, input(page), { n: 1 });
  await useRelay(page, relay);
  await openDialog(page);
  await dialog(page).getByRole("button", { name: "AWS, through the relay" }).click();
  await dialog(page).getByTestId("remote-connect").click();
  await dialog(page).getByText(/^Connected to .* in us-east-1/).waitFor();
  assert.equal(await machine(page, "orders").getByTestId("remote-delete").count(), 0, "what is not of the playground stays");
  await runThere(page, "asl-playground-relay");
  assert.equal(await outcome(page), "SUCCEEDED");
  const stored = await page.evaluate(() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage));
  assert.ok(!/AWS4-HMAC|Signature=/.test(stored));
});

motoTest("who opens something else leaves an execution there as it is, and is told", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } });
  await connect(page, moto.address);
  await runThere(page, "asl-playground-leave");
  await rows(page, "Rest").waitFor();
  await page.getByTestId("example-picker").selectOption("*tab");
  await soon(async () => assert.match(await page.getByTestId("notice").innerText(), /still runs there: arn:aws:states/));
  const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-leave";
  const [execution] = (await moto.call("ListExecutions", { stateMachineArn: arn })).executions;
  assert.equal(execution.status, "RUNNING");
  await moto.call("StopExecution", { executionArn: execution.executionArn });
  await moto.call("DeleteStateMachine", { stateMachineArn: arn });
});

pageTest("what does not work is explained, and what is left there is named", { expected: [/Failed to load resource/, /ERR_CONNECTION_REFUSED/] }, async (page) => {
  const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-half";
  const denied = [400, { __type: "com.amazonaws.swf.service.v2.model#AccessDeniedException", message: "User is not authorized to perform: states:StartExecution." }];
  const known = [];
  const create = ({ name }) => {
    known.push({ name, stateMachineArn: arn, type: "STANDARD" });
    return { stateMachineArn: arn };
  };
  const played = await startPlayed({ ListStateMachines: () => ({ stateMachines: known }), CreateStateMachine: create, StartExecution: denied, DeleteStateMachine: {} });
  await ready(page);
  await fill(page, definition(page), CHECK);
  await openDialog(page);
  const field = (name) => dialog(page).getByLabel(name, { exact: true });
  await field("Address").fill("http://127.0.0.1:9");
  await dialog(page).getByTestId("remote-connect").click();
  await soon(async () => assert.match(await problem(page).innerText(), /no answer from http:\/\/127\.0\.0\.1:9.*LocalStack|EXTRA_CORS_ALLOWED_ORIGINS/s));
  await field("Address").fill("not an address");
  await dialog(page).getByTestId("remote-connect").click();
  await soon(async () => assert.match(await page.getByTestId("remote-status").innerText(), /not an origin/));
  await field("Address").fill(played.address);
  await dialog(page).getByTestId("remote-connect").click();
  await dialog(page).getByText(/^Connected to /).waitFor();
  await dialog(page).getByTestId("remote-name").fill("orders");
  assert.ok(await dialog(page).getByTestId("remote-run").isDisabled(), "no other names than those of the playground");
  assert.match(await page.getByTestId("remote-misnamed").innerText(), /begins with asl-playground-/);
  await dialog(page).getByTestId("remote-name").fill("asl-playground-half");
  await dialog(page).getByTestId("remote-run").click();
  await soon(async () => assert.match(await problem(page).innerText(), /StartExecution was refused with AccessDeniedException.*Allow states:StartExecution/s));
  assert.match(await page.getByTestId("left-over").innerText(), new RegExp(`created and is still there: ${arn}`));
  // It can be deleted at once.
  await machine(page, "asl-playground-half").getByTestId("remote-delete").click();
  await machine(page, "asl-playground-half").getByTestId("remote-delete-confirmed").click();
  await machine(page, "asl-playground-half").waitFor({ state: "detached" });
  known.length = 0;
  assert.deepEqual(played.asked.at(-1).body, { stateMachineArn: arn });
  // Created again, it is in the list again.
  await dialog(page).getByTestId("remote-run").click();
  await page.getByTestId("left-over").waitFor();
  await machine(page, "asl-playground-half").waitFor();
  assert.equal(await run(page).isEnabled(), true);
  await page.screenshot({ path: `${shots}/remote-problem.png` });
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await misplaced(page), []);
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/remote-narrow.png` });
});

pageTest("an execution of AWS opens with its definition, page by page, and with the child executions of its Distributed Map", {}, async (page) => {
  const arn = (kind, name) => `arn:aws:states:eu-west-1:123456789012:${kind}:${name}`;
  const definition = { StartAt: "Each", States: { Each: { Type: "Map", Label: "L", End: true, ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "One", States: { One: { Type: "Pass", End: true } } } } } };
  const events = (all) => all.map(([type, details], place) => ({ id: place + 1, previousEventId: place, timestamp: 1796159235.25 + place / 10, type, ...details }));
  const started = (input) => ["ExecutionStarted", { executionStartedEventDetails: { input, roleArn: "arn:aws:iam::123456789012:role/x" } }];
  const entered = (name, input) => ({ stateEnteredEventDetails: { name, input } });
  const exited = (name, output) => ({ stateExitedEventDetails: { name, output } });
  const mapRunArn = arn("mapRun", "orders/L:7");
  const root = events([
    started("[1]"), ["MapStateEntered", entered("Each", "[1]")], ["MapStateStarted", { mapStateStartedEventDetails: { length: 1 } }], ["MapRunStarted", { mapRunStartedEventDetails: { mapRunArn } }],
    ["MapRunSucceeded", {}], ["MapStateSucceeded", {}], ["MapStateExited", exited("Each", "[1]")], ["ExecutionSucceeded", { executionSucceededEventDetails: { output: "[1]" } }],
  ]);
  const child = events([started("1"), ["PassStateEntered", entered("One", "1")], ["PassStateExited", exited("One", "1")], ["ExecutionSucceeded", { executionSucceededEventDetails: { output: "1" } }]])
    .map((event) => ({ ...event, timestamp: 1796159235.56 + event.id / 1000 }));
  const [machineArn, executionArn, childArn] = [arn("stateMachine", "orders"), arn("execution", "orders:a"), arn("execution", "orders/L:b")];
  const history = ({ executionArn: asked, nextToken }) => {
    if (asked === childArn) return { events: child };
    return nextToken ? { events: root.slice(5) } : { events: root.slice(0, 5), nextToken: "more" };
  };
  const played = await startPlayed({
    ListStateMachines: { stateMachines: [{ name: "orders", stateMachineArn: machineArn, type: "STANDARD" }] },
    ListExecutions: ({ mapRunArn: of }) => ({ executions: [{ executionArn: of ? childArn : executionArn, name: of ? "b" : "a", status: "SUCCEEDED", startDate: 1796159235.25 }] }),
    DescribeStateMachineForExecution: { definition: JSON.stringify(definition) }, DescribeExecution: { status: "SUCCEEDED", input: "[1]" },
    ListMapRuns: { mapRuns: [{ mapRunArn }] }, GetExecutionHistory: history,
  });
  await ready(page);
  await connect(page, played.address);
  assert.equal(await machine(page, "orders").getByTestId("remote-delete").count(), 0);
  await machine(page, "orders").getByRole("button", { name: "Executions" }).click();
  await machine(page, "orders").getByText("2026-12-01").waitFor();
  await machine(page, "orders").getByTestId("remote-open").click();
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await status(page).innerText(), /8 events/);
  await rows(page, "Each").click();
  await page.getByTestId("inspector").getByRole("tab", { name: "Map Run" }).click();
  await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /1 (child execution|item)/i));
  assert.ok(!played.asked.some(({ action }) => /Create|Update|Start|Stop|Delete/.test(action)), "it is only read");
});

pageTest("one state is tested there too, with the role that was entered, and the first difference of both responses is named", {}, async (page) => {
  const answer = { status: "SUCCEEDED", output: '{"n": 8}', inspectionData: { input: "{}" } };
  const played = await startPlayed({ ListStateMachines: { stateMachines: [] }, TestState: () => answer });
  await ready(page);
  await addConnection(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: "https://practice.test" });
  await fill(page, definition(page), oneCall("https://practice.test/status/200"));
  const testHere = async () => {
    await page.getByTestId("edit-menu").click();
    await page.getByRole("menuitem", { name: "Test one state…" }).click();
    await page.getByTestId("test-start").click();
    await page.getByTestId("test-there").click();
  };
  await testHere();
  // Without an endpoint, what was entered stays.
  await page.getByTestId("test-not-connected").getByRole("button").click();
  await dialog(page).getByLabel("Address", { exact: true }).fill(played.address);
  await dialog(page).getByLabel(/^Role/).fill("arn:aws:iam::210987654321:role/own");
  await dialog(page).getByTestId("remote-connect").click();
  await dialog(page).getByText(/^Connected to /).waitFor();
  await page.keyboard.press("Escape");
  await testHere();
  await soon(async () => assert.match(await page.getByTestId("test-difference").innerText(), /First difference: (output|inspectionData|status)/));
  const [asked] = played.asked.filter(({ action }) => action === "TestState");
  assert.deepEqual([JSON.parse(asked.body.definition).Type, asked.body.roleArn], ["Task", "arn:aws:iam::210987654321:role/own"]);
});

pageTest("what AWS would refuse is not sent, a secret is told, and the name that was typed stays", {}, async (page) => {
  const played = await startPlayed({ ListStateMachines: { stateMachines: [] } });
  await ready(page);
  await fill(page, definition(page), { StartAt: "Q", States: { A: { Type: "Pass" } } });
  await connect(page, played.address);
  const hindered = page.getByTestId("remote-hindered");
  await soon(async () => assert.match(await hindered.innerText(), /not sent: There is no state Q.* \(line \d+\)\. And 1 more error\./));
  assert.ok(await dialog(page).getByTestId("remote-run").isDisabled());
  assert.equal(await page.getByTestId("remote-secrets").count(), 0);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.ok(!played.asked.some(({ action }) => /Create|Update|Start/.test(action)), "nothing was created");

  await fill(page, definition(page), { StartAt: "A", States: { A: { Type: "Pass", Result: { token: "sk_live_0123456789abcdef" }, End: true } } });
  await connect(page, played.address);
  const secrets = page.getByTestId("remote-secrets");
  await soon(async () => assert.match(await secrets.innerText(), /in the definition \(line \d+\)/));
  assert.doesNotMatch(await secrets.innerText(), /sk_live/, "it is not repeated");
  assert.equal(await hindered.count(), 0);
  assert.deepEqual(await violations(page), []);

  // Another role takes the connection away for a moment, and the dialog its parts.
  const name = dialog(page).getByTestId("remote-name");
  await name.fill("asl-playground-mine");
  await dialog(page).getByLabel(/^Role/).fill("arn:aws:iam::210987654321:role/own");
  await name.waitFor({ state: "detached" });
  await dialog(page).getByTestId("remote-connect").click();
  await dialog(page).getByText(/^Connected to /).waitFor();
  assert.equal(await name.inputValue(), "asl-playground-mine");
  await page.keyboard.press("Escape");
  await openDialog(page);
  await dialog(page).getByText(/^Connected to /).waitFor();
  assert.equal(await name.inputValue(), "asl-playground-mine");
  await page.keyboard.press("Escape");
  // Another workflow has its own.
  await fill(page, definition(page), { StartAt: "Other", States: { Other: { Type: "Succeed" } } });
  await openDialog(page);
  await dialog(page).getByText(/^Connected to /).waitFor();
  assert.equal(await name.inputValue(), "asl-playground-Other");
});

pageTest("AWS is offered no role that cannot exist, and an emulator any", {}, async (page) => {
  await ready(page);
  await openDialog(page);
  const role = dialog(page).getByLabel(/^Role/);
  assert.match(await role.inputValue(), /role\/asl-playground$/);
  await dialog(page).getByRole("button", { name: "AWS, through the relay" }).click();
  assert.equal(await role.inputValue(), "");
  assert.match(await role.getAttribute("placeholder"), /ARN of a role of your account/);
  await dialog(page).getByRole("button", { name: "Emulator on this machine" }).click();
  assert.match(await role.inputValue(), /role\/asl-playground$/);
});

pageTest("a lost connection is shown until it is back, also to who presses Stop", { expected: [/Failed to load resource/, /ERR_FAILED/] }, async (page) => {
  const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-lost";
  const events = [
    { id: 1, previousEventId: 0, timestamp: 1796159235.25, type: "ExecutionStarted", executionStartedEventDetails: { input: "{}", roleArn: "arn:aws:iam::123456789012:role/x" } },
    { id: 2, previousEventId: 0, timestamp: 1796159235.25, type: "WaitStateEntered", stateEnteredEventDetails: { name: "Rest", input: "{}" } },
  ];
  const played = await startPlayed({
    ListStateMachines: { stateMachines: [] }, CreateStateMachine: { stateMachineArn: arn }, StartExecution: { executionArn: arn.replace("stateMachine", "execution") + ":1" },
    GetExecutionHistory: { events }, DescribeExecution: { status: "RUNNING" }, StopExecution: { stopDate: 1796159236 },
  });
  await ready(page);
  await fill(page, definition(page), { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } });
  await connect(page, played.address);
  await runThere(page, "asl-playground-lost");
  await rows(page, "Rest").waitFor();
  const notice = page.getByTestId("notice");
  const lose = () => page.route(`${played.address}/**`, (route) => route.abort());
  const find = () => page.unroute(`${played.address}/**`);
  await lose();
  await soon(async () => assert.match(await notice.innerText(), /^Connection lost, trying again/));
  await find();
  await notice.waitFor({ state: "detached" });
  assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
  await lose();
  await stop(page).click();
  await soon(async () => assert.match(await notice.innerText(), /connection is lost.*may still run there: arn:aws:states/s));
  assert.doesNotMatch(await notice.innerText(), /Nothing was sent/);
  await find();
});
