// The page never shows a result that is not what it seems: runs of an earlier version, runs that did not start, states that did
// not run, answers of mocks.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { pageTest } from "./harness.mjs";
import { connect, definition, events, fill, input, inspector, oneCall, ready, rows, run, runToEnd, showEvents, soon, status } from "./playground.mjs";
import { startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const choice = {
  StartAt: "Check",
  States: {
    Check: { Type: "Choice", Choices: [{ Variable: "$.n", NumericGreaterThan: 10, Next: "Large" }], Default: "Small" },
    Large: { Type: "Pass", Next: "Report" },
    Report: { Type: "Succeed" },
    Small: { Type: "Succeed" },
  },
};
const node = (page, name) => page.locator(".graph-canvas .node").filter({ has: page.locator(`text=${name}`) }).first();
const colored = (page) => page.locator(".graph-canvas .node.succeeded, .graph-canvas .edge.taken").count();
const didNotRun = (page) => page.getByTestId("did-not-run");

async function ran(page, machine = choice, given = { n: 1 }) {
  await ready(page);
  await fill(page, definition(page), machine);
  await fill(page, input(page), given);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.ok((await colored(page)) > 0, "the graph shows the run"));
}

pageTest("after an edit the run is one of an earlier version, and the graph has none of its colors", {}, async (page) => {
  await ran(page);
  const edited = structuredClone(choice);
  edited.States.Small.Comment = "edited";
  await fill(page, definition(page), edited);
  await page.getByTestId("from-earlier").waitFor();
  assert.match(await status(page).innerText(), /Succeeded[\s\S]*From an earlier version/);
  assert.ok(await status(page).evaluate((element) => element.classList.contains("earlier")));
  await soon(async () => assert.equal(await colored(page), 0));
  await fill(page, definition(page), choice);
  await soon(async () => assert.ok((await colored(page)) > 0, "what was written is what ran: its colors are back"));
  await fill(page, definition(page), edited);
  await page.getByTestId("from-earlier").getByRole("button", { name: "Run again" }).click();
  await page.getByTestId("from-earlier").waitFor({ state: "detached" });
  await soon(async () => assert.ok((await colored(page)) > 0));
});

pageTest("a run that did not start says so where its result would stand", {}, async (page) => {
  await ready(page);
  const broken = structuredClone(choice);
  broken.States.Large.Next = "Nowhere";
  await fill(page, definition(page), broken);
  // What is still on its way from the editor would be a change after the press.
  await page.locator(".problems").getByText("Nowhere").first().waitFor();
  await run(page).click();
  const said = page.getByTestId("did-not-start");
  await said.waitFor();
  assert.match(await said.innerText(), /Did not start: \d+ errors?/);
  await fill(page, definition(page), choice);
  await said.waitFor({ state: "detached" });
  await fill(page, input(page), { n: 1 });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await fill(page, definition(page), broken);
  // What is still on its way from the editor would be a change after the press.
  await page.locator(".problems").getByText("Nowhere").first().waitFor();
  await run(page).click();
  await said.waitFor();
  assert.ok(await page.locator(".run-parts.earlier").isVisible(), "the run before is no longer shown as fresh");
  await soon(async () => assert.equal(await colored(page), 0));
});

const STATEMENTS = "- Effect: Allow\n  Action: states:InvokeHTTPEndpoint\n  Resource: '*'\n";
const CONNECTION = "Api:\n  Type: AWS::Events::Connection\n  Properties:\n    AuthorizationType: BASIC\n    AuthParameters:\n      BasicAuthParameters: {Username: !Ref U, Password: !Ref P}\n";
for (const [what, text, said] of [
  ["an empty text", "", /no state machine to run|text is empty/i],
  ["policy statements", STATEMENTS, /policy statements, not a workflow/],
  ["a connection alone", CONNECTION, /these are connections/i],
]) {
  pageTest(`nothing is called ready where there is nothing to run, and Run says so: ${what}`, {}, async (page) => {
    await ready(page);
    await fill(page, definition(page), text);
    const list = page.getByRole("region", { name: "Problems" });
    await soon(async () => assert.match(await list.innerText(), /Nothing to run yet/));
    assert.doesNotMatch(await list.innerText(), /ready to run/i);
    if (text) await soon(async () => assert.match(await page.locator(".graph-empty").innerText(), said, "in place of the graph"));
    await page.keyboard.press("ControlOrMeta+Enter");
    await soon(async () => assert.match(await page.getByTestId("did-not-start").innerText(), /Did not start/));
    assert.match(await page.getByTestId("did-not-start").innerText(), said);
    assert.equal(await status(page).count(), 0);
    await fill(page, definition(page), choice);
    await page.getByTestId("did-not-start").waitFor({ state: "detached" });
  });
}

pageTest("events that cannot be sent say so where their run would stand", {}, async (page) => {
  await ready(page);
  const template = (endpoint) => `Resources:
  C: {Type: AWS::Events::Connection, Properties: {Name: practice-basic, AuthorizationType: BASIC}}
  D: {Type: AWS::Events::ApiDestination, Properties: {ConnectionArn: !GetAtt C.Arn, InvocationEndpoint: ${endpoint}, HttpMethod: POST}}
  R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Id: d, Arn: !GetAtt D.Arn, RoleArn: r}]}}
`;
  await fill(page, definition(page), template("!Ref Address"));
  await page.getByRole("treeitem", { name: /^R, rule/ }).waitFor();
  await run(page).click();
  await soon(async () => assert.match(await page.getByTestId("did-not-start").innerText(), /The parameter Address needs a value\./));
  await page.getByLabel("Address", { exact: true }).fill("https://practice.test/orders");
  await page.getByTestId("did-not-start").waitFor({ state: "detached" });
});

pageTest("a state that did not run says so, and which way was taken instead", {}, async (page) => {
  await ran(page);
  await node(page, "Small").click();
  await soon(async () => assert.match(await inspector(page).innerText(), /Small/));
  await node(page, "Large").click();
  await didNotRun(page).waitFor();
  assert.match(await inspector(page).innerText(), /Large\s+Did not run\s+Check chose Small instead/);
  await node(page, "Report").click();
  await soon(async () => assert.match(await didNotRun(page).innerText(), /did not run either: Large/));
  await rows(page, "Check").click();
  await didNotRun(page).waitFor({ state: "detached" });
});

const call = (rest = {}) => ({
  StartAt: "Call",
  States: { Call: { Type: "Task", Resource: "arn:aws:states:::http:invoke", End: true, Parameters: { ApiEndpoint: "https://api.example.com/x", Method: "GET", Authentication: { ConnectionArn: "practice" } }, ...rest } },
});
const withMock = async (page, mock) => {
  await ready(page);
  await fill(page, definition(page), call());
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: "Mocks" }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Call: mock });
};

pageTest("an error of a mock is the mock's, with the ordinary advice", {}, async (page) => {
  await withMock(page, { errorOutput: { error: "States.Http.StatusCode.429", cause: "Too Many Requests" } });
  assert.equal(await runToEnd(page), "FAILED");
  const explanation = page.getByTestId("explanation");
  await explanation.waitFor();
  const text = await explanation.innerText();
  assert.match(text, /Answered by your mock: 429 Too Many Requests/);
  assert.match(text, /Nothing was sent to the API/);
  assert.match(text, /too many calls in a short time/);
  assert.doesNotMatch(text, /failed before the call/);
});

pageTest("an answer of a mock has its attempt, its body and its badge", {}, async (page) => {
  await withMock(page, { result: { StatusCode: 201, StatusText: "Created", Headers: {}, ResponseBody: { id: 7 } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const attempt = page.getByTestId("attempt");
  await attempt.waitFor();
  await soon(async () => assert.match(await attempt.innerText(), /Attempt 1\s+201 Created\s+mock[\s\S]*Answered by your mock[\s\S]*id/));
});

pageTest("an origin that a connection is not bound to can be added where the refusal is explained", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: "https://elsewhere.example" });
  await fill(page, definition(page), oneCall(`${api.origin}/basic?cors=on`));
  assert.equal(await runToEnd(page), "FAILED");
  await rows(page, "Call").click();
  await inspector(page).getByRole("tab", { name: /^HTTP/ }).click();
  await page.getByTestId("add-origin").click();
  await page.getByTestId("add-origin").filter({ hasText: "Origin added" }).waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("an event that is selected opens its attempt", { expected: [/Failed to load resource/] }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api.origin });
  const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 2 }];
  await fill(page, definition(page), oneCall(`${api.origin}/status/503?cors=on`, { Retry }));
  assert.equal(await runToEnd(page), "FAILED");
  await showEvents(page);
  await events(page).filter({ hasText: "TaskFailed" }).first().click();
  await inspector(page).getByRole("tab", { name: /^HTTP/ }).click();
  const opened = inspector(page).locator("[data-testid=attempt]:has(.attempt-head[aria-expanded=true])");
  await soon(async () => assert.match(await opened.innerText(), /Attempt 1/));
  await events(page).filter({ hasText: "TaskFailed" }).last().click();
  await soon(async () => assert.match(await opened.innerText(), /Attempt 3/));
});
