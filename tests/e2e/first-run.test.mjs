// The first visit: one press of Run shows a call that fails twice and then succeeds, with no network.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, events, inspect, inspector, openExample, ready, rows, run, runToEnd, showEvents, soon, status } from "./playground.mjs";

// Examples that are about failing.
const FAILS = new Set(["give-up", "fail", "saga"]);
const STATE = "Call third-party API";

pageTest("a first visit runs the article's workflow with one press", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  const asked = [];
  // The page may fetch more of itself.
  const own = new URL("./", page.url()).href;
  page.on("request", (request) => {
    if (!request.url().startsWith(own)) asked.push(request.url());
  });
  await soon(async () => assert.match(await definition(page).innerText(), /"StartAt": "Call third-party API"/));
  assert.equal(await runToEnd(page), "SUCCEEDED");

  const row = rows(page, STATE);
  await soon(async () => assert.equal(await row.getAttribute("data-status"), "succeeded-with-retries"));
  await soon(async () => assert.match(await row.textContent(), /3 attempts/));
  await soon(async () => assert.equal(await row.locator(".segment.failed").count(), 2, "two attempts fail"));
  await soon(async () => assert.equal(await row.locator(".segment.back-off").count(), 2, "each is followed by a back-off"));
  await soon(async () => assert.equal(await row.locator(".segment.succeeded").count(), 1, "the third succeeds"));
  assert.deepEqual(asked, [], "the Practice API answers inside the page");

  await showEvents(page);
  const types = await events(page).locator(".type").allInnerTexts();
  assert.deepEqual(types.slice(0, 2), ["ExecutionStarted", "TaskStateEntered"]);
  assert.deepEqual(types.filter((type) => type === "TaskFailed").length, 2);
  await row.click();
  await inspector(page).getByRole("heading", { name: STATE }).waitFor();
  await soon(async () => assert.match(await inspect(page, /^HTTP/), /503/));
  await soon(async () => assert.match(await inspect(page, /^Error/), /States\.Http\.StatusCode\.503/));
});

pageTest("a run is shown while it goes on", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await run(page).click();
  await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
  await rows(page, STATE).locator(".segment.failed").first().waitFor();
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "RUNNING", "the failed attempt is there before the end"));
});

// In four parts: together they would take more than the minute that a test has.
for (const at of [0, 1, 2, 3]) {
  pageTest(`every example runs to the end that it is about: part ${at + 1} of 4`, {}, async (page) => {
    await ready(page);
    const picker = page.getByTestId("example-picker");
    const all = await picker.locator("option:not([disabled])").evaluateAll((options) => options.map((option) => option.value));
    // Not the empty workflow; and those of event buses have a status of their own: events.test.mjs.
    const examples = all.filter((id) => !/^(\*|events-)/.test(id)).filter((_, index) => index % 4 === at);
    assert.ok(examples.length >= 3, `the article's and at least five more: ${all}`);
    for (const example of examples) {
      if ((await picker.inputValue()) !== example) await openExample(page, example);
      await run(page).click();
      await page.locator("[data-testid=status]:not([data-status=RUNNING])").waitFor({ timeout: 30_000 });
      const said = await status(page).getAttribute("data-status");
      assert.equal(said, FAILS.has(example) ? "FAILED" : "SUCCEEDED", example);
    }
  });
}
