// EventBridge in the page: patterns and transformers tried on an event; a bus with rules, run to its API.
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { ARTICLE, oneRule, orders, startTarget } from "./event-bus.mjs";
import { held } from "./link.mjs";
import { connect, copyLink, definition, fill, openExample, outcome, paste, ready, run, sharedLink, soon, textOf } from "./playground.mjs";

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
    assert.match(told, /Retry-After asks for 2\.00 s/);
    assert.equal(await page.getByTestId("delivery-attempt").count(), 2);
    await page.getByTestId("delivery-attempt").first().locator("> summary").click();
    await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /EventBridge retries with increasing delays/));
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

/** What the deliveries of the run are, as the timeline has them. */
const deliveries = (page) => rowsOf(page, "delivery").evaluateAll((rows) => rows.map((row) => `${row.dataset.name} ${row.dataset.status}`).sort());
const banner = async (page) => (await page.getByTestId("events-status").locator(".status-line").innerText()).replaceAll(/\s+/g, " ");
const treeitem = (page, name) => page.getByTestId("graph").getByRole("treeitem", { name });

for (const [id, how, said, delivered] of [
  ["events-article", "SUCCEEDED", /1 of 1 delivered.*1 event · 1 delivery/, 1],
  ["events-rate-limit", "SUCCEEDED", /6 of 6 delivered.*7 events · 1 matched no rule · 6 deliveries/, 6],
  ["events-dead-letters", "FAILED", /0 of 1 delivered.*1 event · 1 delivery/, 0],
  ["events-fan-out", "SUCCEEDED", /3 of 3 delivered.*3 events · 1 matched no rule · 3 deliveries/, 3],
  ["events-start-machine", "SUCCEEDED", /1 of 1 delivered.*1 event · 1 delivery/, 1],
]) {
  pageTest(`the example ${id} runs to what its description says`, { expected: ANSWERS }, async (page) => {
    await ready(page);
    await openExample(page, id);
    await page.getByTestId("graph").getByRole("treeitem", { name: /, rule/ }).first().waitFor();
    if (id === "events-dead-letters") await skipWaits(page);
    await run(page).click();
    assert.equal(await quiet(page, 30_000), how);
    assert.match(await banner(page), said);
    const arrived = (await deliveries(page)).filter((row) => /succeeded/.test(row));
    assert.equal(arrived.length, delivered, `${await deliveries(page)}`);
    if (id === "events-fan-out") {
      await page.getByRole("tab", { name: "Events", exact: true }).click();
      assert.match(await page.getByTestId("assumed-bus").innerText(), /go to orders, the only bus with rules\. On AWS they go to default/);
      await treeitem(page, /^largeorders, queue/).click();
      await soon(async () => assert.equal(await page.getByTestId("event-message").count(), 2, "the large order and the gift"));
    }
    if (id === "events-dead-letters") {
      await treeitem(page, /^deadletters, queue/).click();
      await soon(async () => assert.match(await page.getByTestId("event-message").innerText(), /RETRY_ATTEMPTS\s*4/));
    }
    if (id === "events-start-machine") {
      await page.getByTestId("open-execution").click();
      assert.equal(await outcome(page), "SUCCEEDED");
      assert.match(await page.locator("[data-testid=timeline-row]").first().innerText(), /Create the order/);
      await page.getByTestId("back-to-events").click();
      await status(page).waitFor();
    }
  });
}

pageTest("events that no rule takes are not called delivered", {}, async (page) => {
  await ready(page);
  await openExample(page, "events-fan-out");
  await writeEvents(page, JSON.stringify([{ EventBusName: "default", Source: "shop", DetailType: "t", Detail: { total: 500 } }, { Source: "other", DetailType: "t", Detail: {} }]));
  await run(page).click();
  assert.equal(await quiet(page), "UNMATCHED");
  assert.match(await banner(page), /No rule matched.*2 events · 0 deliveries/);
});

pageTest("a machine puts an event, and the rule that takes it calls the API", {}, async (page) => {
  await ready(page);
  await openExample(page, "template-destination");
  await run(page).click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await page.getByTestId("back-to-events").click();
  assert.equal(await quiet(page), "SUCCEEDED");
  assert.match(await banner(page), /1 of 1 delivered.*1 event · 1 delivery/);
  await rowsOf(page, "delivery").first().click();
  await page.getByTestId("inspector").getByRole("tab", { name: "Body" }).click();
  assert.deepEqual(JSON.parse(await page.getByTestId("delivery-body").innerText()), { priority: "high" });
});

pageTest("a template of rules alone is drawn, checked and run", {}, async (page) => {
  await ready(page);
  const rule = (pattern, targets) => ({ Type: "AWS::Events::Rule", Properties: { EventPattern: pattern, Targets: targets } });
  const queue = [{ Id: "queue", Arn: "arn:aws:sqs:us-east-1:123456789012:audit" }];
  await paste(page, definition(page), JSON.stringify({ Resources: { Audit: rule({ source: ["shop"] }, queue), Other: rule({ source: ["other"] }, queue) } }, null, 2));
  await treeitem(page, /^Audit, rule/).waitFor();
  await writeEvents(page, '{"Source": "shop", "DetailType": "Order placed", "Detail": {"id": 1}}');
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  assert.match(await banner(page), /1 of 1 delivered/);
  await treeitem(page, /^audit, queue/).click();
  await soon(async () => assert.match(await page.getByTestId("event-message").innerText(), /"detail-type":\s*"Order placed"/));
});

pageTest("where a machine has its states, a run of events says that it has none", {}, async (page) => {
  await ready(page);
  await openExample(page, "events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  await page.getByRole("searchbox", { name: "Find a part" }).waitFor();
  await page.locator(".stage-tools [aria-label=States]").click();
  assert.match(await page.getByRole("region", { name: "States" }).innerText(), /Events have no states\. See the timeline/);
  await page.getByTestId("open-execution").click();
  await page.getByRole("region", { name: "States" }).getByText("Create the order").waitFor();
});

const heldAt = (page) => page.getByTestId("held");
const control = (page, name) => page.getByTestId("control-bar").getByRole("button", { name, exact: true });
/** Where a run is held, and how much has happened; each step changes it. */
const stand = async (page) => ((await heldAt(page).count()) === 0 ? "goes on" : `${await heldAt(page).innerText()} ${await page.getByTestId("moment").getAttribute("max")}`);
const momentWords = (page) => page.getByTestId("moment-words").innerText();

pageTest("a run of the buses is stepped through and gone back in with the keys and words of every run", {}, async (page) => {
  const target = await startTarget();
  try {
    await shop(page, target, {}, orders(3));
    await page.keyboard.press("Shift+Alt+I");
    await heldAt(page).waitFor();
    assert.match(await status(page).innerText(), /Paused[\s\S]*at [\s\S]* · step/);
    assert.match(await page.getByTestId("told").innerText(), /Paused at /);
    assert.equal(target.requests.length, 0, "nothing is sent while the run is held");
    assert.equal(await control(page, "Step out").count(), 0, "there is nothing to step out of");
    const first = await stand(page);
    await page.keyboard.press("Shift+Alt+O");
    await soon(async () => assert.ok(![first, "goes on"].includes(await stand(page))));
    await control(page, "Continue").click();
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 3);
    assert.equal(await heldAt(page).count(), 0);
    assert.deepEqual(await violations(page), []);

    const slider = page.getByTestId("moment");
    const total = Number(await slider.getAttribute("max"));
    assert.match(await momentWords(page), new RegExp(`^Event ${total} of ${total}: INVOCATION_SUCCESS, `));
    await slider.focus();
    await page.keyboard.press("Home");
    await soon(async () => assert.match(await momentWords(page), /^Event 1 of \d+: EVENT_INGEST_SUCCESS, orders, after/));
    assert.equal(await rowsOf(page, "event").count(), 1);
    assert.equal(await rowsOf(page, "delivery").count(), 1);
    assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
    await page.keyboard.press("End");
    await soon(async () => assert.equal(await rowsOf(page, "event").count(), 3));
    await control(page, "Previous step").click();
    await soon(async () => assert.notEqual(await slider.inputValue(), String(total)));
    await page.getByTestId("to-newest").click();
    await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED"));
    assert.equal(await slider.inputValue(), String(total));
  } finally {
    target.close();
  }
});

pageTest("a run of the buses is paused in a back-off, and its pace is chosen while it is held", { expected: ANSWERS }, async (page) => {
  const target = await startTarget((_, count) => (count === 1 ? { status: 429, headers: { "retry-after": "60" } } : {}));
  try {
    await shop(page, target);
    await run(page).click();
    await soon(async () => assert.match(await status(page).innerText(), /0 of 1|Delivering/));
    await soon(async () => assert.equal(target.requests.length, 1));
    await control(page, "Pause").click();
    await soon(async () => assert.match(await heldAt(page).innerText(), /asked to pause/));
    await control(page, "At once").click();
    await page.keyboard.press("Shift+Alt+C");
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 2, "the back-off of a minute took no time");
  } finally {
    target.close();
  }
});

pageTest("what if the API of a rule answers 404: one choice, nothing is sent, and the run after it asks nothing", {}, async (page) => {
  const target = await startTarget();
  try {
    await shop(page, target);
    await treeitem(page, /^shop, API destination/).click();
    await page.getByTestId("target-what-if").selectOption({ label: "404 Not Found" });
    await run(page).click();
    assert.equal(await quiet(page), "FAILED");
    assert.equal(target.requests.length, 0);
    await rowsOf(page, "delivery").first().click();
    await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /what if/));
    await run(page).click();
    assert.equal(await quiet(page), "SUCCEEDED");
    assert.equal(target.requests.length, 1);
  } finally {
    target.close();
  }
});

pageTest("a step goes into the execution that a rule starts, and a breakpoint holds it there", {}, async (page) => {
  await ready(page);
  await openExample(page, "events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  await page.keyboard.press("Shift+Alt+I");
  await heldAt(page).waitFor();
  for (let steps = 0; steps < 20 && (await page.getByTestId("back-to-events").count()) === 0; steps += 1) {
    const before = await stand(page);
    await page.keyboard.press("Shift+Alt+I");
    await soon(async () => assert.ok(![before, "goes on"].includes(await stand(page))));
  }
  await page.getByTestId("back-to-events").waitFor();
  assert.match(await page.getByTestId("status").innerText(), /Paused/);
  const state = await heldAt(page).getAttribute("data-state");
  assert.ok(state.length > 0 && !/^[A-Z_]+,/.test(state), `${state} is a state of the machine`);
  await control(page, "Continue").click();
  assert.equal(await outcome(page), "SUCCEEDED");
});

pageTest("a pattern is completed with the names of the events that are sent", {}, async (page) => {
  await ready(page);
  const text = JSON.stringify({ Resources: { Audit: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"], detail: {} }, Targets: [] } } } });
  await paste(page, definition(page), text);
  await treeitem(page, /^Audit, rule/).waitFor();
  await writeEvents(page, '{"Source": "shop", "DetailType": "Order placed", "Detail": {"trackingCode": 1}}');
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  for (let at = text.indexOf('"detail":{') + '"detail":{'.length; at > 0; at -= 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+Space");
  await page.locator(".cm-tooltip-autocomplete").getByRole("option", { name: /trackingCode/ }).waitFor();
});

/** Presses Tab until the focus is on what fits; fails after a whole round. */
async function tabTo(page, selector) {
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

pageTest("events are sent, selected and looked into with the keyboard alone", {}, async (page) => {
  await ready(page);
  await openExample(page, "events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  await tabTo(page, "[aria-label=Definition]");
  await page.keyboard.press("ControlOrMeta+Enter");
  assert.equal(await quiet(page), "SUCCEEDED");
  await tabTo(page, "[role=tree][aria-label='Events and deliveries']");
  await page.keyboard.press("Home");
  const inspector = page.getByTestId("inspector");
  await soon(async () => assert.match(await inspector.innerText(), /Order placed[\s\S]*Matched/));
  await tabTo(page, "[data-testid=inspector] [role=tab]");
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.match(await inspector.innerText(), /"source":\s*"shop"/));
  await tabTo(page, "[data-testid=example-picker]");
  await tabTo(page, "[role=tree][aria-label='Events and deliveries']");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await outcome(page), "SUCCEEDED", "Enter opens the execution that the delivery started");
  await tabTo(page, "[data-testid=back-to-events]");
  await page.keyboard.press("Enter");
  await status(page).waitFor();
  await tabTo(page, "[role=tab]#setup-tab-events, [role=tab][aria-selected=true]");
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, viewport] of [["wide", { width: 1440, height: 900 }], ["narrow", NARROW]]) {
    pageTest(`axe finds nothing on the page of events, and nothing scrolls sideways: ${colorScheme}, ${width}`, { colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
      const fine = async (where) => {
        assert.deepEqual(await violations(page), [], where);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(sideways <= 0, `${where}: ${sideways} px too wide`);
      };
      await ready(page);
      await openExample(page, "events-fan-out");
      await run(page).click();
      assert.equal(await quiet(page), "SUCCEEDED");
      await fine("after a run");
      await rowsOf(page, "event").first().click();
      await page.getByTestId("rule-outcome").first().waitFor();
      await fine("an event");
      await rowsOf(page, "delivery").first().click({ force: true });
      for (const tab of await page.getByTestId("inspector").getByRole("tab").all()) {
        await tab.click();
        await fine(`a delivery: ${await tab.innerText()}`);
      }
      if (width === "narrow") await page.locator(".pane-switch").getByText("Setup").click();
      await page.getByRole("tab", { name: "Events", exact: true }).click();
      await page.getByTestId("event-form").first().waitFor();
      await fine("the form");
      await page.getByTestId("event-editor").getByRole("button", { name: "JSON" }).click();
      await fine("the text");
    });
  }
}

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** What a button puts into the clipboard. */
async function copied(page, button) {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await button.click();
  await soon(async () => assert.notEqual(await page.evaluate(() => navigator.clipboard.readText()), ""));
  return page.evaluate(() => navigator.clipboard.readText());
}

pageTest("the secrets of a delivery are shown, copied and saved only when that is asked for", clipboard, async (page) => {
  const target = await startTarget();
  const secret = /k-4711-secret/;
  try {
    await shop(page, target);
    await run(page).click();
    assert.equal(await quiet(page), "SUCCEEDED");
    await rowsOf(page, "delivery").first().click();
    const inspector = page.getByTestId("inspector");
    const saved = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), inspector.getByTestId("download-har").click()]);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    const asCurl = () => copied(page, inspector.getByRole("button", { name: "Copy as curl" }));
    await inspector.getByTestId("reveal-secrets").waitFor();
    assert.doesNotMatch(await inspector.innerText(), secret);
    assert.doesNotMatch(await asCurl(), secret);
    assert.doesNotMatch(await saved(), secret);
    assert.equal(await inspector.getByRole("button", { name: "Copy as AWS CLI" }).count(), 0, "no state made the call");
    await inspector.getByTestId("reveal-secrets").click();
    await soon(async () => assert.match(await inspector.innerText(), secret));
    assert.doesNotMatch(await asCurl(), secret, "revealing is for the view alone");
    assert.doesNotMatch(await saved(), secret);
    await inspector.getByTestId("reveal-secrets").click();
    await soon(async () => assert.doesNotMatch(await inspector.innerText(), secret));
    await inspector.getByTestId("share-secrets").check();
    assert.match(await asCurl(), secret);
    assert.match(await saved(), secret);
  } finally {
    target.close();
  }
});

pageTest("while waits are skipped, an API that fails without end is called ten times and no more", { expected: ANSWERS }, async (page) => {
  const target = await startTarget(() => ({ status: 503 }));
  try {
    await shop(page, target);
    await skipWaits(page);
    await run(page).click();
    assert.equal(await quiet(page, 40_000), "FAILED");
    assert.equal(target.requests.length, 10);
    await rowsOf(page, "delivery").first().click();
    await page.getByTestId("inspector").getByRole("tab", { name: /Attempts/ }).click();
    const attempts = await page.getByTestId("delivery-attempt").count();
    assert.ok(attempts > 100 && attempts <= 186, `${attempts} attempts in a day`);
    await soon(async () => assert.match(await page.getByTestId("not-sent").last().innerText(), /calls an API at most 10 times for each event/));
    assert.match(await page.getByTestId("spared").innerText(), /not sent/);
    await page.getByTestId("graph").getByRole("treeitem", { name: /^dead, queue/ }).click();
    await soon(async () => assert.match(await page.getByTestId("event-message").innerText(), /EXHAUSTED_RETRY_CONDITION\s*MaximumEventAgeInSeconds/));
  } finally {
    target.close();
  }
});

pageTest("fields that the events to send do not have are pointed out while typing, and the fix writes the field that was meant", {}, async (page) => {
  await ready(page);
  const text = (field) => JSON.stringify({ Resources: { Audit: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"], detail: { [field]: [{ exists: true }] } }, Targets: [{ Id: "audit", Arn: "arn:aws:sqs:us-east-1:123456789012:audit" }] } } } }, null, 2);
  await paste(page, definition(page), text("trackingCod"));
  await treeitem(page, /^Audit, rule/).waitFor();
  await writeEvents(page, '{"Source": "shop", "DetailType": "Order placed", "Detail": {"trackingCode": 1}}');
  const suggestion = page.getByTestId("problem").filter({ hasText: "None of the events to send has the field" });
  const suggestions = page.getByRole("button", { name: /suggestion/ });
  await suggestions.waitFor();
  if (!(await suggestion.isVisible())) await suggestions.click();
  await suggestion.waitFor();
  await page.getByRole("button", { name: /Write .*trackingCode/ }).first().click();
  await soon(async () => assert.match(await textOf(definition(page)), /"trackingCode"/));
  await suggestion.waitFor({ state: "detached" });
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
});

pageTest("what Run starts travels in a link, and a link from before starts the machine", clipboard, async (page) => {
  await ready(page);
  await openExample(page, "events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  const choice = page.getByTestId("run-choice");
  assert.equal(await choice.inputValue(), "events", "an example with events is about them");
  await copyLink(page);
  const link = await sharedLink(page);
  const { def, input, events, settings } = held(link);
  assert.equal(settings.run, "events");
  const shared = { v: 1, def, input, events, settings };
  const follow = async (document) => {
    await page.goto("about:blank");
    await page.goto(`${link.split("#")[0]}#d1=${deflateRawSync(JSON.stringify(document)).toString("base64url")}`);
    await ready(page);
    await treeitem(page, /^HandleOrder/).first().waitFor();
  };
  await follow(shared);
  assert.equal(await choice.inputValue(), "events");
  await choice.selectOption("machine");
  await choice.selectOption("events");
  await follow({ ...shared, settings: undefined });
  assert.equal(await choice.inputValue(), "machine");
});
