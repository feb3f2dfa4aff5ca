// Measures the built page in a browser, against its peers in the same page: `make bench`. Prints tables, and writes them
// into target/bench.md. Figures of different machines cannot be compared; the ratios of one run can.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";
import { author } from "./authoring.mjs";
import { frames } from "./frames.mjs";
import { replay, table as replayTable } from "./replay.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const esbuild = createRequire(`${root}/www/package.json`)("esbuild");
const rounds = Number(process.env.ROUNDS ?? 5);

const bundle = await esbuild.build({
  entryPoints: [`${root}/benches/page/peers.mjs`], bundle: true, format: "iife", platform: "browser", target: "es2022", write: false, logLevel: "warning",
});
const [browser, site] = await Promise.all([launch(), serve(`${root}/dist`)]);
// The peers may do what the page's policy forbids.
const page = await (await browser.newContext({ bypassCSP: true })).newPage();
page.setDefaultTimeout(0);
await page.goto(site.address);
await page.waitForFunction(() => window.aslPlayground);
await page.evaluate(bundle.outputFiles[0].text);

const number = (value, digits = 3) => Number(value.toPrecision(digits)).toLocaleString("en-US");
const met = (ok) => (ok ? "met" : "MISSED");
const table = (head, rows) => [head, head.map((_, index) => (index ? "---:" : "---")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const parts = [];
const say = (text) => {
  console.log(`\n${text}`);
  parts.push(text);
};

const interpreters = await page.evaluate((rounds) => window.benchmark.interpreters(rounds), rounds);
say(`### Interpreters, ${await browser.version()}`);
say(table(
  ["workload", "one here", "a second here", "a second in aws-local-stepfunctions 3.0.0", "times as fast", "reading the input", "target"],
  interpreters.map(({ name, unit, ours, reading, peer, target, rate }) => {
    const goals = [rate && `${number(rate)}/s: ${met(1000 / ours >= rate)}`, target && `${target} times: ${met(peer / ours >= target)}`];
    return [name, `${number(1000 * ours)} µs / ${unit}`, number(1000 / ours), number(1000 / peer), number(peer / ours), `${number(reading)} ms`, goals.filter(Boolean).join(", ")];
  }),
));
const [small, large] = interpreters.filter(({ name }) => name.startsWith("2:"));
say(`A state with 250 KiB takes ${number(large.ours / small.ours)} times as long as with 1 KiB (target: independent of the size, at most 1.5: ${met(large.ours < 1.5 * small.ours)}).`);

const queries = await page.evaluate((rounds) => window.benchmark.queries(rounds), rounds);
const mean = Math.exp(queries.reduce((sum, { ours, peer }) => sum + Math.log(peer / ours), 0) / queries.length);
say("### Expressions in JSONata");
say(table(
  ["expression", "here", "jsonata 2.0.6", "times as fast", "target"],
  queries.map(({ name, ours, peer }) => [name, `${number(ours)} µs`, `${number(peer)} µs`, number(peer / ours), `as fast: ${met(peer >= ours)}`]),
));
say(`Geometric mean: ${number(mean)} times as fast (target 5: ${met(mean >= 5)}).`);
const { micros } = await page.evaluate((rounds) => window.benchmark.rule(rounds), rounds * 3);
say(`A Choice state with one small rule, its events included: ${number(micros)} µs (target 4: ${met(micros < 4)}).`);

const authoring = await author(await browser.newPage(), site.address);
say("### Authoring: 1,000 states");
say(table(
  ["what", "median", "slowest", "target"],
  authoring.map(({ what, median, slowest, target }) => [what, `${number(median)} ms`, `${number(slowest)} ms`, target ? `${target} ms: ${met(median < target)}` : ""]),
));

const watched = await frames([`${root}/dist`], 3);
say("### Watching: 400 states run");
say(table(
  ["run", "frames a second", "work in a frame", "longest frame", "target"],
  watched.map(({ name, perSecond, busy, longest }) => [name, number(perSecond), `${number(busy / perSecond)} ms`, `${number(longest)} ms`, `30 a second: ${met(perSecond > 30)}`]),
));

say("### Going back in large runs");
say(replayTable(await replay([`${root}/dist`])));

await browser.close();
site.server.closeAllConnections();
site.server.close();
mkdirSync(`${root}/target`, { recursive: true });
writeFileSync(`${root}/target/bench.md`, `${parts.join("\n\n")}\n`);
