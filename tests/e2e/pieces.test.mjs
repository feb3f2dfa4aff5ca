// What belongs to a workflow and is none: a connection or policy statements pasted over it, and resources of events added
// from the Edit menu.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, fill, ready, soon, textOf } from "./playground.mjs";

const MACHINE = `{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
  "Parameters": {"Method": "GET", "ApiEndpoint": "https://practice.test/hello", "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/practice-basic/2f6f4f0e-52d8-4c59-9a3e-6c1f0c7f3b21"}}}}}`;
const CONNECTION = `DeskConnection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters: {Username: ada, Password: !Ref Password}
`;
const STATEMENTS = `- Statement:
    - Effect: Allow
      Action: states:InvokeHTTPEndpoint
      Resource: "*"
`;
const told = (page) => page.getByTestId("notice");

async function pastedOver(page, text) {
  await ready(page);
  await fill(page, definition(page), MACHINE);
  await soon(async () => assert.match(await textOf(definition(page)), /StartAt/));
  await fill(page, definition(page), text);
  // The workflow can be gone back to.
  await told(page).filter({ hasText: "Your workflow was saved" }).waitFor();
}

pageTest("a connection that is pasted over a workflow can be set up", {}, async (page) => {
  await pastedOver(page, CONNECTION);
  const setUp = page.getByRole("button", { name: "Set up the connection" });
  await setUp.click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await soon(async () => assert.equal(await dialog.getByLabel("Name", { exact: true }).inputValue(), "DeskConnection"));
});

pageTest("policy statements that are pasted over a workflow are compared with what it calls", {}, async (page) => {
  await pastedOver(page, STATEMENTS);
  const compare = page.getByRole("button", { name: "Compare with my workflow" });
  await compare.click();
  await told(page).filter({ hasText: "still does not allow" }).waitFor();
  assert.match(await told(page).innerText(), /events:RetrieveConnectionCredentials.*secretsmanager:GetSecretValue/s);
});

pageTest("a destination and a rule are added to a template from the Edit menu", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n");
  for (const name of ["Add an API destination", "Add an event rule"]) {
    await page.getByTestId("edit-menu").click();
    await page.getByRole("menuitem", { name }).click();
    await told(page).filter({ hasText: "Added" }).waitFor();
  }
  await soon(async () => assert.match(await textOf(definition(page)), /EventRule:/));
});
