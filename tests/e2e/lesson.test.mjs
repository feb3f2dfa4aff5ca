// Lessons: a guided text, the course played through by keys, a lesson written and sent by link, and a speaker's view.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { copyLink, definition, paste, ready, sharedLink, soon, status } from "./playground.mjs";

const lesson = (page) => page.getByTestId("lesson");
const step = (page) => page.getByTestId("lesson-step");
const goal = (page) => page.getByTestId("lesson-goal");
const progress = (page) => page.getByTestId("lesson-progress").textContent();
const next = (page) => page.getByTestId("lesson-next");

/** Opens a place of the page by its address, and waits until its lesson is there. */
async function open(page, fragment) {
  await ready(page);
  await page.evaluate((fragment) => (location.hash = fragment), fragment);
  await lesson(page).waitFor();
}

const reached = (page) => soon(async () => assert.match(await goal(page).innerText(), /Goal reached/)).catch(async (error) => {
  throw new Error(`${error.message}\n${await lesson(page).innerText()}`);
});

/** The goal of the step is reached by its solution, which is run by the key. */
async function solve(page) {
  await page.getByTestId("lesson-solution").click();
  await page.getByTestId("lesson-solve").click();
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.waitForTimeout(50);
}

pageTest("the guided text of an example opens beside it, points at a field, and its goal is reached by a run", {}, async (page) => {
  await ready(page);
  await page.getByTestId("lesson-button").click();
  await soon(async () => assert.equal(await step(page).innerText(), "One call"));
  assert.equal(await page.getByTestId("status").count(), 0, "nothing runs by itself");
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("lesson-run").click();
  await page.waitForFunction(() => /Goal reached/.test(document.querySelector("[data-testid=lesson-goal]")?.textContent), undefined, { timeout: 20_000 });
  await next(page).click();
  await page.getByLabel("2", { exact: true }).check();
  await page.getByTestId("lesson-submit").click();
  assert.match(await page.getByTestId("lesson-verdict").innerText(), /Not quite/);
  await page.getByLabel("3", { exact: true }).check();
  await page.getByTestId("lesson-submit").click();
  assert.match(await page.getByTestId("lesson-verdict").innerText(), /Right: 3/);
  await page.keyboard.press("Shift+Alt+PageDown");
  await soon(async () => assert.equal(await step(page).innerText(), "Retry"));
  assert.equal(await progress(page), "3 of 5 steps");
  await soon(async () => assert.match(await page.evaluate(() => document.querySelector(".editor-pane.definition .cm-content").innerText), /"Retry"/));
  // What was done is there after a reload; Begin anew forgets it.
  await page.reload();
  await lesson(page).waitFor();
  await soon(async () => assert.equal(await step(page).innerText(), "Retry"));
  await page.getByTestId("lesson-progress").click();
  await page.getByTestId("lesson-reset").click();
  await soon(async () => assert.equal(await step(page).innerText(), "One call"));
  await page.getByTestId("lesson-close").click();
  await lesson(page).waitFor({ state: "detached" });
});

/** What a person does in a lesson. Each is done when the page says that it was right. */
const course = (page) => {
  const right = () => soon(async () => assert.match(await page.getByTestId("lesson-verdict").innerText(), /Right/));
  const goal = () => page.waitForFunction(() => /Goal reached/.test(document.querySelector("[data-testid=lesson-goal]")?.textContent), undefined, { timeout: 30_000 });
  return {
    text: async (answer) => {
      await page.getByTestId("lesson-answer").fill(answer);
      await page.keyboard.press("Enter");
      await right();
    },
    choose: async (answer) => {
      await page.getByTestId("lesson-question").getByText(answer, { exact: true }).click();
      await page.getByTestId("lesson-submit").click();
      await right();
    },
    runs: async () => {
      await page.getByTestId("lesson-run").click();
      await goal();
    },
    solved: async () => {
      await solve(page);
      await goal();
    },
  };
};
/** The lessons of the course, and what each step takes: a run, an answer, a solution, or going on. */
const COURSE = ({ text, choose, runs, solved }) => [
  [runs, () => text("200"), null, solved, () => choose("No one: it is not in the link")],
  [runs, () => choose("$states.result"), solved, solved],
  [runs, () => choose("503 Service Unavailable"), solved, () => text("4"), runs],
  [runs, () => choose("Retry"), solved, solved],
  [runs, () => choose("As the items are"), null, solved],
  [runs, runs, null, () => choose("The payment is taken twice"), null, null],
];
// In parts, since all of it takes longer than one test may.
for (const [first, last] of [[1, 2], [3, 4], [5, 6]]) {
  pageTest(`lessons ${first} to ${last} of the course are played through, and the gallery says so`, {}, async (page) => {
    const lessons = COURSE(course(page));
    await open(page, `course/${first}`);
    for (let number = first; number <= last; number += 1) {
      const steps = lessons[number - 1];
      await page.waitForFunction(() => document.querySelector("[data-testid=lesson-progress]")?.textContent.startsWith("1 of "));
      await page.waitForTimeout(150);
      for (const [at, act] of steps.entries()) {
        await soon(async () => assert.equal(await progress(page), `${at + 1} of ${steps.length} steps`));
        if (act) await act();
        else if (await page.getByTestId("lesson-solution").count()) {
          await page.getByTestId("lesson-solution").click();
          await page.getByTestId("lesson-solve").click();
          await page.getByTestId("lesson-check").click();
          await reached(page);
        }
        if (at < steps.length - 1) await page.keyboard.press("Shift+Alt+PageDown");
      }
      if (await page.getByTestId("lesson-finish").count()) await page.getByTestId("lesson-finish").click();
      await soon(async () => assert.match(await page.getByTestId("lesson-end").innerText(), /Lesson done/));
      const further = page.getByTestId("lesson-next-lesson");
      if (number === lessons.length) assert.equal(await further.count(), 0);
      else if (number < last) await further.click();
    }
    await page.getByTestId("example-picker").selectOption("*gallery");
    const done = lessons.flatMap((_, at) => (at + 1 >= first && at + 1 <= last ? ["Done"] : []));
    await soon(async () => assert.deepEqual((await page.locator(".course-progress").allInnerTexts()).filter((text) => text === "Done"), done));
    assert.deepEqual(await violations(page), []);
  });
}

pageTest("a lesson is written in the page, kept, and carried by a link that does nothing before its card is answered", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await ready(page);
  await paste(page, definition(page), JSON.stringify({ StartAt: "Call", States: { Call: { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { Method: "GET", ApiEndpoint: "https://practice.test/hello", Authentication: { ConnectionArn: "practice-basic" } }, Next: "Done" }, Done: { Type: "Succeed" } } }, null, 2));
  await soon(async () => assert.match(await page.getByTestId("lesson-button").getAttribute("title"), /Write a lesson/));
  await page.getByTestId("lesson-button").click();
  await page.getByTestId("lesson-name").fill("Say hello");
  await page.getByTestId("lesson-step-title").fill("Call");
  await page.getByTestId("lesson-step-text").fill("Press **Run** <img src=x onerror=alert(1)> ![cat](https://images.example/cat.png) [site](https://example.com) [bad](javascript:alert(1))");
  const preview = page.getByTestId("lesson-preview");
  await soon(async () => assert.equal(await preview.locator("strong").innerText(), "Run"));
  assert.match(await preview.innerText(), /<img src=x onerror=alert\(1\)> cat/);
  assert.equal(await preview.locator("img").count(), 0);
  const link = preview.locator("a");
  assert.deepEqual([await link.count(), await link.getAttribute("rel"), await link.getAttribute("target")], [1, "noreferrer", "_blank"]);
  await page.getByTestId("lesson-field").selectOption("Parameters.ApiEndpoint");
  await page.getByTestId("lesson-runs").selectOption("=Done");
  await page.getByTestId("lesson-breakpoint").selectOption("Done");
  await page.getByTestId("lesson-add").click();
  await page.getByTestId("lesson-step-title").fill("Break it");
  await page.getByTestId("lesson-what-if").selectOption("Call");
  await page.getByTestId("lesson-what").selectOption("503");
  await page.getByTestId("lesson-runs").selectOption("*");
  await page.getByTestId("lesson-has-goal").check();
  await page.getByTestId("lesson-expect").fill('{ "status": "FAILED" }');
  await page.getByTestId("lesson-up").click();
  await page.getByTestId("lesson-down").click();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("lesson-edit-step").first().click();
  await page.getByTestId("lesson-try").click();
  await soon(async () => assert.equal(await step(page).innerText(), "Call"));
  // Typing is kept after a pause.
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("Break it"));
  await page.reload();
  await lesson(page).waitFor();
  assert.match(await page.locator(".lesson-bar h2").innerText(), /Say hello/);
  await copyLink(page);
  const address = await sharedLink(page);
  const other = await page.context().newPage();
  await other.goto("about:blank");
  await other.goto(address);
  await other.getByTestId("link-card").waitFor();
  assert.match(await other.getByTestId("link-lesson").innerText(), /Say hello, 2 steps/);
  assert.equal(await lesson(other).count(), 0, "nothing of it before the card is answered");
  await other.getByTestId("link-read").click();
  await lesson(other).waitFor();
  await next(other).click();
  await soon(async () => assert.equal(await step(other).innerText(), "Break it"));
  await other.getByTestId("lesson-run").click();
  await other.getByTestId("link-run").click();
  await other.waitForFunction(() => /Goal reached/.test(document.querySelector("[data-testid=lesson-goal]")?.textContent), undefined, { timeout: 20_000 });
  assert.equal(await status(other).count(), 1);
});

pageTest("a speaker's view has large type and keys, and nothing else of the page", { viewport: { width: 1280, height: 720 } }, async (page) => {
  await open(page, "guide/retry-after");
  await page.getByTestId("lesson-present").click();
  await soon(async () => assert.equal(await page.locator(".header").isVisible(), false));
  const size = await page.locator(".lesson-text").first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  assert.ok(size >= 20, `${size} px`);
  assert.ok(await page.locator(".column.run").isVisible());
  await page.keyboard.press("PageDown");
  await soon(async () => assert.equal(await progress(page), "2 of 3 steps"));
  assert.ok(await page.locator(".column.edit").isVisible(), "a field is shown in the definition");
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.equal(await progress(page), "1 of 3 steps"));
  await page.keyboard.press("r");
  await status(page).waitFor();
  await page.keyboard.press("n");
  await page.getByTestId("lesson-note").waitFor();
  const [notes] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("w")]);
  await soon(async () => assert.match(await notes.locator("body").innerText(), /1 of 3: Too many requests/));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await soon(async () => assert.equal(await page.locator(".header").isVisible(), true));
});

pageTest("a lesson fits a phone, dark: a sheet below the page", { viewport: NARROW, colorScheme: "dark" }, async (page) => {
  await open(page, "course/2");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const box = await lesson(page).boundingBox();
  assert.ok(box.y > 300 && box.width > 380, JSON.stringify(box));
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("lesson-edit").click();
  const { scroll, width } = await page.getByRole("dialog").evaluate((element) => ({ scroll: element.scrollWidth, width: element.clientWidth }));
  assert.ok(scroll <= width, `${scroll} > ${width}`);
  assert.deepEqual(await violations(page), []);
});
