// The last step of a build, called by Trunk (see Trunk.toml) while the page is still in its staging folder:
// - names that change with the content for the scripts that wasm-bindgen copies, for what the editor fetches later, and for
//   the script that imports them, so that no cache mixes an old editor with a new program;
// - the first script (www/boot.js) with the names of the editor that it shares with the program, the program's size, and
//   the chunks that the first run wants and that a later visit begins with;
// - the languages of the page (www/texts), and the script that shows them (www/translate.js);
// - Python for functions in a folder of its own, with a list of what is in it (src/app/functions/python.rs);
// - the chunks of the program, where it was taken apart (CHUNKS, see scripts/build.sh), and its script in few characters;
// - hashes of the inline scripts in the Content-Security-Policy;
// - the page that stands in pages of others, its custom element, and the types of both (www/embed);
// - the service worker (www/offline.js) with the name of the build and the list of its files.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chunksOf, eager } from "./stages.mjs";
import { bringChunks } from "./chunks.mjs";

const dist = process.env.TRUNK_STAGING_DIR ?? process.argv[2];
const sha256 = (text, encoding) => createHash("sha256").update(text).digest(encoding);
const fail = (what) => {
  throw new Error(`finish-page: ${what}`);
};

// Scripts have the ending that hosts compress.
const www = (path) => fileURLToPath(new URL(`../www/${path}`, import.meta.url));
const python = [
  ["worker", "functions-python.bundle.js", "worker.js"],
  ["script", "node_modules/pyodide/pyodide.asm.mjs", "pyodide.js"],
  ["wasm", "node_modules/pyodide/pyodide.asm.wasm", "pyodide.wasm"],
  ["library", "functions-library.bundle.zip", "library.zip"],
];
const pythonFolder = `functions-python-${sha256(python.map(([, path]) => sha256(readFileSync(www(path)), "hex")).join(), "hex").slice(0, 12)}`;
mkdirSync(join(dist, pythonFolder), { recursive: true });
for (const [, path, as] of python) copyFileSync(www(path), join(dist, pythonFolder, as));
writeFileSync(join(dist, "functions-python.json"), JSON.stringify(python.map(([what, path, as]) => [what, `${pythonFolder}/${as}`, statSync(www(path)).size])));

const indexPath = join(dist, "index.html");
let index = readFileSync(indexPath, "utf8");

const listed = () => readdirSync(join(dist, "snippets"), { recursive: true }).filter((name) => statSync(join(dist, "snippets", name)).isFile()).sort();
const editor = listed().find((name) => name.endsWith("editor.bundle.js")) ?? fail("the program brings no editor");
// What the editor fetches later stands beside it.
for (const name of ["editor-late.bundle.js", "editor-code.bundle.js"]) {
  copyFileSync(fileURLToPath(new URL(`../www/${name}`, import.meta.url)), join(dist, "snippets", dirname(editor), name));
}
const snippets = listed();
const boot = readFileSync(new URL("../www/boot.bundle.js", import.meta.url), "utf8").trim();
if (/<\/?script|<!--/i.test(boot)) fail("www/boot.js cannot be part of a page");
index = index.replace('<script type="module" id="boot"></script>', () => `<script type="module">${boot}</script>`).replaceAll("./editor.bundle.js", `./snippets/${editor}`);
const loader = /\.\/(app-[0-9a-f]+)\.js/.exec(index)?.[1] ?? fail("index.html does not import app-….js");
let script = readFileSync(join(dist, `${loader}.js`), "utf8");
if (process.env.CHUNKS) {
  script = await bringChunks(script, process.env.CHUNKS, dist);
  const { transform } = await import("../www/node_modules/esbuild/lib/main.js");
  script = (await transform(script, { minify: true, format: "esm", target: "es2022" })).code;
}
const stamp = sha256([...snippets.map((name) => name + readFileSync(join(dist, "snippets", name))), script].join(), "hex").slice(0, 12);
// Only where they are imported from: the same text is also the name under which the program asks for them.
const imported = /(?<=from\s*["'])\.\/snippets\//g;
if (!imported.test(script)) fail(`${loader}.js imports no snippet`);
writeFileSync(join(dist, `${loader}.js`), script.replace(imported, `./snippets-${stamp}/`));
renameSync(join(dist, "snippets"), join(dist, `snippets-${stamp}`));
renameSync(join(dist, `${loader}.js`), join(dist, `${loader}-${stamp}.js`));
index = index.replaceAll(`./${loader}.js`, `./${loader}-${stamp}.js`).replaceAll("./snippets/", `./snippets-${stamp}/`);

const filesOf = (chunks) => [...new Set(chunks.flatMap((chunk) => chunksOf(script).get(chunk) ?? []))].join(" ");
index = index.replace(/(?<= data-wasm="(\.\/[^"]+)")/, (_, wasm) => ` data-size="${statSync(join(dist, wasm)).size}" data-soon="${filesOf(eager)}" data-kept="${filesOf(["kept"])}"`);

// Where there is no translation, the page knows of none.
const texts = existsSync(www("texts")) ? readdirSync(www("texts")).filter((name) => name.endsWith(".json")).sort() : [];
if (texts.length > 0) {
  const place = (stem, ending, bytes) => {
    const name = `${stem}-${sha256(bytes, "hex").slice(0, 12)}.${ending}`;
    writeFileSync(join(dist, name), bytes);
    return `./${name}`;
  };
  const translations = Object.fromEntries(texts.map((name) => [name.replace(".json", ""), place(`texts-${name.replace(".json", "")}`, "json", readFileSync(www(`texts/${name}`)))]));
  const translate = place("translate", "js", readFileSync(www("translate.bundle.js")));
  index = index.replace(/<html /, () => `<html data-translate="${translate}" data-translations='${JSON.stringify(translations)}' `);
}

/** A page with the hashes of its inline scripts, of which there are so many, in its policy. */
function withHashes(name, page, count) {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
  if (inline.length !== count) fail(`expected ${count} inline scripts in ${name}, found ${inline.length}`);
  const hashes = inline.map((text) => `'sha256-${sha256(text, "base64")}'`).join(" ");
  const policy = "script-src 'self' 'wasm-unsafe-eval'";
  if (!page.includes(policy)) fail(`${name} does not contain ${policy}`);
  return page.replace(policy, `${policy} ${hashes}`);
}
index = withHashes("index.html", index, 2);

const named = {
  style: /<link[^>]*\shref="([^"]+\.css)"/.exec(index)?.[1],
  editor: `./snippets-${stamp}/${editor}`,
  script: `./${loader}-${stamp}.js`,
  wasm: / data-wasm="(\.\/[^"]+)"/.exec(index)?.[1],
  "embed.css": readFileSync(www("embed/embed.css"), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "").trim(),
};
const embed = readFileSync(www("embed/embed.html"), "utf8").replaceAll(/\{\{([\w.]+)\}\}/g, (_, name) => named[name] ?? fail(`nothing is known of ${name}`));
writeFileSync(join(dist, "embed.html"), withHashes("embed.html", embed, 1));
copyFileSync(www("embed.bundle.js"), join(dist, "embed.js"));
copyFileSync(www("embed/embed.d.ts"), join(dist, "embed.d.ts"));

// What functions run in is left alone by the worker, and so is what the page loads nothing of.
const worker = readFileSync(www("offline.js"), "utf8");
const isHashed = (name) => /-[0-9a-f]{8,}(?=[._/])/.test(name);
const built = readdirSync(dist, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
const kept = built.filter((name) => statSync(join(dist, name)).isFile() && !/^(functions|embed\.|index\.html$|offline\.js$)/.test(name)).sort();
const contents = kept.map((name) => [name, sha256(readFileSync(join(dist, name)), "hex")]);
const build = sha256(JSON.stringify([worker, index, contents]), "hex").slice(0, 12);
const page = index.replace("<html ", `<html data-build="${build}" `);
writeFileSync(indexPath, page);
const files = Object.fromEntries([["index.html", sha256(page, "hex")], ...contents.map(([name, hash]) => [name, isHashed(name) ? "" : hash])]);
const filled = worker.replace('const BUILD = "";', `const BUILD = "${build}";`).replace("const FILES = {};", `const FILES = ${JSON.stringify(files)};`);
if (!filled.includes(build) || !filled.includes("evaluator.js")) fail("www/offline.js has no place for the build");
writeFileSync(join(dist, "offline.js"), filled);
