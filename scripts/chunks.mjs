// Brings the chunks of the program into the page, for scripts/finish-page.mjs: each is optimized and named by its content,
// and the page's own script learns to fetch them (www/chunks.js). The splitter writes a script for that too; it is read
// here for which chunk needs which files, and left out: ours costs no request of its own, and hands compiled chunks over
// to workers.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eager } from "./stages.mjs";

const template = fileURLToPath(new URL("../www/chunks.js", import.meta.url));
const stampOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, 12);
const fail = (what) => {
  throw new Error(`chunks: ${what}`);
};

/** What the splitter's script says: the exports of the main module that are shared, and the files of each chunk. */
function read(script) {
  const shared = /const \{([\w\s,$]*)\} = initSync\(/.exec(script)?.[1] ?? fail("the splitter's script shares nothing");
  const files = new Map();
  const chunks = {};
  const loader = /^(?:export )?const (\w+) = (?:wrapAsyncCb\()?makeLoad\(([\s\S]*?), \[([\w\s,]*)\]\)/gm;
  for (const [, name, loading, needs] of script.matchAll(loader)) {
    const own = /new URL\("\.\/([^"]+)"/.exec(loading)?.[1];
    const all = [...needs.split(/[\s,]+/).filter(Boolean).flatMap((need) => files.get(need)), ...(own ? [own] : [])];
    files.set(name, all);
    const chunk = /^__wasm_split_load_(\w+)$/.exec(name)?.[1];
    if (chunk) chunks[chunk] = all;
  }
  return { shared: shared.split(/[\s,]+/).filter(Boolean), chunks };
}

/** A number as WebAssembly writes it (LEB128). */
function leb(number) {
  const bytes = [];
  do {
    bytes.push((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
    number >>>= 7;
  } while (number > 0);
  return Buffer.from(bytes);
}

/** Several modules in one file: an empty module with a custom section `part` for each. */
function pack(modules) {
  const sections = modules.map((module) => {
    const content = Buffer.concat([leb(4), Buffer.from("part"), module]);
    return Buffer.concat([Buffer.of(0), leb(content.length), content]);
  });
  return Buffer.concat([Buffer.from("0061736d01000000", "hex"), ...sections]);
}

/** What several chunks need and is smaller than this (bytes as they are) shares one file: a request costs more. */
const SMALL = 8_000;

/**
 * What `wasm-opt -O3` makes of a module: as a function, since the tool takes seconds to start for each of them. Functions stand
 * in the order of their names, as those of the main module (index.html): what is alike is then near, and compresses better.
 */
async function optimizer() {
  // For trying a page: the work of the optimizer takes minutes.
  if (process.env.UNOPTIMIZED) return (bytes) => bytes;
  const { default: binaryen } = await import("../www/node_modules/binaryen/index.js");
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setDebugInfo(false);
  return (bytes) => {
    const module = binaryen.readBinary(bytes);
    module.optimize();
    module.runPasses(["reorder-functions-by-name"]);
    const optimized = Buffer.from(module.emitBinary());
    module.dispose();
    return optimized;
  };
}

/** Optimizes the files of the chunks and puts them into `dist`; by the splitter's name, the name there. */
async function place(chunks, folder, dist) {
  const optimize = await optimizer();
  const names = new Map();
  const put = (stem, bytes) => {
    const name = `${stem}-${stampOf(bytes)}.wasm`;
    writeFileSync(join(dist, name), bytes);
    return `./${name}`;
  };
  const small = new Map();
  for (const file of new Set(Object.values(chunks).flat())) {
    const bytes = optimize(readFileSync(join(folder, file)));
    if (file.startsWith("chunk_") && bytes.length < SMALL) small.set(file, bytes);
    else names.set(file, put(file.replace(/^split_|\.wasm$/g, "").replace(/^chunk_\d+/, "common"), bytes));
  }
  // What the first run needs of them is apart from the rest.
  const soon = new Set(eager.flatMap((chunk) => chunks[chunk] ?? []));
  for (const [stem, isIn] of [["shared_first", (file) => soon.has(file)], ["shared", (file) => !soon.has(file)]]) {
    const together = [...small.keys()].filter(isIn);
    const name = together.length > 0 ? put(stem, pack(together.map((file) => small.get(file)))) : undefined;
    together.forEach((file) => names.set(file, name));
  }
  return names;
}

/** Puts the chunks of `folder` into `dist`; the page's own script `script`, able to fetch them. */
export async function bringChunks(script, folder, dist) {
  const { shared, chunks } = read(readFileSync(join(folder, "__wasm_split.js"), "utf8"));
  const names = await place(chunks, folder, dist);
  const named = Object.fromEntries(Object.entries(chunks).map(([chunk, files]) => [chunk, [...new Set(files.map((file) => names.get(file)))]]));
  const fetching = readFileSync(template, "utf8")
    .replace("const SHARED = [];", `const SHARED = ${JSON.stringify(shared)};`)
    .replace("const CHUNKS = {};", `const CHUNKS = JSON.parse('${JSON.stringify(named)}');`);
  const asked = [...Object.keys(chunks).map((chunk) => `__wasm_split_load_${chunk}: chunkLoader("${chunk}")`), "compiledChunks"];

  // What the program calls is asked for as one object, or by names that are those of `fetching`.
  let inserted = false;
  const filled = script.replaceAll(/^import (?:\* as (\w+)|\{[^}]*\}) from\s*["']\.\/__wasm_split\.js["'];?$/gm, (_, object) => {
    if (!object) return "";
    if (inserted) return `const ${object} = chunkLoaders;`;
    inserted = true;
    return `${fetching}\nconst chunkLoaders = { ${asked.join(", ")} };\nconst ${object} = chunkLoaders;`;
  });
  if (!inserted) fail("the page's own script loads no chunk");
  return filled;
}
