// The exploration of failures: opened from the Edit menu, its findings run, become scenarios, and are mended.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, outcome, paste, ready, soon, textOf } from "./playground.mjs";

const dialog = (page) => page.getByRole("dialog", { name: "Explore failures" });
const figures = (page) => page.getByTestId("explore-figures");
const kind = (page, name) => page.getByTestId(`explore-${name}`);

/** Opens the exploration as a person does, and waits for its end. */
async function explore(page) {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("menuitem", { name: "Explore failures…" }).click();
  await dialog(page).waitFor();
  await figures(page).waitFor({ timeout: 20_000 });
}

pageTest("the article's workflow has failures that nothing catches, each opens as a run, and a Catch mends them", {}, async (page) => {
  await ready(page);
  await explore(page);
  assert.equal(await kind(page, "Unhandled").getByRole("listitem").count(), 2);
  const text = await kind(page, "Unhandled").innerText();
  assert.match(text, /Call third-party API[^]*States\.Http\.StatusCode\.500[^]*after 4 attempts/);
  assert.match(text, /States\.Http\.StatusCode\.429/, "the errors that are treated alike are named");
  assert.match(await figures(page).innerText(), /Everything was tried/);
  assert.deepEqual(await violations(page), []);

  await kind(page, "Unhandled").getByTestId("explore-run").first().click();
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await outcome(page), "FAILED");

  await explore(page);
  await kind(page, "Unhandled").getByTestId("explore-catch").first().click();
  await soon(async () => assert.equal(await kind(page, "Unhandled").count(), 0, "the exploration begins anew, and finds none"));
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.match(await textOf(definition(page)), /"Call third-party API failed"/);
});

/** Ten HTTP Tasks in a row, each with a Retry and a Catch. */
const tenTasks = () => {
  const states = { Tell: { Type: "Fail", Error: "E" } };
  for (let index = 0; index < 10; index += 1) {
    states[`Task ${index}`] = {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: { Method: "GET", ApiEndpoint: "https://api.example.com/", Authentication: { ConnectionArn: "${EBConnectionARN}" } },
      Retry: [{ ErrorEquals: ["States.Http.StatusCode.429"], MaxAttempts: 3 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: index % 2 ? "Tell" : `Task ${index + 1}` }],
      ResultPath: null,
      ...(index === 9 ? { End: true } : { Next: `Task ${index + 1}` }),
    };
  }
  return { StartAt: "Task 0", States: states };
};

pageTest("a machine with ten Tasks is explored within two seconds, and the page stays free", {}, async (page) => {
  await ready(page);
  await paste(page, definition(page), JSON.stringify(tenTasks(), null, 1));
  await explore(page);
  const said = await figures(page).innerText();
  console.log(`      ${said}`);
  assert.match(said, /Everything was tried/);
  // A debug build takes ten times as long: the figure is held against the page that is served.
  const seconds = Number(said.match(/([\d.]+) s\./)[1]);
  assert.ok(seconds < (process.env.RELEASE ? 2 : 10), said);
});

/** Ten HTTP Tasks in a row, each with two retriers and two catchers: every pair of failures at every attempt. */
const tellApart = () => {
  const machine = tenTasks();
  for (const state of Object.values(machine.States).filter((one) => one.Type === "Task")) {
    state.Retry = [{ ErrorEquals: ["States.Http.StatusCode.429"], MaxAttempts: 3 }, { ErrorEquals: ["States.ALL"], MaxAttempts: 2 }];
    const next = { ResultPath: "$.error", Next: "Tell" };
    state.Catch = [{ ErrorEquals: ["States.Http.StatusCode.404"], ...next }, { ErrorEquals: ["States.ALL"], ...next }];
  }
  return machine;
};

pageTest("ten Tasks with two retriers and two catchers are explored to the end, twice alike", {}, async (page) => {
  await ready(page);
  await paste(page, definition(page), JSON.stringify(tellApart(), null, 1));
  const found = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await explore(page);
    const said = await figures(page).innerText();
    console.log(`      ${said}`);
    assert.match(said, /Everything was tried/);
    assert.ok(Number(said.match(/([\d.]+) s\./)[1]) < (process.env.RELEASE ? 2 : 20), said);
    found.push(said.replace(/[\d.]+ s\./, ""));
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
  }
  assert.equal(found[0], found[1], "as many runs each time");
});

pageTest("findings become scenarios once each, however fast the buttons are pressed, and their runs say where they come from", {}, async (page) => {
  await ready(page);
  await explore(page);
  const buttons = dialog(page).getByTestId("explore-scenario");
  const count = await buttons.count();
  assert.ok(count >= 3, `${count}`);
  // Both rounds in one task: nothing is drawn between two presses.
  await buttons.evaluateAll((all) => [...all, ...all].forEach((button) => button.click()));
  await soon(async () => assert.deepEqual(await buttons.allInnerTexts(), Array(count).fill("Added")));
  await buttons.first().evaluate((button) => button.click());
  await kind(page, "Unhandled").getByTestId("explore-run").first().click();
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await outcome(page), "FAILED");
  await soon(async () => assert.equal(await page.getByTestId("run-given").innerText(), "From the exploration"));
  assert.equal(await page.getByTestId("from-earlier").count(), 0, "the definition is the one that is written");
  const scenarios = page.getByTestId("scenario");
  await soon(async () => assert.equal(await scenarios.count(), count, "none is lost, none is there twice"));
  await scenarios.first().getByTestId("scenario-run").click();
  await soon(async () => assert.match(await page.getByTestId("run-given").innerText(), /^From the scenario “/));
  assert.equal(await page.getByTestId("from-earlier").count(), 0);
});

pageTest("what cannot be explored is said, and the dialog fits a phone", { viewport: NARROW }, async (page) => {
  await ready(page);
  await page.getByRole("tab", { name: "Code" }).or(definition(page)).first().waitFor();
  await fill(page, definition(page), '{"StartAt": "A"');
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("menuitem", { name: "Explore failures…" }).click();
  await dialog(page).getByText(/Fix them first|no state machine/).waitFor();
  const box = await dialog(page).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
});
