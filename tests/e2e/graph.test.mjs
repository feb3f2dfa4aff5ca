// The graph: drawn while one types, live while a run goes on, usable without a mouse and without eyes, and taken along.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, fill, inspector, outcome, ready, rows, run, runToEnd, soon } from "./playground.mjs";

const canvas = (page) => page.getByTestId("graph");
const item = (page, name) => page.locator(`.graph-canvas [role=treeitem][aria-label^=${JSON.stringify(name)}]`);
const node = (page, name) => item(page, name).locator("xpath=..");
const label = (page, name) => item(page, name).getAttribute("aria-label");
const edges = (page) => page.locator(".graph-canvas .edge");
/** The name of the state that the keys are at. */
const current = (page) =>
  canvas(page).evaluate((it) => {
    const active = document.getElementById(it.getAttribute("aria-activedescendant") ?? "");
    return active?.getAttribute("aria-label").split(/[,.]/)[0] ?? null;
  });

const decide = {
  StartAt: "Which",
  States: {
    Which: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: 5, Next: "Small" }], Default: "Each" },
    Small: { Type: "Pass", Next: "Done" },
    Each: {
      Type: "Map", ItemsPath: "$.items", Next: "Done",
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Help" }],
      ItemProcessor: { StartAt: "Inside", States: { Inside: { Type: "Pass", End: true } } },
    },
    Help: { Type: "Fail", Error: "NeedsHelp" },
    Done: { Type: "Succeed" },
  },
};

pageTest("the definition is drawn as it is typed, and keeps its last picture while the text is broken", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await node(page, "Call third-party API").waitFor();
  await fill(page, definition(page), decide);
  await node(page, "Inside").waitFor();
  await soon(async () => assert.equal(await page.locator(".graph-canvas [role=treeitem]").count(), 8, "six states, the start and the end"));
  await soon(async () => assert.match(await label(page, "Which"), /Choice.*If \$\.n < 5: Small\. Otherwise: Each\./));
  await soon(async () => assert.match(await label(page, "Each"), /On States\.ALL: Help\./));
  const box = async (name) => node(page, name).locator("> .box").boundingBox();
  await soon(async () => {
    const [outer, inner] = [await box("Each"), await box("Inside")];
    assert.ok(inner.x > outer.x && inner.y > outer.y && inner.x + inner.width < outer.x + outer.width, "a Map holds what it repeats");
  });

  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Backspace");
  await page.getByTestId("graph-stale").waitFor();
  await soon(async () => assert.equal(await node(page, "Inside").count(), 1, "the last picture stays"));
  await page.keyboard.insertText("}");
  await page.getByTestId("graph-stale").waitFor({ state: "detached" });

  const broken = structuredClone(decide);
  broken.States.Small.Next = "Dome";
  await fill(page, definition(page), broken);
  await node(page, "Dome").waitFor();
  await soon(async () => assert.match(await label(page, "Dome"), /does not exist/));
  await node(page, "Small").locator("> .mark.error").waitFor();
});

pageTest("names from a shared text stay text in the graph and in what is exported", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  const name = `<img src=x onerror="window.hurt=1">&'"]]>`;
  await fill(page, definition(page), { StartAt: name, States: { [name]: { Type: "Pass", Comment: "</text><script>", End: true } } });
  await page.waitForFunction((name) => document.querySelector(".graph-canvas .node.flow > .box")?.getAttribute("aria-label").startsWith(name), name);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  await soon(async () => assert.equal(await page.locator(".graph-canvas img, .graph-canvas script").count(), 0));
  assert.equal(await page.locator(".graph-canvas .name").first().evaluate((it) => it.namespaceURI), "http://www.w3.org/2000/svg");
});

pageTest("a click shows the state in the text, and the caret shows it in the graph", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await fill(page, definition(page), decide);
  await node(page, "Inside").click();
  await page.waitForFunction(() => document.querySelector(".graph-canvas .node.current > .box")?.getAttribute("aria-label").startsWith("Inside"));
  assert.equal(await current(page), "Inside");
  await definition(page).getByText('"Help"').last().click();
  await page.waitForFunction(() => document.querySelector(".graph-canvas .node.current > .box")?.getAttribute("aria-label").startsWith("Help"));
  await node(page, "Small").dblclick();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition", "a double click goes there"));
});

pageTest("a run lights up the graph: what was done, how often, and which way it went", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await run(page).click();
  await page.locator('.graph-canvas [data-status="retried"]').waitFor();
  assert.equal(await outcome(page), "SUCCEEDED");
  const call = node(page, "Call third-party API");
  await page.locator('.graph-canvas [data-status="succeeded-with-retries"]').waitFor();
  await soon(async () => assert.match(await label(page, "Call third-party API"), /Succeeded after retries.*3 attempts/));
  await soon(async () => assert.equal(await call.locator(".badge").count(), 1, "never by colour alone"));
  await soon(async () => assert.equal(await call.locator(".count").textContent(), "3 tries"));
  await soon(async () => assert.equal(await page.locator(".graph-canvas .edge.taken").count(), 2));

  await fill(page, definition(page), decide);
  await page.getByRole("textbox", { name: "Input" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('{"n": 7, "items": [1, 2, 3]}');
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await page.waitForFunction(() => document.querySelector('.graph-canvas [aria-label^="Each"] ~ .run .count')?.textContent === "3/3");
  await soon(async () => assert.match(await label(page, "Inside"), /3 visits/));
  await soon(async () => assert.equal(await node(page, "Small").getAttribute("data-status"), null, "the other way was not taken"));
  await soon(async () => assert.equal(await page.locator(".graph-canvas .edge.catch.taken").count(), 0));
  await node(page, "Done").click();
  await inspector(page).getByRole("heading", { name: "Done" }).waitFor();
  await rows(page, "Which").click();
  await page.waitForFunction(() => document.querySelector(".graph-canvas .node.picked > .box")?.getAttribute("aria-label").startsWith("Which"));
});

pageTest("arrow keys follow the arrows, and Enter goes to the text", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await fill(page, definition(page), decide);
  await node(page, "Inside").waitFor();
  await canvas(page).focus();
  await page.keyboard.press("Home");
  assert.equal(await current(page), "Which");
  await page.keyboard.press("ArrowDown");
  assert.equal(await current(page), "Small");
  await page.keyboard.press("ArrowRight");
  assert.equal(await current(page), "Each");
  await page.keyboard.press("ArrowRight");
  assert.equal(await current(page), "Inside");
  await page.keyboard.press("ArrowDown");
  assert.equal(await current(page), "Done", "out of the box, along its arrow");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await current(page), "Which");
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "graph", "the focus stays"));
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition"));
});

pageTest("boxes close and open, states are found, and the same stands in a list", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await fill(page, definition(page), decide);
  await node(page, "Inside").waitFor();
  await page.locator(".graph-canvas [data-toggle]").click();
  await node(page, "Inside").waitFor({ state: "detached" });
  await soon(async () => assert.equal(await item(page, "Each").getAttribute("aria-expanded"), "false"));
  await page.locator(".graph-canvas [data-toggle]").click();
  await node(page, "Inside").waitFor();

  const search = page.getByRole("searchbox", { name: "Find a state" });
  await search.fill("ins");
  await page.locator(".graph-canvas .node.found").waitFor();
  await soon(async () => assert.equal(await page.locator(".graph-canvas .node.found").count(), 1));
  await search.press("Enter");
  assert.equal(await current(page), "Inside");
  await search.press("Escape");
  await soon(async () => assert.equal(await page.locator(".graph-canvas .node.found").count(), 0));

  await page.getByRole("button", { name: "Show as a list" }).click();
  const list = page.getByTestId("graph-outline");
  await soon(async () => assert.deepEqual(await list.locator("strong").allTextContents(), ["Which", "Small", "Done", "Each", "Inside", "Help"]));
  await list.getByRole("button", { name: /^Help/ }).click();
  await soon(async () => assert.equal(await list.locator("[aria-current=true] strong").textContent(), "Help"));
});

pageTest("the picture is zoomed, moved, turned and brought back", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  await fill(page, definition(page), decide);
  await node(page, "Inside").waitFor();
  const width = async () => (await node(page, "Done").locator("> .box").boundingBox()).width;
  const before = await width();
  await canvas(page).hover();
  await page.mouse.wheel(0, -120);
  await soon(async () => assert.ok((await width()) > before * 1.2, "the wheel zooms"));
  const place = async () => (await node(page, "Done").locator("> .box").boundingBox()).y;
  const from = await place();
  const area = await canvas(page).boundingBox();
  await page.mouse.move(area.x + 20, area.y + 300);
  await page.mouse.down();
  await page.mouse.move(area.x + 20, area.y + 340, { steps: 4 });
  await page.mouse.up();
  await soon(async () => assert.ok(Math.abs((await place()) - from - 40) < 2, "dragging moves it"));
  await page.getByRole("button", { name: "Fit the whole graph" }).click();
  await soon(async () => {
    const inside = await node(page, "End").locator("> .box").boundingBox();
    assert.ok(inside.y + inside.height < area.y + area.height, "all of it is in view");
  });
  await page.getByRole("button", { name: "Draw from left to right" }).click();
  await page.waitForFunction(() => {
    const box = (name) => document.querySelector(`.graph-canvas [aria-label^="${name}"]`).getBoundingClientRect();
    return box("Done").left > box("Which").right;
  });
});

pageTest("the graph is saved as SVG and PNG and copied as Mermaid", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await ready(page);
  await runToEnd(page);
  const choose = async (name) => {
    await page.locator("summary[aria-label=Export]").click();
    await page.getByRole("button", { name }).click();
  };
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), choose(name)]);
    return readFileSync(await download.path());
  };
  const svg = (await save("Save as SVG")).toString();
  assert.match(svg, /^<svg xmlns=.*Call third-party API/s);
  assert.doesNotMatch(svg, /var\(|http:\/\/(?!www\.w3\.org\/2000\/svg)/, "it needs nothing else");
  // On a page of its own: the policy of ours lets no script parse text into elements.
  const blank = await page.context().newPage();
  const parsed = await blank.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent ?? null, svg);
  await blank.close();
  assert.equal(parsed, null, "it is well-formed");
  const png = await save("Save as PNG");
  assert.deepEqual([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join(""), "PNG");
  assert.ok(png.length > 3_000, "something is drawn");
  await choose("Copy as Mermaid");
  await soon(async () => assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^flowchart TD/));
  await choose("Copy as image");
  await soon(async () => assert.ok(await page.evaluate(async () => (await navigator.clipboard.read())[0]?.types.includes("image/png"))));
});

pageTest("a narrow screen has a pane for the graph, and a run is watched there", { viewport: NARROW, hasTouch: true }, async (page) => {
  await ready(page);
  const pane = (name) => page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name }).click();
  await pane("Graph");
  await soon(async () => assert.ok(await canvas(page).isVisible()));
  await run(page).click();
  await page.locator('.graph-canvas [data-status="succeeded-with-retries"]').waitFor({ timeout: 20_000 });
  await soon(async () => assert.ok(await canvas(page).isVisible(), "the graph stays in view"));
  // In the screen, once the view has come to rest.
  await page.waitForFunction(
    ([box, width]) => box.getBoundingClientRect().left >= 0 && box.getBoundingClientRect().right <= width,
    [await node(page, "Call third-party API").locator("> .box").elementHandle(), NARROW.width],
  );
  await pane("Run");
  await canvas(page).waitFor({ state: "hidden" });
  await rows(page).first().waitFor();
});

pageTest("the line between the columns is dragged, moved with keys and remembered, and the graph stays whole", { hasTouch: true }, async (page) => {
  await ready(page);
  await fill(page, definition(page), decide);
  await node(page, "Inside").waitFor();
  const line = page.getByRole("separator", { name: "Width of the editors" });
  const share = async () => Number(await line.getAttribute("aria-valuenow"));
  const whole = (why) => soon(async () => {
    const area = await canvas(page).boundingBox();
    for (const name of ["Start", "End"]) {
      const box = await item(page, name).boundingBox();
      assert.ok(box.x >= area.x - 1 && box.x + box.width <= area.x + area.width + 1 && box.y >= area.y - 1 && box.y + box.height <= area.y + area.height + 1, `${name} is in view ${why}`);
    }
  });
  /** Drags the line to this share of the width, as a mouse or a finger does. */
  const drag = async (to, touch) => {
    const box = await line.boundingBox();
    const [from, y] = [box.x + box.width / 2, box.y + 200];
    const x = (page.viewportSize().width * to) / 100;
    if (!touch) {
      await page.mouse.move(from, y);
      await page.mouse.down();
      await page.mouse.move((from + x) / 2, y, { steps: 3 });
      await page.mouse.move(x, y, { steps: 3 });
      await page.mouse.up();
      return;
    }
    const session = await page.context().newCDPSession(page);
    const send = (type, touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
    await send("touchStart", [{ x: from, y }]);
    for (const part of [0.3, 0.6, 1]) await send("touchMove", [{ x: from + (x - from) * part, y }]);
    await send("touchEnd", []);
  };
  await page.getByRole("button", { name: "Fit the whole graph" }).click();
  await whole("at first");
  await drag(60, false);
  await soon(async () => assert.equal(await share(), 60));
  await whole("beside a wide editor");
  await drag(30, true);
  await soon(async () => assert.equal(await share(), 30));
  await whole("beside a narrow editor");
  await line.focus();
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.equal(await share(), 32));
  await page.keyboard.press("End");
  await soon(async () => assert.equal(await share(), 75));
  await whole("where there is the least room");
  await drag(95, false);
  await soon(async () => assert.equal(await share(), 75, "no further"));
  await page.reload();
  await soon(async () => assert.equal(await share(), 75, "it is remembered"));
});

pageTest("a thousand states are drawn and lit up without the page standing still", { reducedMotion: "no-preference" }, async (page) => {
  await ready(page);
  const states = {};
  for (let n = 0; n < 1000; n += 1) {
    const next = n === 999 ? { End: true } : { Next: `State ${n + 1}` };
    states[`State ${n}`] = n % 10 === 4
      ? { Type: "Choice", Choices: [{ Variable: "$.never", IsPresent: true, Next: `State ${Math.min(n + 6, 999)}` }], Default: `State ${n + 1}` }
      : { Type: "Pass", ...next };
  }
  // On one line: it is the browser that takes long to write many lines into an editor at once.
  await fill(page, definition(page), JSON.stringify({ StartAt: "State 0", States: states }));
  await node(page, "State 0,").waitFor({ state: "attached", timeout: 20_000 });
  // Only what is in view and near to it is in the page; it follows what is moved to.
  assert.equal(await node(page, "State 999,").count(), 0);
  await page.getByRole("searchbox", { name: "Find a state" }).fill("State 999");
  await node(page, "State 999,").waitFor({ timeout: 20_000 });
  assert.equal(await node(page, "State 0,").count(), 0);
  await canvas(page).focus();
  await page.keyboard.press("0");
  await page.waitForFunction(() => document.querySelectorAll(".graph-canvas .node").length > 200);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await page.waitForFunction(() => {
    const states = [...document.querySelectorAll(".graph-canvas .node:not(.end-point)")];
    return states.length > 200 && states.every((state) => state.classList.contains("succeeded"));
  }, null, { timeout: 20_000 });
});
