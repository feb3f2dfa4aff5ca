// Which files of dist/ a first visit loads, and when:
// - read: until the text stands in the page with its colors: the page itself, what it names before the program, the editor;
// - run: until the first example runs before one's eyes: the program, what it imports, and the chunks that budget.json calls
//   eager (tests/e2e/load.test.mjs looks whether there are others);
// - all: what comes when it is wanted;
// - apart: what is fetched when code of a function first runs, and the page for pages of others: no visit does either by itself. It is
//   in no budget.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";

export const STAGES = ["read", "run", "all"];
export const { budget, target, eager } = JSON.parse(readFileSync(new URL("budget.json", import.meta.url), "utf8"));

/** By the name of a chunk: its files, as the program's script lists them. */
export function chunksOf(script) {
  const [, , listed] = /JSON\.parse\((['"`])(\{"\w+":\[.*?\]\})\1\)/.exec(script) ?? [];
  return new Map(Object.entries(listed ? JSON.parse(listed) : {}));
}

/** By the file's path below `dist`: its stage. And by the chunk's name: its files. */
export function stages(dist) {
  const names = readdirSync(dist, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => statSync(join(dist, name)).isFile()).sort();
  const text = (name) => readFileSync(join(dist, name), "utf8");
  const fail = (what) => {
    throw new Error(`${dist}: ${what}`);
  };

  /** The files that a script names in its static imports, and those that these name. */
  function imports(name, found = new Set()) {
    if (found.has(name) || !names.includes(name)) return found;
    found.add(name);
    if (!name.endsWith(".js")) return found;
    for (const [, path] of text(name).matchAll(/(?:^|[\s;}])(?:import|export)\s*(?:[\w*{}$\s,]*?\bfrom\s*)?["'](\.[^"']+)["']/g)) {
      imports(posix.normalize(posix.join(dirname(name), path)), found);
    }
    return found;
  }

  const attribute = (tag, name) => new RegExp(`\\s${name}="(?:\\./)?([^"]+)"`).exec(tag)?.[1];
  const links = [...text("index.html").matchAll(/<link\s[^>]*>/g)].map(([tag]) => tag);
  const program = links.find((tag) => attribute(tag, "id") === "program") ?? fail("index.html names no program");
  const script = attribute(program, "href");
  const chunks = new Map([...chunksOf(text(script))].map(([chunk, files]) => [chunk, files.map((file) => posix.normalize(file))]));

  const stage = new Map(names.map((name) => [name, /^(functions|embed\.)/.test(name) ? "apart" : "all"]));
  for (const name of [...imports(script), attribute(program, "data-wasm")]) stage.set(name, "run");
  if (chunks.size > 0) {
    for (const chunk of eager) for (const name of chunks.get(chunk) ?? fail(`there is no chunk ${chunk}, which budget.json calls eager`)) stage.set(name, "run");
  }
  stage.set("index.html", "read");
  for (const tag of links.filter((tag) => tag !== program)) imports(attribute(tag, "href")).forEach((name) => stage.set(name, "read"));
  return { stage, chunks };
}
