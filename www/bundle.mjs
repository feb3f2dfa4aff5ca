// Makes what a visitor loads beside the program: the editor with CodeMirror, what is fetched when somebody works on a text, the
// first script, all style sheets as one file, the custom element for pages of others, and what is fetched when code of a function first runs: the frame of the sandbox, the
// programs of its workers, and axios. Pyodide itself is copied by scripts/finish-page.mjs.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { library } from "./functions/library.mjs";

const here = new URL(".", import.meta.url);
const page = readFileSync(new URL("page.css", here), "utf8");
const missing = readdirSync(here).filter((name) => name.endsWith(".css") && !/^page\.|\.bundle\./.test(name) && !page.includes(`"./${name}"`));
if (missing.length > 0) throw new Error(`www/page.css does not import ${missing.join(", ")}`);

// Of which a first visit shows the first.
const examples = fileURLToPath(new URL("../crates/asl-examples/workflows", here));

const bundle = (from, to, options) =>
  build({
    absWorkingDir: fileURLToPath(here), entryPoints: from && [from], outfile: to, bundle: true, minify: true, legalComments: "none",
    logLevel: "warning", ...options,
  });

// The later parts of the editor use the CodeMirror of the first: that exports what they ask for, under names that tell which
// package it is of.
const SHARED = /^(@codemirror\/(state|view|language)|@lezer\/(common|highlight|lr)|style-mod|w3c-keyname)$/;
const asked = await bundle(undefined, undefined, {
  entryPoints: ["editor/late.js", "editor/code.js"], outdir: "unused", format: "esm", target: "es2022", minify: false, write: false,
  plugins: [{ name: "shared", setup: ({ onResolve }) => onResolve({ filter: SHARED }, ({ path }) => ({ path, external: true })) }],
});
const shared = new Map();
for (const [, names, from] of asked.outputFiles.map(({ text }) => text).join("\n").matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)) {
  const known = shared.get(from) ?? shared.set(from, new Set()).get(from);
  for (const name of names.split(",")) known.add(name.trim().split(" as ")[0]);
}
const shares = (from, write) => [...(shared.get(from) ?? [])].filter(Boolean).map((name) => write(name, `${from}_${name}`.replace(/\W/g, "_"))).join(", ");
const editor = ['export * from "./editor.src.js";', ...[...shared.keys()].map((from) => `export { ${shares(from, (name, as) => `${name} as ${as}`)} } from "${from}";`)];
const fromEditor = {
  name: "from-editor",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: SHARED }, ({ path }) => ({ path, namespace: "shared" }));
    onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({ contents: `export { ${shares(path, (name, as) => `${as} as ${name}`)} } from "./editor.bundle.js";` }));
  },
};

// The frame has an origin of its own that nothing else has, and this policy: neither it nor a worker of it reaches a network.
async function frame() {
  const made = await bundle("functions/frame.js", undefined, { format: "iife", target: "es2022", write: false });
  const script = made.outputFiles[0].text.trim();
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval' blob:; worker-src blob:`;
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Functions</title><script>${script}</script>\n`;
  writeFileSync(new URL("functions.bundle.html", here), page);
}

/** The playground's own modules of Python, which the program of the workers brings along, and which Pyodide that expects. */
function python() {
  const folder = new URL("functions/python/", here);
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".py")).sort();
  const sources = names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);
  const { info } = JSON.parse(readFileSync(new URL("node_modules/pyodide/pyodide-lock.json", here), "utf8"));
  return { PYTHON_SOURCES: JSON.stringify(sources), PYODIDE_INFO: JSON.stringify(info) };
}

await Promise.all([
  frame(),
  library(new URL("functions-library.bundle.zip", here)),
  bundle("functions/worker.js", "functions-node.bundle.js", { format: "iife", target: "es2022", keepNames: true }),
  // What Pyodide's loader imports in Node.js alone stays where it is.
  bundle("functions/python.js", "functions-python.bundle.js", { format: "iife", target: "es2022", define: python(), external: ["node:*", "ws"], logOverride: { "empty-import-meta": "silent" } }),
  bundle("functions/axios.js", "functions-axios.bundle.js", { format: "iife", target: "es2022" }),
  bundle(undefined, "editor.bundle.js", {
    stdin: { contents: editor.join("\n"), resolveDir: fileURLToPath(here) }, format: "esm", target: "es2022", external: ["./editor-late.bundle.js", "./editor-code.bundle.js"],
  }),
  bundle("editor/late.js", "editor-late.bundle.js", { format: "esm", target: "es2022", external: ["./editor.bundle.js"], plugins: [fromEditor] }),
  bundle("editor/code.js", "editor-code.bundle.js", { format: "esm", target: "es2022", external: ["./editor.bundle.js"], plugins: [fromEditor] }),
  bundle("boot.js", "boot.bundle.js", {
    format: "esm", target: "es2022", external: ["./editor.bundle.js"], alias: { examples }, loader: { ".json": "text" },
  }),
  bundle("embed/element.js", "embed.bundle.js", { format: "esm", target: "es2022", bundle: false }),
  bundle("translate.js", "translate.bundle.js", { format: "esm", target: "es2022" }),
  bundle("page.css", "page.bundle.css"),
]);
