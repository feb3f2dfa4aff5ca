// Events against the hundred rules of a bus, in Chromium: `WHAT=events make bench`. The matcher is built by itself, as the page
// has it, and called with texts as the page is: reading an event is part of the work. With PEERS=FOLDER, a Python environment
// that has the packages `event-ruler` and `moto`, those match the same patterns.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { launch } from "../../scripts/browser.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? `${root}target`;
const out = `${target}/matcher`;
const rounds = Number(process.env.ROUNDS ?? 9);

const event = JSON.stringify({
  version: "0", id: "6a7e8feb-b491", "detail-type": "Order placed", source: "shop.orders", account: "111111111111",
  time: "2026-01-02T03:04:05Z", region: "us-east-1", resources: ["arn:aws:s3:::bucket"],
  detail: { order: { id: "A-17", total: 99.5, items: [{ sku: "S1", count: 2 }, { sku: "S2", count: 1 }] }, ip: "10.0.3.4", path: "/shop/orders/17/items" },
});
const kinds = [
  () => ({ source: ["shop.orders"], detail: { order: { total: [{ numeric: [">", 50] }] } } }),
  (at) => ({ source: [`shop.${at}`] }),
  (at) => ({ source: [{ prefix: "shop." }], "detail-type": [`${at}`] }),
  (at) => ({ detail: { order: { items: { sku: ["S1"], count: [at] } } } }),
  (at) => ({ detail: { path: [{ wildcard: `/shop/*/${at}/*` }] } }),
  (at) => ({ detail: { ip: [{ cidr: `10.${at}.0.0/16` }] } }),
  () => ({ source: [{ "anything-but": { prefix: "shop" } }] }),
  (at) => ({ $or: [{ account: [`${at}`] }, { region: [`${at}`] }] }),
  () => ({ detail: { order: { id: [{ exists: false }] } } }),
  (at) => ({ "detail-type": [{ "equals-ignore-case": `order ${at}` }] }),
];
const patterns = Array.from({ length: 100 }, (_, at) => JSON.stringify(kinds[at % 10](at)));

mkdirSync(out, { recursive: true });
const quiet = { stdio: ["ignore", "ignore", "inherit"], cwd: root };
execFileSync("cargo", ["rustc", "--release", "--quiet", "--target", "wasm32-unknown-unknown", "-p", "asl-events", "--example", "matcher"], quiet);
execFileSync("wasm-bindgen", ["--target", "web", "--out-dir", out, `${target}/wasm32-unknown-unknown/release/examples/matcher.wasm`], quiet);
execFileSync(`${root}www/node_modules/.bin/wasm-opt`, ["-O3", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext", "--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue", `${out}/matcher_bg.wasm`, "-o", `${out}/matcher_bg.wasm`], quiet);

const types = { js: "text/javascript", wasm: "application/wasm", html: "text/html" };
const server = createServer((request, response) => {
  const name = request.url === "/" ? "" : request.url.slice(1);
  response.setHeader("content-type", types[name.split(".").pop()] ?? "text/html");
  response.end(/^matcher[\w.]*$/.test(name) ? readFileSync(`${out}/${name}`) : "<!doctype html>");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const browser = await launch();
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const { found, millis, parts } = await page.evaluate(async ({ event, patterns, rounds }) => {
  const { default: init, Rules } = await import("/matcher.js");
  await init();
  const rules = new Rules(patterns);
  if (rules.len() !== patterns.length) throw new Error(`${rules.len()} patterns were read`);
  const events = Array(2000).fill(event);
  const each = (work) => {
    const times = [];
    let found = 0;
    for (let round = 0; round <= rounds; round++) {
      const begin = performance.now();
      found = work() / events.length;
      if (round > 0) times.push((performance.now() - begin) / events.length);
    }
    return { found, millis: times.sort((a, b) => a - b)[times.length >> 1] };
  };
  const whole = each(() => rules.matches(events));
  rules.read(events);
  const parts = { "matching alone": each(() => rules.matches_of_read()), "each rule by itself, matching alone": each(() => rules.matches_one_by_one()) };
  return { ...whole, parts };
}, { event, patterns, rounds });
const version = await browser.version();
await browser.close();
server.close();
for (const counted of [found, ...Object.values(parts).map((part) => part.found)]) {
  if (counted !== 10) throw new Error(`${counted} of 100 rules match, and not 10`);
}

const number = (value) => Number(value.toPrecision(3)).toLocaleString("en-US");
const rows = [[`here, Chromium ${version}`, found, 1000 / millis, patterns.length]];
for (const [name, part] of Object.entries(parts)) rows.push([`here, ${name}`, part.found, 1000 / part.millis, patterns.length]);
if (process.env.PEERS) {
  const script = `${root}benches/page/event_peers.py`;
  const said = execFileSync(`${process.env.PEERS}/bin/python`, [script], { input: JSON.stringify({ event, patterns }), encoding: "utf8" });
  rows.push(...JSON.parse(said).map(({ name, matches, taken, rate }) => [name, matches, (rate * taken) / patterns.length, taken]));
}
const lines = rows.map(([name, matches, rate, taken]) => `| ${name} | ${taken} | ${matches} | ${number(rate)} | ${number(100 * rate)} | ${number(rows[0][2] / rate)} |`);
console.log("\n### An event and a hundred rules, reading included\n");
console.log(["| | rules it takes | rules that match | events a second, by what a rule takes | rules asked a second | times as fast |", "|---|---:|---:|---:|---:|---:|", ...lines].join("\n"));
console.log(`\nTarget: 100,000 events matched against the rules a second (${number(1000 / parts["matching alone"].millis)}): ${1000 / parts["matching alone"].millis >= 100_000 ? "met" : "MISSED"}; with reading (${number(1000 / millis)}): ${1000 / millis >= 100_000 ? "met" : "missed"}.`);
