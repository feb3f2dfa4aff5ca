// What a visitor loads, as it is, with gzip and with brotli, in bytes: by file, by chunk, by crate, and by stage of a first
// visit (scripts/stages.mjs). Fails where a stage is above its budget (scripts/budget.json).
// `node scripts/sizes.mjs [folder]`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { best, quick } from "./brotli.mjs";
import { STAGES, budget, stages, target } from "./stages.mjs";
import { codeByCrate } from "./wasm-crates.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = process.argv[2] ?? join(root, "dist");
const { stage, chunks } = stages(dist);
const names = [...stage.keys()];

const sizes = new Map();
// What is apart is in no budget and much: it is compressed in a moment, which makes it a tenth larger.
await Promise.all(names.map(async (name) => {
  const bytes = readFileSync(join(dist, name));
  const compressed = await (stage.get(name) === "apart" ? quick : best)(bytes);
  sizes.set(name, [bytes.length, gzipSync(bytes, { level: 9 }).length, Math.min(compressed.length, bytes.length)]);
}));
const sum = (names) => [0, 1, 2].map((column) => names.reduce((total, name) => total + sizes.get(name)[column], 0));
const line = (first, cells, last = "") => console.log(`${first.padEnd(64)}${cells.map((cell) => cell.toLocaleString("en-US").padStart(12)).join("")}  ${last}`.trimEnd());

const order = (name) => [...STAGES, "apart"].indexOf(stage.get(name));
line("file", ["raw", "gzip", "brotli"], "needed for");
for (const name of [...names].sort((a, b) => order(a) - order(b) || sizes.get(b)[2] - sizes.get(a)[2])) {
  line(name, sizes.get(name), { read: "reading the text", run: "the first run", all: "", apart: "a function's code" }[stage.get(name)]);
}

if (chunks.size > 0) {
  console.log();
  line("chunk, with the files that it shares with others", ["raw", "gzip", "brotli"]);
  for (const [chunk, files] of chunks) line(chunk, sum(files), files.every((file) => ["read", "run"].includes(stage.get(file))) ? "the first run" : "");
}

const compiled = join(root, "target/wasm32-unknown-unknown/release/app.wasm");
if (existsSync(compiled)) {
  const crates = codeByCrate(readFileSync(compiled));
  if (crates) {
    const shown = crates.slice(0, 24);
    const rest = crates.slice(24).reduce((total, [, bytes]) => total + bytes, 0);
    console.log();
    line("crate, as compiled and before wasm-opt", ["code"]);
    for (const [name, bytes] of [...shown, ["all others", rest]]) line(name, [bytes]);
  }
}

console.log();
line("a first visit, with brotli", ["bytes", "budget", "target"]);
let failed = false;
for (const [number, name] of STAGES.entries()) {
  const upTo = STAGES.slice(0, number + 1);
  const bytes = sum(names.filter((file) => upTo.includes(stage.get(file))))[2];
  const over = bytes > budget[name];
  failed ||= over;
  const verdict = over ? `${(bytes - budget[name]).toLocaleString("en-US")} ABOVE THE BUDGET` : bytes > target[name] ? "within the budget, above the target" : "";
  line({ read: "until the text can be read", run: "until the first example runs", all: "everything" }[name], [bytes, budget[name], target[name]], verdict);
}
if (failed) {
  console.error("\nThe page exceeds scripts/budget.json: make it smaller, or explain in the commit why the budget grows.");
  process.exitCode = 1;
}
