// Scenarios: written, run at once and again on each change, what is wrong with them, what they reach, and that they travel.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, open, pageTest } from "./harness.mjs";
import { definition, fill, outcome, ready, sharedLink, soon, textOf } from "./playground.mjs";

const editor = (page) => page.getByRole("textbox", { name: "Scenarios" });
const verdict = (page) => page.getByTestId("scenario-verdict");
const rows = (page) => page.getByTestId("scenario");

/** Opens the tab, and waits until it is there. */
async function scenarios(page) {
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await verdict(page).waitFor({ timeout: 20_000 });
  await editor(page).waitFor();
}

const API = "Call third-party API";
const works = {
  name: "Two failures are retried",
  whatIf: { [API]: ["503", "503"] },
  mocks: { [API]: { result: { StatusCode: 200 } } },
  expect: { status: "SUCCEEDED", calls: [{ state: API, times: 3 }], longestSeconds: 10, path: [API] },
};

pageTest("scenarios run at once, say what does not hold, and run again on each change", {}, async (page) => {
  await ready(page);
  await scenarios(page);
  assert.match(await verdict(page).innerText(), /No scenarios yet/);
  await fill(page, editor(page), [works, { ...works, name: "Wrong", expect: { status: "FAILED", calls: [{ state: API, times: 2 }] } }]);
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 2 pass, 1 fail/));
  const wrong = await rows(page).nth(1).innerText();
  assert.match(wrong, /the status must be FAILED, but is SUCCEEDED/);
  assert.match(wrong, /must make 2 calls, but makes 3/);
  assert.deepEqual(await violations(page), []);

  await page.getByTestId("coverage").locator("summary").click();
  assert.match(await page.getByTestId("coverage").innerText(), /Coverage: 100%/);
  assert.ok(await page.locator(".coverage-picture").evaluate((image) => image.complete && image.naturalWidth > 50), "the picture is drawn");

  // The definition changes: without its Retry the first failure ends the run.
  const text = JSON.parse(await textOf(definition(page)));
  delete text.States[API].Retry;
  await fill(page, definition(page), text);
  await soon(async () => assert.match(await verdict(page).innerText(), /0 of 2 pass, 2 fail/));

  await rows(page).first().getByTestId("scenario-run").click();
  assert.equal(await outcome(page), "FAILED", "its run is open");
});

pageTest("what is wrong with a file is told with its place", {}, async (page) => {
  await ready(page);
  await scenarios(page);
  await fill(page, editor(page), '[\n  {"name": "a", "mocks": {"Cal": {"result": 1}}, "expect": {"status": "DONE"}}\n]');
  await soon(async () => assert.equal(await page.getByTestId("scenario-problem").count(), 2));
  const told = await page.locator(".scenarios").innerText();
  assert.match(told, /Ln 2, Col \d+: there is no state Cal/);
  assert.match(told, /no execution ends with the status DONE/);
});

pageTest("a finding becomes a scenario, a missed place gets one, and both travel in the link", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await ready(page);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("menuitem", { name: "Explore failures…" }).click();
  await page.getByTestId("explore-figures").waitFor({ timeout: 20_000 });
  await page.getByTestId("explore-Unhandled").getByTestId("explore-scenario").first().click();
  await page.keyboard.press("Escape");
  await editor(page).waitFor();
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 1 pass/));

  await fill(page, editor(page), [{ name: "It works", mocks: { [API]: { result: {} } }, expect: { status: "SUCCEEDED" } }]);
  await soon(async () => assert.match(await rows(page).innerText(), /It works/));
  await page.getByTestId("coverage").locator("summary").click();
  assert.doesNotMatch(await page.getByTestId("coverage").innerText(), /100%/, "the retrier is not reached");
  await page.getByTestId("reach").first().click();
  await soon(async () => assert.equal(await rows(page).count(), 2));
  await soon(async () => assert.match(await page.getByTestId("coverage").innerText(), /Coverage: 100%/));
  assert.match(await verdict(page).innerText(), /2 of 2 pass/);

  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await page.getByTestId("share-button").click();
  const link = await sharedLink(page);
  const other = await open({ url: link });
  await ready(other.page);
  await scenarios(other.page);
  await soon(async () => assert.match(await verdict(other.page).innerText(), /2 of 2 pass/));
  await other.close();
});

pageTest("the tab fits a phone", { viewport: NARROW }, async (page) => {
  await ready(page);
  await page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name: "Setup", exact: true }).click();
  await scenarios(page);
  await page.getByTestId("add-scenario").click();
  await soon(async () => assert.match(await verdict(page).innerText(), /1 of 1 pass/));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} px`);
  assert.deepEqual(await violations(page), []);
});
