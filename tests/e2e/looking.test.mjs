// Looking into a run: branches and iterations, zoom, filters and idle time of the timeline, what a row says in full, sorted events;
// and in the inspector places of data, variables, what Retry and Catch did, and expressions tried on a step's data.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest, shots } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { definition, fill, input, inspect, inspector, ready, rows, runToEnd, showEvents, soon, textOf } from "./playground.mjs";

const machine = {
  StartAt: "Both",
  States: {
    Both: {
      Type: "Parallel", ResultPath: null, Next: "Each",
      Branches: [
        { StartAt: "Left", States: { Left: { Type: "Pass", End: true } } },
        { StartAt: "Right", States: { Right: { Type: "Wait", Seconds: 2, End: true } } },
      ],
    },
    Each: {
      Type: "Map", ItemsPath: "$.orders", ResultPath: null, Assign: { "count.$": "States.ArrayLength($)" }, Next: "Call",
      ItemProcessor: { StartAt: "Check", States: { Check: { Type: "Pass", End: true } } },
    },
    Call: {
      Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "f", "Payload.$": "$.orders[0]" }, ResultPath: "$.answer",
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 1, MaxAttempts: 3, JitterStrategy: "FULL" }], End: true,
    },
  },
};
const orders = [{ id: "A-1", "unit price": 2.5, of: { customer: "Ann", city: "Bern" } }, { id: "A-2", "unit price": 4, of: { customer: "Bob", city: "Basel" } }, { id: "A-3", "unit price": 1, of: { customer: "Cy", city: "Chur" } }];
const mocks = { Call: [{ errorOutput: { error: "Busy", cause: "later" }, delaySeconds: 0.5 }, { result: { ok: true }, delaySeconds: 0.7 }] };

async function begin(page) {
  await ready(page);
  await fill(page, definition(page), machine);
  await fill(page, input(page), { orders });
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), mocks);
  assert.equal(await runToEnd(page), "SUCCEEDED");
}

const heads = (page) => page.getByTestId("timeline-head");
const steps = (page) => page.getByRole("listbox", { name: "Steps" });
const shot = (page, name) => page.screenshot({ path: `${shots}looking-${name}.png` });
const place = (page) => page.getByTestId("json-place").locator("code");

pageTest("the tools of the timeline are in sight at every width", {}, async (page) => {
  await begin(page);
  await page.getByTestId("time-in").click();
  await page.getByTestId("time-all").waitFor();
  for (const width of [1440, 1280, 1024, 768, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await soon(async () => assert.deepEqual(await page.evaluate(() => {
      const timeline = document.querySelector(".timeline").getBoundingClientRect();
      const bar = document.querySelector(".timeline .bar");
      const outside = [...bar.querySelectorAll("button, select, h2, input")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > timeline.right + 1);
      return [bar.scrollWidth > bar.clientWidth, outside.map((one) => one.outerHTML)];
    }), [false, []], `${width} pixels`));
  }
});

for (const [colorScheme, viewport] of [["light", undefined], ["dark", NARROW]]) {
  const size = viewport ? "390" : "1440";
  const options = { colorScheme, reducedMotion: "reduce" };
  pageTest(`the timeline has branches, filters, zoom and no idle time, with the keyboard too: ${colorScheme}, ${size}`, options, async (page) => {
    await begin(page);
    if (viewport) await page.setViewportSize(viewport);
    const tools = page.getByRole("group", { name: "Timeline view" });
    await tools.waitFor();
    await soon(async () => assert.deepEqual((await heads(page).allInnerTexts()).map((text) => text.split("\n")[0].trim()),
      ["Branch 1", "Branch 2", "Iteration 0", "Iteration 1", "Iteration 2"]));
    assert.equal(await rows(page).count(), 8);
    await heads(page).nth(1).click();
    await soon(async () => assert.equal(await rows(page, "Right").count(), 0, "folded"));
    await heads(page).nth(1).click();
    await rows(page, "Right").waitFor();

    await page.getByTestId("step-status").selectOption("Retried");
    await soon(async () => assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ["Call"]));
    await page.getByTestId("step-status").selectOption("");
    await soon(async () => assert.equal(await rows(page).count(), 8));

    // States are chosen one after the other, and taken away again.
    const chosen = page.getByTestId("step-states");
    const shown = () => rows(page).evaluateAll((all) => all.map((row) => row.dataset.state));
    await chosen.selectOption({ label: "Left" });
    await soon(async () => assert.deepEqual(await shown(), ["Left"]));
    await chosen.selectOption({ label: "Check" });
    await soon(async () => assert.deepEqual(await shown(), ["Left", "Check", "Check", "Check"]));
    assert.equal(await chosen.locator("option").first().innerText(), "2 states");
    await chosen.selectOption({ label: "✓ Left" });
    await soon(async () => assert.deepEqual(await shown(), ["Check", "Check", "Check"]));
    await chosen.selectOption("all");
    await soon(async () => assert.equal(await rows(page).count(), 8));

    // The wait of two seconds is cut out.
    const width = async (name) => (await rows(page, name).locator(".segment").first().boundingBox()).width;
    if (!viewport) {
      const waited = await width("Right");
      await page.getByTestId("hide-idle").click();
      await soon(async () => assert.ok((await page.locator(".axis .cut").count()) >= 1));
      assert.ok((await width("Right")) < waited / 3, "the wait is short");
      await shot(page, `idle-${colorScheme}-${size}`);
      await page.getByTestId("hide-idle").click();
      await soon(async () => assert.equal(await page.locator(".axis .cut").count(), 0));
    }

    // Zoom and pan by keys and by the wheel.
    await steps(page).focus();
    await page.keyboard.press("+");
    await page.getByTestId("time-all").waitFor();
    if (!viewport) {
      const ticks = () => page.locator(".axis .tick").allInnerTexts();
      const before = await ticks();
      await page.keyboard.press("Shift+ArrowRight");
      await soon(async () => assert.notDeepEqual(await ticks(), before));
      await page.keyboard.press("0");
      await page.getByTestId("time-all").waitFor({ state: "detached" });
      await page.locator(".timeline .axis .track").hover();
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -240);
      await page.keyboard.up("Control");
      await page.getByTestId("time-all").waitFor();
      const zoomed = await ticks();
      await page.keyboard.down("Shift");
      await page.mouse.wheel(0, 400);
      await page.keyboard.up("Shift");
      await soon(async () => assert.notDeepEqual(await ticks(), zoomed, "the wheel moves"));
      await page.getByTestId("time-all").click();
      await page.getByTestId("time-all").waitFor({ state: "detached" });
    } else {
      await page.keyboard.press("0");
    }

    // What a row says in full: for the pointer and for the keyboard.
    const details = page.getByTestId("timeline-details");
    await rows(page, "Call").hover();
    await page.waitForTimeout(200);
    await rows(page, "Call").hover({ position: { x: 40, y: 10 } });
    await soon(async () => assert.match(await details.innerText(), /Call[\s\S]*Attempt 1: .*Busy[\s\S]*Back-off: [\s\S]*Attempt 2/));
    await shot(page, `details-${colorScheme}-${size}`);
    assert.deepEqual(await violations(page), []);
    await page.mouse.move(5, 5);
    await details.waitFor({ state: "detached" });
    await steps(page).focus();
    await page.keyboard.press("End");
    await soon(async () => assert.match(await details.innerText(), /^Call/));
    await page.keyboard.press("Escape");
    await details.waitFor({ state: "detached" });
    if (!viewport) assert.deepEqual(await misplaced(page), []);
  });
}

pageTest("events are sorted and filtered by their heads, by keyboard too", {}, async (page) => {
  await begin(page);
  await showEvents(page);
  const types = () => page.getByTestId("event-row").locator(".type").allInnerTexts();
  const head = (name) => page.locator(".events .line.head").getByRole("button", { name });
  await head("Type").click();
  await soon(async () => assert.deepEqual(await types(), [...await types()].sort()));
  assert.equal(await page.locator(".events [role=columnheader].type").getAttribute("aria-sort"), "ascending");
  await head("Type").focus();
  await page.keyboard.press("Enter");
  await soon(async () => assert.deepEqual(await types(), [...await types()].sort().reverse()));
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal((await types())[0], "ExecutionStarted"));
  await page.getByTestId("event-filter").fill("busy");
  await soon(async () => assert.deepEqual(await types(), ["LambdaFunctionFailed"].concat(await types()).slice(-1)));
  assert.deepEqual(await violations(page), []);
});

pageTest("any place of a step's data has a path, variables and errors say how it went, and expressions are tried", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await begin(page);
  await rows(page, "Call").click();
  await inspector(page).getByRole("tab", { name: "Input" }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByTestId("json-search").fill("unit");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal(await place(page).innerText(), "$.orders[1]['unit price']"));
  await page.getByTestId("json-place").getByRole("button", { name: "JSONata" }).click();
  await soon(async () => assert.equal(await clipboard(), "$states.input.orders[1].`unit price`"));
  await page.getByTestId("json-place").getByRole("button", { name: "Value" }).click();
  await soon(async () => assert.equal(await clipboard(), "4"));
  await inspector(page).getByRole("group", { name: /^JSON/ }).focus();
  await page.keyboard.press("ArrowDown");
  await soon(async () => assert.equal(await place(page).innerText(), "$.orders[1].of"));
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.equal(await inspector(page).locator(".json-line.current .fold").getAttribute("aria-expanded"), "false"));
  await page.keyboard.press("ArrowUp");
  await page.getByTestId("as-text").click();
  const text = inspector(page).getByLabel("JSON as text");
  await soon(async () => assert.deepEqual(JSON.parse(await text.innerText()).orders[1], orders[1]));
  assert.equal(await page.getByTestId("as-text").getAttribute("aria-pressed"), "true");
  await page.getByTestId("as-text").click();
  await text.waitFor({ state: "detached" });
  await shot(page, "place");
  assert.deepEqual(await violations(page), []);

  assert.match(await inspect(page, "Error"), /Retry\[0\] matched: retry 1 of 3, after .*, drawn from 0 to 1 s \(full jitter\)\./);
  assert.match(await inspect(page, "Context"), /Variables before[\s\S]*"count": 3[\s\S]*Context object[\s\S]*"Execution"/);
  await shot(page, "context");
  assert.deepEqual(await violations(page), []);

  // The scratch pad, on the data of a stage.
  await inspector(page).getByRole("tab", { name: "Input" }).click();
  await page.getByTestId("try-expression").first().click();
  const dialog = page.getByRole("dialog");
  const result = page.getByTestId("try-result");
  await page.getByTestId("try-text").fill("States.ArrayLength($.orders)");
  await soon(async () => assert.match(await result.innerText(), /^\s*(Copy\s*)?3|3\s*$/));
  await page.getByTestId("try-text").fill("$.orders[0].nothing");
  await soon(async () => assert.match(await result.innerText(), /No results for path/));
  await page.getByTestId("try-text").fill("$count + 1");
  await soon(async () => assert.ok(await result.locator(".try-error").count()));
  await dialog.getByRole("button", { name: "JSONata" }).click();
  await page.getByTestId("try-text").fill("$sum($states.input.orders.`unit price`) + $count");
  await soon(async () => assert.match(await result.innerText(), /10\.5/));
  assert.equal(await dialog.getByRole("group", { name: "Put it into the definition" }).count(), 0, "the state is no JSONata");
  await dialog.getByRole("button", { name: "JSONPath" }).click();
  await page.getByTestId("try-text").fill("$.orders");
  await soon(async () => assert.ok(await dialog.locator("[data-put=OutputPath]").isEnabled()));
  await shot(page, "scratch");
  assert.deepEqual(await violations(page), []);
  await dialog.locator("[data-put=OutputPath]").click();
  await soon(async () => assert.match(await textOf(definition(page)), /"OutputPath": "\$\.orders"/));
  // A part of a field.
  await page.getByTestId("try-text").fill("$.orders[1]");
  await soon(async () => assert.ok(await page.getByTestId("put-part").isEnabled()));
  await page.getByTestId("put-part").selectOption("Parameters.Payload.$");
  await page.keyboard.press("Escape");
  await soon(async () => assert.match(await textOf(definition(page)), /"Payload\.\$": "\$\.orders\[1\]"/));
});

pageTest("iterations that failed come first, and are there after a reload as they were, with what they called", {}, async (page) => {
  await ready(page);
  const call = { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { Method: "GET", "ApiEndpoint.$": "$", Authentication: { ConnectionArn: "arn:aws:events:us-east-1:123456789012:connection/practice-basic/2f6f4f0e-52d8-4c59-9a3e-6c1f0c7f3b21" } } };
  const inside = { StartAt: "Call", States: { Call: { ...call, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Sorry" }], End: true }, Sorry: { Type: "Fail", Error: "Sorry" } } };
  await fill(page, definition(page), { StartAt: "Each", States: { Each: {
    Type: "Map", Label: "L", ToleratedFailureCount: 1, ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...inside }, ResultPath: null, Next: "Inline",
  }, Inline: { Type: "Map", End: true, ItemProcessor: { StartAt: "Pick", States: {
    Pick: { Type: "Choice", Choices: [{ Variable: "$", StringMatches: "*missing", Next: "Bad" }], Default: "Fine" }, Bad: { Type: "Fail", Error: "Bad" }, Fine: { Type: "Pass", End: true } } },
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] }, Caught: { Type: "Pass", End: true } } });
  await fill(page, input(page), ["https://practice.test/basic", "https://practice.test/missing"]);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  const iterations = async () => (await heads(page).allInnerTexts()).map((text) => text.split("\n")[0].trim());
  await soon(async () => assert.deepEqual(await iterations(), ["Iteration 0", "Iteration 1"]));
  await page.getByTestId("failures-first").click();
  await soon(async () => assert.deepEqual(await iterations(), ["Iteration 1", "Iteration 0"]));
  await page.getByTestId("failures-first").click();
  await soon(async () => assert.deepEqual(await iterations(), ["Iteration 0", "Iteration 1"]));

  /** What the second child execution and its call are shown as. */
  const child = async () => {
    await rows(page, "Each").first().click();
    await page.getByTestId("open-map-run").click();
    await page.getByTestId("map-run").waitFor();
    const numbers = await page.getByTestId("map-run").innerText();
    await page.getByTestId("child-row").nth(1).click();
    await rows(page, "Call").click();
    const http = await inspect(page, "HTTP");
    const flow = await inspect(page, "Data flow");
    await page.getByRole("button", { name: "Execution", exact: true }).click();
    return { numbers: numbers.replace(/\s+/g, " "), http, flow };
  };
  const before = await child();
  assert.match(before.http, /404/);
  const stored = () => page.evaluate(() => localStorage.getItem("asl-playground.runs") ?? "");
  await soon(async () => assert.match(await stored(), /mapRuns/));
  await page.reload();
  await ready(page);
  await page.getByTestId("show-kept").click();
  await soon(async () => assert.equal(await page.getByTestId("run-origin").innerText(), "Kept"));
  assert.deepEqual(await child(), before);
});

pageTest("a breakpoint goes along when its state is renamed, and comes back when that is undone", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", End: true } } });
  const node = (name) => page.getByTestId("graph").getByRole("treeitem", { name: new RegExp(`^${name},`) });
  await node("B").click();
  await page.keyboard.press("Shift+Alt+B");
  await soon(async () => assert.match(await node("B").getAttribute("aria-label"), /Breakpoint\./));
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await node("B").click();
  await page.keyboard.press("F2");
  const name = page.getByRole("dialog").getByLabel("New name");
  await name.fill("Last");
  await page.keyboard.press("Enter");
  await soon(async () => assert.match(await node("Last").getAttribute("aria-label"), /Breakpoint\./));
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.match(await node("B").getAttribute("aria-label"), /Breakpoint\./));
});
