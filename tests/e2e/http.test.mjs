// Real calls: over sockets to a server of another origin on this machine, with and without CORS.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { before } from "node:test";
import { pageTest, practice } from "./harness.mjs";
import { connect, definition, fill, inspect, kept, oneCall, problems, ready, rows, run, runToEnd, soon } from "./playground.mjs";

// What the browser itself reports of answers that are no success.
const ANSWERS = [/Failed to load resource/, /blocked by CORS policy/];

let api;
before(async () => {
  api = await practice();
});

pageTest("a call with BASIC credentials crosses origins over a real socket", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api });
  await fill(page, definition(page), oneCall(`${api}/basic`));
  const sent = page.waitForRequest((request) => request.url() === `${api}/basic` && request.method() === "GET");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.equal(await (await sent).headerValue("authorization"), `Basic ${btoa("demo:practice")}`);
  await rows(page, "Call").click();
  await soon(async () => assert.match(await inspect(page, "Output"), /demo/));
  await soon(async () => assert.doesNotMatch(await inspect(page, /^HTTP/), new RegExp(`${btoa("demo:practice")}|\\bpractice"`), "the credentials are masked"));
});

pageTest("a call with an API key crosses origins over a real socket", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "API_KEY", user: "x-api-key", secret: "practice-key", origins: api });
  await fill(page, definition(page), oneCall(`${api}/api-key`));
  const sent = page.waitForRequest((request) => request.url() === `${api}/api-key` && request.method() === "GET");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.equal(await (await sent).headerValue("x-api-key"), "practice-key");
  await rows(page, "Call").click();
  await soon(async () => assert.doesNotMatch(await inspect(page, /^HTTP/), /practice-key/, "the key is masked"));
});

pageTest("wrong credentials fail as on AWS, and are not sent to an origin that the connection does not name", { expected: ANSWERS }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "wrong", origins: api });
  await fill(page, definition(page), oneCall(`${api}/basic`));
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await page.getByTestId("status").innerText(), /States\.Http\.StatusCode\.401/));
  await page.getByTestId("edit-connection").click();
  const dialog = page.getByRole("dialog");
  await soon(async () => assert.equal(await dialog.getByLabel("Name", { exact: true }).inputValue(), "tests"));
  assert.equal(await dialog.getByLabel("User name", { exact: true }).inputValue(), "demo");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  const other = api.replace("127.0.0.1", "localhost");
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await fill(page, definition(page), oneCall(`${other}/basic`));
  await run(page).click();
  await page.waitForTimeout(1000);
  assert.deepEqual(asked.filter((url) => url.startsWith(other)), [], "nothing leaves for another origin");
});

/** A server that answers every request with CORS headers and as `answer` says; it notes the headers that it got. */
async function server(answer) {
  const got = [];
  const http = createServer((request, response) => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type, range, x-api-key" };
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    got.push(request.headers);
    const { status, headers } = answer();
    response.writeHead(status, { ...cors, "content-type": "application/json", ...headers }).end("{}");
  });
  await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${http.address().port}`, got, close: () => http.close() };
}

pageTest("a redirect takes no credential to another origin", { expected: ANSWERS }, async (page) => {
  const elsewhere = await server(() => ({ status: 200, headers: {} }));
  const bound = await server(() => ({ status: 307, headers: { location: `${elsewhere.origin}/taken` } }));
  try {
    await ready(page);
    await connect(page, { name: "tests", kind: "API_KEY", user: "x-api-key", secret: "only-for-one-origin", origins: bound.origin });
    await fill(page, definition(page), oneCall(`${bound.origin}/go`));
    assert.equal(await runToEnd(page), "FAILED");
    assert.equal(bound.got[0]["x-api-key"], "only-for-one-origin", "the origin that the connection names got the key");
    assert.deepEqual(elsewhere.got.map((headers) => headers["x-api-key"]).filter(Boolean), [], "the other did not");
    await rows(page, "Call").click();
    await soon(async () => assert.match(await inspect(page, /^HTTP/), /does not follow a redirect of this call/));
  } finally {
    elsewhere.close();
    bound.close();
  }
});

pageTest("a call is retried until it succeeds", { expected: ANSWERS }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api });
  const Retry = [{ ErrorEquals: ["States.Http.StatusCode.503"], IntervalSeconds: 1, MaxAttempts: 5, BackoffRate: 1 }];
  await fill(page, definition(page), oneCall(`${api}/flaky?fail=2&id=retried`, { Retry }));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const row = rows(page, "Call");
  await soon(async () => assert.equal(await row.getAttribute("data-status"), "succeeded-with-retries"));
  await soon(async () => assert.equal(await row.locator(".segment.failed").count(), 2));
  await soon(async () => assert.equal(await row.locator(".segment.back-off").count(), 2));
});

pageTest("an error is caught and the run goes on", { expected: ANSWERS }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api });
  const machine = oneCall(`${api}/status/404`, { Catch: [{ ErrorEquals: ["States.Http.StatusCode.404"], ResultPath: "$.error", Next: "Mend" }] });
  machine.States.Mend = { Type: "Pass", End: true };
  await fill(page, definition(page), machine);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Call").getAttribute("data-status"), "caught"));
  await rows(page, "Mend").click();
  await soon(async () => assert.match(await inspect(page, "Input"), /States\.Http\.StatusCode\.404/));
});

pageTest("an answer without CORS headers is explained", { expected: ANSWERS }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api });
  await fill(page, definition(page), oneCall(`${api}/nocors/hello`));
  assert.equal(await runToEnd(page), "FAILED");
  await rows(page, "Call").click();
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /Access-Control-Allow-Origin/));
});

pageTest("a Task whose connection is missing is a problem that leads to the form", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), oneCall("https://practice.test/basic", { Parameters: { Authentication: { ConnectionArn: "nowhere" } } }));
  const problem = problems(page).filter({ hasText: "nowhere" });
  await problem.waitFor();
  await page.getByRole("button", { name: "Create connection" }).first().click();
  await soon(async () => assert.equal(await page.getByRole("dialog").getByLabel("Name", { exact: true }).inputValue(), "nowhere"));
  await page.keyboard.press("Escape");
  await run(page).click();
});

pageTest("no secret is in local storage, the address, the console or the page unless it is revealed", { expected: ANSWERS }, async (page) => {
  const secret = "s3cr3t-Ünïque";
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(`demo:${secret}`).toString("base64")];
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret, origins: api });
  await fill(page, definition(page), oneCall(`${api}/echo`));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page, "Call").click();
  for (const tab of [/^HTTP/, "Input", "Output", "Data flow"]) {
    await inspect(page, tab);
    const { local, url, dom } = await kept(page);
    for (const form of forms) {
      for (const [where, text] of Object.entries({ local, url, dom, console: said.join("\n") })) {
        assert.ok(!text.includes(form), `the secret is in ${where} (${tab})`);
      }
    }
  }
  assert.ok((await kept(page)).session.includes("s3cr3t"), "session storage keeps it for this tab");
});
