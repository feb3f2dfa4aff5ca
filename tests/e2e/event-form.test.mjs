// Events written in their form, sent again, fired by a schedule; the parts of the picture and what they open.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { definition, outcome, paste, ready, run, soon } from "./playground.mjs";

const treeitem = (page, name) => page.getByTestId("graph").getByRole("treeitem", { name });
const inspector = (page) => page.getByTestId("inspector");
const rowsOf = (page, kind) => page.locator(`[data-testid=event-timeline-row][data-kind=${kind}]`);
const form = (page) => page.getByTestId("event-form");

/** Waits until all is quiet, and says how it ended. */
async function quiet(page) {
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor({ timeout: 20_000 });
  return page.getByTestId("events-status").getAttribute("data-status");
}

const queue = [{ Id: "audit", Arn: "arn:aws:sqs:us-east-1:123456789012:audit" }];
const rule = (properties) => ({ Type: "AWS::Events::Rule", Properties: { Targets: queue, ...properties } });
const TEMPLATE = JSON.stringify({
  Resources: {
    Large: rule({ EventPattern: { source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } } }),
    Nightly: rule({ ScheduleExpression: "cron(0 2 * * ? *)" }),
  },
}, null, 2);

async function withRules(page) {
  await ready(page);
  await paste(page, definition(page), TEMPLATE);
  await treeitem(page, /^Large, rule/).waitFor();
  await page.getByRole("tab", { name: "Events" }).click();
}

pageTest("an event is made from a rule's pattern, changed in its form, sent, and sent again", {}, async (page) => {
  await withRules(page);
  await page.getByTestId("add-event").selectOption({ label: "Large" });
  await form(page).waitFor();
  const chip = form(page).getByRole("button", { name: /Large/ });
  await soon(async () => assert.match(await chip.innerText(), /Large\s+matches/, "it is made so that the rule takes it"));
  await form(page).getByLabel("Source").fill("other");
  await soon(async () => assert.match(await chip.innerText(), /does not match/));
  await form(page).getByLabel("Source").fill("shop");
  await form(page).getByLabel("DetailType").fill("Order placed");
  await soon(async () => assert.match(await chip.innerText(), /Large\s+matches/));
  await form(page).getByRole("button", { name: "Duplicate" }).click();
  assert.equal(await form(page).count(), 2);
  await page.getByRole("button", { name: "Remove event 2" }).click();
  await soon(async () => assert.equal(await form(page).count(), 1));
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  await page.getByTestId("send-all").click();
  await soon(async () => assert.equal(await rowsOf(page, "event").count(), 2));
  assert.equal(await quiet(page), "SUCCEEDED");
  await rowsOf(page, "event").first().click();
  await inspector(page).getByTestId("send-again").click();
  await soon(async () => assert.equal(await rowsOf(page, "event").count(), 3));
  await treeitem(page, /^audit, queue/).click();
  await soon(async () => assert.equal(await inspector(page).locator("details.arrived").count(), 3));
  await page.getByRole("tab", { name: "Events", exact: true }).click();
  await form(page).getByRole("button", { name: /Large/ }).click();
  await page.getByRole("dialog").getByTestId("pad-verdict").filter({ hasText: "The event matches" }).waitFor();
});

pageTest("a sample of a service is added as the service sends it", {}, async (page) => {
  await withRules(page);
  await page.getByTestId("add-event").selectOption({ label: "EC2 instance state changed" });
  await soon(async () => assert.equal(await form(page).getByLabel("source", { exact: true }).inputValue(), "aws.ec2"));
  await run(page).click();
  assert.equal(await quiet(page), "UNMATCHED");
  await rowsOf(page, "event").first().click();
  await soon(async () => assert.match(await inspector(page).innerText(), /Did not match/));
});

pageTest("a schedule says when it fires next, and fires when it is told to", {}, async (page) => {
  await withRules(page);
  await treeitem(page, /^Nightly, scheduled rule/).click();
  assert.match(await inspector(page).getByTestId("next-times").innerText(), /Next: \d{4}-\d\d-\d\dT02:00:00/);
  assert.deepEqual(await violations(page), [], "the details before the first run");
  await page.getByRole("button", { name: "Close the details" }).click();
  await inspector(page).waitFor({ state: "detached" });
  await treeitem(page, /^Nightly, scheduled rule/).click();
  await inspector(page).getByTestId("fire").click();
  assert.equal(await quiet(page), "SUCCEEDED");
  await treeitem(page, /^audit, queue/).click();
  await soon(async () => assert.match(await page.getByTestId("event-message").innerText(), /"Scheduled Event"/));
  await treeitem(page, /^Nightly, scheduled rule/).click();
  await inspector(page).getByTestId("fire").click();
  await soon(async () => assert.equal(await rowsOf(page, "event").count(), 2));
});

pageTest("the arrows of the picture count, and a machine's box opens its graph", {}, async (page) => {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  const picture = page.getByTestId("graph");
  await soon(async () => assert.match(await picture.innerText(), /1 matched[\s\S]*1 delivered/));
  await rowsOf(page, "delivery").first().click();
  await inspector(page).getByTestId("open-started").click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await page.getByTestId("back-to-events").click();
  await treeitem(page, /^HandleOrder, state machine/).click();
  await inspector(page).getByTestId("open-machine").click();
  await treeitem(page, /^Create the order/).waitFor();
});
