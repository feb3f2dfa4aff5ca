// Frames a second while a machine of 400 states with branches runs and all of it is watched: `node benches/page/frames.mjs dist`,
// or several built pages against the first: `node benches/page/frames.mjs ../before/dist dist` (ROUNDS=3). Every page has its turn in
// each round, and the median of the rounds counts. The time that the page's thread works for a second of the run is said
// as well: it does not depend on how busy the machine is.
import { resolve } from "node:path";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";

const rounds = Number(process.env.ROUNDS ?? 3);
const folders = process.argv.slice(2);
const STATES = 400;
/** How long a run is watched, in milliseconds. */
const WATCHED = 6_000;

/** States with a Choice that rejoins every ten; `work` makes the others. */
const machine = (work) => {
  const states = {};
  for (let n = 0; n < STATES; n += 1) {
    const last = STATES - 1;
    const next = n === last ? { End: true } : { Next: `State ${n + 1}` };
    states[`State ${n}`] = n % 10 === 4
      ? { Type: "Choice", Choices: [{ Variable: "$.never", IsPresent: true, Next: `State ${Math.min(n + 3, last)}` }], Default: `State ${n + 1}` }
      : { ...work(n), ...next };
  }
  return { StartAt: "State 0", States: states };
};
const WORKS = {
  "bursts of twenty states, a second apart": machine((n) => (n % 20 === 9 ? { Type: "Wait", Seconds: 1 } : { Type: "Pass" })),
  "a call of 40 ms in every other state": machine((n) => (n % 2 === 0
    ? { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { ApiEndpoint: "https://practice.test/delay/40", Method: "GET", Authentication: { ConnectionArn: "bench" } }, ResultPath: null }
    : { Type: "Pass" })),
};

/** Opens a page; gives what watches one run of a machine in it. */
async function open(browser, folder) {
  const { server, address } = await serve(resolve(folder));
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  await page.getByTestId("run-button").waitFor();
  await page.getByTestId("connections-button").click();
  await page.getByTestId("new-connection").click();
  // By their ids, which are the same in pages of all ages.
  for (const [id, text] of [["name", "bench"], ["username", "demo"], ["password", "practice"], ["origins", "https://practice.test"]]) await page.locator(`dialog #${id}`).fill(text);
  await page.getByTestId("save-connection").click();
  await page.keyboard.press("Escape");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const watch = async (definition) => {
    await page.getByRole("textbox", { name: "Definition" }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(JSON.stringify(definition));
    await page.locator(`.graph-canvas[aria-label*="${STATES} states"]`).waitFor();
    await page.waitForTimeout(1_500);
    const begin = await worked();
    await page.getByTestId("run-button").click();
    const times = await page.evaluate((watched) => new Promise((done) => {
      const seen = [];
      const began = performance.now();
      const next = (now) => {
        seen.push(now);
        if (now - began < watched) requestAnimationFrame(next);
        else done(seen.slice(1).map((time, index) => time - seen[index]));
      };
      requestAnimationFrame(next);
    }), WATCHED);
    const busy = (await worked()) - begin;
    const running = await page.locator("[data-testid=status][data-status=RUNNING]").count();
    if (running === 0) throw new Error("the run ended while it was watched");
    await page.getByTestId("stop-button").click();
    await page.locator("[data-testid=status]:not([data-status=RUNNING])").waitFor();
    const whole = times.reduce((sum, time) => sum + time, 0);
    return { perSecond: (1000 * times.length) / whole, longest: Math.max(...times), busy: (1000 * busy) / whole };
  };
  return { watch, close: () => server.close() };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Frames a second, the longest frame and the work of each page; prints a table. */
export async function frames(folders, rounds) {
  const browser = await launch();
  const pages = [];
  for (const folder of folders) pages.push(await open(browser, folder));
  const rows = [];
  for (const [name, definition] of Object.entries(WORKS)) {
    const taken = pages.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, page] of pages.entries()) taken[index].push(await page.watch(definition));
    }
    for (const [index, all] of taken.entries()) {
      const of = (what) => median(all.map((it) => it[what]));
      rows.push({ name, folder: folders[index], perSecond: of("perSecond"), longest: of("longest"), busy: of("busy") });
    }
  }
  await browser.close();
  for (const { close } of pages) close();
  return rows;
}

if (process.argv[1]?.endsWith("frames.mjs")) {
  if (folders.length === 0) throw new Error("usage: node benches/page/frames.mjs DIST [DIST…]");
  const rows = await frames(folders, rounds);
  console.log("| run of 400 states | page | frames a second | against the first | longest frame | work in a frame | thread at work |\n|---|---|---:|---:|---:|---:|---:|");
  for (const row of rows) {
    const first = rows.find(({ name }) => name === row.name);
    console.log(`| ${row.name} | ${row.folder} | ${row.perSecond.toFixed(0)} | ${(row.perSecond / first.perSecond).toFixed(2)} | ${row.longest.toFixed(0)} ms | ${(row.busy / row.perSecond).toFixed(1)} ms | ${row.busy.toFixed(0)} ms/s |`);
  }
  process.exit(0);
}
