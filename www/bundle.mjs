// Makes what a visitor loads beside the program: the editor with CodeMirror, the first script, and all style sheets as one
// file.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const page = readFileSync(new URL("page.css", here), "utf8");
const missing = readdirSync(here).filter((name) => name.endsWith(".css") && !/^page\.|\.bundle\./.test(name) && !page.includes(`"./${name}"`));
if (missing.length > 0) throw new Error(`www/page.css does not import ${missing.join(", ")}`);

// Of which a first visit shows the first.
const examples = fileURLToPath(new URL("../crates/asl-examples/workflows", here));

const bundle = (from, to, options) =>
  build({
    absWorkingDir: fileURLToPath(here), entryPoints: [from], outfile: to, bundle: true, minify: true, legalComments: "none",
    logLevel: "warning", ...options,
  });

await Promise.all([
  bundle("editor.src.js", "editor.bundle.js", { format: "esm", target: "es2022" }),
  bundle("boot.js", "boot.bundle.js", {
    format: "esm", target: "es2022", external: ["./editor.bundle.js"], alias: { examples }, loader: { ".json": "text" },
  }),
  bundle("page.css", "page.bundle.css"),
]);
