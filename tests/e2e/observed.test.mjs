// The log groups and the trace of a run, at the level of the template or of the person.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NARROW, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { copyLink, definition, fill, input, inspector, paste, ready, runToEnd, sharedLink, soon, textOf } from "./playground.mjs";

/** A machine that calls a function, which logs, and then fails. */
const template = (more = {}) => JSON.stringify({
  Resources: {
    Work: { Type: "AWS::Serverless::Function", Properties: { FunctionName: "work", Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = async () => { console.log('hello from work'); return { ok: true }; };" } },
    Group: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/vendedlogs/states/orders" } },
    Machine: {
      Type: "AWS::Serverless::StateMachine",
      Properties: {
        Definition: {
          StartAt: "Work",
          States: {
            Work: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "work", Payload: {} }, ResultSelector: { "ok.$": "$.Payload.ok" }, Next: "Give up" },
            "Give up": { Type: "Fail", Error: "Enough", Cause: "of this" },
          },
        },
        ...more,
      },
    },
  },
}, null, 2);
const logging = (level, data = true) => ({ Logging: { Level: level, IncludeExecutionData: data, Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { "Fn::GetAtt": ["Group", "Arn"] } } }] } });

const rows = (page) => page.getByTestId("log-row");

/** Has the stage show a record of the run. */
async function show(page, record) {
  const toggle = page.locator(".stage-tools [aria-label=Events]");
  if ((await toggle.getAttribute("aria-pressed")) === "false") await toggle.click();
  await page.getByTestId(`record-${record}`).click();
}

async function run(page, text) {
  await ready(page);
  await fill(page, definition(page), text);
  // The page makes an input of what a workflow reads, a moment after it was typed.
  await fill(page, input(page), "{}");
  return runToEnd(page);
}

/** What the browser saves after a click. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(button).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

pageTest("each level logs its events, with or without their data, and the file has the lines", {}, async (page) => {
  assert.equal(await run(page, template(logging("ALL"))), "FAILED");
  await show(page, "log");
  assert.equal(await page.getByTestId("log-level").innerText(), "Level ALL, with execution data, set by the template");
  await soon(async () => assert.equal(await rows(page).count(), 8));
  const { name, text } = await saved(page, "download-log");
  assert.equal(name, "aws-vendedlogs-states-orders.jsonl");
  const records = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(records.map(({ type }) => type), ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited", "FailStateEntered", "ExecutionFailed"]);
  assert.deepEqual(Object.keys(records[1]), ["id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"]);
  assert.deepEqual(records[1].details, { name: "Work", input: "{}", inputDetails: { truncated: false } });
  for (const [level, types] of [["ERROR", ["FailStateEntered", "ExecutionFailed"]], ["FATAL", ["ExecutionFailed"]]]) {
    await fill(page, definition(page), template(logging(level, false)));
    await runToEnd(page);
    await soon(async () => assert.equal(await page.getByTestId("log-level").innerText(), `Level ${level}, without execution data, set by the template`));
    await soon(async () => assert.deepEqual((await rows(page).allInnerTexts()).map((line) => /"type":"(\w+)"/.exec(line)[1]), types));
    assert.doesNotMatch((await rows(page).allInnerTexts()).join(), /"input"/);
  }
  await rows(page).first().click();
  await soon(async () => assert.match(await page.getByTestId("log-whole").innerText(), /"error": "Enough"/));
  await soon(async () => assert.match(await inspector(page).innerText(), /Enough/));
});

pageTest("the groups of functions have Lambda's lines; a filter and the keyboard find them", {}, async (page) => {
  await run(page, template());
  await show(page, "log");
  await soon(async () => assert.match(await page.getByTestId("log-empty").innerText(), /^Logging is off/));
  await page.getByTestId("log-group").selectOption("/aws/lambda/work");
  await soon(async () => assert.equal(await rows(page).count(), 4));
  const lines = await rows(page).locator(".type").allInnerTexts();
  assert.match(lines[0], /^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  assert.match(lines[1], /\tINFO\thello from work$|INFO hello from work$/);
  assert.match(lines[3], /^REPORT RequestId: /);
  await page.getByTestId("log-filter").fill("HELLO");
  await soon(async () => assert.equal(await rows(page).count(), 1));
  await page.locator(".log-grid").focus();
  await page.keyboard.press("ArrowDown");
  await soon(async () => assert.match(await page.getByTestId("log-whole").innerText(), /hello from work/));
  const { name, text } = await saved(page, "download-log");
  assert.equal(name, "aws-lambda-work.log");
  assert.equal(text.trimEnd().split("\n").length, 4);
});

pageTest("without a template's word the person chooses the level, which a link holds; a press writes it into the template", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await run(page, template());
  await show(page, "log");
  await page.getByTestId("choose-level").selectOption("ERROR");
  await soon(async () => assert.equal(await rows(page).count(), 2));
  await copyLink(page);
  const link = await sharedLink(page);
  await page.getByTestId("turn-on").click();
  await soon(async () => assert.match(await textOf(definition(page)), /"Level": "ALL"/));
  await runToEnd(page);
  await soon(async () => assert.equal(await page.getByTestId("log-level").innerText(), "Level ALL, with execution data, set by the template"));
  await soon(async () => assert.equal(await page.getByTestId("log-group").locator("option").first().innerText(), "/aws/vendedlogs/states/Machine-Logs (8)"));
  await page.goto(link);
  await page.reload();
  await ready(page);
  assert.match(await textOf(page.getByRole("textbox", { name: "Definition" })), /Give up/);
  await page.getByRole("tab", { name: "Settings 1" }).waitFor();
});

pageTest("a trace has the machine, its states, their calls and the functions, as a map, over time and as documents", {}, async (page) => {
  await ready(page);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await show(page, "trace");
  const map = page.getByTestId("service-map");
  await soon(async () => assert.match(await map.getAttribute("aria-label"), /Client calls Playground: 1 call, .*Playground calls practice\.test: 3 calls, .*% faults/));
  const marks = await page.getByTestId("span").evaluateAll((all) => all.map((one) => one.dataset.mark));
  assert.ok(marks.filter((mark) => mark === "fault").length === 2, marks.join());
  const id = await page.getByTestId("trace-id").innerText();
  assert.match(id, /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  const { name, text } = await saved(page, "download-trace");
  assert.equal(name, `trace-${id}.json`);
  const [machine] = JSON.parse(text);
  assert.equal(machine.trace_id, id);
  assert.match(machine.id, /^[0-9a-f]{16}$/);
  assert.equal(machine.origin, "AWS::StepFunctions::StateMachine");
  assert.ok(machine.end_time >= machine.start_time);
  const calls = machine.subsegments.flatMap((state) => state.subsegments ?? []).filter((call) => call.namespace === "remote");
  assert.equal(calls.length, 3);
  assert.equal(calls.filter((call) => call.fault).length, 2);
  assert.ok(calls.every((call) => call.http.request.method && call.http.response.status));
  await page.getByTestId("span").nth(1).getByRole("button").click();
  await soon(async () => assert.equal(await page.locator(".span.selected").count() > 0, true));
});

pageTest("the traces of a function are documents of their own, and a press turns tracing on in the template", {}, async (page) => {
  await run(page, template());
  await show(page, "trace");
  await soon(async () => assert.equal(await page.getByTestId("service-node").count(), 3));
  await page.getByTestId("span").filter({ hasText: "Function, not traced" }).waitFor();
  assert.equal(JSON.parse((await saved(page, "download-trace")).text).length, 1, "X-Ray gets nothing of a function without tracing of its own");
  await fill(page, definition(page), template().replace('"Runtime"', '"Tracing": "Active", "Runtime"'));
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.equal(await page.getByTestId("span").filter({ hasText: "not traced" }).count(), 0));
  const { text } = await saved(page, "download-trace");
  const [machine, work] = JSON.parse(text);
  assert.equal(work.origin, "AWS::Lambda::Function");
  assert.equal(work.parent_id, machine.subsegments[0].subsegments[0].id);
  await page.getByTestId("turn-on").click();
  await soon(async () => assert.match(await textOf(definition(page)), /"Tracing": \{\s*"Enabled": true/));
});

pageTest("rules fill log groups, too", {}, async (page) => {
  await ready(page);
  const rule = JSON.stringify({
    Resources: {
      Seen: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/events/seen" } },
      Rule: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"] }, Targets: [{ Id: "log", Arn: { "Fn::GetAtt": ["Seen", "Arn"] } }] } },
    },
  });
  await paste(page, definition(page), rule);
  await page.getByTestId("run-button").click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor();
  await show(page, "log");
  await soon(async () => assert.equal(await page.getByTestId("log-group").innerText(), "/aws/events/seen"));
  await soon(async () => assert.match(await rows(page).first().innerText(), /"source":\s*"shop"/));
  assert.equal(await page.getByTestId("record-trace").count(), 0);
});

for (const [size, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, narrow: NARROW })) {
  pageTest(`both views are accessible, in both themes, ${size}`, { reducedMotion: "reduce", viewport }, async (page) => {
    if (size === "wide") {
      await run(page, template(logging("ALL")));
    } else {
      await ready(page);
      await runToEnd(page);
    }
    for (const record of ["log", "trace"]) {
      await show(page, record);
      if (record === "log" && size === "narrow") await page.getByTestId("choose-level").selectOption("ALL");
      await page.waitForTimeout(300);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        // Colours go over into each other.
        await page.waitForTimeout(400);
        await page.locator(".logs, .traces").scrollIntoViewIfNeeded();
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${record}-${size}-${colorScheme}.png` });
        assert.deepEqual(await violations(page), []);
      }
    }
  });
}

/** A machine puts an event; a rule sends it to an API destination and to a function that fails. */
const SYSTEM = JSON.stringify({
  Resources: {
    Desk: { Type: "AWS::Events::Connection", Properties: { Name: "practice-basic", AuthorizationType: "BASIC", AuthParameters: { BasicAuthParameters: { Username: "demo", Password: "{{resolve:secretsmanager:p}}" } } } },
    Tickets: { Type: "AWS::Events::ApiDestination", Properties: { Name: "tickets", ConnectionArn: { "Fn::GetAtt": ["Desk", "Arn"] }, InvocationEndpoint: "https://practice.test/basic", HttpMethod: "GET" } },
    Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
    Notify: { Type: "AWS::Serverless::Function", Properties: { FunctionName: "notify", Runtime: "nodejs22.x", Handler: "index.handler", DeadLetterQueue: { Type: "SQS", TargetArn: { "Fn::GetAtt": ["Dead", "Arn"] } }, InlineCode: "class TicketError extends Error {}\nexports.handler = async (event) => { console.log('told', event.id); const error = new TicketError('no such ticket'); error.name = 'TicketError'; throw error; };" } },
    May: { Type: "AWS::Lambda::Permission", Properties: { FunctionName: { Ref: "Notify" }, Action: "lambda:InvokeFunction", Principal: "events.amazonaws.com" } },
    Calls: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" }] }, Policies: [{ PolicyName: "p", PolicyDocument: { Statement: [{ Effect: "Allow", Action: "events:InvokeApiDestination", Resource: "*" }] } }] } },
    Rule: { Type: "AWS::Events::Rule", Properties: { Name: "ordered", EventPattern: { source: ["shop"] }, Targets: [
      { Id: "api", Arn: { "Fn::GetAtt": ["Tickets", "Arn"] }, RoleArn: { "Fn::GetAtt": ["Calls", "Arn"] } },
      { Id: "function", Arn: { "Fn::GetAtt": ["Notify", "Arn"] }, InputPath: "$.detail" },
    ] } },
    Machine: { Type: "AWS::Serverless::StateMachine", Properties: { Tracing: { Enabled: true }, Definition: { StartAt: "Tell", States: { Tell: { Type: "Task", Resource: "arn:aws:states:::events:putEvents", Parameters: { Entries: [{ Source: "shop", DetailType: "Ordered", Detail: { id: 7 } }] }, End: true } } } } },
  },
}, null, 2);

pageTest("a trace goes on from the event of a machine to its rule, the destination and the function; a failing function is invoked again and ends in its queue", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), SYSTEM);
  // With buses there is one tab more, and Settings stands elsewhere.
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: "Events" }).waitFor();
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("radio", { name: /^Skipped/ }).check();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await show(page, "trace");
  await soon(async () => {
    const spans = await page.getByTestId("span").allInnerTexts();
    for (const part of [/events/, /ordered\s+Rule/, /tickets/, /practice\.test/, /notify/]) assert.ok(spans.some((span) => part.test(span)), `${part} in ${spans.join(" | ")}`);
    assert.equal(spans.filter((span) => /notify\s+Function/.test(span)).length, 3, spans.join(" | "));
  });
  const words = await page.getByTestId("service-map").getAttribute("aria-label");
  for (const part of [/events calls ordered/, /ordered calls tickets/, /tickets calls practice\.test/, /ordered calls notify/]) assert.match(words, part);
  assert.deepEqual(await violations(page), []);
});
