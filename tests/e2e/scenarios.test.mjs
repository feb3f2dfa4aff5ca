// Scenarios: written, run at once and again on each change, what is wrong with them, what they reach, and that they travel.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, open, pageTest, shots } from "./harness.mjs";
import { copyLink, definition, fill, outcome, paste, ready, sharedLink, soon, textOf } from "./playground.mjs";

const editor = (page) => page.getByRole("textbox", { name: "Scenarios" });
const verdict = (page) => page.getByTestId("scenario-verdict");
const rows = (page) => page.getByTestId("scenario");

/** Opens the tab, and waits until it is there. */
async function scenarios(page) {
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await verdict(page).waitFor({ timeout: 20_000 });
  await editor(page).waitFor();
}

const API = "Call third-party API";
const works = {
  name: "Two failures are retried",
  whatIf: { [API]: ["503", "503"] },
  mocks: { [API]: { result: { StatusCode: 200 } } },
  expect: { status: "SUCCEEDED", calls: [{ state: API, times: 3 }], longestSeconds: 10, path: [API] },
};

pageTest("scenarios run at once, say what does not hold, and run again on each change", {}, async (page) => {
  await ready(page);
  await scenarios(page);
  assert.match(await verdict(page).innerText(), /No scenarios yet/);
  await fill(page, editor(page), [works, { ...works, name: "Wrong", expect: { status: "FAILED", calls: [{ state: API, times: 2 }] } }]);
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 2 pass, 1 fail/));
  const wrong = await rows(page).nth(1).innerText();
  assert.match(wrong, /the status must be FAILED, but is SUCCEEDED/);
  assert.match(wrong, /must make 2 calls, but makes 3/);
  assert.deepEqual(await violations(page), []);

  await page.getByTestId("coverage").locator("summary").click();
  assert.match(await page.getByTestId("coverage").innerText(), /Coverage: 100%/);
  assert.ok(await page.locator(".coverage-picture").evaluate((image) => image.complete && image.naturalWidth > 50), "the picture is drawn");

  // The definition changes: without its Retry the first failure ends the run.
  const text = JSON.parse(await textOf(definition(page)));
  delete text.States[API].Retry;
  await fill(page, definition(page), text);
  await soon(async () => assert.match(await verdict(page).innerText(), /0 of 2 pass, 2 fail/));

  await rows(page).first().getByTestId("scenario-run").click();
  assert.equal(await outcome(page), "FAILED", "its run is open");
});

pageTest("what is wrong with a file is told with its place", {}, async (page) => {
  await ready(page);
  await scenarios(page);
  await fill(page, editor(page), '[\n  {"name": "a", "mocks": {"Cal": {"result": 1}}, "expect": {"status": "DONE"}}\n]');
  await soon(async () => assert.equal(await page.getByTestId("scenario-problem").count(), 2));
  const told = await page.locator(".scenarios").innerText();
  assert.match(told, /Ln 2, Col \d+: there is no state Cal/);
  assert.match(told, /no execution ends with the status DONE/);
});

pageTest("a finding becomes a scenario, a missed place gets one, and both travel in the link", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await ready(page);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("menuitem", { name: "Explore failures…" }).click();
  await page.getByTestId("explore-figures").waitFor({ timeout: 20_000 });
  await page.getByTestId("explore-Unhandled").getByTestId("explore-scenario").first().click();
  await page.keyboard.press("Escape");
  await editor(page).waitFor();
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 1 pass/));

  await fill(page, editor(page), [{ name: "It works", mocks: { [API]: { result: {} } }, expect: { status: "SUCCEEDED" } }]);
  await soon(async () => assert.match(await rows(page).innerText(), /It works/));
  await page.getByTestId("coverage").locator("summary").click();
  assert.doesNotMatch(await page.getByTestId("coverage").innerText(), /100%/, "the retrier is not reached");
  // The same in the graph: the switch marks what is reached, and says it.
  const state = page.getByTestId("graph").getByRole("treeitem", { name: new RegExp(`^${API},`) });
  await page.getByTestId("coverage-in-graph").check();
  await soon(async () => assert.match(await state.getAttribute("aria-label"), /Reached by the scenarios\. 0 of 1 rules, retriers, and catchers are reached\./));
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/coverage-in-graph.png` });
  await page.getByTestId("reach").first().click();
  await soon(async () => assert.equal(await rows(page).count(), 2));
  await soon(async () => assert.match(await page.getByTestId("coverage").innerText(), /Coverage: 100%/));
  assert.match(await verdict(page).innerText(), /2 of 2 pass/);
  await soon(async () => assert.match(await state.getAttribute("aria-label"), /Reached by the scenarios\. 1 of 1 rules/));
  await page.getByTestId("coverage-in-graph").uncheck();
  await soon(async () => assert.doesNotMatch(await state.getAttribute("aria-label"), /Reached/));

  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await copyLink(page);
  const link = await sharedLink(page);
  const other = await open({ url: link });
  await ready(other.page);
  await scenarios(other.page);
  await soon(async () => assert.match(await verdict(other.page).innerText(), /2 of 2 pass/));
  await other.close();
});

pageTest("the tab fits a phone", { viewport: NARROW }, async (page) => {
  await ready(page);
  await page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name: "Setup", exact: true }).click();
  await scenarios(page);
  await page.getByTestId("add-scenario").click();
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 1 pass/));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} px`);
  assert.deepEqual(await violations(page), []);
});

/** A rule that starts a machine and calls an API. */
const buses = {
  Resources: {
    Charge: { Type: "AWS::StepFunctions::StateMachine", Properties: { StateMachineName: "ChargeOrder", RoleArn: "arn:aws:iam::123456789012:role/r", Definition: {
      StartAt: "Charge", States: { Charge: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "charge", "Payload.$": "$.detail" }, End: true } } } } },
    Connection: { Type: "AWS::Events::Connection", Properties: { Name: "warehouse", AuthorizationType: "API_KEY", AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "v" } } } },
    Warehouse: { Type: "AWS::Events::ApiDestination", Properties: { Name: "warehouse-api", ConnectionArn: { "Fn::GetAtt": ["Connection", "Arn"] }, HttpMethod: "POST", InvocationEndpoint: "https://warehouse.example.com/orders" } },
    OnOrder: { Type: "AWS::Events::Rule", Properties: { Name: "LargeOrders", EventPattern: { source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } }, Targets: [
      { Id: "charge", Arn: { Ref: "Charge" }, RoleArn: "arn:aws:iam::123456789012:role/r" },
      { Id: "warehouse", Arn: { "Fn::GetAtt": ["Warehouse", "Arn"] }, RoleArn: "arn:aws:iam::123456789012:role/r", InputPath: "$.detail" },
    ] } },
  },
};

pageTest("scenarios put events on buses, and say what holds of deliveries, calls, and executions", {}, async (page) => {
  await ready(page);
  await paste(page, definition(page), JSON.stringify(buses, null, 1));
  await page.getByText("CloudFormation template").waitFor();
  await scenarios(page);
  const order = {
    name: "A large order", events: { source: "shop", "detail-type": "Order placed", detail: { id: 7, total: 900 } },
    mocks: { Charge: { result: { Payload: "paid" } }, "warehouse-api": { result: { StatusCode: 200 } } }, whatIf: { "warehouse-api": ["503", "503"] },
    expect: {
      deliveries: [{ rule: "LargeOrders", target: "warehouse", status: "DELIVERED", with: { id: 7 }, times: 1 }],
      executions: [{ machine: "ChargeOrder", status: "SUCCEEDED", input: { detail: { total: 900 } } }],
      calls: [{ state: "warehouse-api", times: 3 }, { state: "Charge", times: 1 }],
    },
  };
  const small = { name: "A small order", events: { source: "shop", "detail-type": "Order placed", detail: { total: 5 } }, expect: { deliveries: [{ rule: "LargeOrders", times: 1 }] } };
  await fill(page, editor(page), JSON.stringify([order, small], null, 1));
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 2 pass, 1 fail/));
  assert.match(await rows(page).nth(1).innerText(), /the rule LargeOrders must have 1 such deliveries, but has 0/);
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/scenarios-events.png` });
  await rows(page).first().getByTestId("scenario-run").click();
  const deliveries = page.locator("[data-testid=event-timeline-row][data-kind=delivery]");
  await soon(async () => assert.deepEqual(await deliveries.evaluateAll((all) => all.map((row) => row.dataset.status)), ["succeeded", "succeeded-with-retries"]));
  await fill(page, editor(page), JSON.stringify([{ ...small, expect: { deliveries: [{ rule: "LargeOrder" }] } }]));
  await soon(async () => assert.match(await page.locator(".scenarios").innerText(), /there is no rule LargeOrder/));
});

pageTest("an empty list has no scenarios, and one that expects nothing says so", {}, async (page) => {
  await ready(page);
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await fill(page, editor(page), "[]");
  await soon(async () => assert.equal(await verdict(page).innerText(), "No scenarios yet"));
  await fill(page, editor(page), '[{"name": "a"}]');
  await soon(async () => assert.equal(await verdict(page).innerText(), "1 of 1 pass, but it expects nothing"));
  await fill(page, editor(page), "[1]");
  await soon(async () => assert.equal(await verdict(page).innerText(), "The scenarios have an error, so none has run"));
});
