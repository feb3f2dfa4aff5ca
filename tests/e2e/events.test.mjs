// EventBridge in the page: patterns and transformers tried on an event; a bus with rules, run to its API.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { ARTICLE, oneRule, orders, startTarget } from "./event-bus.mjs";
import { connect, definition, fill, paste, ready, run, soon, textOf } from "./playground.mjs";

const field = (page, name) => page.getByRole("dialog").getByRole("textbox", { name, exact: true });
const verdict = (page) => page.getByTestId("pad-verdict");

async function openPad(page) {
  await ready(page);
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Try an event pattern…" }).click();
  await field(page, "Event").waitFor();
}

pageTest("a pattern is tried on an event as one types, with the reasons field by field", {}, async (page) => {
  await openPad(page);
  await soon(async () => assert.match(await verdict(page).innerText(), /^The event matches/));
  await fill(page, field(page, "Event pattern"), { source: ["fw-sentiment"], detail: { priority: ["4"], gone: [{ exists: true }] } });
  await soon(async () => assert.match(await verdict(page).innerText(), /does not match/));
  const reasons = await page.locator(".pad-result").innerText();
  assert.match(reasons, /the pattern asks for the string/, "4 is no \"4\"");
  assert.match(reasons, /The event has no detail\.gone/);
  await fill(page, field(page, "Event pattern"), { source: [{ prefix: 5 }] });
  const refused = page.getByTestId("pad-refused").first();
  await soon(async () => assert.match(await refused.innerText(), /Ln \d+, Col \d+: InvalidEventPatternException Event pattern is not valid\. Reason: prefix match pattern must be a string/));
  assert.ok((await page.locator(".pad-pattern .cm-lintRange-error").count()) > 0, "underlined at its place");
});

pageTest("a transformer is tried on an event, and an error stands at its place", {}, async (page) => {
  await openPad(page);
  await page.getByRole("tab", { name: "Input transformer" }).click();
  await soon(async () => assert.equal((await page.getByTestId("pad-body").innerText()).replaceAll(/\s+/g, " ").trim(), '{ "priority": 4 }'));
  await fill(page, field(page, "InputTemplate"), '{"id": "<id>", "all": <aws.events.event.json>}');
  await soon(async () => assert.match(await page.getByTestId("pad-body").innerText(), /^\{"id": "4711", "all": \{"version":"0",/));
  await fill(page, field(page, "InputTemplate"), '"<id> is <unknown>"');
  await soon(async () => assert.match(await page.getByTestId("pad-refused").innerText(), /Ln 1, Col 10: ValidationException InputTemplate for target MyRule contains invalid placeholder unknown/));
  await fill(page, field(page, "InputTemplate"), "[<aws.events.rule-name>]");
  await soon(async () => assert.match(await verdict(page).innerText(), /becomes a dead letter with INVALID_JSON/));
  assert.equal(await page.getByTestId("pad-body").innerText(), "[MyRule]");
});

pageTest("the pad is used with the keyboard alone and gives the focus back", {}, async (page) => {
  await ready(page);
  await definition(page).click();
  await page.keyboard.press("Shift+Alt+p");
  await field(page, "Event").waitFor();
  await page.getByRole("tab", { name: "Event pattern" }).focus();
  await page.keyboard.press("ArrowRight");
  await field(page, "InputTemplate").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.ok((await textOf(definition(page))).length > 0);
});

// What the browser itself reports of answers that are no success.
const ANSWERS = [/Failed to load resource/, /blocked by CORS policy/];

const status = (page) => page.getByTestId("events-status");
const rowsOf = (page, kind) => page.locator(`[data-testid=event-timeline-row][data-kind=${kind}]`);

/** Waits until all is quiet, and says how it ended. */
async function quiet(page, timeout = 20_000) {
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor({ timeout });
  return status(page).getAttribute("data-status");
}

/** Opens the tab of the events and writes them as JSON. */
async function writeEvents(page, text) {
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByTestId("event-editor").getByRole("button", { name: "JSON" }).click();
  await paste(page, page.getByRole("textbox", { name: "Events", exact: true }), text);
}

/** A template with one rule for a target of this test, its connection, and events; ready to run. */
async function shop(page, target, options = {}, events = orders(1)) {
  await ready(page);
  await connect(page, { name: "shop-api", kind: "API", user: "x-api-key", secret: "k-4711-secret", origins: target.origin });
  await paste(page, definition(page), oneRule(`${target.origin}/orders`, options));
  await writeEvents(page, events);
}

/** Has waits take no time. */
async function skipWaits(page) {
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("radio", { name: /^Skipped/ }).check();
}

pageTest("the article's template goes from paste to PUT: the body has the priority and the path the id", {}, async (page) => {
  const target = await startTarget();
  try {
    await ready(page);
    await connect(page, { name: "MyConnection", kind: "BASIC", user: "key", secret: "X-secret-X", origins: target.origin });
    await paste(page, definition(page), ARTICLE);
    await page.getByTestId("graph").getByRole("treeitem", { name: /EventRule, rule/ }).waitFor();
    await run(page).click();
    await page.getByRole("textbox", { name: "FreshdeskURL" }).fill(`${target.origin}/api/v2/tickets/*`);
    await run(page).click();
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 1);
    const [sent] = target.requests;
    assert.deepEqual([sent.method, sent.url, JSON.parse(sent.body)], ["PUT", "/api/v2/tickets/42", { priority: "high" }]);
    assert.equal(sent.headers.authorization, `Basic ${btoa("key:X-secret-X")}`);
    assert.doesNotMatch(await page.evaluate(() => document.documentElement.outerHTML), /X-secret-X|a2V5OlgtKg/, "the password is nowhere in the page");
    await rowsOf(page, "delivery").first().click();
    await page.getByTestId("inspector").getByRole("tab", { name: "Body" }).click();
    assert.deepEqual(JSON.parse(await page.getByTestId("delivery-body").innerText()), { priority: "high" });
    await page.getByTestId("inspector").getByRole("tab", { name: "Match" }).click();
    assert.match(await page.getByTestId("inspector").innerText(), /source: \["fw-sentiment"\]/);
  } finally {
    target.close();
  }
});

pageTest("429 with Retry-After is waited for, and the next attempt delivers", { expected: ANSWERS }, async (page) => {
  const target = await startTarget((_, number) => (number === 1 ? { status: 429, headers: { "retry-after": "2" } } : {}));
  try {
    await shop(page, target);
    await run(page).click();
    await page.locator("[data-testid=event-timeline-row][data-status=backing-off]").first().waitFor();
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 2);
    assert.ok(target.requests[1].at - target.requests[0].at >= 1900, `${target.requests[1].at - target.requests[0].at} ms`);
    await rowsOf(page, "delivery").first().click();
    await page.getByTestId("inspector").getByRole("tab", { name: /Attempts/ }).click();
    const told = await page.getByTestId("inspector").innerText();
    assert.match(told, /Retry-After asked for 2\.00 s/);
    assert.equal(await page.getByTestId("delivery-attempt").count(), 2);
    await page.getByTestId("delivery-attempt").first().locator("> summary").click();
    await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /EventBridge tries again by itself/));
    assert.doesNotMatch(await page.getByTestId("inspector").innerText(), /The state has no/);
  } finally {
    target.close();
  }
});

pageTest("25 events at ten a second wait in their order, and the wait is shown", {}, async (page) => {
  const target = await startTarget();
  try {
    // Written as whole events: a call of PutEvents takes ten entries.
    const events = Array.from({ length: 25 }, (_, at) => ({ EventBusName: "orders", source: "shop", "detail-type": "Order placed", detail: { id: at + 1 } }));
    await shop(page, target, { destination: { InvocationRateLimitPerSecond: 10 } }, JSON.stringify(events));
    await run(page).click();
    await page.locator("[data-testid=event-timeline-row][data-status=waiting]").first().waitFor();
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 25);
    const took = target.requests.at(-1).at - target.requests[0].at;
    assert.ok(took >= 1300, `25 at 10 a second took ${took} ms`);
    assert.deepEqual(target.requests.map(({ body }) => JSON.parse(body).detail.id).sort((one, other) => one - other), events.map((event) => event.detail.id));
  } finally {
    target.close();
  }
});

pageTest("dead letters hold what was not delivered after all attempts", { expected: ANSWERS }, async (page) => {
  const target = await startTarget(() => ({ status: 503 }));
  try {
    await shop(page, target, { target: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 } } });
    await skipWaits(page);
    await run(page).click();
    assert.equal(await quiet(page), "FAILED");
    assert.equal(target.requests.length, 4);
    await page.getByTestId("graph").getByRole("treeitem", { name: /^dead, queue/ }).click();
    const message = page.getByTestId("event-message");
    await soon(async () => assert.match(await message.innerText(), /EXHAUSTED_RETRY_CONDITION\s*MaximumRetryAttempts/));
    assert.match(await message.innerText(), /RETRY_ATTEMPTS\s*3/);
  } finally {
    target.close();
  }
});
