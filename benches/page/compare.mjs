// Compares built pages with each other, against the first one: `node benches/page/compare.mjs ../before/dist dist` (ROUNDS=10).
// Each work runs in every page in turn, and the time that the page's thread itself has worked is counted, so that it can be
// done while other programs use the machine. Of all rounds the shortest time counts.
import { resolve } from "node:path";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";
import { large } from "./authoring.mjs";
import { expressions, loop, machine } from "./expressions.mjs";
import { workloads } from "./workloads.mjs";

const rounds = Number(process.env.ROUNDS ?? 10);
const folders = process.argv.slice(2);

/** What is measured: a group, a name, and calls of `aslPlayground`; the time of the second call is taken off the first. */
const works = () => {
  const nothing = { StartAt: "Done", States: { Done: { Type: "Succeed", OutputPath: null } } };
  const run = (definition, input) => ["run", { definition: JSON.stringify(definition), input, limits: false, history: false }];
  const [rule] = expressions();
  const five = { ...rule.input, n: 5 };
  return [
    ...workloads().map(({ name, definition, input }) => ["engine", name, run(definition, input), run(nothing, input)]),
    ...expressions().map(({ name, text, input, repeat }) => ["JSONata", name, run(machine(text, repeat), input), run(machine("1", repeat), input)]),
    ["JSONata", "a Choice with one small rule", run(loop(rule.text, 20_000), five), run(loop(undefined, 20_000), five)],
    ["check", "1,000 states", ["check", large()]],
    ["draw", "1,000 states", ["draw", large()]],
  ];
};

/** Opens the page of a folder; gives how many milliseconds a call takes its thread. */
async function open(browser, folder) {
  const { server, address } = await serve(resolve(folder));
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(0);
  await page.goto(address);
  await page.waitForFunction(() => window.aslPlayground);
  await page.evaluate((works) => {
    window.works = works;
  }, works());
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const time = async (work, call) => {
    const begin = await worked();
    await page.evaluate(async ([work, call]) => {
      const [name, argument] = window.works[work][call];
      const { status = "SUCCEEDED", cause } = Object(await window.aslPlayground[name](argument));
      if (status !== "SUCCEEDED") throw new Error(`${status}: ${cause}`);
    }, [work, call]);
    return (await worked()) - begin;
  };
  return { server, time };
}

const browser = await launch();
const pages = await Promise.all(folders.map((folder) => open(browser, folder)));
const groups = new Map();
const show = (name, ratios, times = []) => console.log(name.padEnd(66), ...ratios.map((ratio, page) => `${times[page]?.toFixed(2).padStart(8) ?? ""} (${ratio.toFixed(2)})`));
for (const [work, [group, name, ...calls]] of works().entries()) {
  const best = pages.map(() => calls.map(() => Infinity));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { time }] of pages.entries()) {
      for (const call of calls.keys()) {
        const millis = await time(work, call + 2);
        // The first round warms up.
        if (round > 0) best[index][call] = Math.min(best[index][call], millis);
      }
    }
  }
  const times = best.map(([one, other = 0]) => one - other);
  const ratios = times.map((time) => time / times[0]);
  groups.set(group, [...(groups.get(group) ?? []), ratios]);
  show(`${group}: ${name}, ms`, ratios, times);
}
for (const [group, rows] of groups) {
  show(`${group}: geometric mean`, folders.map((_, page) => Math.exp(rows.reduce((sum, row) => sum + Math.log(row[page]), 0) / rows.length)));
}
await browser.close();
for (const { server } of pages) {
  server.closeAllConnections();
  server.close();
}
