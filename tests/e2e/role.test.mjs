// Running with the template's role: what it does not allow fails as on AWS.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { copyLink, definition, fill, inspect, inspector, ready, runToEnd, sharedLink, soon, status, textOf } from "./playground.mjs";

const http = (statements) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: API_KEY
      AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: x-api-key, ApiKeyValue: practice-key}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters: {Method: GET, ApiEndpoint: "https://practice.test/hello", Authentication: {ConnectionArn: !GetAtt Orders.Arn}}
            End: true
      Policies:
        - Statement:
${statements.map((action) => `            - {Effect: Allow, Action: "${action}", Resource: "*"}`).join("\n")}
`;
const lambda = (statements) => JSON.stringify({
  Resources: {
    Work: { Type: "AWS::Lambda::Function", Properties: { FunctionName: "work", Runtime: "nodejs22.x", Handler: "index.handler", Role: "arn:aws:iam::123456789012:role/f", Code: { ZipFile: "exports.handler = async () => 'done';" } } },
    Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "runner", AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: "p", PolicyDocument: { Statement: statements } }] } },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
        Definition: {
          StartAt: "Work",
          States: {
            Work: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "work", Payload: {} }, Catch: [{ ErrorEquals: ["Lambda.AWSLambdaException"], Next: "Denied" }], End: true },
            Denied: { Type: "Pass", End: true },
          },
        },
      },
    },
  },
}, null, 2);

const dialog = (page) => page.getByRole("dialog");

/** Opens the permissions, and has runs ask the role, or not. */
async function runWithRole(page, on = true) {
  await page.getByRole("button", { name: /^Permissions/ }).click();
  const choice = dialog(page).getByTestId("run-with-role");
  await choice.setChecked(on);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}

async function paste(page, text) {
  await ready(page);
  await fill(page, definition(page), text);
  await page.getByRole("button", { name: /^Permissions/ }).waitFor();
}

pageTest("each permission that an HTTP Task's role lacks fails it as on AWS, and with all of them it gets to its connection", {}, async (page) => {
  const needed = ["states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials", "secretsmanager:*"];
  const expected = [
    ["States.Http.AccessDenied", "AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint https://practice.test/hello. Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint"],
    ["Events.ConnectionResource.AccessDenied", "No permissions to call RetrieveConnectionCredentials on the connection resource."],
    ["Events.ConnectionResource.AccessDenied", "No permissions to call DescribeSecret and/or GetSecretValue on the secret associated with the connection resource."],
    ["Events.ConnectionResource.ResourceNotFound", "Connection 'Orders' does not exist."],
  ];
  await paste(page, http(["logs:*"]));
  await runWithRole(page);
  for (const [count, [error, cause]] of expected.entries()) {
    await fill(page, definition(page), http(["logs:*", ...needed.slice(0, count)]));
    await soon(async () => assert.equal(await page.getByRole("button", { name: "Permissions", exact: true }).count(), count === 3 ? 1 : 0));
    assert.equal(await runToEnd(page), "FAILED");
    await soon(async () => assert.equal(await status(page).locator(".error-name").innerText(), error));
    assert.equal(await status(page).locator(".cause").innerText(), cause);
    assert.equal(await status(page).getByTestId("with-role").innerText(), "Ran with role MachineRole");
  }
});

pageTest("a function that the role may not invoke fails with IAM's words, which the error explains, and a statement mends it", {}, async (page) => {
  await paste(page, lambda([]));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await page.getByTestId("timeline-row").filter({ hasText: "Work" }).click();
  assert.equal(await page.getByTestId("with-role").count(), 0, "a run allows everything by default");
  await runWithRole(page);
  assert.equal(await runToEnd(page), "SUCCEEDED", "it is caught");
  await page.locator("[data-testid=timeline-row][data-state=Work]").click();
  const told = await inspect(page, "Error");
  assert.match(told, /Lambda\.AWSLambdaException/);
  assert.match(told, /User: arn:aws:sts::123456789012:assumed-role\/runner\/[0-9a-f]{32} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:work because no identity-based policy allows the lambda:InvokeFunction action \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: [0-9a-f-]{36}; Proxy: null\)/);
  const explained = inspector(page).getByTestId("not-allowed");
  assert.match(await explained.innerText(), /no statement allows lambda:InvokeFunction/);
  assert.deepEqual(await violations(page), []);
  await explained.getByRole("button", { name: "Show the permissions" }).click();
  await dialog(page).getByText("On AWS: The Task fails with Lambda.AWSLambdaException.").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await explained.getByRole("button", { name: "Add the statement" }).click();
  await soon(async () => assert.match(await textOf(definition(page)), /"Action": "lambda:InvokeFunction"/));
  await page.getByRole("button", { name: "Permissions", exact: true }).waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await page.locator("[data-testid=timeline-row][data-state=Denied]").count(), 0));
});

/** A machine that starts another one and waits for it, with a role of these statements. */
const parent = (statements) => JSON.stringify({
  Resources: {
    Parent: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
        Definition: { StartAt: "Start", States: { Start: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", Parameters: { StateMachineArn: "${Child}", "Input.$": "$" }, End: true } } },
        DefinitionSubstitutions: { Child: { Ref: "Child" } },
      },
    },
    Child: { Type: "AWS::StepFunctions::StateMachine", Properties: { StateMachineName: "child", Definition: { StartAt: "A", States: { A: { Type: "Succeed" } } } } },
    Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "runner", AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: "p", PolicyDocument: { Statement: statements } }] } },
  },
}, null, 2);
const allow = (...actions) => ({ Effect: "Allow", Action: actions, Resource: "*" });

pageTest("a role that lacks the rules of .sync keeps the machine from being created, in the page and for scripts", {}, async (page) => {
  const [text, whole] = [parent([allow("states:*")]), parent([allow("states:*", "events:PutTargets", "events:PutRule", "events:DescribeRule")])];
  await paste(page, text);
  await runWithRole(page);
  await page.getByTestId("run-button").click();
  const refused = /AWS does not create this state machine: AccessDeniedException: '.*runner' is not authorized to create managed-rule/;
  await soon(async () => assert.match(await page.getByTestId("did-not-start").innerText(), refused));
  assert.equal(await status(page).count(), 0);
  assert.deepEqual(await violations(page), []);
  await fill(page, definition(page), whole);
  await page.getByRole("button", { name: "Permissions", exact: true }).waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const script = (definition, role) => page.evaluate((options) => window.aslPlayground.run(options).then(({ status }) => status, (error) => error.message), { definition, role, virtualTime: true });
  assert.match(await script(text, true), refused);
  assert.deepEqual([await script(text, false), await script(whole, true)], ["SUCCEEDED", "SUCCEEDED"]);
});

pageTest("scripts run with the template's role, and with a figure for cold starts", {}, async (page) => {
  await ready(page);
  const script = (definition, options) => page.evaluate((given) => window.aslPlayground.run(given), { definition, virtualTime: true, ...options });
  const of = ({ status, events }) => [status, ...events.map(({ type }) => type).filter((type) => /^Task(Succeeded|Failed)$|^PassStateEntered$/.test(type))];
  assert.deepEqual(of(await script(lambda([]), {})), ["SUCCEEDED", "TaskSucceeded"]);
  assert.deepEqual(of(await script(lambda([]), { role: true })), ["SUCCEEDED", "TaskFailed", "PassStateEntered"]);
  assert.deepEqual(of(await script(lambda([allow("lambda:InvokeFunction")]), { role: true })), ["SUCCEEDED", "TaskSucceeded"]);
  const machine = { StartAt: "A", States: { A: { Type: "Succeed" } } };
  await assert.rejects(script(machine, { role: true }), /there is no role in the template/);
  // The figure is the time that passes between the start of the call and its end.
  const took = ({ events }) => {
    const at = (type) => Date.parse(events.find((event) => event.type === type).timestamp);
    return at("TaskSucceeded") - at("TaskStarted");
  };
  const slow = took(await script(lambda([]), { coldStartMs: 7_000 }));
  assert.ok(slow >= 7_000 && slow < 12_000, `${slow} ms`);
});

pageTest("the choice is one of the settings, and travels in a link", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await paste(page, lambda([]));
  await runWithRole(page);
  await page.getByRole("tab", { name: /^Settings/ }).click();
  const second = page.getByRole("radio", { name: /Run with the template's role/ });
  assert.ok(await second.isChecked());
  await copyLink(page);
  const link = await sharedLink(page);
  await page.getByRole("radio", { name: /Not checked/ }).check();
  await page.goto(link);
  await page.reload();
  await ready(page);
  await page.getByRole("tab", { name: /^Settings/ }).click();
  await soon(async () => assert.ok(await second.isChecked()));
});
