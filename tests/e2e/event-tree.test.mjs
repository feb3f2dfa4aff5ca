// The timeline of the buses as one tree: events, deliveries, the executions that rules start, and their states; two runs compared.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { definition, openExample, outcome, paste, ready, rows, run, soon } from "./playground.mjs";

const treeitem = (page, name) => page.getByTestId("graph").getByRole("treeitem", { name });
const rowsOf = (page, kind) => page.locator(`[data-testid=event-timeline-row][data-kind=${kind}]`);
const names = (page, kind) => rowsOf(page, kind).evaluateAll((all) => all.map((row) => row.dataset.name));
const tree = (page) => page.getByRole("tree", { name: "Events and deliveries" });
const selected = (page) => page.locator("[data-testid=event-timeline-row][aria-selected=true]");

/** Waits until all is quiet, and says how it ended. */
async function quiet(page) {
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor({ timeout: 30_000 });
  return page.getByTestId("events-status").getAttribute("data-status");
}

/** Writes the events as JSON. */
async function writeEvents(page, events) {
  await page.getByRole("tab", { name: "Events", exact: true }).click();
  await page.getByTestId("event-editor").getByRole("button", { name: "JSON" }).click();
  await paste(page, page.getByRole("textbox", { name: "Events", exact: true }), JSON.stringify(events));
}

const order = (id, items) => ({ Source: "shop", DetailType: "Order placed", Detail: { id, items } });
const MACHINE = {
  StartAt: "Receive",
  States: {
    Receive: { Type: "Pass", Next: "Pick" },
    Pick: { Type: "Map", ItemsPath: "$.detail.items", End: true, ItemProcessor: { StartAt: "Pack", States: { Pack: { Type: "Pass", End: true } } } },
  },
};

/** A rule that starts a machine with a Map over the items of an order, and these orders; run until all is quiet. */
async function shop(page, orders) {
  await ready(page);
  const template = {
    Resources: {
      HandleOrder: { Type: "AWS::StepFunctions::StateMachine", Properties: { RoleArn: "arn:aws:iam::123456789012:role/machine", Definition: MACHINE } },
      Placed: { Type: "AWS::Events::Rule", Properties: { EventPattern: { source: ["shop"] }, Targets: [{ Id: "machine", Arn: { Ref: "HandleOrder" }, RoleArn: "arn:aws:iam::123456789012:role/events" }] } },
    },
  };
  await paste(page, definition(page), JSON.stringify(template, null, 2));
  await treeitem(page, /^Placed, rule/).waitFor();
  await writeEvents(page, orders);
  await page.getByTestId("run-choice").selectOption("events");
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
}

pageTest("the execution that a rule starts stands below its delivery with its states, and a state opens it", {}, async (page) => {
  await ready(page);
  await openExample(page, "events-start-machine");
  await treeitem(page, /^HandleOrder/).first().waitFor();
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  const kinds = await page.getByTestId("event-timeline-row").evaluateAll((all) => all.map((row) => `${row.dataset.kind} ${row.getAttribute("aria-level")}`));
  assert.deepEqual(kinds.slice(0, 4), ["event 1", "delivery 2", "execution 3", "state 4"]);
  assert.equal(await rowsOf(page, "execution").getAttribute("data-status"), "succeeded");
  assert.deepEqual(await names(page, "state"), ["Create the order"]);
  assert.deepEqual(await violations(page), []);

  await rowsOf(page, "execution").click();
  await soon(async () => assert.equal(await selected(page).getAttribute("data-kind"), "execution"));
  await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /Delivery/, "beside it are the details of the delivery that started it"));
  await rowsOf(page, "state").click();
  assert.equal(await outcome(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Create the order").getAttribute("aria-selected"), "true"));
});

pageTest("executions are folded and unfolded with arrow keys and a button, and Enter opens a state", {}, async (page) => {
  await shop(page, [order("a", [1, 2]), order("b", [])]);
  assert.deepEqual(await names(page, "state"), ["Receive", "Pick", "Pack", "Pack", "Receive", "Pick"]);
  assert.deepEqual(await names(page, "iteration"), ["0", "1"]);
  const [first, second] = [rowsOf(page, "execution").first(), rowsOf(page, "execution").last()];
  await first.getByTestId("fold").click();
  await soon(async () => assert.deepEqual(await names(page, "state"), ["Receive", "Pick"], "those of the other execution"));
  assert.equal(await first.getAttribute("aria-expanded"), "false");
  assert.equal(await second.getAttribute("aria-expanded"), "true");

  await tree(page).focus();
  for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await soon(async () => assert.equal(await selected(page).getAttribute("data-kind"), "execution"));
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.equal(await first.getAttribute("aria-expanded"), "true"));
  for (const key of ["ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await soon(async () => assert.equal(await selected(page).getAttribute("data-name"), "Pick"));
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.equal(await selected(page).getAttribute("data-kind"), "iteration"));
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.deepEqual(await names(page, "state"), ["Receive", "Pick", "Pack", "Receive", "Pick"]));
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.equal(await selected(page).getAttribute("data-name"), "Pick", "from there, left leads to the parent"));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  assert.equal(await outcome(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Pick").getAttribute("aria-selected"), "true"));
});

pageTest("many executions begin folded, a search finds their states, and an earlier moment has what had happened by then", {}, async (page) => {
  await shop(page, Array.from({ length: 8 }, (_, number) => order(`order-${number}`, [])));
  assert.equal(await rowsOf(page, "state").count(), 0);
  const search = page.getByRole("searchbox", { name: "Search events, deliveries, and states" });
  await search.fill("receive");
  await soon(async () => assert.equal((await names(page, "state")).filter((name) => name === "Receive").length, 8));
  await search.fill("");
  await soon(async () => assert.equal(await rowsOf(page, "state").count(), 0));
  const slider = page.getByTestId("moment");
  await slider.focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.equal(await rowsOf(page, "event").count(), 1));
  assert.equal(await rowsOf(page, "execution").count(), 0, "nothing was delivered yet");
});

pageTest("an earlier run of events is shown again, and two are compared: the first difference and what came of it", {}, async (page) => {
  await shop(page, [order("a", [1])]);
  assert.equal(await page.getByTestId("kept-worlds").count(), 0, "there is no other run yet");
  await writeEvents(page, [order("b", [1]), order("c", [])]);
  await run(page).click();
  assert.equal(await quiet(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rowsOf(page, "execution").count(), 2));
  const shown = page.getByTestId("kept-worlds");
  await shown.waitFor();
  assert.equal(await shown.locator("option").count(), 2);
  const [second, first] = await shown.locator("option").evaluateAll((all) => all.map((option) => option.value));
  assert.deepEqual(await violations(page), []);

  await page.getByTestId("compare-world-with").selectOption(first);
  const difference = page.getByTestId("first-difference");
  await soon(async () => assert.match(await difference.innerText(), /^First difference: event Order placed, shop, input\. \d+ of \d+ rows differ\.$/));
  const compared = page.locator("[data-testid=compared][data-kind=Execution]");
  assert.equal(await compared.count(), 2);
  assert.match(await compared.last().innerText(), /only in the second run/);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await shown.selectOption(first);
  await soon(async () => assert.equal(await rowsOf(page, "execution").count(), 1));
  assert.equal(await shown.inputValue(), first);
  await shown.selectOption(second);
  await soon(async () => assert.equal(await rowsOf(page, "execution").count(), 2));
  await page.getByTestId("forget-worlds").click();
  await soon(async () => assert.equal(await shown.count(), 0));
});
