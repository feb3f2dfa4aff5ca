// A Lambda function is invoked alone, with the input as its event: in a document that is a function only, and beside a machine
// or rules.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { violations } from "./axe.mjs";
import { openFolder } from "./folder.mjs";
import { linkTo, python, withCode } from "./functions.mjs";
import { address, pageTest } from "./harness.mjs";
import { definition, fill, input, inspect, inspector, outcome, paste, ready, run, runToEnd, soon, status } from "./playground.mjs";
import { startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const log = (page) => page.getByTestId("function-log");
const node = (page, name) => page.locator(`.graph [data-name="${name}"], .graph`).getByText(name, { exact: true }).first();

/** A template that is a function only. */
const alone = (code, properties = {}, more = {}) => JSON.stringify({
  Resources: { Greet: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: code, ...properties } }, ...more },
}, null, 2);

const greet = "exports.handler = async (event, context) => {\n  console.log('for', event.name);\n  return { greeting: `Hello, ${event.name}!`, by: context.functionName };\n};";

async function invokeIn(page, name = "Greet") {
  await page.getByRole("button", { name: /^Resources/ }).click();
  await page.getByTestId("resource").filter({ hasText: name }).getByTestId("invoke").click();
}

pageTest("a document that is a function only is drawn, checked and run with its test event", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), alone(greet, { Environment: { Variables: { URL: api.origin } } }));
  await page.getByText("No problems: ready to run.").waitFor();
  await node(page, "Greet").waitFor();
  assert.match(await page.getByTestId("template").innerText(), /SAM template\s+Greet\s+FUNCTION/i);
  await fill(page, input(page), { name: "Ada" });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await status(page).innerText(), /Function succeeded[\s\S]*Greet/);
  await soon(async () => assert.match(await log(page).innerText(), /for Ada[\s\S]*REPORT RequestId/));
  assert.match(await inspect(page, "Output"), /Hello, Ada![\s\S]*Greet/);
  assert.doesNotMatch(await page.locator(".run-parts").innerText(), /state machine|workflow|step|event/i);
  assert.equal(await page.locator(".stage-tools [aria-label=Events]").count(), 0);
  assert.deepEqual(await violations(page), []);
});

pageTest("an empty document offers to invoke the function, and its HTTP calls are shown", {}, async (page) => {
  await ready(page);
  const code = "exports.handler = async () => (await fetch(`${process.env.URL}/echo?cors=on`)).status;";
  await paste(page, definition(page), alone(code, { Environment: { Variables: { URL: api.origin } } }));
  await soon(async () => assert.equal(await page.getByRole("button", { name: "Invoke Greet" }).count(), 1));
  await page.getByRole("button", { name: "Invoke Greet" }).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  await soon(async () => assert.match(await page.getByTestId("function-call").innerText(), /GET .*\/echo\?cors=on · 200 OK/));
});

pageTest("a function that throws fails with its error, a slow one at its timeout, and Stop ends one", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), alone("exports.handler = async () => { throw new TypeError('no such ticket'); };"));
  assert.equal(await runToEnd(page), "FAILED");
  assert.match(await status(page).innerText(), /Function failed[\s\S]*TypeError/);
  assert.match(await inspect(page, "Error"), /no such ticket[\s\S]*index\.js:1/);
  await fill(page, definition(page), alone("exports.handler = () => new Promise((done) => setTimeout(done, 60000));", { Timeout: 1 }));
  assert.equal(await runToEnd(page), "FAILED");
  assert.match(await status(page).innerText(), /Sandbox\.Timedout/);
  await fill(page, definition(page), alone("exports.handler = async () => { for (;;); };", { Timeout: 60 }));
  await run(page).click();
  await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
  await page.getByTestId("stop-button").click();
  assert.equal(await outcome(page), "ABORTED");
});

pageTest("a function in Python in a CloudFormation template", { timeout: 240_000 }, async (page) => {
  await ready(page);
  const { Runtime, Handler, Timeout } = python;
  await fill(page, definition(page), JSON.stringify({
    Resources: { Twice: { Type: "AWS::Lambda::Function", Properties: { Runtime, Handler, Timeout, Code: { ZipFile: "def lambda_handler(event, context):\n    print('twice', event['n'])\n    return event['n'] * 2\n" } } } },
  }, null, 2));
  await fill(page, input(page), { n: 21 });
  await run(page).click();
  await page.locator("[data-testid=status]:not([data-status=RUNNING])").waitFor({ timeout: 180_000 });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /42/);
});

pageTest("beside a machine, Invoke runs the function alone, and the machine can be chosen again", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), withCode("exports.handler = async (event) => ({ got: event.n });"));
  await fill(page, input(page), { n: 7 });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /StatusCode/, "the machine calls by the integration");
  await invokeIn(page, "Fetch");
  await soon(async () => assert.match(await status(page).innerText(), /Function succeeded/));
  const output = await inspect(page, "Output");
  assert.match(output, /got.*7/s);
  assert.doesNotMatch(output, /StatusCode/);
  const choice = page.getByTestId("template-choice");
  assert.deepEqual(await choice.locator("option").allInnerTexts(), ["Machine", "Fetch"]);
  await choice.selectOption("Machine");
  await soon(async () => assert.equal(await choice.count(), 0));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.doesNotMatch(await status(page).innerText(), /Function/);
});

pageTest("beside rules, Invoke runs the function alone, also after a run of the rules", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), alone(greet, {}, {
    Rule: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"] }, Targets: [{ Id: "greet", Arn: { "Fn::GetAtt": ["Greet", "Arn"] } }] } },
    May: { Type: "AWS::Lambda::Permission", Properties: { Action: "lambda:InvokeFunction", FunctionName: { Ref: "Greet" }, Principal: "events.amazonaws.com", SourceArn: { "Fn::GetAtt": ["Rule", "Arn"] } } },
  }));
  await run(page).click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor();
  await invokeIn(page);
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await status(page).innerText(), /Function succeeded/);
  assert.equal(await page.getByTestId("back-to-events").count(), 0);
  await page.getByTestId("template-choice").selectOption({ label: "The rules" });
  await run(page).click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor();
});

pageTest("the tab of its code invokes the function", {}, async (page) => {
  await openFolder(page, {
    "template.json": withCode("", { properties: { CodeUri: "src/", Handler: "app.handler", InlineCode: undefined } }),
    "src/app.mjs": "export const handler = async ({ name }) => `Hello, ${name}!`;\n",
  });
  await page.getByRole("tab", { name: "Input" }).click();
  await fill(page, input(page), { name: "Ada" });
  assert.equal(await page.getByTestId("invoke-open").count(), 0, "the template is open");
  await page.getByTestId("project-tab").filter({ hasText: "app.mjs" }).click();
  await page.getByTestId("invoke-open").click();
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await status(page).innerText(), /Function succeeded/);
  assert.match(await inspect(page, "Output"), /Hello, Ada!/);
});

pageTest("code that came by link is shown before it runs, and again before another function of it runs", {}, async (page) => {
  const other = { Other: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = async () => fetch('https://other.example');" } } };
  await page.goto("about:blank");
  await page.goto(`${address()}#d1=${linkTo(alone("exports.handler = async () => 'ran';", {}, other))}`);
  await ready(page);
  await run(page).click();
  const planned = page.getByTestId("planned-functions");
  await soon(async () => assert.match(await planned.innerText(), /^Greet, nodejs22\.x, 1 line; it names no host$/));
  await page.getByRole("dialog", { name: "Run a function from a link?" }).waitFor();
  await page.getByTestId("confirm-run").click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await invokeIn(page, "Other");
  await soon(async () => assert.match(await planned.innerText(), /Other, nodejs22\.x, 1 line; it names https:\/\/other\.example/));
});

for (const [kind, code, expected] of [
  ["CommonJS", "// Says hello.\nconst { hostname } = require('node:os');\n\nexports.handler = async (event) => {\n  return { hello: event.name };\n};\n", /InlineCode: \|/],
  ["an ES module", "import { createHash } from 'node:crypto';\nexport const handler = async (event) => ({ hello: event.name, hash: typeof createHash });\n", /CodeUri: functions\/Function\//],
]) {
  pageTest(`pasted code, ${kind}, becomes a function with one press, which runs`, {}, async (page) => {
    await ready(page);
    await paste(page, definition(page), code);
    await page.getByText("This is the code of a Lambda function, without a template").first().waitFor();
    await page.getByRole("button", { name: "Make it a function", exact: true }).click();
    await soon(async () => assert.match(await definition(page).innerText(), expected));
    await page.getByText("No problems: ready to run.").waitFor();
    await fill(page, input(page), { name: "Ada" });
    assert.equal(await runToEnd(page), "SUCCEEDED");
    assert.match(await inspect(page, "Output"), /hello.*Ada/s);
  });
}
