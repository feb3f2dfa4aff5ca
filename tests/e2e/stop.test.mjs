// Stop answers within 100 ms, whatever runs.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { connect, definition, endless, fill, oneCall, ready, run, stop, stopTime } from "./playground.mjs";

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
