// Tries everything in inputs.mjs on the built page and prints, for each, how long the longest task took and whether the page
// lives: it must still keep what is typed, say no error that it did not catch, and be without a task beyond the budget.
// HOSTILE=pattern tries some, BUDGET=ms changes the budget, DIST=folder tries another build.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, open } from "../e2e/harness.mjs";
import { connect, definition, input, inspector, paste, ready, run, stop } from "../e2e/playground.mjs";
import { startAnswers } from "./answers.mjs";
import { hostile } from "./inputs.mjs";
import { BUDGET, LIMIT, longestTasks, mark, traced } from "./tasks.mjs";

/** How long Stop may take. */
const STOP = LIMIT;
/** How long something that may be stopped runs before it is. */
const WHILE = 3_000;
/** The first of what is measured. Compiling the program is no fault of the input, but for what is there from the first moment. */
const OPENING = "opening";
const wanted = new RegExp(process.env.HOSTILE ?? "", "i");

let api;
const rows = [];

before(async () => {
  api = await startAnswers();
});

after(() => {
  api.close();
  const worst = Math.max(0, ...rows.map(({ longest }) => longest));
  const died = rows.filter((row) => row.died.length > 0);
  for (const { kind, name, longest, died, notes } of rows) console.log(`${String(Math.round(longest)).padStart(6)} ms  ${kind}: ${name}${notes}${died.length ? `  DIED: ${died.join(" · ").slice(0, 300)}` : ""}`);
  console.log(`tried ${rows.length}, died ${died.length}, longest task ${Math.round(worst)} ms, beyond ${BUDGET} ms: ${rows.filter(({ longest }) => longest > BUDGET).length}`);
});

/** In the page, before everything else: puts into the storage what shall be there. */
function prepare(stored) {
  if (sessionStorage.getItem("hostile")) return;
  sessionStorage.setItem("hostile", "1");
  for (const [key, value] of Object.entries(stored)) localStorage.setItem(key, value);
}

/** Waits until the page has had nothing to do for a quarter of a second. */
const settled = (page, most = 60_000) =>
  page.evaluate(async (most) => {
    const end = performance.now() + most;
    for (let quiet = 0; quiet < 5 && performance.now() < end;) {
      const from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 50));
      quiet = performance.now() - from < 90 ? quiet + 1 : 0;
    }
  }, most);

async function attempt(one) {
  const { mocks, settings, stored } = one;
  const link = typeof one.link === "function" ? one.link() : one.link;
  const first = settings || mocks ? { "asl-playground.document": JSON.stringify({ definition: "{}", input: "", mocks: mocks ? JSON.stringify(mocks) : "", settings: settings ?? {}, edited: true }) } : {};
  const opened = await open({ url: "about:blank" });
  const { page, wrong } = opened;
  const died = [];
  const notes = [];
  const step = async (what, time, work) => {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`${what} took more than ${time / 1000} s`)), time);
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
  const measure = async (what) => {
    await step("settling", 90_000, () => settled(page));
    await mark(page, what);
  };
  try {
    await traced(page);
    await page.addInitScript(prepare, { ...first, ...stored });
    await page.goto(`${address()}${link ? `#${link}` : ""}`);
    await step("opening", 30_000, () => ready(page));
    await measure(OPENING);
    if (one.holds) assert.match(await definition(page).innerText(), new RegExp(one.holds), "the document was thrown away");
    if (one.definition !== undefined) {
      if (one.kind === "answer") await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice", origins: api.origin });
      await paste(page, definition(page), one.definition.replaceAll("{{api}}", api.origin));
      if (one.input !== undefined) await paste(page, input(page), one.input);
      await measure("reading");
    }
    if (one.definition !== undefined && one.run !== false) {
      await step("run", 30_000, () => run(page).click());
      // What has errors does not run, and the page says so.
      const seen = (what, means) => what.waitFor({ timeout: 5_000 }).then(() => means, () => false);
      const began = await Promise.race([seen(page.getByTestId("status"), true), seen(page.getByTestId("did-not-start"), false)]);
      if (!began) notes.push("refused");
      const ended = () => page.waitForFunction(() => document.querySelector("[data-testid=status]:not([data-status=RUNNING])"), null, { timeout: one.stopped ? WHILE : 40_000 });
      if (began) {
        await ended().catch((error) => {
          if (!one.stopped) throw error;
        });
      }
      if ((await page.locator("[data-testid=status][data-status=RUNNING]").count()) > 0) {
        const begun = Date.now();
        await step("stop", 30_000, () => stop(page).click());
        await step("stopping", 30_000, () => page.locator("[data-testid=status]:not([data-status=RUNNING])").waitFor());
        const took = Date.now() - begun;
        if (took > STOP * 2) notes.push(`stop ${took}`);
      }
      await measure("running");
      const step0 = page.locator("[data-testid=timeline-row]").first();
      if ((await step0.count()) > 0) {
        await step("selecting", 30_000, () => step0.click());
        await measure("selecting");
        for (const tab of await inspector(page).getByRole("tab").all()) {
          await step("tab", 30_000, () => tab.click());
          await measure(await tab.innerText());
        }
      }
    }
    if (one.keeps) {
      const all = await page.evaluate(() => JSON.stringify({ ...localStorage }));
      if (!all.includes(one.keeps.replaceAll('"', '\\"'))) died.push("what was stored is gone");
    }
    // It lives: what is typed is kept. A document beyond a megabyte would not be, and says so.
    if (one.input !== undefined) await step("typing", 20_000, () => paste(page, input(page), "{}"));
    const alive = `alive-${Math.random()}`;
    await step("typing", 20_000, () => paste(page, definition(page), `{"Comment": "${alive}"}`));
    await page.waitForFunction((alive) => JSON.stringify({ ...localStorage }).includes(alive), alive, { timeout: 10_000 }).catch(() => died.push("what is typed is not kept"));
    await measure("typing");
  } catch (error) {
    died.push(String(error.message).split("\n")[0]);
  }
  died.push(...wrong.filter((text) => !/Failed to load resource|net::ERR/.test(text)));
  if (await page.locator("#failure:not([hidden])").count().catch(() => 0)) died.push("the failure box is shown");
  const times = (await longestTasks(page)).filter(([name]) => name !== OPENING || link || stored);
  notes.push(...times.filter(([, time]) => time > BUDGET).map(([name, time]) => `${name} ${Math.round(time)}`));
  await opened.close().catch(() => {});
  const longest = times.reduce((most, [, time]) => Math.max(most, time), 0);
  return { kind: one.kind, name: one.name, longest, died, notes: notes.length ? ` (${notes.join(", ")})` : "" };
}

/** Tries the inputs of these kinds. */
export const suite = (kinds) => {
  for (const one of hostile.filter(({ kind, name }) => kinds.includes(kind) && wanted.test(`${kind}: ${name}`))) tried(one);
};

function tried(one) {
  test(`${one.kind}: ${one.name}`, { timeout: 300_000 }, async () => {
    let row = await attempt(one);
    // Another program may have had the processor: what is too slow has to be so twice.
    if (row.longest > LIMIT || row.died.length > 0) {
      const again = await attempt(one);
      if (again.died.length < row.died.length || (again.died.length === row.died.length && again.longest < row.longest)) row = again;
    }
    rows.push(row);
    assert.deepEqual(row.died, [], "the page died");
    assert.ok(row.longest <= LIMIT, `a task took ${Math.round(row.longest)} ms${row.notes}`);
  });
}
