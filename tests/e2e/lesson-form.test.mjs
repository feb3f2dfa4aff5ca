// The form of a lesson's step where it holds several, and what a lesson asks of the calls of rules.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { oneRule } from "./event-bus.mjs";
import { pageTest } from "./harness.mjs";
import { linkWith } from "./link.mjs";
import { definition, oneCall, paste, ready, soon } from "./playground.mjs";

/** What is written of the lesson in the editor. */
async function written(page) {
  await page.getByRole("tab", { name: "Text", exact: true }).click();
  const text = await page.getByTestId("lesson-source").inputValue();
  await page.getByRole("tab", { name: /^Steps/ }).click();
  return JSON.parse(text);
}

pageTest("a step has room for several breakpoints, what-ifs, and right answers", {}, async (page) => {
  const { States: { Call } } = oneCall("https://practice.test/hello");
  const { End, ...call } = Call;
  await ready(page);
  await paste(page, definition(page), JSON.stringify({ StartAt: "First", States: { First: { ...call, Next: "Second" }, Second: { ...call, Next: "Done" }, Done: { Type: "Succeed" } } }, null, 2));
  await soon(async () => assert.match(await page.getByTestId("lesson-button").getAttribute("title"), /Write a lesson/));
  await page.getByTestId("lesson-button").click();
  await page.getByTestId("lesson-breakpoint").selectOption("First");
  await page.getByTestId("lesson-breakpoint-1").selectOption("Done");
  await page.getByTestId("lesson-what-if").selectOption("First");
  await page.getByTestId("lesson-what-if-1").selectOption("Second");
  await page.getByTestId("lesson-what-1").selectOption("503");
  await page.getByTestId("lesson-once-1").check();
  assert.equal(await page.getByTestId("lesson-what-if-2").count(), 0, "each is asked of once");
  await page.getByTestId("lesson-has-question").check();
  await page.getByTestId("lesson-right").fill("This\nThat");
  assert.deepEqual(await violations(page), []);
  const [step] = (await written(page)).steps;
  assert.deepEqual(step.breakpoints, ["First", "Done"]);
  assert.deepEqual(step.whatIf, { First: "401", Second: ["503"] });
  assert.deepEqual(step.question.answer, ["This", "That"]);
  // What is taken away makes room.
  await page.getByTestId("lesson-breakpoint").selectOption("");
  await page.getByTestId("lesson-what-if").selectOption("");
  await soon(async () => assert.equal(await page.getByTestId("lesson-breakpoint").inputValue(), "Done"));
  await soon(async () => assert.equal(await page.getByTestId("lesson-what-if").inputValue(), "Second"));
  const [left] = (await written(page)).steps;
  assert.deepEqual([left.breakpoints, left.whatIf], [["Done"], { Second: ["503"] }]);
});

pageTest("what a lesson asks of the calls of rules holds in a run of events", {}, async (page) => {
  const goal = { text: "Run it.", expect: { deliveries: [{ rule: "on-order", target: "api", status: "DEAD_LETTER" }] } };
  const lesson = { title: "Busy", steps: [{ title: "Busy", text: "The shop is closed.", whatIf: { shop: "403" }, run: true, goal }] };
  await page.evaluate((fragment) => (location.hash = fragment), linkWith(oneRule("https://practice.test/echo"), JSON.stringify(lesson)));
  await page.getByTestId("link-read").click();
  await page.getByTestId("use-link").click();
  await page.getByTestId("lesson").waitFor();
  await page.getByTestId("lesson-edit").click();
  await soon(async () => assert.equal(await page.getByTestId("lesson-what-if").inputValue(), "shop"));
  assert.equal(await page.getByTestId("lesson-problems").count(), 0, "a destination is known");
  assert.equal(await page.getByTestId("lesson-what").inputValue(), "403");
  await page.getByTestId("lesson-try").click();
  await page.getByTestId("lesson-run").click();
  await page.getByTestId("confirm-run").click();
  await page.locator("[data-testid=events-status]:not([data-status=RUNNING])").waitFor({ timeout: 20_000 });
  await soon(async () => assert.match(await page.getByTestId("lesson-goal").innerText(), /Goal reached/));
});
