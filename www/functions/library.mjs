// The standard library of Python as functions get it: that of Pyodide, with what Python makes of the modules that are always
// imported beside their texts. Python itself then starts in less than half of the time. Called by bundle.mjs.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import { COMMON } from "./python-common.js";

const MAKE = `
import importlib._bootstrap_external, io, sys, zipfile
${COMMON.split(", ").map((name) => `import ${name}`).join("\n")}

root = f"/lib/python{sys.version_info[0]}{sys.version_info[1]}.zip/"
files = [getattr(module, "__file__", None) or "" for module in sys.modules.values()]
imported = {file.removeprefix(root) for file in files if file.startswith(root)}
made = io.BytesIO()
with zipfile.ZipFile(root.rstrip("/")) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
    for entry in given.infolist():
        text = given.read(entry)
        out.writestr(zipfile.ZipInfo(entry.filename), text, zipfile.ZIP_DEFLATED)
        if entry.filename in imported:
            code = compile(text, root + entry.filename, "exec", dont_inherit=True)
            compiled = importlib._bootstrap_external._code_to_hash_pyc(code, bytes(8), False)
            out.writestr(zipfile.ZipInfo(entry.filename + "c"), compiled, zipfile.ZIP_DEFLATED)
    out.comment = KEY.encode()
made.getvalue()
`;

/** Writes the library to `to`, a URL, unless it is there already. */
export async function library(to) {
  const given = readFileSync(fileURLToPath(import.meta.resolve("pyodide/python_stdlib.zip")));
  const key = createHash("sha256").update(given).update(MAKE).digest("hex");
  if (existsSync(to) && readFileSync(to).subarray(-key.length).toString() === key) return;
  const pyodide = await loadPyodide();
  pyodide.globals.set("KEY", key);
  const made = pyodide.runPython(MAKE);
  writeFileSync(to, made.toJs());
}
