// What a workflow's role must allow, and what belongs to its template: told, shown at its place, copied, created.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { definition, fill, problems, ready, runToEnd, soon, textOf } from "./playground.mjs";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Key: {Type: String, NoEcho: true}
Resources:
  Orders:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: API_KEY
      AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: x-api-key, ApiKeyValue: !Ref Key}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters: {Method: GET, ApiEndpoint: "https://practice.test/api-key", Authentication: {ConnectionArn: !GetAtt Orders.Arn}}
            Retry: [{ErrorEquals: [States.ALL]}]
            End: true
      Policies:
        - Statement:
            - {Effect: Allow, Action: states:InvokeHTTPEndpoint, Resource: "*"}
`;
const permissions = (page) => page.getByRole("button", { name: /^Permissions/ });
const resources = (page) => page.getByRole("button", { name: /^Resources/ });
const dialog = (page) => page.getByRole("dialog");

async function paste(page, text = TEMPLATE) {
  await ready(page);
  await fill(page, definition(page), text);
}

pageTest("a role that lacks permissions is told so at the Task, and the statements take the advice away", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await paste(page);
  await page.getByRole("button", { name: "Permissions (3 missing)" }).click();
  const call = dialog(page).getByTestId("call");
  await soon(async () => assert.equal(await call.locator("[data-standing=lacking]").count(), 3));
  assert.equal(await call.locator("[data-standing=allowed]").count(), 1);
  await dialog(page).getByRole("button", { name: "Copy" }).click();
  await dialog(page).getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^- Effect: Allow\n {2}Action:\n {4}- events:RetrieveConnectionCredentials\n {2}Resource: !GetAtt Orders\.Arn\n/);
  await page.keyboard.press("Escape");
  const indented = copied.trimEnd().split("\n").map((line) => `            ${line}`).join("\n");
  await fill(page, definition(page), `${TEMPLATE}${indented}\n`);
  await page.getByRole("button", { name: "Permissions", exact: true }).waitFor();
});

pageTest("a statement that allows is shown at its place", {}, async (page) => {
  await paste(page);
  await permissions(page).click();
  await dialog(page).locator("[data-standing=allowed]").getByRole("button").click();
  await soon(async () => assert.match(await page.evaluate(() => getSelection().toString()), /^\{Effect: Allow, Action: states:InvokeHTTPEndpoint/));
});

pageTest("a definition alone has the policy that its role needs", {}, async (page) => {
  await ready(page);
  await permissions(page).click();
  const policy = JSON.parse(await dialog(page).getByTestId("statements").innerText());
  assert.deepEqual(policy.Statement.map((one) => [one.Action].flat()[0]), ["states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials", "secretsmanager:GetSecretValue"]);
  assert.deepEqual(policy.Statement[0].Condition.StringEquals, { "states:HTTPMethod": "GET" });
});

pageTest("all connections of a template are created in one step, and the machine runs with them", {}, async (page) => {
  await paste(page);
  await problems(page).filter({ hasText: "isn't set up in this tab" }).waitFor();
  await resources(page).click();
  await dialog(page).getByText("The credentials will be sent only to https://practice.test.").waitFor();
  await dialog(page).getByLabel("Key", { exact: true }).fill("practice-key");
  await dialog(page).getByRole("button", { name: "Create the connection" }).click();
  await dialog(page).getByText("Created: Orders.").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("a rule and its destination are listed with what is sent", {}, async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("template-destination");
  await resources(page).click();
  const told = (name) => dialog(page).getByTestId("resource").filter({ has: page.getByRole("button", { name: `Show ${name} in the template` }) }).innerText();
  await soon(async () => assert.match(await told("PriorityRule"), /Sends TicketDestination the body \{"priority": <priority>\}, with \$\.detail\.id in place of \* in the path/));
  assert.match(await told("PriorityRule"), /Simulated: events/);
  assert.match(await told("TicketDestination"), /PUT https:\/\/practice\.test\/echo\/tickets\/\*, at most 10 a second/);
  await dialog(page).getByRole("button", { name: "Show PriorityRule in the template" }).click();
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), "PriorityRule"));
  await soon(async () => assert.match(await textOf(definition(page)), /PriorityRule/));
});

pageTest("both dialogs are accessible in both themes", { reducedMotion: "reduce" }, async (page) => {
  await paste(page);
  for (const button of [permissions, resources]) {
    await button(page).click();
    await dialog(page).waitFor();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // Colours go over into each other.
      await page.waitForTimeout(400);
      assert.deepEqual(await violations(page), []);
    }
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
  }
});
