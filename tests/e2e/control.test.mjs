// Holding a run and going back in it: the slider over the log, pause and steps, breakpoints, run to here, the pace of time,
// and what if a call comes to something else. With the mouse, with the keyboard, and as it is said to screen readers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { violations } from "./axe.mjs";
import { NARROW, pageTest, practice } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { held as heldBy } from "./link.mjs";
import { connect, copyLink, definition, fill, input, inspector, oneCall, outcome, ready, rows, run, runToEnd, sharedLink, showEvents, soon, status, stop } from "./playground.mjs";

/** States one after the other, a container, and a call that a mock answers. */
const machine = {
  StartAt: "First",
  States: {
    First: { Type: "Pass", Result: { n: 1 }, Next: "Both" },
    Both: {
      Type: "Parallel", ResultPath: null, Next: "Last",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", Next: "Left end" }, "Left end": { Type: "Pass", End: true } } },
        { StartAt: "Right", States: { Right: { Type: "Pass", End: true } } },
      ],
    },
    Last: { Type: "Succeed" },
  },
};

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const slider = (page) => page.getByTestId("moment");
const words = (page) => page.getByTestId("moment-words").innerText();
const held = (page) => page.getByTestId("held");
const bar = (page, name) => page.getByTestId("control-bar").getByRole("button", { name, exact: true });
const node = (page, name) => page.getByTestId("graph").getByRole("treeitem", { name: new RegExp(`^${name},`) });
const menu = (page) => page.getByTestId("state-menu");

/** Opens the menu of a state in the graph as a person does with the right button. */
async function openMenu(page, name) {
  // A container is pressed at its name.
  await node(page, name).click({ button: "right", position: { x: 70, y: 14 }, force: true });
  await menu(page).waitFor();
}

async function begin(page, text, mocks) {
  await ready(page);
  await fill(page, definition(page), text);
  if (mocks) {
    await page.getByRole("tab", { name: /^Mocks/ }).click();
    await fill(page, page.getByRole("textbox", { name: "Mocks" }), mocks);
  }
}

pageTest("the slider shows each view at a moment, with the mouse and the keyboard", {}, async (page) => {
  await begin(page, machine);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await showEvents(page);
  await slider(page).waitFor();
  const total = Number(await slider(page).getAttribute("max"));
  assert.equal(await words(page), `Event ${total} of ${total}: ExecutionSucceeded, after ${(await words(page)).split("after ")[1]}`);
  await slider(page).focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.match(await words(page), /^Event 1 of \d+: ExecutionStarted/));
  assert.equal(await rows(page).count(), 0, "no state was entered yet");
  assert.equal(await page.getByTestId("event-row").count(), 1);
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.equal(await page.getByTestId("event-row").count(), 2));
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => [row.dataset.state, row.dataset.status])), [["First", "running"]]);
  assert.match(await node(page, "First").getAttribute("aria-label"), /Running/);
  assert.match(await inspector(page).innerText(), /First[\s\S]*No output/);
  assert.match(await slider(page).getAttribute("aria-valuetext"), /^Event 2 of \d+: PassStateEntered, First, after/);
  assert.equal(await status(page).getAttribute("data-status"), "RUNNING");
  await bar(page, "Next step").click();
  await soon(async () => assert.match(await words(page), /ParallelStateEntered, Both/));
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["First", "Both"]);
  await page.getByTestId("to-newest").click();
  await soon(async () => assert.equal(await rows(page).count(), 6));
  assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED");
});

pageTest("a run is held at a breakpoint, goes on step by step, and a reload keeps the breakpoint", CLIPBOARD, async (page) => {
  await begin(page, machine);
  await openMenu(page, "Both");
  await page.keyboard.press("Enter");
  await soon(async () => assert.match(await node(page, "Both").getAttribute("aria-label"), /Breakpoint\./));
  await run(page).click();
  await held(page).waitFor();
  assert.match(await status(page).innerText(), /Paused[\s\S]*at Both · breakpoint/);
  assert.match(await node(page, "Both").getAttribute("aria-label"), /Paused here\./);
  assert.match(await page.getByTestId("told").innerText(), /Paused at Both/);
  // The picture in which the clock stands comes with the next one of the run.
  await page.waitForTimeout(300);
  const elapsed = await status(page).locator(".elapsed").innerText();
  await page.waitForTimeout(300);
  assert.equal(await status(page).locator(".elapsed").innerText(), elapsed, "time stands still");
  await page.keyboard.press("Shift+Alt+I");
  await soon(async () => assert.equal(await held(page).getAttribute("data-state"), "Left"));
  await page.keyboard.press("Shift+Alt+O");
  await soon(async () => assert.equal(await held(page).getAttribute("data-state"), "Left end"));
  await bar(page, "Step out").click();
  await soon(async () => assert.equal(await held(page).getAttribute("data-state"), "Last"));
  // Going back while it is held, and on.
  await slider(page).focus();
  await page.keyboard.press("Home");
  await soon(async () => assert.match(await words(page), /^Event 1 /));
  await page.keyboard.press("Shift+Alt+C");
  assert.equal(await outcome(page), "SUCCEEDED");
  await page.waitForTimeout(600);
  await page.reload();
  await ready(page);
  await soon(async () => assert.match(await node(page, "Both").getAttribute("aria-label"), /Breakpoint\./));
  await copyLink(page);
  assert.doesNotMatch(JSON.stringify(heldBy(await sharedLink(page))), /breakpoint/i, "a link has none");
});

pageTest("a run is stepped from its start, runs to here, is paused in a wait, and stops while it is held", {}, async (page) => {
  await begin(page, { StartAt: "A", States: { A: { Type: "Pass", Next: "W" }, W: { Type: "Wait", Seconds: 2, Next: "Z" }, Z: { Type: "Pass", End: true } } });
  await page.keyboard.press("Shift+Alt+I");
  await held(page).waitFor();
  assert.equal(await held(page).getAttribute("data-state"), "A");
  await openMenu(page, "Z");
  await menu(page).getByRole("menuitem", { name: "Run to here" }).click();
  await rows(page, "W").waitFor();
  await bar(page, "Pause").click();
  await soon(async () => assert.match(await held(page).innerText(), /at W · asked to pause/));
  await page.waitForTimeout(2_500);
  assert.equal(await rows(page, "Z").count(), 0, "a Wait does not end while the run is held");
  await page.getByTestId("control-bar").getByRole("button", { name: "×10" }).click();
  await openMenu(page, "Z");
  await menu(page).getByRole("menuitem", { name: "Run to here" }).click();
  await soon(async () => assert.match(await held(page).innerText(), /at Z · run to here/));
  await stop(page).click();
  assert.equal(await outcome(page), "ABORTED");
  assert.equal(await held(page).count(), 0);
});

pageTest("what if the call answers 429: one press, badges, not in a link, and kept as a mock", CLIPBOARD, async (page) => {
  const origin = await practice();
  await ready(page);
  await connect(page, { name: "tests", kind: "API", user: "x-key", secret: "test-secret", origins: origin });
  await fill(page, definition(page), oneCall(`${origin}/status/200?cors=on`));
  await openMenu(page, "Call");
  await menu(page).locator("[data-what-if='429']").click();
  await soon(async () => assert.match(await node(page, "Call").getAttribute("aria-label"), /What if: 429\./));
  await page.evaluate(() => navigator.clipboard.writeText("nothing"));
  await copyLink(page);
  const before = await sharedLink(page);
  assert.equal(await runToEnd(page), "FAILED");
  assert.match(await status(page).innerText(), /States\.Http\.StatusCode\.429/);
  assert.match(await rows(page, "Call").innerText(), /what if/);
  assert.match(await node(page, "Call").getAttribute("aria-label"), /What if: 429\./);
  assert.match(await inspector(page).innerText(), /what if/);
  await inspector(page).getByRole("tab", { name: "HTTP" }).click();
  assert.match(await inspector(page).innerText(), /429[\s\S]*retry-after/i);
  // The next run asks the API again.
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.doesNotMatch(await node(page, "Call").getAttribute("aria-label"), /What if/);
  await openMenu(page, "Call");
  await menu(page).locator("[data-what-if='503']").click();
  await openMenu(page, "Call");
  await menu(page).getByTestId("keep-as-mock").click();
  await soon(async () => assert.match(await page.getByRole("textbox", { name: "Mocks" }).innerText(), /StatusCode\.503/));
  assert.equal(await runToEnd(page), "FAILED");
  await page.evaluate(() => navigator.clipboard.writeText("nothing"));
  await copyLink(page);
  assert.notEqual(await sharedLink(page), before, "a mock is part of a link, a what-if is not");
});

pageTest("the answer is chosen at a breakpoint, in the inspector", {}, async (page) => {
  await begin(page, oneCall("https://practice.example/items/1"));
  await page.keyboard.press("Shift+Alt+I");
  await held(page).waitFor();
  await inspector(page).getByTestId("state-tools").click();
  await menu(page).locator("[data-what-if=timeout]").click();
  await page.getByTestId("control-bar").getByRole("button", { name: "At once" }).click();
  await page.keyboard.press("Shift+Alt+C");
  assert.equal(await outcome(page), "FAILED");
  assert.match(await status(page).innerText(), /States\.Http\.Socket/);
});

pageTest("a run begins again at a state with an edited input, is kept, and is compared with the one before", {}, async (page) => {
  await begin(page, { StartAt: "A", States: { A: { Type: "Pass", Result: { n: 1 }, Next: "B" }, B: { Type: "Pass", Next: "C" }, C: { Type: "Pass", End: true } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await openMenu(page, "B");
  await menu(page).getByTestId("again").click();
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["B", "C"]));
  await openMenu(page, "C");
  await menu(page).getByTestId("again-edited").click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await fill(page, dialog.getByRole("textbox", { name: "Input of the state" }), { n: 2 });
  await dialog.getByTestId("run-again").click();
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["C"]));
  await inspector(page).getByRole("tab", { name: "Input" }).click();
  await soon(async () => assert.match(await inspector(page).innerText(), /"n": 2/));
  assert.equal(await page.getByTestId("kept-runs").locator("option").count(), 3);
  await page.getByTestId("compare-with").selectOption({ index: 1 });
  await dialog.waitFor();
  assert.match(await dialog.getByTestId("first-difference").innerText(), /^First difference: (B, only in the first run|C, input, output)\./);
  assert.deepEqual(await dialog.getByTestId("compared").evaluateAll((all) => all.map((row) => row.dataset.state)), ["B", "C"]);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.getByTestId("kept-runs").selectOption({ index: 2 });
  await soon(async () => assert.equal(await rows(page).count(), 3));
});

for (const [width, height] of [[1440, 900], [1100, 800], [390, 844]]) {
  pageTest(`with earlier runs beside it the slider has room, and nothing of the bar overlaps: ${width}`, { viewport: { width, height } }, async (page) => {
    await begin(page, machine);
    for (let runs = 0; runs < 2; runs += 1) assert.equal(await runToEnd(page), "SUCCEEDED");
    await page.getByTestId("kept-runs").waitFor();
    await bar(page, "Previous step").click();
    await page.getByTestId("to-newest").waitFor();
    const { slider, crossing } = await page.getByTestId("control-bar").evaluate((bar) => {
      const parts = [...bar.querySelectorAll("button, select, input")].map((part) => [part.getAttribute("aria-label") ?? part.textContent, part.getBoundingClientRect()]);
      const cross = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      const crossing = parts.flatMap((one, index) => parts.slice(index + 1).filter((other) => cross(one, other)).map((other) => `${one[0]} and ${other[0]}`));
      return { slider: bar.querySelector("input[type=range]").getBoundingClientRect().width, crossing };
    });
    assert.deepEqual(crossing, []);
    assert.ok(slider > 110, `the slider is ${slider} pixels wide`);
    await page.getByTestId("to-newest").click();
    await page.getByTestId("to-newest").waitFor({ state: "detached" });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
  });
}

pageTest("the menu of a state gives the focus back, from the inspector and from the graph", {}, async (page) => {
  await begin(page, machine);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page, "First").click();
  const tools = inspector(page).getByTestId("state-tools");
  await tools.focus();
  for (const key of ["Escape", "Tab"]) {
    await page.keyboard.press("Enter");
    await menu(page).waitFor();
    await page.keyboard.press(key);
    await menu(page).waitFor({ state: "detached" });
    await soon(async () => assert.ok(await tools.evaluate((button) => button === document.activeElement), key));
  }
  // What Shift+F10 is to a page: a browser without a window has no such key.
  await page.getByRole("tree").focus();
  await page.keyboard.press("ArrowDown");
  await page.evaluate(() => document.activeElement.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
  await menu(page).waitFor();
  await page.keyboard.press("Escape");
  await menu(page).waitFor({ state: "detached" });
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.closest("[data-testid=graph]") !== null), true));
});

pageTest("a run that failed is redriven: it goes on in the same history", {}, async (page) => {
  const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:f", End: true };
  await begin(page, { StartAt: "A", States: { A: { Type: "Pass", Next: "Call" }, Call: task } }, { Call: { errorOutput: { error: "Down" } } });
  assert.equal(await runToEnd(page), "FAILED");
  await showEvents(page);
  const before = await page.getByTestId("event-row").count();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Call: { result: 7 } });
  await page.getByTestId("redrive").click();
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED"));
  await soon(async () => assert.match(await page.getByTestId("event-row").nth(before).innerText(), /ExecutionRedriven/));
  assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => [row.dataset.state, row.dataset.status])), [["A", "succeeded"], ["Call", "succeeded"]]);
  assert.equal(await page.getByTestId("redrive").count(), 0);
});

pageTest("a result of a real call is pinned as a mock, and the next run does not call", {}, async (page) => {
  const origin = await practice();
  await ready(page);
  await connect(page, { name: "tests", kind: "API", user: "x-key", secret: "test-secret", origins: origin });
  await fill(page, definition(page), oneCall(`${origin}/status/200?cors=on`));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await inspector(page).getByTestId("state-tools").click();
  await menu(page).getByTestId("pin").click();
  await soon(async () => assert.match(await page.getByRole("textbox", { name: "Mocks" }).innerText(), /"ResponseBody"/));
  assert.doesNotMatch(await page.getByRole("textbox", { name: "Mocks" }).innerText(), /test-secret/);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await rows(page, "Call").innerText(), /mock/);
});

pageTest("a pinned result takes the place of the mock that gave it", {}, async (page) => {
  await begin(page, { StartAt: "Call", States: { Call: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:f", End: true } } }, { Call: { result: "ok" } });
  for (let turn = 0; turn < 2; turn += 1) {
    assert.equal(await runToEnd(page), "SUCCEEDED");
    await inspector(page).getByTestId("state-tools").click();
    await menu(page).getByTestId("pin").click();
    // A text is written as the JSON of one.
    const written = async () => JSON.parse(await page.getByRole("textbox", { name: "Mocks" }).innerText());
    await soon(async () => assert.deepEqual(await written(), { Call: { result: '"ok"' } }));
  }
});

pageTest("a mock configuration file of Step Functions Local becomes mocks, and they become one", {}, async (page) => {
  const file = {
    StateMachines: { Orders: { TestCases: { Happy: { Call: "Good" }, Retried: { Call: "Slow" } } } },
    MockedResponses: { Good: { 0: { Return: { n: 1 } } }, Slow: { "0-1": { Throw: { Error: "Lambda.TooManyRequestsException", Cause: "wait" } }, 2: { Return: { n: 2 } } } },
  };
  const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:f", Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 3 }], End: true };
  await begin(page, { StartAt: "Call", States: { Call: task } }, file);
  await page.getByTestId("local-case").selectOption({ label: "Orders · Retried" });
  await page.getByTestId("take-local-case").click();
  await soon(async () => assert.match(await page.getByRole("textbox", { name: "Mocks" }).innerText(), /"errorOutput"/));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-local").click()]);
  assert.equal(download.suggestedFilename(), "MockConfigFile.json");
  const written = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(written.MockedResponses.MockedCall[2], { Return: { n: 2 } });
  assert.deepEqual(written.StateMachines.StateMachine.TestCases.Mocks, { Call: "MockedCall" });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.match(await rows(page, "Call").innerText(), /3/);
});

for (const [name, options] of [["wide", {}], ["narrow", { viewport: NARROW }]]) {
  pageTest(`axe-core finds nothing in a held run and an open menu, and all is in its place: ${name}`, { ...options, reducedMotion: "reduce" }, async (page) => {
    await begin(page, machine);
    await page.keyboard.press("Shift+Alt+I");
    await held(page).waitFor();
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], colorScheme);
    }
    await soon(async () => assert.deepEqual(await misplaced(page), []));
    if (name === "wide") {
      await openMenu(page, "Both");
      assert.deepEqual(await violations(page), []);
    }
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/control-${name}.png` });
  });
}

pageTest("runs are there after a reload, with secrets masked, until they are forgotten; those of a later version stay", {}, async (page) => {
  await ready(page);
  const strange = { version: 99, what: "of a later version" };
  await page.evaluate((strange) => localStorage.setItem("asl-playground.runs", JSON.stringify([strange])), strange);
  await connect(page, { name: "own", kind: "API_KEY", user: "x-key", secret: "very-secret-value-42", origins: "https://api.test" });
  await fill(page, definition(page), { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", End: true } } });
  await fill(page, input(page), { leaked: "very-secret-value-42", n: 1 });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const stored = () => page.evaluate(() => JSON.parse(localStorage.getItem("asl-playground.runs") ?? "[]"));
  await soon(async () => assert.equal((await stored()).length, 2));
  assert.doesNotMatch(JSON.stringify(await stored()), /very-secret/, "secrets are masked");
  await page.reload();
  await ready(page);
  const earlier = page.getByTestId("show-kept");
  await earlier.waitFor();
  await earlier.focus();
  await page.keyboard.press("Enter");
  await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => [row.dataset.state, row.dataset.status])), [["A", "succeeded"], ["B", "succeeded"]]));
  assert.equal(await page.getByTestId("run-origin").innerText(), "Kept");
  assert.deepEqual(await violations(page), []);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await page.getByTestId("kept-runs").innerText(), /Run 1: Succeeded[\s\S]*Earlier visit, .*: Succeeded/));
  await soon(async () => assert.equal((await stored()).length, 3));
  await page.getByTestId("forget-runs").click();
  await page.getByTestId("kept-runs").waitFor({ state: "detached" });
  assert.deepEqual(await stored(), [strange], "what a later version wrote is left alone");
});
