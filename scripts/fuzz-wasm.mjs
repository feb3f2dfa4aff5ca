// Feeds the readers of untrusted text, as WebAssembly, with random changes of texts: `node scripts/fuzz-wasm.mjs FOLDER` with what
// wasm-bindgen made of `examples/fuzz_wasm.rs`. SECONDS for each reader, TARGET for one of them, SEED repeats a run. The stack is
// the one that the page has: that of the linker, and that of V8 in a thread of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [folder, own] = process.argv.slice(2);
const seconds = Number(process.env.SECONDS || 60);
const seed = BigInt(process.env.SEED || 1);
/** What takes longer hangs, in milliseconds. */
const HANGS = 1_000;
/** The readers whose corpus has the examples and the machines of the test cases too. */
const WITH_MACHINES = ["json", "yaml", "definition", "template", "fixes", "connection", "mocks", "run", "assist", "refactor", "aws_answer"];

const { Fuzzer, examples, readers } = createRequire(import.meta.url)(`${folder}/fuzz_wasm.js`);

const files = (path) => {
  try {
    return readdirSync(path).sort().map((name) => `${path}/${name}`);
  } catch {
    return [];
  }
};
const below = (path) => files(path).flatMap((entry) => (statSync(entry).isDirectory() ? below(entry) : [entry]));

/** The definitions of the test cases. */
const machines = () => below(`${root}/tests/cases`).filter((path) => path.endsWith(".case")).flatMap((path) => {
  const [, definition] = /^--- definition.*\n([^]*?)(?:^--- |(?![^]))/m.exec(readFileSync(path, "utf8")) ?? [];
  return definition === undefined ? [] : [definition];
});

/** Tries one reader, in this process. */
function fuzz(name) {
  const corpus = files(`${root}/fuzz/corpus/${name}`).map((path) => readFileSync(path, "utf8"));
  if (WITH_MACHINES.includes(name)) corpus.push(...examples(), ...machines());
  const fuzzer = Fuzzer.of(name, [...corpus, ""], seed);
  const failed = (why, text) => {
    mkdirSync(`${root}/fuzz/found`, { recursive: true });
    const place = `${root}/fuzz/found/${name}-wasm.txt`;
    writeFileSync(place, text);
    console.log(`${name}: ${why}: ${text.length} characters in ${place}`);
    process.exitCode = 1;
  };
  const begin = performance.now();
  let tried = 0;
  let slowest = 0;
  while (performance.now() - begin < seconds * 1_000) {
    const text = fuzzer.next();
    const from = performance.now();
    try {
      fuzzer.read(text);
    } catch (error) {
      failed(`dies: ${error}`, text);
      break;
    }
    const took = performance.now() - from;
    tried += 1;
    slowest = Math.max(slowest, took);
    // A busy machine takes long for anything: what hangs does so again.
    const again = () => {
      const from = performance.now();
      fuzzer.read(text);
      return performance.now() - from > HANGS;
    };
    if (took > HANGS && again() && again()) failed("hangs", text);
  }
  const cpu = process.cpuUsage();
  console.log(`${name.padEnd(14)} ${String(tried).padStart(9)} texts in ${seconds} s as WebAssembly (${((cpu.user + cpu.system) / 1e6).toFixed(0)} s of processor time), the slowest took ${slowest.toFixed(0)} ms, ${process.exitCode ? 1 : 0} failures`);
}

if (own) {
  fuzz(own);
} else {
  // A reader that died leaves its memory as it was: each has a process of its own.
  const wanted = readers().filter((name) => !process.env.TARGET || name === process.env.TARGET);
  const failed = wanted.filter((name) => spawnSync(process.execPath, [fileURLToPath(import.meta.url), folder, name], { stdio: "inherit" }).status !== 0);
  console.log(`${wanted.length} readers as WebAssembly, ${failed.length} with failures${failed.length ? `: ${failed.join(", ")}` : ""}`);
  process.exitCode = failed.length ? 1 : 0;
}
