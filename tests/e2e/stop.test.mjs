// Stop answers within 100 ms, whatever runs.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { connect, definition, endless, fill, inspect, oneCall, ready, rows, run, runToEnd, soon, status, stop, stopTime } from "./playground.mjs";

const waiting = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 600, End: true } } };
const backingOff = oneCall("https://practice.test/status/503", { Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 600 }] });
const large = endless({ list: "States.ArrayRange(1, 900, 1)", again: "States.ArrayUnique(States.ArrayRange(1, 900, 1))" });

for (const [what, machine, press] of [
  ["a wait, with the button", waiting, (page) => stop(page).click()],
  ["a wait, with Escape", waiting, (page) => page.keyboard.press("Escape")],
  ["a slow call", oneCall("https://practice.test/delay/50000"), (page) => stop(page).click()],
  ["a back-off", backingOff, (page) => stop(page).click()],
  ["an endless loop, with the button", endless(), (page) => stop(page).click()],
  ["an endless loop, with Escape", endless(), (page) => page.keyboard.press("Escape")],
  ["an endless loop over large data", large, (page) => stop(page).click()],
]) {
  pageTest(`Stop answers within 100 ms: ${what}`, {}, async (page) => {
    await ready(page);
    await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: "https://practice.test" });
    await fill(page, definition(page), machine);
    await run(page).click();
    await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
    await page.waitForTimeout(500);
    const time = await stopTime(page, () => press(page));
    assert.ok(time < 100, `it took ${time.toFixed()} ms`);
    console.log(`${what}: ${time.toFixed(1)} ms`);
  });
}

pageTest("an endless loop never freezes the page", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), endless());
  await run(page).click();
  await page.locator("[data-testid=status][data-status=RUNNING]").waitFor();
  const longest = await page.evaluate(async () => {
    let [last, most] = [performance.now(), 0];
    for (const end = last + 2000; last < end;) {
      await new Promise((resolve) => setTimeout(resolve));
      const now = performance.now();
      most = Math.max(most, now - last);
      last = now;
    }
    return most;
  });
  assert.ok(longest < 300, `the page did not answer for ${longest.toFixed()} ms`);
});

// Each of these takes about a tenth of a second, and there are a hundred of them.
const HEAVY = "{% $count([1..400000][$ % 3 = 0]) %}";
const heavy = (fields) => ({
  QueryLanguage: "JSONata",
  StartAt: "Think",
  States: { Think: { Type: "Pass", Output: Object.fromEntries(Array.from({ length: fields }, (_, n) => [`field${n}`, HEAVY])), End: true } },
});

pageTest("an expression that takes long does not hold up the page, and Stop ends it", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), heavy(100));
  const [worker] = await Promise.all([page.waitForEvent("worker"), run(page).click()]);
  const longest = await page.evaluate(async () => {
    let [last, most] = [performance.now(), 0];
    for (const end = last + 1500; last < end;) {
      await new Promise((resolve) => setTimeout(resolve));
      const now = performance.now();
      most = Math.max(most, now - last);
      last = now;
    }
    return most;
  });
  console.log(`the page's longest pause beside an evaluation: ${longest.toFixed(1)} ms`);
  assert.ok(longest < 300, `the page did not answer for ${longest.toFixed()} ms`);
  await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "RUNNING", "it is still being evaluated"));
  const ended = worker.waitForEvent("close").catch(() => {});
  const time = await stopTime(page, () => stop(page).click());
  assert.ok(time < 100, `it took ${time.toFixed()} ms`);
  await ended;
  assert.equal(page.workers().length, 0, "nothing works on");
});

pageTest("what takes long comes to the same as what does not, or ends at AWS's budget", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), heavy(2));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page, "Think").click();
  await soon(async () => assert.match(await inspect(page, "Output"), /"field0": 133333[^]*"field1": 133333/));
  const endless = { Think: { Type: "Pass", Output: "{% ($f := function($n) { $f($n + 1) }; $f(0)) %}", End: true } };
  await fill(page, definition(page), { QueryLanguage: "JSONata", StartAt: "Think", States: endless });
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await status(page).innerText(), /Expression evaluation timeout/));
});

pageTest("a worker that dies of an expression is a limit reached, and the page does not try it itself", { expected: [/Uncaught|out of memory/] }, async (page) => {
  // It says that it is ready, as the real one does, and dies of the first expression.
  await page.route("**/evaluator.js", (route) => route.fulfill({ contentType: "text/javascript", body: 'onmessage = () => { onmessage = () => { throw new Error("out of memory"); }; postMessage("ready"); };' }));
  await page.reload();
  await ready(page);
  await fill(page, definition(page), heavy(2));
  assert.equal(await runToEnd(page), "FAILED");
  await soon(async () => assert.match(await status(page).innerText(), /Stack overflow error/));
  assert.equal(page.workers().length, 0, "it is gone");
  await fill(page, definition(page), { StartAt: "A", States: { A: { Type: "Pass", End: true } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("recursion in an expression ends at AWS's limit and does not end the page", {}, async (page) => {
  await ready(page);
  const one = (expression) => ({ QueryLanguage: "JSONata", StartAt: "Think", States: { Think: { Type: "Pass", Output: `{% ${expression} %}`, End: true } } });
  for (const [expression, ends] of [
    ["($f := function($x){ $x > 400 ? 1 : 1 + $f($x+1) }; $f(1))", "FAILED"],
    ["($f := function($x){ $map([$x], function($y){ $f($y + 1) }) }; $f(1))", "FAILED"],
    ["($f := function($x){ {'a': [$x, $sort([1, 2], function($l, $r){ $f($x + 1) > $r })]} }; $f(1))", "FAILED"],
    ["($f := function($x){ $x <= 0 ? 0 : 1 + $f($x - 1) }; $f(31))", "SUCCEEDED"],
    [`${"(".repeat(99)}1${")".repeat(99)}`, "SUCCEEDED"],
    [`${"[".repeat(50)}$count([1..873782])${"]".repeat(50)}`, "SUCCEEDED"],
  ]) {
    await fill(page, definition(page), one(expression));
    assert.equal(await runToEnd(page), ends, expression);
    if (ends === "FAILED") await soon(async () => assert.match(await status(page).innerText(), /Stack overflow error/));
    // Asked how it came to that, the page evaluates once more and keeps a record of every step.
    await rows(page, "Think").click();
    await soon(async () => assert.ok(await inspect(page, "Output").catch(() => "there is none")));
  }
});
