// How the page shares its room out, at the sizes that people have: what is visible, what can be resized, hidden and
// maximized, and that it is remembered.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { address, pageTest } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { show } from "./views.mjs";
import { definition, events, fill, input, inspect, inspector, ready, rows, run, runToEnd, showEvents, soon, status } from "./playground.mjs";

const SIZES = [[1440, 900], [1280, 720], [1024, 768], [960, 600], [768, 1024], [390, 844]];
const area = (page) => page.locator(".graph-area");
const pane = async (page, name) => {
  const button = page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name, exact: true });
  if (await button.isVisible()) await button.click();
};
const maximize = (page, what) => page.getByRole("button", { name: `Maximize the ${what}`, exact: true });
const box = async (locator) => (await locator.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
const choice = {
  StartAt: "Check order",
  States: {
    "Check order": { Type: "Choice", Choices: [{ Variable: "$.total", NumericGreaterThan: 0, Next: "Reserve" }], Default: "Nothing to do" },
    Reserve: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "reserve", Payload: {} }, Next: "Done",
      Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Give up" }] },
    Done: { Type: "Succeed" },
    "Nothing to do": { Type: "Succeed" },
    "Give up": { Type: "Fail", Error: "OutOfStock", Cause: "The warehouse could not reserve the items" },
  },
};

/** Runs a workflow whose retried Task fails, is caught, and led to a Fail state. */
async function failed(page) {
  await ready(page);
  await fill(page, definition(page), choice);
  await pane(page, "Setup");
  await fill(page, input(page), { total: 5 });
  await page.getByRole("region", { name: "Setup" }).getByRole("tab", { name: "Mocks" }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Reserve: { errorOutput: { error: "States.TaskFailed", cause: "no" } } });
  assert.equal(await runToEnd(page), "FAILED");
}

for (const [width, height] of SIZES) {
  const isNarrow = width <= 800;
  pageTest(`${width} × ${height}: the graph keeps its room after a run, and nothing is cut off`, { viewport: { width, height } }, async (page) => {
    await ready(page);
    assert.deepEqual(await misplaced(page), [], "before a run");
    await pane(page, "Graph");
    const before = await box(area(page));
    assert.equal(await runToEnd(page), "SUCCEEDED");
    await pane(page, "Graph");
    await soon(async () => {
      const after = await box(area(page));
      assert.ok(after.height >= Math.min(300, before.height * 0.8), `the graph is ${after.height} high, of ${before.height}`);
      assert.ok(after.width * after.height >= 0.45 * before.width * before.height, `${JSON.stringify(after)} of ${JSON.stringify(before)}`);
    });
    const name = await box(page.locator(".graph-canvas .node.end-point").last());
    const whole = await box(area(page));
    assert.ok(name.y + name.height <= whole.y + whole.height + 1, "its end is in view");
    assert.deepEqual(await misplaced(page), [], "with the graph");
    await pane(page, "Run");
    const steps = await box(page.locator(".timeline"));
    assert.ok(steps.height <= 0.2 * height, `a timeline of one row takes what it needs: ${steps.height}`);
    assert.deepEqual(await misplaced(page), [], "after the run");
  });

  pageTest(`${width} × ${height}: a failure is explained above the fold, with its chain`, { viewport: { width, height } }, async (page) => {
    await failed(page);
    const chain = page.getByTestId("failure-chain");
    assert.equal(await chain.innerText(), "Reserve failed with States.TaskFailed three times → its catcher led to Give up → failed");
    await soon(async () => {
      const at = await box(inspector(page).locator(".panel"));
      assert.ok(at.y + 60 < height, `the explanation begins at ${at.y}`);
    });
    assert.deepEqual(await misplaced(page), []);
    await pane(page, "Graph");
    const graph = await box(area(page));
    if (graph.height < 300) {
      await maximize(page, "graph").click();
      await soon(async () => assert.ok((await box(area(page))).height >= 300, "it can be maximized"));
      await page.keyboard.press("Escape");
    }
    await pane(page, "Run");
    await show(page, "Timeline");
    await rows(page, "Reserve").click();
    await inspector(page).getByRole("heading", { name: "Reserve" }).waitFor();
    await status(page).locator(".failure-text").click();
    await inspector(page).getByRole("heading", { name: "Give up" }).waitFor();
    if (!isNarrow) await soon(async () => assert.ok((await box(area(page))).height >= 150, `the graph is ${(await box(area(page))).height} high`));
  });
}

pageTest("each part is maximized by its button, a double click on its bar and the keyboard, and Escape brings all back", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  await showEvents(page);
  await show(page, "States");
  const parts = { source: ".column.edit", graph: ".graph", timeline: ".timeline", states: ".states", events: ".events", inspector: ".inspector-place" };
  const fills = (selector) => soon(async () => {
    const { width, height } = await box(page.locator(selector));
    assert.ok(width >= 1430 && height >= 780, `${selector} is ${width} × ${height}`);
  });
  const shared = () => soon(async () => assert.equal(await page.locator("html").getAttribute("data-maximized"), null));
  for (const [part, selector] of Object.entries(parts)) {
    await maximize(page, part).click();
    await fills(selector);
    await page.keyboard.press("Escape");
    await shared();
    // The bar of events has tabs in place of its title: it is pressed on the number beside them.
    const press = () => (part === "events" ? page.locator(".events .bar").first().dblclick({ position: { x: 178, y: 16 } }) : page.locator(`${selector} .bar h2`).first().dblclick());
    await press();
    await fills(selector);
    await press();
    await shared();
  }
  await page.getByTestId("graph").focus();
  await page.keyboard.press("Shift+Alt+Enter");
  await fills(".graph");
  await page.locator(".graph-canvas .node").filter({ hasText: "Call third-party API" }).first().click();
  await soon(async () => assert.ok((await box(page.locator(".inspector-place"))).width > 300, "what was selected is looked into beside it"));
  await page.keyboard.press("Shift+Alt+Enter");
  await shared();
});

pageTest("parts are hidden, resized and remembered for each class of width; a double click on a line brings it back", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  const toggle = (name) => page.locator(`.stage-tools [aria-label=${name}]`);
  const line = page.getByRole("separator", { name: "Width of the inspector" });
  const width = async () => (await box(page.locator(".inspector-place"))).width;
  const first = await width();
  await line.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.ok((await width()) > first + 60));
  const wide = await width();
  await toggle("Timeline").click();
  await page.locator(".timeline").waitFor({ state: "detached" });
  await showEvents(page);
  await page.getByRole("button", { name: "Hide the source" }).click();
  await soon(async () => assert.equal(await definition(page).isVisible(), false));
  await page.reload();
  await ready(page).catch(() => {});
  await run(page).click();
  await events(page).first().waitFor();
  assert.equal(await definition(page).isVisible(), false, "the source stays hidden");
  await page.setViewportSize({ width: 1100, height: 800 });
  await soon(async () => assert.ok(await definition(page).isVisible(), "another width has a layout of its own"));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Show the source" }).click();
  await soon(async () => assert.ok(await definition(page).isVisible()));
  await soon(async () => assert.ok(Math.abs((await width()) - wide) < 4));
  await line.dblclick();
  await soon(async () => assert.ok(Math.abs((await width()) - first) < 4));
  await toggle("Events").click();
  await toggle("Graph").click();
  await soon(async () => assert.ok(await page.locator(".run-parts > .graph").isVisible(), "the stage is never empty"));
});

for (const [width, height] of [[1440, 900], [1024, 768]]) {
  pageTest(`all views at once leave each its room: ${width}`, { viewport: { width, height } }, async (page) => {
    await ready(page);
    await runToEnd(page);
    for (const name of ["States", "Events"]) await page.locator(`.stage-tools [aria-label=${name}]`).click();
    await events(page).first().waitFor();
    for (const view of [".graph-canvas", ".timeline .rows", ".states", ".events"]) {
      await soon(async () => assert.ok((await box(page.locator(view).first())).height >= 28, view));
    }
    assert.ok((await box(area(page))).height >= 70, "the graph");
    const parts = await Promise.all([".graph", ".timeline", ".states", ".events"].map((view) => box(page.locator(view).first())));
    parts.slice(1).forEach((part, index) => assert.ok(part.y >= parts[index].y + parts[index].height - 2, "none lies over another"));
  });
}

pageTest("the graph fits itself into its room until a person moves it", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), choice);
  await page.locator(".graph-canvas .node").filter({ hasText: "Give up" }).first().waitFor();
  const scale = async () => Number.parseInt(await page.locator(".graph-zoom .scale").textContent(), 10);
  await page.setViewportSize({ width: 1440, height: 560 });
  const small = await soon(async () => {
    const now = await scale();
    assert.ok(now < 90, `${now}`);
    return now;
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await soon(async () => assert.ok((await scale()) > small));
  for (let press = 0; press < 5; press += 1) await page.getByRole("button", { name: "Zoom in" }).click();
  const chosen = await scale();
  await page.setViewportSize({ width: 1440, height: 600 });
  await page.waitForTimeout(200);
  assert.equal(await scale(), chosen);
});

pageTest("problems keep their height while one types: errors first, suggestions folded, unfinished words wait", {}, async (page) => {
  await ready(page);
  const rule = { Variable: "$.a", IsPresent: true, Next: "Done" };
  await fill(page, definition(page), { StartAt: "Ask", States: { Ask: { Type: "Choice", Choices: [rule] }, Done: { Type: "Succeed" } } });
  const list = page.getByRole("region", { name: "Problems" });
  const { height } = await box(list);
  await page.getByRole("button", { name: /suggestion/ }).waitFor();
  assert.equal(await page.getByTestId("problem").count(), 0, "suggestions are folded");
  await page.evaluate(() => {
    window.heights = new Set();
    // How long nothing had been typed when an error came.
    let typed = 0;
    addEventListener("keydown", () => (typed = performance.now()), { capture: true });
    new MutationObserver(() => {
      if (document.querySelector(".problem.error")) window.waited ??= performance.now() - typed;
    }).observe(document.querySelector(".problems"), { subtree: true, childList: true });
    const look = () => {
      window.heights.add(Math.round(document.querySelector(".problems").getBoundingClientRect().height));
      requestAnimationFrame(look);
    };
    look();
  });
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.keyboard.type('"Comm');
  await page.locator(".problem.error").first().waitFor();
  assert.ok((await page.evaluate(() => window.waited)) > 400, "the word was perhaps not finished");
  await page.keyboard.type('ent": "x", "TimeoutSeconds": "never",');
  await page.locator(".problem.error").first().waitFor();
  await page.getByRole("button", { name: /suggestion/ }).click();
  const order = await page.locator(".problem").evaluateAll((all) => all.map((it) => it.classList[1]));
  assert.deepEqual(order, [...order].sort((a, b) => ["error", "warning", "info"].indexOf(a) - ["error", "warning", "info"].indexOf(b)));
  assert.ok(order.includes("info"));
  assert.deepEqual(await page.evaluate(() => [...window.heights]), [Math.round(height)]);
  const line = page.getByRole("separator", { name: "Height of the problems" });
  await line.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowUp");
  await soon(async () => assert.ok((await box(list)).height > height + 30, "it can be made larger"));
  await page.keyboard.press("Enter");
  await soon(async () => assert.ok(Math.abs((await box(list)).height - height) < 2, "and again as it was"));
  await page.getByRole("button", { name: "List of problems" }).click();
  await soon(async () => assert.ok((await box(list)).height < 40));
});

pageTest("input and output of the execution are one click away, in the timeline and in the graph", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  await page.getByTestId("execution-row").getByRole("button", { name: "Execution" }).click();
  await inspector(page).getByRole("heading", { name: "Execution" }).waitFor();
  assert.match(await inspect(page, "Input"), /ticketId/);
  assert.match(await inspect(page, "Output"), /ApiResponse/);
  await rows(page).first().click();
  await page.locator(".graph-canvas .node.end-point").first().click();
  await inspector(page).getByRole("heading", { name: "Execution" }).waitFor();
  await soon(async () => assert.equal(await inspector(page).getByRole("tab", { selected: true }).innerText(), "Input"));
});

pageTest("events are filtered, and downloaded as AWS's history", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  await showEvents(page);
  const all = await events(page).count();
  const filter = page.getByTestId("event-filter");
  await filter.fill("failed");
  await soon(async () => assert.deepEqual([...new Set(await events(page).locator(".type").allInnerTexts())], ["TaskFailed"]));
  await filter.fill("#2");
  await soon(async () => assert.equal(await events(page).count(), 1));
  await filter.fill("");
  await soon(async () => assert.equal(await events(page).count(), all));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download-history").click()]);
  const history = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(history.events.length, all);
  assert.deepEqual([history.events[0].type, history.events[0].id, history.events[0].previousEventId], ["ExecutionStarted", 1, 0]);
});

pageTest("what ResultPath adds is compared with the state's input", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  await inspect(page, "Data flow");
  await inspector(page).getByRole("button", { name: "afterResultPath" }).click();
  const lines = await inspector(page).locator(".diff-line.removed").count();
  assert.equal(lines, 0, "the input is kept, and the answer added to it");
  assert.match(await inspector(page).getByRole("tabpanel").innerText(), /since input/);
});

const stateRows = (page) => page.getByTestId("state-row");
/** What stands in the cells of a column, without the tag that says who answered. */
const cells = async (page, what) => (await page.locator(`.state-line:not(.head) .${what}`).allInnerTexts()).map((text) => text.replace(/ mock\nanswered by a mock$/, ""));

pageTest("states are a table: all visits of each in one line, sorted, filtered, and gone through by keys", {}, async (page) => {
  await failed(page);
  await show(page, "States");
  await soon(async () => assert.deepEqual(await cells(page, "name"), ["Check order", "Reserve", "Give up", "Done", "Nothing to do"]));
  const [reserve, done] = [stateRows(page).nth(1), stateRows(page).nth(3)];
  assert.deepEqual(await reserve.locator("span[role=gridcell]").allInnerTexts().then((all) => [all[1], all[2].trim(), all[3], all[4], all[6]]), ["Task", "Caught", "1", "3", "States.TaskFailed"]);
  assert.match(await done.innerText(), /Did not run/);
  const head = (name) => page.locator(".state-line.head").getByRole("button", { name });
  await head("State").click();
  await soon(async () => assert.deepEqual(await cells(page, "name"), ["Check order", "Done", "Give up", "Nothing to do", "Reserve"]));
  await head("State").click();
  await soon(async () => assert.equal((await cells(page, "name"))[0], "Reserve", "the other way around"));
  await head("Duration").press("Enter");
  await soon(async () => assert.equal((await cells(page, "name"))[0], "Reserve", "what took the longest first"));
  assert.equal(await page.locator(".state-line.head [aria-sort=descending]").count(), 1);
  await head("Status").click();
  await soon(async () => assert.equal((await cells(page, "name"))[0], "Give up", "the worst first"));
  const filter = page.getByTestId("state-filter");
  await filter.fill("did not");
  await soon(async () => assert.deepEqual((await cells(page, "name")).sort(), ["Done", "Nothing to do"]));
  await filter.fill("");
  const grid = page.getByRole("grid", { name: "States" });
  await grid.focus();
  await grid.press("Home");
  await inspector(page).getByRole("heading", { name: "Give up" }).waitFor();
  await grid.press("End");
  await page.getByTestId("did-not-run").waitFor();
  for (const view of ["Graph", "Timeline"]) await show(page, view, false);
  await soon(async () => assert.ok((await box(page.locator(".states"))).height > 600, "alone it has all of the stage"));
  assert.deepEqual(await violations(page), []);
});

pageTest("of a large machine only the states in sight are drawn", {}, async (page) => {
  await ready(page);
  const states = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`State ${n}`, { Type: "Pass", ...(n === 399 ? { End: true } : { Next: `State ${n + 1}` }) }]));
  await fill(page, definition(page), JSON.stringify({ StartAt: "State 0", States: states }));
  await page.locator('.graph-canvas[aria-label*="400 states"]').waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await show(page, "States");
  await stateRows(page).first().waitFor();
  assert.ok((await stateRows(page).count()) < 80);
  await page.getByRole("grid", { name: "States" }).press("End");
  await soon(async () => assert.equal((await cells(page, "name")).at(-1), "State 399"));
  assert.equal(await page.getByRole("grid", { name: "States" }).getAttribute("aria-rowcount"), "401");
});

pageTest("on a low page the inspector takes the place of the views below the graph, and they take its", { viewport: { width: 960, height: 600 } }, async (page) => {
  await failed(page);
  const pressed = (view) => page.locator(`.stage-tools [aria-label=${view}]`).getAttribute("aria-pressed");
  await soon(async () => assert.deepEqual([await pressed("Timeline"), await pressed("Inspector")], ["false", "true"]));
  const high = (await box(area(page))).height;
  assert.ok(high >= 150, `the graph is ${high} high`);
  await show(page, "Timeline");
  await soon(async () => assert.deepEqual([await pressed("Timeline"), await pressed("Inspector")], ["true", "false"]));
  await page.setViewportSize({ width: 960, height: 900 });
  await rows(page, "Reserve").click();
  await soon(async () => assert.deepEqual([await pressed("Timeline"), await pressed("Inspector")], ["true", "true"], "there is room for both"));
});

/** A workflow of that many states, with Choices that rejoin and Waits of a tenth of a second. */
const large = (count) => {
  const states = {};
  for (let n = 0; n < count; n += 1) {
    const next = n === count - 1 ? { End: true } : { Next: `State ${n + 1}` };
    states[`State ${n}`] = n % 10 === 4
      ? { Type: "Choice", Choices: [{ Variable: "$.never", IsPresent: true, Next: `State ${Math.min(n + 3, count - 1)}` }], Default: `State ${n + 1}` }
      : n % 20 === 9 ? { Type: "Wait", Seconds: 1, ...next } : { Type: "Pass", ...next };
  }
  return { StartAt: "State 0", States: states };
};

pageTest("400 states stand in columns that fit a screen, the minimap has their shape, and a run leaves time for frames", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), JSON.stringify(large(400)));
  await page.waitForFunction(() => document.querySelectorAll(".minimap .boxes")[0]?.getAttribute("d").split("M").length > 400, null, { timeout: 20_000 });
  const shape = await page.locator(".minimap").evaluate((it) => {
    const [, , width, height] = it.getAttribute("viewBox").split(" ").map(Number);
    const { width: w, height: h } = it.getBoundingClientRect();
    return { picture: width / height, map: w / h };
  });
  assert.ok(shape.picture > 0.7 && shape.picture < 3, `the picture is ${shape.picture} times as broad as high`);
  assert.ok(Math.abs(shape.picture / shape.map - 1) < 0.06, "so is its map");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1_000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const before = await worked();
  await run(page).click();
  const frames = await page.evaluate(() => new Promise((done) => {
    const times = [];
    const began = performance.now();
    const next = (now) => {
      times.push(now);
      if (now - began < 4_000) requestAnimationFrame(next);
      else done(times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b));
    };
    requestAnimationFrame(next);
  }));
  const work = ((await worked()) - before) / frames.length;
  const perSecond = (1_000 * frames.length) / frames.reduce((sum, time) => sum + time, 0);
  console.log(`400 states, while they run: ${perSecond.toFixed(0)} frames a second, median ${frames[Math.floor(frames.length / 2)].toFixed(0)} ms, longest ${frames.at(-1).toFixed(0)} ms, of which the page works ${work.toFixed(1)} ms`);
  // A machine that does other work gives the page fewer frames, however little it does in each.
  assert.ok(perSecond > 30 || work < 33, `${perSecond} frames a second, ${work} ms of work in each`);
  await page.getByTestId("stop-button").click();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[1440, 900], [1024, 768]]) {
    pageTest(`axe-core finds nothing in the layouts: ${colorScheme}, ${width}`, { colorScheme, viewport: { width, height }, reducedMotion: "reduce" }, async (page) => {
      await failed(page);
      await showEvents(page);
      assert.deepEqual(await violations(page), [], "all parts");
      await page.getByRole("button", { name: "Hide the source" }).click();
      assert.deepEqual(await violations(page), [], "without the source");
    });
  }
}

pageTest("on a phone the notice of a link takes two lines, and Run has its row with the examples", { viewport: { width: 390, height: 844 } }, async (page) => {
  const definition = { StartAt: "A", States: { A: { Type: "Succeed" } } };
  const link = deflateRawSync(JSON.stringify({ v: 1, def: JSON.stringify(definition), input: "{}" })).toString("base64url");
  await page.goto("about:blank");
  await page.goto(`${address()}#d1=${link}`);
  await ready(page);
  const notice = await box(page.getByTestId("notice"));
  assert.ok(notice.height <= 64, `the notice is ${notice.height} high`);
  const [picker, button] = [await box(page.getByTestId("example-picker")), await box(run(page))];
  assert.ok(Math.abs(picker.y - button.y) < 8, "in one row");
  assert.ok(picker.width >= 120, `the list of examples is ${picker.width} wide`);
  assert.deepEqual(await misplaced(page), []);
});

pageTest("Relay and Connections have their words on a projector", { viewport: { width: 1024, height: 768 } }, async (page) => {
  await ready(page);
  for (const [name, words] of [["relay-button", "Relay"], ["connections-button", "Connections"]]) {
    const word = page.getByTestId(name).getByText(words, { exact: true });
    assert.ok((await box(word)).width > 20, words);
  }
  assert.deepEqual(await misplaced(page), []);
});
