// Going back in large runs: `node benches/page/replay.mjs dist` (MOMENTS=200), or several built pages in turn. A finished run is shown
// at moments all over its log by its slider, another one in each frame. Said are the time from one frame to the next, the share of frames
// that the screen had to wait for, the work of the page's thread for a moment, which does not depend on how busy the machine is, the page's JavaScript heap and the memory of the program (WebAssembly), and how long a finished run
// takes to be on the screen when it takes the place of another, with the work of the thread for that.
import { resolve } from "node:path";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";

const MOMENTS = Number(process.env.MOMENTS ?? 200);
/** A frame at 60 a second, in milliseconds. */
const FRAME = 16.7;

const item = { StartAt: "Step", States: { Step: { Type: "Pass", End: true } } };
const inline = (count, settings) => ({
  definition: { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor: item, ResultPath: null, Next: "After" }, After: { Type: "Succeed" } } },
  input: Array.from({ length: count }, (_, n) => n), ...settings,
});
const loop = {
  definition: {
    StartAt: "Count",
    States: {
      Count: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "Enough" },
      Enough: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: 6_200, Next: "Count" }], Default: "Done" },
      Done: { Type: "Succeed" },
    },
  },
  input: { n: 0 },
};
const distributed = {
  definition: {
    StartAt: "Each",
    States: { Each: { Type: "Map", Label: "L", MaxConcurrency: 100, ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...item }, ResultPath: null, End: true } },
  },
  input: Array.from({ length: 6_000 }, (_, n) => n),
};
export const RUNS = {
  "24,000 events, 6,000 iterations": inline(6_000),
  "40,000 events, 10,000 iterations": inline(10_000, { reports: true }),
  "24,800 events of a loop": loop,
  "6,000 child executions": distributed,
};

const quantile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];

async function open(browser, folder) {
  const { server, address } = await serve(resolve(folder));
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(120_000);
  // The program's memory is within the module; whoever starts it sees it.
  await page.addInitScript(() => {
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const own = WebAssembly[name].bind(WebAssembly);
      WebAssembly[name] = async (...all) => {
        const made = await own(...all);
        const memory = (made.instance ?? made).exports?.memory;
        if (memory instanceof WebAssembly.Memory) window.programMemory ??= memory;
        return made;
      };
    }
  });
  await page.goto(address);
  await page.getByTestId("run-button").waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const memory = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize = 0, embedderHeapUsedSize = 0 } = await devtools.send("Runtime.getHeapUsage");
    const program = await page.evaluate(() => window.programMemory?.buffer.byteLength ?? Number.NaN);
    // What JavaScript has as buffers includes the program's memory.
    const heap = usedSize + embedderHeapUsedSize + Math.max(0, backingStorageSize - program);
    return { heap: heap / 2 ** 20, program: program / 2 ** 20 };
  };
  const type = async (name, text) => {
    await page.getByRole("textbox", { name, exact: true }).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(text);
  };
  /** Runs a machine to its end. */
  const run = async ({ definition, input, reports }) => {
    await type("Definition", JSON.stringify(definition, null, 1));
    await type("Input", JSON.stringify(input));
    if (reports) {
      await page.getByRole("tab", { name: /^Settings/ }).click();
      await page.getByRole("radio", { name: /^Report only/ }).check();
      await page.getByRole("tab", { name: /^Input/ }).click();
    }
    await page.waitForTimeout(1_000);
    const before = await page.getByTestId("kept-runs").locator("option").count().catch(() => 0);
    await page.getByTestId("run-button").click();
    await page.waitForFunction((before) => {
      const kept = document.querySelectorAll("[data-testid=kept-runs] option").length;
      const status = document.querySelector("[data-testid=status]")?.dataset.status;
      return status && status !== "RUNNING" && (before === 0 || kept > before || kept === 0);
    }, before);
    await page.getByTestId("moment").waitFor();
    await page.waitForTimeout(1_000);
  };
  /** Drags the slider: another moment in each frame, there and back in small steps, then anywhere. */
  const goBack = async () => {
    const begin = await worked();
    const times = await page.evaluate(async (count) => {
      const slider = document.querySelector("[data-testid=moment]");
      const total = Number(slider.max);
      const frame = () => new Promise(requestAnimationFrame);
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
      const half = count >> 1;
      const moments = Array.from({ length: count }, (_, n) => (n < half
        ? Math.round(total * (0.5 + 0.45 * Math.cos((2 * Math.PI * n) / half)))
        : 1 + ((n * 7_919) % (total - 1))));
      const gaps = [];
      let last = await frame();
      for (const moment of moments) {
        set.call(slider, String(moment));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const now = await frame();
        gaps.push(now - last);
        last = now;
      }
      return gaps;
    }, MOMENTS);
    const work = ((await worked()) - begin) / MOMENTS;
    await page.getByTestId("to-newest").click();
    const dropped = times.filter((time) => time > 1.5 * FRAME).length / times.length;
    return { median: quantile(times, 0.5), late: quantile(times, 0.95), dropped, work };
  };
  /** How long the oldest kept run takes to be on the screen in the place of the newest. */
  const first = async () => {
    const begin = await worked();
    const time = await page.evaluate(shown);
    return { time, work: (await worked()) - begin };
  };
  const shown = async () => {
    const select = document.querySelector("[data-testid=kept-runs]");
    const events = () => document.querySelector("[data-testid=status] .facts").textContent;
    const before = events();
    const began = performance.now();
    select.value = select.lastElementChild.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    while (events() === before) await new Promise(requestAnimationFrame);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - began;
  };
  return { run, goBack, memory, first, close: () => server.close() };
}

/** Figures of each kind of run in each page. */
export async function replay(folders) {
  const rows = [];
  for (const [name, spec] of Object.entries(RUNS)) {
    for (const folder of folders) {
      const browser = await launch();
      const page = await open(browser, folder);
      await page.run(spec);
      const { median, late, dropped, work } = await page.goBack();
      const { heap, program } = await page.memory();
      await page.run({ definition: { StartAt: "A", States: { A: { Type: "Pass", End: true } } }, input: {} });
      const first = await page.first().catch(() => ({ time: Number.NaN, work: Number.NaN }));
      rows.push({ name, folder, median, late, dropped, work, heap, program, first });
      page.close();
      await browser.close();
    }
  }
  return rows;
}

const met = (is, text) => `${text}${is ? "" : " (MISSED)"}`;

/** The figures as a table. */
export function table(rows) {
  const head = "| finished run | page | frame to frame, median (16.7 ms) | 95 of 100 | waited for | work for a moment | JavaScript heap | program (150 MB) | on the screen (200 ms) | work for it |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|";
  const line = ({ name, folder, median, late, dropped, work, heap, program, first }) => `| ${name} | ${folder} | ${met(median < FRAME + 1, `${median.toFixed(1)} ms`)} | ${late.toFixed(1)} ms | ${(100 * dropped).toFixed(0)} % | ${met(work < FRAME, `${work.toFixed(1)} ms`)} | ${heap.toFixed(0)} MB | ${met(program < 150, `${program.toFixed(0)} MB`)} | ${met(first.time < 200, `${first.time.toFixed(0)} ms`)} | ${first.work.toFixed(0)} ms |`;
  return [head, ...rows.map(line)].join("\n");
}

if (process.argv[1]?.endsWith("replay.mjs")) {
  const folders = process.argv.slice(2);
  if (folders.length === 0) throw new Error("usage: node benches/page/replay.mjs DIST [DIST…]");
  console.log(table(await replay(folders)));
  process.exit(0);
}
