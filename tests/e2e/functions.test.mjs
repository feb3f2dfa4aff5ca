// Lambda functions run in the page: their code, their HTTP calls against a real local server, their errors and their ends. What
// they cannot reach is tried in sandbox.test.mjs.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { violations } from "./axe.mjs";
import { address, pageTest } from "./harness.mjs";
import { openFolder } from "./folder.mjs";
import { linkTo, runCode, stopped, withCode } from "./functions.mjs";
import { definition, events, fill, input, inspect, inspector, outcome, paste, ready, run, runToEnd, rows, showEvents, soon, status } from "./playground.mjs";
import { header, startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const log = (page) => page.getByTestId("function-log");

pageTest("a function with fetch runs, and its log, REPORT and calls stand together", {}, async (page) => {
  await ready(page);
  await runCode(page, `
    exports.handler = async (input, context) => {
      console.log("called for %s", input.name, { left: context.getRemainingTimeInMillis() > 1000 });
      console.log("%s%% of", 7, "100%%");
      console.log("100%% %s");
      const answer = await fetch(\`\${process.env.URL}?cors=on&name=\${input.name}\`, { headers: { "X-Ticket": "7" } });
      return { status: answer.status, target: (await answer.json()).target, name: context.functionName };
    };`, { env: { URL: `${api.origin}/echo` }, input: { name: "Ada" } });
  assert.equal(await outcome(page), "SUCCEEDED");
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  await soon(async () => assert.match(await log(page).innerText(), /INFO +called for Ada \{ left: true \}/));
  const lines = (await log(page).innerText()).split("\n").filter(Boolean);
  assert.match(lines.join("\n"), /INFO +7% of 100%%\n.*INFO +100%% %s$/m);
  assert.match(lines[0], /^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
  assert.match(lines.at(-2), /^END RequestId: /);
  assert.match(lines.at(-1), /^REPORT RequestId: .* Duration: \d+\.00 ms +Billed Duration: \d+ ms +Memory Size: 128 MB +Init Duration: \d+\.00 ms/);
  const call = page.getByTestId("function-call");
  assert.equal(await call.count(), 1);
  assert.match(await call.innerText(), /GET .*\/echo\?cors=on&name=Ada · 200 OK · .* from the browser/);
  await call.locator("summary").first().click();
  await soon(async () => assert.match(await call.innerText(), /X-Ticket/i));
  assert.equal(header(api.calls().at(-1), "x-ticket"), "7");
  await showEvents(page);
  const types = await events(page).allInnerTexts();
  assert.ok(["TaskScheduled", "TaskStarted", "TaskSucceeded"].every((type) => types.some((text) => text.includes(type))), types.join());
});

pageTest("the Resource may be the function itself, and its result is then the payload", {}, async (page) => {
  await ready(page);
  await runCode(page, "exports.handler = async (input) => ({ twice: input.n * 2 });", { direct: true, input: { n: 21 } });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /twice.*42/s);
  await showEvents(page);
  const types = (await events(page).allInnerTexts()).join();
  assert.match(types, /LambdaFunctionScheduled.*LambdaFunctionStarted.*LambdaFunctionSucceeded/s);
});

const ways = {
  axios: `
    const axios = require("axios");
    exports.handler = async () => {
      const client = axios.create({ baseURL: process.env.URL, params: { cors: "on" } });
      const { data, status } = await client.post("/echo", { ticket: 1 }, { headers: { "X-Library": "axios" } });
      const failed = await client.get("/status/404").catch((error) => [error.code, error.response.status, axios.isAxiosError(error)]);
      return { status, body: JSON.parse(data.body), failed };
    };`,
  request: `
    const request = require("request");
    exports.handler = (event, context, callback) => {
      request.post({ url: process.env.URL + "/echo", qs: { cors: "on" }, json: { ticket: 1 }, headers: { "X-Library": "request" } }, (error, response, body) => {
        if (error) return callback(error);
        callback(null, { status: response.statusCode, body: JSON.parse(body.body) });
      });
    };`,
  http: `
    const http = require("node:http");
    exports.handler = () => new Promise((resolve, reject) => {
      const body = JSON.stringify({ ticket: 1 });
      const request = http.request(process.env.URL + "/echo?cors=on", { method: "POST", headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), "X-Library": "http" } }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode, type: response.headers["content-type"], body: JSON.parse(JSON.parse(Buffer.concat(parts)).body) }));
      });
      request.on("error", reject);
      request.end(body);
    });`,
};
for (const [library, text] of Object.entries(ways)) {
  pageTest(`${library} calls a real server`, { expected: [/404/] }, async (page) => {
    await ready(page);
    await runCode(page, text, { env: { URL: api.origin } });
    assert.equal(await outcome(page), "SUCCEEDED");
    const seen = await inspect(page, "Output");
    assert.match(seen, /ticket/);
    if (library === "axios") assert.match(seen, /ERR_BAD_REQUEST/);
    const sent = api.calls().findLast((call) => header(call, "x-library") === library);
    assert.deepEqual(JSON.parse(sent.body.toString()), { ticket: 1 });
  });
}

pageTest("https speaks as Node does: to a protocol that it does not have, and to a server that is not there", { expected: [/ERR_|Failed to load|CORS|policy/] }, async (page) => {
  await ready(page);
  await runCode(page, `
    const https = require("https");
    exports.handler = async () => {
      const wrong = await new Promise((resolve) => { try { https.get(process.env.URL); } catch (error) { resolve(error.code); } });
      const gone = await new Promise((resolve) => https.get({ hostname: "127.0.0.1", port: 1, path: "/" }).on("error", (error) => resolve(error.code)));
      return { wrong, gone };
    };`, { env: { URL: api.origin } });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /ERR_INVALID_PROTOCOL.*ECONNREFUSED/s);
});

pageTest("ES modules, relative imports and modules of Node", {}, async (page) => {
  await openFolder(page, {
    "template.json": withCode("", { properties: { CodeUri: "src/", Handler: "app.handler", InlineCode: undefined } }),
    "src/app.mjs": 'import { createHash } from "node:crypto";\nimport { greet } from "./lib/greet.mjs";\nimport old from "./old.js";\nexport const handler = async ({ name }) => ({ greeting: greet(name), hash: createHash("sha256").update("a").digest("hex").slice(0, 8), old: old.value, later: (await import("node:path")).extname("a.b") });\n',
    "src/lib/greet.mjs": "export const greet = (name) => `Hello, ${name}!`;\n",
    "src/old.js": "exports.value = 3;\n",
  });
  await page.getByRole("tab", { name: "Input" }).click();
  await fill(page, input(page), { name: "Ada" });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const seen = await inspect(page, "Output");
  for (const part of [/Hello, Ada!/, /ca978112/, /\.b/]) assert.match(seen, part);
});

pageTest("the code of a template is edited in a tab of its own, with the colors of JavaScript", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), withCode("exports.handler = async () => 'before';"));
  await page.getByRole("button", { name: /^Resources/ }).click();
  await page.getByTestId("move-code").click();
  const open = page.locator("[data-testid=project-tab][aria-current=true]");
  await soon(async () => assert.match(await open.innerText(), /index\.js/));
  await soon(async () => assert.equal(await page.locator(".editor-pane.definition .bar .tag").first().innerText(), "JavaScript"));
  await soon(async () => assert.ok((await page.locator(".editor-pane.definition .cm-line span").count()) > 0, "the code has colors"));
  await fill(page, definition(page), "exports.handler = async () => 'after';\n");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /after/);
});

pageTest("the article's first way runs: a function that calls the API", {}, async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("template-lambda");
  await soon(async () => assert.match(await definition(page).innerText(), /Lambda function to call an API/));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /Hello, Ada!/);
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  await soon(async () => assert.match(await log(page).innerText(), /Calling the API for Ada/));
  await soon(async () => assert.match(await page.getByTestId("function-call").innerText(), /practice\.test\/hello.* via Practice API/));
  assert.deepEqual(await violations(page), []);
});

pageTest("a function is the target of a rule: its code gets the event", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), JSON.stringify({
    Resources: {
      Fetch: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = async (event) => { console.log('got', event['detail-type'], event.detail.id); };" } },
      Rule: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"] }, Targets: [{ Id: "fetch", Arn: { "Fn::GetAtt": ["Fetch", "Arn"] } }] } },
      May: { Type: "AWS::Lambda::Permission", Properties: { Action: "lambda:InvokeFunction", FunctionName: { Ref: "Fetch" }, Principal: "events.amazonaws.com", SourceArn: { "Fn::GetAtt": ["Rule", "Arn"] } } },
    },
  }, null, 2));
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByTestId("event-editor").getByRole("button", { name: "JSON" }).click();
  await paste(page, page.getByRole("textbox", { name: "Events", exact: true }), JSON.stringify({ Source: "shop", DetailType: "ordered", Detail: { id: "order-7" } }));
  await run(page).click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor();
  await page.locator("[data-testid=event-timeline-row][data-kind=delivery]").first().click();
  await soon(async () => assert.match(await log(page).innerText(), /got ordered order-7/));
});

pageTest("a link whose rule calls a function shows the code before it runs", {}, async (page) => {
  const text = JSON.stringify({
    Resources: {
      Fetch: { Type: "AWS::Serverless::Function", Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: "exports.handler = async () => fetch('https://practice.test/hello');" } },
      Rule: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"] }, Targets: [{ Id: "fetch", Arn: { "Fn::GetAtt": ["Fetch", "Arn"] } }] } },
    },
  });
  await page.goto("about:blank");
  await page.goto(`${address()}#d1=${linkTo(text)}`);
  await ready(page);
  await run(page).click();
  await soon(async () => assert.match(await page.getByTestId("planned-functions").innerText(), /Fetch, nodejs22\.x, 1 line; it names https:\/\/practice\.test/));
});

pageTest("a thrown error is caught by its name, and its cause has type, message and trace", {}, async (page) => {
  await ready(page);
  const text = "\nclass TicketError extends Error {\n  constructor(message) { super(message); this.name = \"TicketError\"; }\n}\nexports.handler = async () => {\n  throw new TicketError(\"no such ticket\");\n};";
  await runCode(page, text, { task: { Catch: [{ ErrorEquals: ["TicketError"], ResultPath: "$.error", Next: "Caught" }] }, states: { Caught: { Type: "Pass", End: true } } });
  assert.equal(await outcome(page), "SUCCEEDED");
  await page.locator('[data-testid=timeline-row][data-state="Call"]').click();
  const error = await inspect(page, "Error");
  for (const part of [/TicketError/, /no such ticket/, /errorMessage/, /trace/, /\/var\/task\/index\.js:6:9/]) assert.match(error, part);
});

pageTest("a missing import is Node's own error, and the log says what is there", {}, async (page) => {
  await ready(page);
  await runCode(page, 'const _ = require("lodash");\nexports.handler = async () => _.now();');
  assert.equal(await outcome(page), "FAILED");
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  await soon(async () => assert.match(await log(page).innerText(), /'lodash' is not available in this page.*axios, request/s));
  assert.match(await inspect(page, "Error"), /Runtime\.ImportModuleError.*Cannot find module 'lodash'/s);
});

pageTest("a function that takes too long is ended with Lambda's words", {}, async (page) => {
  await ready(page);
  await runCode(page, "exports.handler = () => new Promise(() => setInterval(() => {}, 100));", { properties: { Timeout: 1 } });
  assert.equal(await outcome(page), "FAILED");
  const error = await inspect(page, "Error");
  assert.match(error, /Sandbox\.Timedout/);
  assert.match(error, /Task timed out after 1\.00 seconds/);
});

pageTest("an endless loop is stopped at once, and the page goes on meanwhile", {}, async (page) => {
  await ready(page);
  await runCode(page, "exports.handler = () => { console.log('looping'); for (;;); };", { properties: { Timeout: 60 } });
  await page.frameLocator("iframe[sandbox]").locator("body").waitFor({ state: "attached" });
  await page.waitForTimeout(700);
  assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
  const took = await stopped(page);
  assert.equal(await outcome(page), "ABORTED");
  console.log(`an endless loop was stopped after ${Math.round(took)} ms`);
  assert.ok(took < 100, `${took} ms`);
  assert.equal(await page.locator("iframe[sandbox]").count(), 0);
});

/** The last line of each log that is shown, the newest first. */
const reports = async (page) => {
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  return (await log(page).allInnerTexts()).map((text) => text.split("\n").filter((line) => line.startsWith("REPORT")).join());
};

pageTest("the first invocation of a function is a cold start, and those after it are not; a figure can stand for its time", {}, async (page) => {
  await ready(page);
  const again = { Again: { Type: "Task", Resource: "${Fetch}", End: true } };
  await runCode(page, "exports.handler = async () => 1;", { states: again });
  const seen = async () => {
    assert.equal(await outcome(page), "SUCCEEDED");
    await rows(page, "Call").click();
    const [first] = await reports(page);
    const whole = await log(page).innerText();
    await rows(page, "Again").click();
    await soon(async () => assert.doesNotMatch((await reports(page))[0] ?? "Init", /Init/));
    return [first, whole];
  };
  assert.match((await seen())[0], /Init Duration: \d+\.00 ms/);
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: /^Settings/ }).click();
  const figure = page.getByLabel("Cold start of a function, in ms");
  await figure.fill("1700");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("radio", { name: /^Skipped/ }).check();
  await run(page).click();
  const [report, whole] = await seen();
  assert.match(report, /Init Duration: 1700\.00 ms/);
  assert.match(whole, /Init Duration is the figure from Settings\./);
  const [, seconds] = /([\d.]+) s$/m.exec(await rows(page, "Call").innerText());
  assert.ok(Number(seconds) >= 1.7, `the state takes that long: ${seconds} s`);
  await page.reload();
  await ready(page);
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: /^Settings/ }).click();
  await soon(async () => assert.equal(await figure.inputValue(), "1700"));
});

pageTest("invocations at the same time are cold starts, each of them", {}, async (page) => {
  await ready(page);
  const branch = (name) => ({ StartAt: name, States: { [name]: { Type: "Task", Resource: "${Fetch}", End: true } } });
  const both = { Both: { Type: "Parallel", Branches: [branch("A"), branch("B")], End: true } };
  await runCode(page, "exports.handler = async () => { await new Promise((done) => setTimeout(done, 1000)); return 1; };", { states: both });
  assert.equal(await outcome(page), "SUCCEEDED");
  const inits = [];
  for (const state of ["A", "B"]) {
    await rows(page, state).click();
    await soon(async () => assert.match((await reports(page))[0], /REPORT/));
    inits.push(/Init Duration/.test((await reports(page))[0]));
  }
  assert.deepEqual(inits.sort(), [false, true], "the first has the environment of `Call`, the other one of its own");
});

pageTest("a function that takes buffers without end is killed, and its memory is reported", {}, async (page) => {
  await ready(page);
  await runCode(page, "const held = [];\nexports.handler = async () => { for (;;) held.push(Buffer.alloc(16e6, 1)); };", { properties: { Timeout: 60, MemorySize: 256 } });
  assert.equal(await outcome(page), "FAILED");
  assert.match(await inspect(page, "Error"), /Runtime\.ExitError.*RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed/s);
  await soon(async () => assert.match((await reports(page))[0] ?? "", /Memory Size: 256 MB +Max Memory Used: 256 MB .*Status: error +Error Type: Runtime\.OutOfMemory/));
});

const RUNAWAYS = {
  "an array of texts": "const lines = []; for (;;) lines.push('a line of the log, and another one: ' + Math.random());",
  "an array of objects": "const rows = []; for (let id = 0; ; id += 1) rows.push({ id, name: `row ${id}`, parts: [id, [id + 1]] });",
  "an array by assignment": "const rows = []; let id = 0; for (;;) rows[id++] = { id, text: 'x'.repeat(100) };",
  "a Map": "const known = new Map(); for (let id = 0; ; id += 1) known.set(`ticket-${id}`, { id, text: 'x'.repeat(300) + id });",
  "a Set": "const seen = new Set(); for (let id = 0; ; id += 1) seen.add({ id, text: 'x'.repeat(300) + id });",
};
for (const [name, code] of Object.entries(RUNAWAYS)) {
  pageTest(`${name} that grows without end ends in Lambda's words`, {}, async (page) => {
    await ready(page);
    await runCode(page, `exports.handler = async () => { ${code} };`, { properties: { Timeout: 60 } });
    assert.equal(await outcome(page, 50_000), "FAILED");
    assert.match(await inspect(page, "Error"), /Runtime\.ExitError.*Runtime exited with error: signal: killed/s);
  });
}

pageTest("arrays, Maps and Sets that fit are those of before", {}, async (page) => {
  await ready(page);
  const fits = `
    const many = []; for (let id = 0; id < 3e5; id += 1) many.push(id, id);
    const list = []; while (list.length < 3e5) list[list.length] = 7;
    const like = { length: 1 }; Array.prototype.push.call(like, "b");
    let refused; try { [].push.call(null, 1); } catch (error) { refused = error.constructor.name; }
    return { many: many.length, list: [list[256], list[65536], Object.keys(list).length, list.concat([1]).length], like, refused, set: new Set([1, 2, 2]).size, map: new Map([[1, 2]]).get(1), of: [[].push.length, new Map().set.name] };`;
  await runCode(page, `exports.handler = async () => {${fits}};`, { direct: true });
  assert.equal(await outcome(page), "SUCCEEDED");
  const seen = await inspect(page, "Output");
  for (const part of [/"many": *600000/, /"list": *\[\s*7,\s*7,\s*300000,\s*300001\s*\]/, /"1": *"b"/, /"length": *2/, /"refused": *"TypeError"/, /"set": *2/, /"map": *2/, /1,\s*"set"/]) assert.match(seen, part);
});

/** Speaks with a target past Playwright, which takes a page for gone once any frame of it is. */
async function beside(browser, type) {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{}] });
  const { targetId } = targetInfos.findLast((target) => target.type === type && target.attached);
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  let last = 0;
  return (method, params = {}) => new Promise((resolve) => {
    const id = (last += 1);
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const answer = JSON.parse(message);
      if (answer.id === id) resolve(answer.result);
    });
    session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
  });
}

pageTest("where the browser ends the process of the sandbox, the function is killed, and the page and the next function go on", {}, async (page) => {
  await ready(page);
  await runCode(page, "exports.handler = async (event) => { await new Promise((done) => setTimeout(done, 4000)); return 1; };", {
    properties: { Timeout: 60 }, task: { Catch: [{ ErrorEquals: ["Runtime.ExitError"], Next: "Again" }] }, states: { Again: { Type: "Task", Resource: "${Fetch}", End: true } },
  });
  await page.frameLocator("iframe[sandbox]").locator("body").waitFor({ state: "attached" });
  await page.waitForTimeout(1000);
  const browser = page.context().browser();
  const [tell, frame] = [await beside(browser, "page"), await beside(browser, "iframe")];
  frame("Page.crash");
  const seen = async (expression) => (await tell("Runtime.evaluate", { expression })).result.value;
  await soon(async () => assert.equal(await seen("document.querySelector('[data-testid=status]').dataset.status"), "RUNNING"));
  await new Promise((done) => setTimeout(done, 14_000));
  await soon(async () => assert.equal(await seen("document.querySelector('[data-testid=status]').dataset.status"), "SUCCEEDED"));
  await seen("document.querySelector('[data-testid=timeline-row][data-state=Call]').click()");
  await soon(async () => assert.match(await seen("document.querySelector('[data-testid=inspector]').innerText"), /signal: killed/));
});

pageTest("buffers that nobody holds any more count for nothing, and typed arrays are those of before", {}, async (page) => {
  await ready(page);
  await runCode(page, `
    exports.handler = async () => {
      let last;
      for (let round = 0; round < 60; round += 1) {
        for (let each = 0; each < 4; each += 1) last = Buffer.alloc(8e6, round);
        await new Promise((done) => setTimeout(done, 5));
      }
      class Bytes extends Uint8Array {}
      const { subarray } = new Uint8Array([1, 2, 3]);
      return {
        last: last[7], own: new Bytes(5000).map((each) => each + 1) instanceof Bytes, kind: new Uint8Array(9000).constructor === Uint8Array,
        from: [...Uint16Array.from([1, 2])], sliced: new Uint8Array(new ArrayBuffer(8192)).slice(0, 8).length, buffer: Buffer.from("é").length, taken: typeof subarray,
        name: Uint8Array.name, view: ArrayBuffer.isView(new Float64Array(2)), hash: require("crypto").createHash("sha256").update("a").digest("hex").slice(0, 8),
      };
    };`, { direct: true, properties: { Timeout: 60 } });
  assert.equal(await outcome(page, 50_000), "SUCCEEDED");
  const seen = await inspect(page, "Output");
  for (const part of [/"last": *59/, /"own": *true/, /"kind": *true/, /"sliced": *8/, /"buffer": *2/, /"name": *"Uint8Array"/, /"view": *true/, /ca978112/]) assert.match(seen, part);
});

pageTest("callbacks, results that are none, process.exit and what cannot be JSON", {}, async (page) => {
  await ready(page);
  for (const [text, status, part] of [
    ["exports.handler = (event, context, callback) => { setTimeout(() => callback(null, { by: 'callback' }), 5); };", "SUCCEEDED", /callback/],
    ["exports.handler = (event, context, callback) => { callback(new RangeError('called back')); };", "FAILED", /RangeError/],
    ["exports.handler = async () => { const a = {}; a.a = a; return a; };", "FAILED", /Unable to stringify response body/],
    ["exports.handler = async () => { process.exit(3); };", "FAILED", /exit status 3/],
    ["exports.other = 1;", "FAILED", /index\.handler is undefined or not exported/],
    ["exports.handler = async () => 'x'.repeat(7000000);", "FAILED", /Function\.ResponseSizeTooLarge/],
    ["exports.handler = async () => 'x'.repeat(300000);", "FAILED", /States\.DataLimitExceeded/],
  ]) {
    await runCode(page, text);
    assert.equal(await outcome(page), status, text);
    assert.match(await inspect(page, status === "FAILED" ? "Error" : "Output"), part);
  }
});

pageTest("a syntax error says its line", {}, async (page) => {
  await ready(page);
  for (const [code, place] of [
    ["exports.handler = async () => {\n  const a = 1;\n  return a +;\n};", "index.js:3:13"],
    ["import { Buffer } from 'buffer';\nexport const handler = async () => {\n  let a = 1, a = 2;\n  return Buffer.from(a);\n};\nexport default handler;", "index.js:3:14"],
  ]) {
    await runCode(page, code);
    assert.equal(await outcome(page), "FAILED");
    await inspector(page).getByRole("tab", { name: "Function" }).click();
    await soon(async () => assert.ok((await log(page).innerText()).includes(`The syntax error is at ${place}.`), await log(page).innerText()));
    assert.match(await inspect(page, "Error"), /Runtime\.UserCodeSyntaxError/);
  }
});

pageTest("what a function logged before it was cut off is kept: by the time limit of its state, and by Stop", {}, async (page) => {
  await ready(page);
  const code = `exports.handler = async () => {
    console.log("begun");
    const answer = await fetch("${api.origin}/echo?cors=on");
    console.log("answered", answer.status);
    await new Promise(() => setTimeout(() => {}, 60_000));
  };`;
  const shows = async () => {
    await inspector(page).getByRole("tab", { name: "Function" }).click();
    await soon(async () => assert.match(await log(page).innerText(), /begun[^]*answered 200[^]*Cut off here\./));
    assert.equal(await page.getByTestId("function-call").count(), 1);
  };
  await runCode(page, code, { task: { TimeoutSeconds: 2 }, properties: { Timeout: 30 } });
  assert.equal(await outcome(page), "FAILED");
  await soon(async () => assert.match(await inspect(page, "Error"), /States\.Timeout/));
  await shows();
  await runCode(page, code, { properties: { Timeout: 31 } });
  await page.waitForTimeout(1500);
  await page.keyboard.press("Escape");
  assert.equal(await outcome(page), "ABORTED");
  await rows(page, "Call").click();
  await shows();
});

pageTest("a script that runs a template runs the code of its functions", {}, async (page) => {
  await ready(page);
  const text = withCode("exports.handler = async (input) => ({ twice: input.n * 2 });", { direct: true });
  const { status, output } = await page.evaluate((definition) => window.aslPlayground.run({ definition, input: { n: 4 } }), text);
  assert.deepEqual({ status, output }, { status: "SUCCEEDED", output: { twice: 8 } });
});

pageTest("the event of a Task that does not wait goes through Lambda's queue: the function is invoked again, and a destination told", {}, async (page) => {
  await ready(page);
  const code = "exports.handler = async (event) => { console.log('ticket', event.id); throw new Error('no'); };";
  const properties = { EventInvokeConfig: { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Type: "SQS", Destination: "arn:aws:sqs:us-east-1:123456789012:failed" } } } };
  await runCode(page, code, { properties, task: { Parameters: { FunctionName: "${Fetch}", InvocationType: "Event", "Payload.$": "$" } }, input: { id: 7 } });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /"StatusCode": *202/);
  await inspector(page).getByRole("tab", { name: "Function" }).click();
  await soon(async () => assert.match(await log(page).innerText(), /"condition":"RetriesExhausted"/));
  const text = await log(page).innerText();
  assert.deepEqual([text.match(/^START /gm).length, text.match(/ticket 7/g).length], [2, 2]);
  assert.match(text, /continues as soon as Lambda has the event[\s\S]*again after 1 minute[\s\S]*sends a record to `arn:aws:sqs:us-east-1:123456789012:failed`: \{"version":"1\.0"/);
});

pageTest("a mock of the state answers in place of the code", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), withCode("exports.handler = async () => ({ from: 'the code' });"));
  await page.getByRole("tab", { name: "Mocks" }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Call: { result: { Payload: { from: "the mock" } } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await inspect(page, "Output"), /the mock/);
});

pageTest("a runtime that does not run here asks the person, as before", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), withCode("", { properties: { Runtime: "java21", InlineCode: undefined } }));
  await run(page).click();
  await page.getByTestId("answer").waitFor();
});

pageTest("a document from a link shows its code and its hosts before it runs, and asks for a host that is new", { expected: [/ERR_|Failed to load/] }, async (page) => {
  const text = withCode(`exports.handler = async (event) => { const known = await fetch("${api.origin}/echo?cors=on"); const other = await fetch(event.url).catch((error) => error.cause.message); return { known: known.status, other: other.status ?? other }; };`);
  await page.goto("about:blank");
  const other = await startApi();
  try {
    await page.goto(`${address()}#d1=${linkTo(text, JSON.stringify({ url: `${other.origin}/echo?cors=on` }))}`);
    await ready(page);
    const before = api.calls().length;
    await run(page).click();
    const planned = page.getByTestId("planned-functions");
    await planned.waitFor();
    assert.deepEqual(await violations(page), []);
    assert.match(await planned.innerText(), new RegExp(`Fetch.*nodejs22\\.x, 1 line; it names ${api.origin}`));
    assert.equal(api.calls().length, before, "nothing runs before the person agreed");
    assert.equal(await page.locator("iframe[sandbox]").count(), 0);
    await page.getByTestId("confirm-run").click();
    await page.getByTestId("asked-host").waitFor();
    assert.equal(await page.getByTestId("asked-host").innerText(), other.origin);
    assert.equal(other.calls().length, 0, "nothing is sent before the person answered");
    await page.getByTestId("refuse-host").click();
    assert.equal(await outcome(page), "SUCCEEDED");
    assert.match(await inspect(page, "Output"), /You did not let the function call/);
    assert.equal(other.calls().length, 0);
    await run(page).click();
    await page.getByTestId("asked-host").waitFor();
    await page.getByTestId("allow-host").click();
    assert.equal(await outcome(page), "SUCCEEDED");
    assert.equal(other.calls().length, 1);
  } finally {
    other.close();
  }
});
