// TestState: one state alone, in a dialog and for scripts, with the request and the response of AWS's API.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest, shots } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { connect, definition, fill, oneCall, ready, soon } from "./playground.mjs";

const SECRET = "s3cr3t-of-the-test";
/** TestState refuses endpoints that are not https, as AWS does: the Practice API is one that is. */
const ORIGIN = "https://practice.test";

const dialog = (page) => page.getByRole("dialog", { name: "Test one state" });
const status = (page) => page.getByTestId("test-status");
const field = (page, name) => dialog(page).getByRole("textbox", { name, exact: true });
/** Presses Test, and reads the response as it is shown and copied. */
async function test(page) {
  await page.getByTestId("test-start").click();
  await status(page).waitFor();
  await soon(async () => assert.ok(await page.getByTestId("test-start").isEnabled()));
  await page.getByTestId("test-response").getByRole("button", { name: /Copy/ }).click();
  return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const TASK = {
  Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "f", Payload: { "n.$": "$.n" } },
  ResultSelector: { "sum.$": "$.Payload.sum" }, Next: "Done",
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2, MaxAttempts: 3 }],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }],
};
const machine = { StartAt: "Add", States: { Add: TASK, Done: { Type: "Succeed" }, Sorry: { Type: "Fail" } } };

pageTest("one state is tested with a mock: result, retry, catch, and the command for the AWS CLI", CLIPBOARD, async (page) => {
  await ready(page);
  await fill(page, definition(page), machine);
  await fill(page, page.getByRole("textbox", { name: "Input" }), { n: 1 });
  await page.getByTestId("graph").getByRole("treeitem", { name: /^Add,/ }).click({ button: "right" });
  await page.getByTestId("state-menu").getByRole("menuitem", { name: "Test this state alone…" }).press("Enter");
  await dialog(page).waitFor();
  assert.equal(await page.getByTestId("tested-state").inputValue(), "Add");
  await dialog(page).getByRole("button", { name: "Mock a result" }).click();
  await fill(page, field(page, "Result of the mock"), { Payload: { sum: 3 }, StatusCode: 200 });
  // As the model of the service has it, the payload is a text.
  await page.getByTestId("test-start").click();
  await soon(async () => assert.match(await page.getByTestId("test-refused").innerText(), /^ValidationException: Mock result schema validation error: Field 'Payload' must be a string/));
  await dialog(page).getByLabel("Fields of the mock").selectOption("NONE");
  const good = await test(page);
  assert.deepEqual([good.status, good.output, good.nextState], ["SUCCEEDED", '{"sum":3}', "Done"]);
  assert.deepEqual(Object.keys(good.inspectionData), ["input", "afterInputPath", "afterParameters", "result", "afterResultSelector", "afterResultPath"]);
  assert.equal(good.inspectionData.afterParameters, '{"FunctionName":"f","Payload":{"n":1}}');
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/test-state.png` });
  await dialog(page).getByRole("button", { name: "Mock an error" }).click();
  await dialog(page).getByLabel("Error of the mock").fill("Busy");
  await dialog(page).getByLabel("Retries so far").fill("1");
  const again = await test(page);
  assert.equal(again.status, "RETRIABLE");
  assert.deepEqual(again.inspectionData.errorDetails, { retryBackoffIntervalSeconds: 4, retryIndex: 0 });
  await dialog(page).getByRole("button", { name: "Copy as AWS CLI" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(command, /^aws stepfunctions test-state \\\n {2}--definition '\{"Type":"Task"/);
  assert.match(command, /--mock '\{"errorOutput":\{"error":"Busy"\},"fieldValidationMode":"NONE"\}' \\\n {2}--state-configuration '\{"retrierRetryCount":1\}' \\\n {2}--inspection-level DEBUG$/);
  await dialog(page).getByLabel("Error of the mock").fill("Other");
  const caught = await test(page);
  assert.deepEqual([caught.status, caught.nextState, caught.error], ["CAUGHT_ERROR", "Sorry", "Other"]);
  // Another state, without a run of it: what it is given is what stands there.
  await page.getByTestId("tested-state").selectOption("Sorry");
  assert.equal((await test(page)).status, "FAILED");
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  assert.deepEqual(await misplaced(page), []);
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/test-state-390-dark.png` });
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
});

pageTest("the trace of an HTTP Task has request and response, without the secret unless it is revealed", CLIPBOARD, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: SECRET, origins: ORIGIN });
  // A state alone is a document of its own.
  await fill(page, definition(page), oneCall(`${ORIGIN}/hello?name=Ada`).States.Call);
  await soon(async () => assert.equal(await page.getByTestId("graph").getByRole("treeitem").count() > 0, true));
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Test one state…" }).click();
  await dialog(page).waitFor();
  const shown = await test(page);
  assert.equal(shown.status, "SUCCEEDED");
  const { request, response } = shown.inspectionData;
  assert.deepEqual([request.method, request.protocol, request.url], ["GET", "https", `${ORIGIN}/hello?name=Ada`]);
  assert.match(request.headers, /^\[.*User-Agent: Amazon\|StepFunctions\|HttpInvoke\|us-east-1, Range: bytes=0-262144\]$/);
  assert.doesNotMatch(request.headers, /Authorization/);
  assert.equal(response.statusCode, "200");
  assert.ok(!JSON.stringify(shown).includes(SECRET));
  await page.getByTestId("test-reveal").check();
  const proof = Buffer.from(`demo:${SECRET}`).toString("base64");
  assert.ok((await test(page)).inspectionData.request.headers.includes(`Authorization: Basic ${proof}`));
  // For scripts, member by member.
  const call = (request) => page.evaluate((request) => window.aslPlayground.testState(request).catch((error) => ({ name: error.name, message: error.message })), request);
  const state = JSON.stringify(oneCall(`${ORIGIN}/hello?name=Ada`).States.Call);
  const role = "arn:aws:iam::123456789012:role/r";
  const masked = await call({ definition: state, input: "{}", roleArn: role, inspectionLevel: "TRACE" });
  assert.deepEqual(Object.keys(masked), ["output", "inspectionData", "status"]);
  assert.ok(!JSON.stringify(masked).includes(proof) && !JSON.stringify(masked).includes(SECRET));
  const bare = await call({ definition: state, input: "{}", roleArn: role, inspectionLevel: "TRACE", revealSecrets: true });
  assert.ok(bare.inspectionData.request.headers.includes(proof));
  assert.deepEqual(await call({ definition: state }), { name: "ValidationException", message: "RoleArn must be specified when testing a Task state" });
  assert.deepEqual(await call({ definition: '{"Type":"Pass","Next":"B"}', input: '{"a":1}', variables: "{}" }), { output: '{"a":1}', nextState: "B", status: "SUCCEEDED" });
});
