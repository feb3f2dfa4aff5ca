// How long the page's main thread was held up, as the browser's own tracing has it: the time of the processor, so that another
// program that is at work does not count.

/** The longest task that is allowed, in milliseconds. BUDGET=ms changes it. */
export const BUDGET = Number(process.env.BUDGET ?? 200);
// A machine of a CI is slower and does other work: there only what is far beyond fails; the times are printed all the same.
export const SLACK = process.env.CI ? 4 : 1;
/** What fails, in milliseconds. */
export const LIMIT = BUDGET * SLACK;

const TRACED = ["toplevel", "blink.user_timing"];
const MARK = "hostile: ";

/** Begins to trace the page. */
export const traced = (page) => page.context().browser().startTracing(page, { categories: TRACED });

/** Ends what happened under `name`. */
export const mark = (page, name) => page.evaluate((name) => void performance.mark(name), MARK + name);

/** The longest task of the page's main thread before each mark, in milliseconds: pairs of a mark's name and that time. */
export async function longestTasks(page) {
  const trace = await page.context().browser().stopTracing().then(String, () => "{\"traceEvents\":[]}");
  const { traceEvents } = JSON.parse(trace);
  const marks = traceEvents.filter(({ name }) => name.startsWith(MARK)).sort((one, other) => one.ts - other.ts);
  if (marks.length === 0) return [];
  const [{ pid, tid }] = marks;
  const tasks = traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && event.name.endsWith("RunTask"));
  let from = 0;
  return marks.map(({ name, ts }) => {
    const times = tasks.filter((task) => task.ts >= from && task.ts < ts).map(({ tdur, dur }) => (tdur ?? dur) / 1000);
    from = ts;
    return [name.slice(MARK.length), times.reduce((most, time) => Math.max(most, time), 0)];
  });
}
