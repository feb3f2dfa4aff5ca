// What a visitor loads, as it is, with gzip and with brotli, in bytes: by file, by stage of a first visit, by chunk, by
// crate. Fails where a stage is above its budget (scripts/budget.json). `node scripts/sizes.mjs [folder]`.
//
// The stages, each with the ones before it:
// - read: the text stands in the page with its colors: the page itself, what it names before the program, and the editor;
// - run: the first example has run: the program and what it imports;
// - all: everything else, which comes when it is wanted.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { best } from "./brotli.mjs";
import { codeByCrate } from "./wasm-crates.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = process.argv[2] ?? join(root, "dist");
const { budget, target, eager } = JSON.parse(readFileSync(new URL("budget.json", import.meta.url), "utf8"));
const STAGES = ["read", "run", "all"];

const names = readdirSync(dist, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => statSync(join(dist, name)).isFile()).sort();
const text = (name) => readFileSync(join(dist, name), "utf8");
const index = text("index.html");

/** The files that a script names in its static imports, and those that these name. */
function imports(name, found = new Set()) {
  if (found.has(name) || !names.includes(name)) return found;
  found.add(name);
  for (const [, path] of text(name).matchAll(/(?:^|[\s;}])(?:import|export)\s*(?:[\w*{}$\s,]*?\bfrom\s*)?["'](\.[^"']+)["']/g)) {
    imports(posix.normalize(posix.join(dirname(name), path)), found);
  }
  return found;
}

const attribute = (tag, name) => new RegExp(`\\s${name}="(?:\\./)?([^"]+)"`).exec(tag)?.[1];
const links = [...index.matchAll(/<link\s[^>]*>/g)].map(([tag]) => tag);
const program = links.find((tag) => attribute(tag, "id") === "program") ?? (() => { throw new Error("index.html names no program"); })();
const stage = new Map(names.map((name) => [name, "all"]));
const wanted = (name) => eager.some((pattern) => new RegExp(pattern).test(basename(name)));
names.filter((name) => wanted(name)).forEach((name) => stage.set(name, "run"));
for (const name of [...imports(attribute(program, "href")), attribute(program, "data-wasm")]) stage.set(name, "run");
stage.set("index.html", "read");
for (const tag of links.filter((tag) => tag !== program)) imports(attribute(tag, "href")).forEach((name) => stage.set(name, "read"));

const sizes = new Map();
for (const name of names) {
  const bytes = readFileSync(join(dist, name));
  sizes.set(name, [bytes.length, gzipSync(bytes, { level: 9 }).length, Math.min((await best(bytes)).length, bytes.length)]);
}
const sum = (names) => [0, 1, 2].map((column) => names.reduce((total, name) => total + sizes.get(name)[column], 0));
const line = (first, cells, last = "") => console.log(`${first.padEnd(64)}${cells.map((cell) => cell.toLocaleString("en-US").padStart(12)).join("")}  ${last}`.trimEnd());

line("file", ["raw", "gzip", "brotli"], "needed for");
for (const name of [...names].sort((a, b) => STAGES.indexOf(stage.get(a)) - STAGES.indexOf(stage.get(b)) || sizes.get(b)[2] - sizes.get(a)[2])) {
  line(name, sizes.get(name), { read: "reading the text", run: "the first run", all: "" }[stage.get(name)]);
}

// What is taken out of the program, by the name before the hash.
const chunks = new Map();
for (const name of names.filter((name) => /\.wasm$/.test(name) && stage.get(name) === "all")) {
  const chunk = basename(name).replace(/(-[0-9a-f]{8,})*(_bg)?\.wasm$/, "");
  chunks.set(chunk, [...(chunks.get(chunk) ?? []), name]);
}
if (chunks.size > 0) {
  console.log();
  line("chunk, fetched when it is wanted", ["raw", "gzip", "brotli"]);
  for (const [chunk, files] of chunks) line(chunk, sum(files));
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
  line({ read: "until the text can be read", run: "until the first example has run", all: "everything" }[name], [bytes, budget[name], target[name]], verdict);
}
if (failed) {
  console.error("\nThe page is heavier than scripts/budget.json allows: take weight out, or say in the commit why the budget grows.");
  process.exitCode = 1;
}
