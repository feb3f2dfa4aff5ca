// The real page against a real API, directly and through the real relay: what goes on the wire, what comes back, and what
// is said when it does not.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { address, pageTest } from "./harness.mjs";
import { definition, fill, input, inspect, inspector, kept, oneCall, outcome, ready, rows, run, runToEnd, soon, stop } from "./playground.mjs";
import { startRelay, useRelay } from "./relay.mjs";
import { header, startApi } from "./server.mjs";

// What the browser itself reports of answers that are no success, and of calls that it does not let through.
const ANSWERS = [/Failed to load resource/, /blocked by CORS policy/, /net::ERR_/];

let api;
let relay;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const SECRET = "s3cr3t-practice";
/** A connection as session storage holds it, with a part of each kind that is added to calls. */
const connection = (more = {}) => ({
  v: 1,
  Name: "tests",
  ConnectionArn: "arn:aws:events:us-east-1:123456789012:connection/tests/0",
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "demo", Password: SECRET } },
  origins: [api.origin],
  aliases: [],
  ...more,
});

/** Opens the page with these connections in its tab, beside a relay that may call the API. */
async function begin(page, ...connections) {
  relay ??= await startRelay({ page: address(), local: [api.origin] });
  // Before the page's own program, which would write what it began with.
  await page.addInitScript((text) => sessionStorage.setItem("asl-playground.connections", text), JSON.stringify(connections));
  await page.reload();
  await ready(page);
}

/** Runs one call and gives how it ended, with what the API got of it. */
async function call(page, path, parameters = {}) {
  const from = api.requests.length;
  await fill(page, definition(page), oneCall(`${api.origin}${path}`, { Parameters: parameters }));
  const status = await runToEnd(page);
  await rows(page, "Call").click();
  return { status, requests: api.requests.slice(from) };
}

pageTest("through the relay a call goes on the wire as AWS sends it, byte for byte", { expected: ANSWERS }, async (page) => {
  const parameter = (Key, Value) => ({ Key, Value, IsValueSecret: false });
  const InvocationHttpParameters = {
    HeaderParameters: [parameter("x-shared", "connection-header"), parameter("Cookie", "a=b"), parameter("Date", "yesterday")],
    QueryStringParameters: [parameter("only", "connection query")],
    BodyParameters: [parameter("shared", "connection-body")],
  };
  const made = connection();
  await begin(page, { ...made, AuthParameters: { ...made.AuthParameters, InvocationHttpParameters } });
  assert.match(await useRelay(page, relay), /^Connected\. It calls http:\/\/127\.0\.0\.1/);
  const { status, requests } = await call(page, "/echo/a%20b?own=1", {
    Headers: { "X-Shared": "task-header" },
    QueryParameters: { q: "red green+blue" },
    RequestBody: { shared: { replaced: true }, task: 1 },
  });
  assert.equal(status, "SUCCEEDED");
  assert.equal(requests.length, 1, "no preflight");
  const body = '{"shared":"connection-body","task":1}';
  const expected = [
    "GET /echo/a%2520b?own=1&q=red%20green%2Bblue&only=connection%20query HTTP/1.1",
    `Host: ${new URL(api.origin).host}`,
    `Authorization: Basic ${btoa(`demo:${SECRET}`)}`,
    "x-shared: connection-header",
    "Cookie: a=b",
    "Date: yesterday",
    // Of two that differ in case alone, the connection's was recorded to stand first.
    "X-Shared: task-header",
    "Content-Type: application/json; charset=UTF-8",
    "User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1",
    "Range: bytes=0-262144",
    `Content-Length: ${body.length}`,
    "",
    body,
  ].join("\r\n");
  assert.equal(requests[0].raw.toString(), expected);
  const shown = await inspect(page, /^HTTP/);
  assert.match(shown, /via relay/);
  assert.match(shown, /sends what AWS would send, but from this machine/);
  assert.doesNotMatch(shown, /browser/i, "nothing that a browser does is told of it");

  // The same call from the browser, for comparison: that is what the relay is for.
  const direct = await (async () => {
    await page.getByTestId("relay-button").click();
    await page.getByTestId("relay-off").click();
    await page.keyboard.press("Escape");
    return call(page, "/echo/a%20b?own=1&cors=on", { Headers: { "X-Shared": "task-header" }, RequestBody: { task: 1 } });
  })();
  const [asked, sent] = direct.requests;
  assert.equal(asked.method, "OPTIONS");
  assert.equal(sent.body.length, 0, "a browser drops the body of GET");
  assert.match(header(sent, "user-agent"), /Mozilla/);
  assert.equal(header(sent, "cookie"), undefined);
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /from the browser/));
});

pageTest("what AWS was recorded to send goes on the wire through the relay", { expected: ANSWERS }, async (page) => {
  // The recordings are not part of the project; what they say of the parts is tested without them, above.
  const file = new URL("../../../shared/conformance/http_invoke.jsonl", import.meta.url);
  const cases = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(JSON.parse).filter((one) => one.expected.request_sent) : [];
  for (const { id, connection: recorded, definition: machine, input: given, expected } of cases) {
    if (recorded.AuthorizationType === "OAUTH_CLIENT_CREDENTIALS") continue;
    const here = (value) => JSON.stringify(value).replaceAll("https://owned.example", api.origin);
    await begin(page, { ...connection({ Name: "recorded" }), ...recorded });
    await useRelay(page, relay);
    await fill(page, definition(page), here(machine));
    await fill(page, input(page), here(given));
    const from = api.requests.length;
    await runToEnd(page);
    const [sent] = api.requests.slice(from);
    const wanted = expected.request_sent;
    const path = wanted.rawQueryString ? `${wanted.path}?${wanted.rawQueryString}` : wanted.path;
    assert.deepEqual([sent.method, sent.target, sent.body.toString()], [wanted.method, path, wanted.body], id);
    for (const [name, value] of Object.entries(wanted.headers)) {
      assert.equal(header(sent, name), value.replace("us-west-2", "us-east-1"), `${id}: ${name}`);
    }
    const known = new Set([...Object.keys(wanted.headers), "host"]);
    assert.deepEqual(sent.headers.map(([name]) => name.toLowerCase()).filter((name) => !known.has(name)), [], `${id}: nothing else is sent`);
  }
});

// What becomes of an address, directly and through the relay: the Task's error, or what its output must be.
const SOCKET = "States.Http.Socket";
const body = (wanted) => (output) => assert.deepEqual(output.ResponseBody, wanted);
const echo = (output) => assert.equal(output.ResponseBody.method, "GET");
const status = (wanted) => (output) => assert.equal(output.StatusCode, wanted);
const WAYS = [
  // Only a browser asks whether it may: wrong in one way is as wrong as no CORS at all.
  ...["off", "other-origin", "two-origins", "no-origin", "no-headers", "no-authorization", "on,preflight-401", "on,preflight-405", "on,preflight-500", "on,preflight-redirect", "on,preflight-only"].map((cors) => [`/echo?cors=${cors}`, SOCKET, echo]),
  ["/echo?cors=on", echo, echo],
  ["/chunked?cors=on", body({ parts: [1, 2] }), body({ parts: [1, 2] })],
  ["/to-the-end?cors=on", body({ length: "unknown" }), body({ length: "unknown" })],
  // Nobody asked for gzip: a browser gives up, since it asks for a range of the bytes as they are; the relay hands it on.
  ["/gzip?cors=on", SOCKET, "States.Runtime"],
  ["/big?cors=on", "States.DataLimitExceeded", "States.DataLimitExceeded"],
  ["/range?cors=on", status(206), status(206)],
  ["/binary?cors=on", "States.Runtime", "States.Runtime"],
  ["/binary-as-json?cors=on", "States.Runtime", "States.Runtime"],
  ["/json-as-text?cors=on", body('{"typed":"wrong"}'), body('{"typed":"wrong"}')],
  ["/no-type?cors=on", body('{"typed":"not at all"}'), body('{"typed":"not at all"}')],
  ["/broken-json?cors=on", body('{"broken":'), body('{"broken":')],
  // A browser joins what AWS lists, and cannot show cookies.
  ["/headers?cors=on", ({ Headers, StatusText }) => assert.deepEqual([Headers["x-many"], Headers["set-cookie"], StatusText], [["one, two"], undefined, "Splendid"]), ({ Headers, StatusText }) => assert.deepEqual([Headers["X-Many"], Headers["Set-Cookie"], StatusText], [["one", "two"], ["a=1", "b=2"], "Splendid"])],
  ["/headers?cors=on,no-expose", ({ Headers }) => assert.equal(Headers["x-many"], undefined), ({ Headers }) => assert.equal(Headers["X-Many"].length, 2)],
  ["/status/103?cors=on", body({ after: 103 }), body({ after: 103 })],
  ["/status/204?cors=on", status(204), status(204)],
  ...[304, 400, 418, 429, 500, 503].map((code) => [`/status/${code}?cors=on`, `States.Http.StatusCode.${code}`, `States.Http.StatusCode.${code}`]),
  // What AWS does with a redirect is not documented: the browser follows, the relay does not.
  ["/redirect?cors=on&to=/echo%3Fcors=on", echo, "States.Http.StatusCode.302"],
  ["/close", SOCKET, SOCKET],
  ["/close-head", SOCKET, SOCKET],
  ["/close-body?cors=on", SOCKET, SOCKET],
  ["/nonsense", SOCKET, SOCKET],
];

for (const [index, through] of ["directly", "through the relay"].entries()) {
  const options = { expected: ANSWERS, permissions: ["clipboard-read", "clipboard-write"] };
  pageTest(`every answer that an API may give comes to what it should, ${through}`, options, async (page) => {
    await begin(page, connection());
    if (index === 1) await useRelay(page, relay);
    for (const [path, ...wanted] of WAYS) {
      const { status } = await call(page, path);
      const said = await page.getByTestId("status").innerText();
      if (typeof wanted[index] === "string") {
        assert.ok(status === "FAILED" && said.includes(wanted[index]), `${path}: ${said}`);
        continue;
      }
      assert.equal(status, "SUCCEEDED", `${path}: ${said}`);
      await inspect(page, "Output");
      await inspector(page).getByRole("button", { name: "Copy" }).click();
      await inspector(page).getByRole("button", { name: "Copied" }).waitFor();
      wanted[index](JSON.parse(await page.evaluate(() => navigator.clipboard.readText())));
    }
  });
}

pageTest("the dialog says whether the relay is there, and nothing leaves without one", { expected: ANSWERS }, async (page) => {
  await begin(page, connection());
  await page.getByTestId("relay-button").click();
  await page.getByTestId("relay-command").waitFor();
  await page.keyboard.press("Escape");
  assert.match(await useRelay(page, { ...relay, token: "another-token" }), /^Wrong token/);
  assert.match(await useRelay(page, { ...relay, address: "http://127.0.0.1:1" }), /^Not running/);
  assert.match(await useRelay(page, { ...relay, address: api.origin }), /^Not running/, "another server does not let us read");
  assert.match(await useRelay(page, { ...relay, address: "https://relay.example" }), /^The address is not valid/);
  assert.equal((await call(page, "/echo?cors=on")).requests.length, 2, "none of them is used: the call leaves directly");
  const foreign = await startRelay({ page: "http://127.0.0.1:1", local: [api.origin] });
  assert.match(await useRelay(page, foreign), /^Not running/, "one that was started for another page does not answer");
  assert.match(await useRelay(page, relay), /^Connected/);
  assert.equal((await call(page, "/echo")).status, "SUCCEEDED");
  await page.reload();
  await ready(page);
  assert.equal((await call(page, "/echo")).status, "SUCCEEDED", "the tab keeps it");
});

pageTest("a relay with no room for another connection is busy, and one that is not there is not running", { expected: ANSWERS }, async (page) => {
  // What the relay itself answers then: relay/tests/refuses.rs.
  let isFull = true;
  const full = createServer((request, response) => {
    const headers = { "Access-Control-Allow-Origin": new URL(address()).origin, "Access-Control-Allow-Headers": "content-type, x-relay-token", "Access-Control-Allow-Methods": "GET, POST", "Content-Type": "application/json" };
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    response.writeHead(isFull ? 503 : 200, headers).end(JSON.stringify({ v: 1, origins: [api.origin] }));
  });
  await new Promise((listening) => full.listen(0, "127.0.0.1", listening));
  try {
    await begin(page, connection());
    const busy = { ...relay, address: `http://127.0.0.1:${full.address().port}` };
    assert.match(await useRelay(page, busy), /^Busy: the relay at `?http:\/\/127\.0\.0\.1:\d+`? has too many connections open[^]*wait until their calls end/);
    isFull = false;
    assert.match(await useRelay(page, busy), /^Connected/);
    isFull = true;
    assert.equal((await call(page, "/echo?cors=on")).status, "FAILED");
    await soon(async () => assert.match(await inspect(page, /^HTTP/), /has too many connections open/));
  } finally {
    full.closeAllConnections();
    full.close();
  }
});

pageTest("what the relay refuses, or cannot reach, is explained where it failed", { expected: ANSWERS }, async (page) => {
  const away = await startRelay({ page: address(), hosts: ["api.example.com"] });
  await begin(page, connection());
  await useRelay(page, away);
  assert.equal((await call(page, "/echo?cors=on")).requests.length, 2, "only what it lists goes through it");
  await useRelay(page, away, { all: true });
  const { status, requests } = await call(page, "/echo?cors=on");
  assert.deepEqual([status, requests.length], ["FAILED", 0]);
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /was not started for http:\/\/127\.0\.0\.1:\d+\. Nothing was sent[^]*make relay/));
  away.stop();
  await call(page, "/echo?cors=on");
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /no relay responds to this page[^]*The relay is not running/));
  await useRelay(page, relay);
  await call(page, "/close-body");
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /closed the connection within the response body/));
});

pageTest("a call that a browser could not make leads to the relay, and then succeeds", { expected: ANSWERS }, async (page) => {
  await begin(page, connection());
  assert.equal((await call(page, "/echo")).status, "FAILED", "no CORS");
  await inspect(page, /^HTTP/);
  await page.getByTestId("relay-offer").click();
  const command = await page.getByTestId("relay-command").innerText();
  assert.equal(command, `make relay LOCAL="${api.origin}" PAGE=${new URL(address()).origin}`, "it names what this workflow calls");
  await page.keyboard.press("Escape");
  await useRelay(page, relay);
  assert.equal((await call(page, "/echo")).status, "SUCCEEDED");
});

pageTest("a token is asked for through the relay too", { expected: ANSWERS }, async (page) => {
  const OAuthParameters = { ClientParameters: { ClientID: "demo", ClientSecret: "practice" }, AuthorizationEndpoint: `${api.origin}/token`, HttpMethod: "POST", OAuthHttpParameters: { BodyParameters: [{ Key: "grant_type", Value: "client_credentials", IsValueSecret: false }] } };
  await begin(page, connection({ AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters: { OAuthParameters } }));
  await useRelay(page, relay);
  const { status, requests } = await call(page, "/oauth");
  assert.deepEqual([status, requests.length], ["SUCCEEDED", 2]);
  const [asked, sent] = requests;
  assert.deepEqual([asked.method, asked.target, header(asked, "content-type")], ["POST", "/token", "application/x-www-form-urlencoded"]);
  const form = new URLSearchParams(asked.body.toString());
  assert.deepEqual([form.get("grant_type"), form.get("client_id"), form.get("client_secret")], ["client_credentials", "demo", "practice"]);
  assert.match(header(sent, "authorization"), /^Bearer token-\d+$/);
  for (const request of requests) assert.equal(header(request, "origin"), undefined, "no browser was in between");
  api.tokens.clear();
  const renewed = await call(page, "/oauth");
  assert.deepEqual([renewed.status, renewed.requests.map(({ target }) => target)], ["SUCCEEDED", ["/oauth", "/token", "/oauth"]], "refused, renewed, repeated");
});

pageTest("a redirect is followed through the relay only if asked to, within its origin", { expected: ANSWERS }, async (page) => {
  const elsewhere = await startApi();
  await begin(page, connection());
  await useRelay(page, relay, { redirects: true });
  const inside = await call(page, "/redirect?to=/echo");
  assert.deepEqual([inside.status, inside.requests.length], ["SUCCEEDED", 2]);
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /followed a redirect/));
  const outside = await call(page, `/redirect?to=${encodeURIComponent(`${elsewhere.origin}/echo`)}`);
  assert.deepEqual([outside.status, outside.requests.length, elsewhere.requests.length], ["FAILED", 1, 0]);
  elsewhere.close();
});

pageTest("Stop ends a call that the relay waits for", { expected: ANSWERS }, async (page) => {
  await begin(page, connection());
  await useRelay(page, relay);
  await fill(page, definition(page), oneCall(`${api.origin}/hang`));
  const before = api.requests.length;
  await run(page).click();
  await page.waitForFunction(() => document.querySelector("[data-testid=status][data-status=RUNNING]"));
  while (api.requests.length === before) await page.waitForTimeout(20);
  assert.equal(api.waiting(), 1);
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  for (let tries = 0; api.waiting() > 0 && tries < 100; tries += 1) await page.waitForTimeout(20);
  assert.equal(api.waiting(), 0, "the API sees that nobody waits any more");
});

pageTest("the token and the credentials are in the tab's session and nowhere else", { expected: ANSWERS }, async (page) => {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await begin(page, connection());
  await useRelay(page, relay);
  assert.equal((await call(page, "/basic")).status, "FAILED", "a wrong password");
  for (const tab of [/^HTTP/, "Input", "Error"]) {
    await inspect(page, tab);
    const { local, url, dom } = await kept(page);
    for (const form of [relay.token, SECRET, btoa(`demo:${SECRET}`)]) {
      for (const [where, text] of Object.entries({ local, url, dom, console: said.join("\n"), relay: relay.said().replace(relay.token, "") })) {
        assert.ok(!text.includes(form), `a secret is in ${where}`);
      }
    }
  }
  assert.ok((await kept(page)).session.includes(relay.token), "session storage keeps it for this tab");
  await page.getByTestId("relay-button").click();
  await page.getByTestId("relay-off").click();
  assert.ok(!(await kept(page)).session.includes(relay.token), "switched off it is forgotten");
});
