// The relay signs, moto runs: a state machine from its creation to its deletion, without a page.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { hasMoto, startMoto } from "../e2e/moto.mjs";
import { startRelay } from "../e2e/relay.mjs";

const PAGE = "http://127.0.0.1:8080";
const ROLE = "arn:aws:iam::123456789012:role/asl";
const ORDERS = {
  StartAt: "Take", States: {
    Take: { Type: "Pass", Result: true, ResultPath: "$.taken", Next: "Large?" },
    "Large?": { Type: "Choice", Choices: [{ Variable: "$.n", NumericGreaterThan: 5, Next: "Ship" }], Default: "Done" },
    Ship: {
      Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "nowhere", "Payload.$": "$" },
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Done" }], Next: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

const isThere = hasMoto();
const motoTest = isThere ? test : () => undefined;
let moto, relay;
before(async () => {
  if (!isThere) return;
  moto = await startMoto();
  relay = await startRelay({ page: PAGE, aws: moto.address });
}, { timeout: 60_000 });

/** What the relay answers to a call: `{ answer: { status, body } }` with the body as JSON, or `{ fault }`. */
async function call(action, body) {
  const response = await fetch(`${relay.address}/v1/aws`, {
    method: "POST",
    headers: { Origin: PAGE, "x-relay-token": relay.token, "Content-Type": "application/json" },
    body: JSON.stringify({ v: 1, action, body: JSON.stringify(body) }),
  });
  assert.equal(response.status, 200);
  const { answer, fault } = await response.json();
  if (fault) return { fault };
  const text = Buffer.from(answer.body, "base64").toString();
  return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
}

async function done(action, body) {
  const { status, body: answer, fault } = await call(action, body);
  assert.equal(status, 200, JSON.stringify(fault ?? answer));
  return answer;
}

motoTest("the relay says which emulator it signs for, and needs no credentials for it", async () => {
  const response = await fetch(`${relay.address}/v1/status`, { headers: { Origin: PAGE, "x-relay-token": relay.token } });
  const { aws, origins } = await response.json();
  assert.deepEqual(aws, { region: "us-east-1", endpoint: moto.address, credentials: "test credentials for an emulator" });
  assert.deepEqual(origins, [], "nothing is called without a signature");
});

motoTest("a state machine is created, started, followed, and deleted", async () => {
  const name = "asl-playground-orders";
  const { stateMachineArn } = await done("CreateStateMachine", { name, definition: JSON.stringify(ORDERS), roleArn: ROLE });
  assert.ok(stateMachineArn.endsWith(`:us-east-1:123456789012:stateMachine:${name}`), stateMachineArn);
  const { executionArn } = await done("StartExecution", { stateMachineArn, name: "first", input: '{"n": 7}' });
  let execution;
  for (let left = 100; left > 0; left--) {
    execution = await done("DescribeExecution", { executionArn });
    if (execution.status !== "RUNNING") break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(execution.status, "SUCCEEDED");
  assert.equal(JSON.parse(execution.output).error.Error, "Lambda.ResourceNotFoundException");
  // It really ran: moto's usual history is the same for every machine.
  const { events } = await done("GetExecutionHistory", { executionArn, maxResults: 1000 });
  assert.deepEqual(events.map(({ type }) => type), [
    "ExecutionStarted", "PassStateEntered", "PassStateExited", "ChoiceStateEntered", "ChoiceStateExited", "TaskStateEntered",
    "TaskScheduled", "TaskStarted", "TaskFailed", "TaskStateExited", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded",
  ]);
  await done("DeleteStateMachine", { stateMachineArn });
  const { stateMachines } = await done("ListStateMachines", {});
  assert.deepEqual(stateMachines.filter((machine) => machine.name === name), []);
});

motoTest("an error of the endpoint arrives as it was given", async () => {
  const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:asl-playground-none";
  const { status, body } = await call("DescribeStateMachine", { stateMachineArn });
  assert.deepEqual([status, body.__type], [400, "StateMachineDoesNotExist"]);
});

motoTest("state machines of others are not touched", async () => {
  const { stateMachineArn } = await moto.call("CreateStateMachine", { name: "orders", definition: JSON.stringify(ORDERS), roleArn: ROLE });
  for (const action of ["DeleteStateMachine", "StartExecution", "UpdateStateMachine"]) {
    assert.equal((await call(action, { stateMachineArn })).fault.kind, "action-refused", action);
  }
  const { stateMachines } = await done("ListStateMachines", {});
  assert.deepEqual(stateMachines.map(({ name }) => name), ["orders"], "reading is fine");
});

motoTest("an emulator that is not there is said to be so", async () => {
  const [own, gone] = [relay, await startRelay({ page: PAGE, aws: "http://127.0.0.1:9" })];
  relay = gone;
  const { fault } = await call("ListStateMachines", {});
  relay = own;
  assert.equal(fault.kind, "unreachable");
  assert.match(fault.detail, /127\.0\.0\.1 port 9: connection refused/);
});
