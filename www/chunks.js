// Fetches the parts of the program that are not in its main module, each once. It becomes a part of the page's own script:
// scripts/chunks.mjs fills in what the splitter found, which is what the main module shares with the chunks, and for each
// chunk the files that it needs.
const SHARED = [];
const CHUNKS = {};

/** By file: the promise of the compiled module. */
const chunkModules = new Map();
/** By file: the promise that it has become a part of the program. */
const chunkParts = new Map();

/** What `wanted` promises for a file, kept unless it fails: the next try then begins anew. */
function onceForChunk(kept, file, wanted) {
  if (!kept.has(file)) {
    const promise = wanted(file);
    promise.catch(() => kept.delete(file));
    kept.set(file, promise);
  }
  return kept.get(file);
}

async function compileChunk(file) {
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${file}: status ${response.status}`);
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm");
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function joinChunk(file) {
  const part = await onceForChunk(chunkModules, file, compileChunk);
  const main = initSync();
  const imports = { __wasm_split: Object.fromEntries(SHARED.map((name) => [name, main[name]])) };
  // Small ones share a file.
  const packed = WebAssembly.Module.customSections(part, "part");
  await Promise.all((packed.length > 0 ? packed : [part]).map((module) => WebAssembly.instantiate(module, imports)));
}

/** What the main module calls to load a chunk; it is told through its own table whether that succeeded. */
const chunkLoader = (chunk) => async (callback, data) => {
  let loaded = true;
  try {
    await Promise.all(CHUNKS[chunk].map((file) => onceForChunk(chunkParts, file, joinChunk)));
  } catch (error) {
    console.warn(`The chunk ${chunk} could not be loaded:`, error);
    loaded = false;
  }
  initSync().__indirect_function_table.get(callback)(data, loaded);
};

/** The modules that were compiled, by file: a worker that takes them over fetches nothing again. */
export async function compiledChunks() {
  const compiled = await Promise.allSettled([...chunkModules].map(async ([file, part]) => [file, await part]));
  return compiled.flatMap(({ value }) => (value ? [value] : []));
}

/** In a worker: the modules of the page's `compiledChunks`. */
export function takeOverChunks(compiled) {
  for (const [file, part] of compiled) chunkModules.set(file, Promise.resolve(part));
}
