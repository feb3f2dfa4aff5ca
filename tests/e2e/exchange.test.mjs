// The exchange of a call, opened up: what it means, both requests, what may be taken away, and no secret in it unasked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { connect, definition, fill, inspector, oneCall, ready, rows, runToEnd, showEvents, soon, textOf } from "./playground.mjs";
import { startApi } from "./server.mjs";

const ANSWERS = [/Failed to load resource/, /blocked by CORS policy/];
const SECRET = "s3cr3t-of-the-test";
const FORMS = [SECRET, Buffer.from(`demo:${SECRET}`).toString("base64")];

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Runs one call and opens its HTTP tab. */
async function call(page, address, task) {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: SECRET, origins: api.origin });
  await fill(page, definition(page), oneCall(`${api.origin}${address}`, task));
  await runToEnd(page);
  await rows(page, "Call").click();
  await inspector(page).getByRole("tab", { name: /^HTTP/ }).click();
}

/** What a button puts into the clipboard. */
async function copied(page, name) {
  // What an earlier copy said is gone first, so that the word belongs to this one.
  await inspector(page).getByRole("button", { name: "Copied" }).waitFor({ state: "detached" });
  await inspector(page).getByRole("button", { name }).click();
  await inspector(page).getByRole("button", { name: "Copied" }).first().waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

const hides = (text, where) => FORMS.forEach((form) => assert.ok(!text.includes(form), `the secret is in ${where}`));

pageTest("a credential that an API repeats is masked in every view and copy until it is revealed; the run keeps it", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  const mirror = { Parameters: { RequestBody: { "again.$": "States.Base64Encode($.word)", "word.$": "$.word" }, Method: "POST" } };
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: SECRET, origins: api.origin });
  await fill(page, definition(page), oneCall(`${api.origin}/echo?cors=on`, mirror));
  await fill(page, page.getByRole("textbox", { name: "Input" }), { word: "plain" });
  await runToEnd(page);
  await rows(page, "Call").click();
  for (const tab of [/^HTTP/, "Output", "Data flow"]) {
    await inspector(page).getByRole("tab", { name: tab }).click();
    await page.getByTestId("reveal-known").waitFor();
    hides(await page.evaluate(() => document.documentElement.outerHTML), `the page with ${tab}`);
  }
  await showEvents(page);
  await page.getByTestId("event-row").filter({ hasText: "TaskSucceeded" }).click();
  await inspector(page).getByRole("tab", { name: "Event" }).click();
  hides(await copied(page, "Copy"), "the copied event");
  await inspector(page).getByRole("tab", { name: "Output" }).click();
  const masked = await copied(page, "Copy");
  hides(masked, "the copied output");
  assert.match(masked, /Basic XXXXXXXX/);
  await page.getByTestId("reveal-known").click();
  assert.match(await copied(page, "Copy"), new RegExp(FORMS[1]), "the run keeps it, as on AWS");
  await page.getByTestId("reveal-known").click();
  await soon(async () => assert.equal(await page.getByTestId("reveal-known").innerText(), "Reveal secrets"));
  hides(await copied(page, "Copy"), "the output, hidden again");
});

pageTest("copies and the archive hold no secret unless that is ticked; revealing is for the view alone", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await call(page, "/echo?cors=on");
  const archive = async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download-har").click()]);
    return readFileSync(await download.path(), "utf8");
  };
  await page.getByTestId("reveal-secrets").click();
  await inspector(page).locator(`[aria-label=Request][data-revealed=true]`).waitFor();
  await soon(async () => assert.match(await inspector(page).locator("[aria-label=Request]").innerText(), new RegExp(FORMS[1]), "the view shows it"));
  hides(await copied(page, "Copy as curl"), "curl");
  hides(await copied(page, "Copy as fetch"), "fetch");
  const command = await copied(page, "Copy as AWS CLI");
  assert.match(command, /^aws stepfunctions test-state .*--inspection-level TRACE$/s);
  hides(command, "the AWS CLI's command");
  const redacted = await archive();
  hides(redacted, "the archive");
  const { log } = JSON.parse(redacted);
  assert.equal(log.version, "1.2");
  assert.equal(log.entries[0].response.status, 200);

  await page.getByTestId("share-secrets").check();
  assert.match(await copied(page, "Copy as curl"), new RegExp(FORMS[1]), "ticked, the copy holds it");
  assert.match(await archive(), new RegExp(FORMS[1]), "ticked, the archive holds it");
});

pageTest("what a run used stays masked when its connection was changed, and when it was deleted", {}, async (page) => {
  await call(page, "/echo?cors=on");
  const archive = async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download-har").click()]);
    return readFileSync(await download.path(), "utf8");
  };
  const dialog = page.getByRole("dialog");
  const one = page.getByTestId("connection").filter({ hasText: "tests" });
  await page.getByTestId("connections-button").click();
  await one.getByRole("button", { name: /^Edit/ }).click();
  await dialog.getByLabel("Password", { exact: true }).fill("another-one");
  await page.getByTestId("save-connection").click();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  hides(await archive(), "the archive, after the password was changed");
  hides(await page.evaluate(() => document.documentElement.outerHTML), "the page, after the password was changed");
  await page.getByTestId("connections-button").click();
  await one.getByRole("button", { name: "Delete tests" }).click();
  await one.getByRole("button", { name: "Delete", exact: true }).click();
  await soon(async () => assert.equal(await one.count(), 0));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  hides(await archive(), "the archive, after the connection was deleted");
  hides(await page.evaluate(() => document.documentElement.outerHTML), "the page, after the connection was deleted");
});

pageTest("a call without CORS is explained; a probe tells more; a pasted answer becomes a mock", { expected: ANSWERS }, async (page) => {
  await call(page, "/echo");
  const told = page.getByTestId("explanation");
  await soon(async () => assert.match(await told.innerText(), /and does not say why/));
  await soon(async () => assert.match(await told.innerText(), /Access-Control-Allow-Headers: authorization, content-type/));
  const asked = api.requests.length;
  await page.getByTestId("probe").click();
  await told.getByText("is reachable, so CORS is the likely cause").waitFor();
  const probes = api.requests.slice(asked);
  assert.deepEqual(probes.map(({ method, target }) => `${method} ${target}`), ["GET /"], "one request, of the origin alone");
  assert.ok(!/authorization|cookie/i.test(probes[0].head), "without credentials");
  assert.deepEqual(await violations(page), []);

  await page.getByTestId("mock-paste").click();
  await page.getByLabel(/curl --include/).fill('HTTP/1.1 200 OK\ncontent-type: application/json\n\n{"mocked":true}');
  await page.getByTestId("mock-add").click();
  await soon(async () => assert.match(await page.getByRole("tab", { name: /^Mocks/ }).innerText(), /1/));
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("a call that the browser hides is pointed to the Practice API", { expected: ANSWERS }, async (page) => {
  await call(page, "/echo/deep");
  await page.getByTestId("use-practice").click();
  await page.waitForFunction(() => document.body.innerText.includes("https://practice.test/echo/echo/deep"));
  await soon(async () => assert.match(await textOf(definition(page)), /practice\.test\/echo\/echo\/deep/));
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("Retry-After is held against the state's Retry", { expected: ANSWERS }, async (page) => {
  await call(page, "/status/429?cors=on", { Retry: [{ ErrorEquals: ["States.Http.StatusCode.429"], IntervalSeconds: 1, MaxAttempts: 1 }] });
  await inspector(page).getByTestId("attempt").first().getByRole("button").first().click();
  const told = page.getByTestId("explanation").first();
  await soon(async () => assert.match(await told.innerText(), /Attempt 2 comes 1 s after this one, but the API asked for 7 s/));
  await soon(async () => assert.match(await told.getByTestId("retry-chart").innerText(), /too early/));
  assert.deepEqual(await violations(page), []);
});

pageTest("levels show what TestState shows, and what the browser left out is marked", {}, async (page) => {
  await call(page, "/echo?cors=on", { Parameters: { RequestBody: { a: 1 }, Headers: { Cookie: "a=1" } } });
  const request = inspector(page).getByRole("group", { name: "Request", exact: true });
  await soon(async () => assert.match(await request.innerText(), /a=1\s*dropped by the browser/));
  await request.getByRole("button", { name: "As the browser sent it" }).click();
  await soon(async () => assert.doesNotMatch(await request.locator(".headers").innerText(), /Cookie/));
  await inspector(page).getByRole("button", { name: "INFO" }).click();
  await request.waitFor({ state: "detached" });
  await soon(async () => assert.equal(await page.getByTestId("reveal-secrets").count(), 0));
  await inspector(page).getByRole("button", { name: "DEBUG" }).click();
  await inspector(page).getByRole("group", { name: "Evaluated parameters" }).waitFor();
});
