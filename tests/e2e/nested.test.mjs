// A template with two machines, of which one starts the other: its output, its own history, and a mock in its place.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, fill, inspect, problems, ready, rows, runToEnd, soon } from "./playground.mjs";

const TEMPLATE = `Resources:
  Parent:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::states:startExecution.sync:2
            Parameters: {StateMachineArn: !Ref Child, Input: {n: 20}}
            ResultSelector: {answer.$: $.Output.sum}
            Next: Tell
          Tell: {Type: Pass, End: true}
  Child:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Add
        States:
          Add: {Type: Pass, Parameters: {sum.$: "States.MathAdd($.n, 22)"}, End: true}
`;

async function paste(page) {
  await ready(page);
  await fill(page, definition(page), TEMPLATE);
  await page.getByRole("group", { name: "Template" }).waitFor();
}

pageTest("a Task runs the other machine of the template, whose history can be opened", {}, async (page) => {
  await paste(page);
  await page.getByText(/Ready to run/).waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await inspect(page, "Output"), /42/));
  await rows(page, "Ask").click();
  const started = page.getByTestId("started-execution");
  await started.waitFor();
  assert.match(await started.textContent(), /Execution .+ of Child/);
  await started.getByTestId("open-started").click();
  await page.getByRole("heading", { name: "Execution of Child" }).waitFor();
  await soon(async () => assert.equal(await rows(page, "Add").count(), 1));
  await page.getByTestId("back").click();
  await soon(async () => assert.equal(await rows(page, "Ask").count(), 1));
});

pageTest("a mock of the Task takes the place of the other machine, and has its shape", {}, async (page) => {
  await paste(page);
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  const mocks = page.getByRole("textbox", { name: "Mocks" });
  await fill(page, mocks, '{"Ask": {"result": {"Output": {"sum": 7}, "Status": 1}}}');
  await problems(page).filter({ hasText: "Status of an execution that a Task starts must be a string" }).waitFor();
  await fill(page, mocks, '{"Nobody": {"result": 1}}');
  await problems(page).filter({ hasText: "there is no state" }).waitFor();
  await fill(page, mocks, '{"Ask": {"result": {"Output": {"sum": 7}}}}');
  await page.getByText(/Ready to run/).waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await inspect(page, "Output"), /7/));
});
