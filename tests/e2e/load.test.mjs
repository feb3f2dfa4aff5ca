// How long a first visit waits on a slow line: 1.6 Mbit/s with round trips of 150 ms, by Chromium's own throttling, and the
// page served with brotli. Prints the times and fails beyond the limits.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { best } from "../../scripts/brotli.mjs";
import { serve } from "../../scripts/serve.mjs";
import { stages } from "../../scripts/stages.mjs";
import { dist, open } from "./harness.mjs";

const LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };
/** In milliseconds from the beginning of the navigation, with room for a busy machine. */
const LIMITS = { readable: 2_500, run: 6_000 };

/** In the page: notes when the text is readable, presses Run as soon as that is possible, notes what follows. */
function watch() {
  const times = (window.visit = {});
  const note = (name, holds) => {
    if (times[name] === undefined && holds()) times[name] = performance.now();
    return times[name] !== undefined;
  };
  const color = (element) => element && getComputedStyle(element).color;
  const readable = () => {
    const line = [...document.querySelectorAll("[aria-label=Definition] .cm-line")].find((line) => line.textContent.includes('"StartAt"'));
    return line?.checkVisibility() && color(line) !== color(line.querySelector("span"));
  };
  const look = () => {
    note("readable", readable);
    const button = document.querySelector("[data-testid=run-button]:not(:disabled)");
    if (button && note("pressed", () => true)) button.click();
    note("run", () => document.querySelector("[data-testid=timeline-row] .segment.failed"));
    note("succeeded", () => document.querySelector("[data-testid=status][data-status=SUCCEEDED]"));
    if (times.succeeded === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** One visit with an empty cache; the times of what is noted. */
async function visit(url) {
  const { page, wrong, close } = await open({ url: "about:blank" });
  try {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", LINE);
    await page.addInitScript(watch);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(url);
    await page.waitForFunction(() => window.visit?.succeeded, null, { timeout: 60_000 });
    assert.deepEqual(wrong, []);
    assert.equal(asked.length, new Set(asked).size, `nothing is asked for twice: ${asked}`);
    return await page.evaluate(() => {
      const before = performance.getEntriesByType("resource").filter(({ startTime }) => startTime < window.visit.run);
      return { ...window.visit, names: before.map(({ name }) => new URL(name).pathname.slice(1)) };
    });
  } finally {
    await close();
  }
}

test("on a slow line the text is readable first, and then Run works", { timeout: 240_000 }, async (context) => {
  const names = readdirSync(dist, { recursive: true }).map((name) => join(dist, name)).filter((name) => statSync(name).isFile());
  await Promise.all(names.map((name) => best(readFileSync(name))));
  const site = await serve(dist, { compress: best });
  try {
    // A machine that is busy for a moment is no reason to fail; a page that is slow is so each time.
    let times;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      times = await visit(site.address);
      const seconds = (time) => `${(time / 1000).toFixed(1)} s`;
      const said = `text readable after ${seconds(times.readable)}, Run works after ${seconds(times.run)} (the first example succeeded after ${seconds(times.succeeded)}, its back-off included)`;
      console.log(said);
      context.diagnostic(said);
      if (times.readable <= LIMITS.readable && times.run <= LIMITS.run) break;
    }
    const { stage } = stages(dist);
    assert.deepEqual(times.names.filter((name) => stage.get(name) === "all"), [], "scripts/budget.json counts what the first run fetches: name its chunks there");
    assert.ok(times.readable <= LIMITS.readable, `the text is readable after ${times.readable} ms`);
    assert.ok(times.run <= LIMITS.run, `the first attempt of the first example is shown after ${times.run} ms`);
  } finally {
    site.server.closeAllConnections();
    site.server.close();
  }
});
