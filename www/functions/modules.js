// Modules of a function: its own files, those of Node that are here, and the libraries that the page brings. CommonJS is wrapped
// as Node does it; an ES module becomes a blob whose imports name the blobs of others.
import { parse } from "es-module-lexer/minimal/js";
import { WRAPPER, runtimeError } from "./errors.js";
import { placeOf } from "./syntax.js";

const ROOT = "/var/task/";

const folderOf = (path) => path.slice(0, path.lastIndexOf("/") + 1);

/** `path` with its dots worked out; both are below the function's root, without a slash before. */
function normal(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

const missing = (name, from, code = "MODULE_NOT_FOUND") => {
  const error = new Error(`Cannot find module '${name}'\nRequire stack:\n- ${from}`);
  error.code = code;
  error.requireStack = [from];
  return error;
};

const isSyntax = (error) => error instanceof SyntaxError;

export class Modules {
  #files;
  #builtins;
  #libraries;
  #note;
  #loaded = new Map();
  #urls = new Map();
  #opening = new Set();
  #detects;
  /** The file whose text is being compiled: the one at fault if that fails. */
  #compiling;

  /**
   * `files`: texts by path below the root. `builtins` and `libraries`: functions that make a module, by name. `note` is told in a
   * sentence what the playground lacks. `major` is Node's version.
   */
  constructor({ files, builtins, libraries, note, major }) {
    this.#files = new Map(files);
    this.#builtins = builtins;
    this.#libraries = libraries;
    this.#note = note;
    this.#detects = major >= 22;
  }

  /** The text of a file of the function, by its absolute path. */
  text(path) {
    const name = normal(path.startsWith(ROOT) ? path.slice(ROOT.length) : path);
    return this.#files.get(name);
  }

  /** A module of Node or a library; nothing if it is neither. */
  #provided(name) {
    const builtin = name.startsWith("node:") ? name.slice(5) : name;
    if (Object.hasOwn(this.#builtins, builtin)) return this.#once(`node:${builtin}`, this.#builtins[builtin]);
    if (!name.startsWith("node:") && Object.hasOwn(this.#libraries, name)) return this.#once(`library:${name}`, this.#libraries[name]);
    return undefined;
  }

  #once(key, make) {
    if (!this.#loaded.has(key)) this.#loaded.set(key, { exports: make(this) });
    return this.#loaded.get(key);
  }

  /** The path of a file or folder as `require` finds it. */
  #find(path) {
    const has = (name) => this.#files.has(name);
    const file = [path, `${path}.js`, `${path}.json`, `${path}.mjs`, `${path}.cjs`].find(has);
    if (file) return file;
    const main = this.#manifest(`${path}/package.json`)?.main;
    const inside = main && normal(`${path}/${main}`);
    return [inside, `${inside}.js`, `${inside}/index.js`, `${path}/index.js`, `${path}/index.json`, normal(`${path}/index.js`)].find((name) => name && has(name));
  }

  #manifest(path) {
    try {
      return JSON.parse(this.#files.get(path) ?? "null");
    } catch {
      return null;
    }
  }

  /** The path of a package below a `node_modules` of the function. */
  #ofPackage(name, from) {
    for (let folder = folderOf(from); ; folder = folderOf(folder.slice(0, -1))) {
      const found = this.#find(normal(`${folder}node_modules/${name}`));
      if (found || folder === "") return found;
    }
  }

  #resolve(name, from) {
    if (/^\.{0,2}\//.test(name) || name === "." || name === "..") {
      const path = name.startsWith(ROOT) ? name.slice(ROOT.length) : name.startsWith("/") ? `\0${name}` : folderOf(from) + name;
      return this.#find(normal(path));
    }
    return this.#ofPackage(name, from);
  }

  #explain(name) {
    const has = ["axios", "request", ...Object.keys(this.#builtins)].join(", ");
    this.#note(`'${name}' is not available in this page. Files of the function can be imported, and: ${has}.`);
  }

  #isModule(path) {
    if (path.endsWith(".mjs")) return true;
    if (!path.endsWith(".js")) return false;
    for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
      const type = this.#manifest(`${folder}package.json`)?.type;
      if (type === "module") return true;
      if (type || folder === "") return type === undefined && this.#detects && this.#looksLikeModule(path);
    }
  }

  /** Node 22 takes a file that only an ES module can be for one. */
  #looksLikeModule(path) {
    try {
      const [imports, exports] = parse(this.#files.get(path));
      return exports.length > 0 || imports.some(({ d }) => d === STATIC || d === META);
    } catch {
      return false;
    }
  }

  /** What `require(name)` gives in the file `from`. */
  require(name, from) {
    const provided = this.#provided(name);
    if (provided) return provided.exports;
    const path = this.#resolve(name, from);
    if (path === undefined) {
      if (!/^[./]/.test(name)) this.#explain(name);
      throw missing(name, ROOT + from);
    }
    return this.#commonJs(path).exports;
  }

  #commonJs(path) {
    const known = this.#loaded.get(path);
    if (known) return known;
    const module = { exports: {}, id: ROOT + path, filename: ROOT + path, loaded: false, children: [], paths: [] };
    this.#loaded.set(path, module);
    const text = this.#files.get(path);
    if (path.endsWith(".json")) {
      module.exports = JSON.parse(text);
      return module;
    }
    if (path.endsWith(".mjs") || this.#isModule(path)) {
      this.#loaded.delete(path);
      const error = new Error(`require() of ES Module ${ROOT}${path} not supported.`);
      error.code = "ERR_REQUIRE_ESM";
      throw error;
    }
    try {
      const body = text.includes("import") ? withDynamicImports(text, path) : text;
      const wrapped = `${WRAPPER}${body.replace(/^#!.*/, "")}\n})\n//# sourceURL=${ROOT}${path}`;
      this.#compiling = path;
      const run = (0, eval)(wrapped);
      this.#compiling = undefined;
      run.call(module.exports, module.exports, this.requireOf(path), module, module.filename, (ROOT + folderOf(path)).slice(0, -1));
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
    module.loaded = true;
    return module;
  }

  /** The `require` of a file. */
  requireOf(path) {
    const require = (name) => {
      if (typeof name !== "string") throw new TypeError(`The "id" argument must be of type string. Received ${typeof name}`);
      return this.require(name, path);
    };
    require.resolve = (name) => {
      if (this.#provided(name)) return name;
      const found = this.#resolve(name, path);
      if (found === undefined) throw missing(name, ROOT + path);
      return ROOT + found;
    };
    require.cache = Object.create(null);
    return require;
  }

  /** What `import(name)` gives in the file `from`. */
  async import(name, from) {
    return import(await this.#urlOf(String(name), from));
  }

  async #urlOf(name, from) {
    const provided = this.#provided(name);
    if (provided) return this.#wrapped(`provided:${name}`, provided);
    const isOwn = /^\.{0,2}\//.test(name) || name.startsWith("file:");
    const path = isOwn ? normal(name.startsWith("file:") ? new URL(name).pathname.slice(ROOT.length) : name.startsWith(ROOT) ? name.slice(ROOT.length) : folderOf(from) + name) : this.#ofPackage(name, from);
    if (path === undefined || !this.#files.has(path)) {
      const what = isOwn ? `module '${ROOT}${path}'` : `package '${name}'`;
      if (!isOwn) this.#explain(name);
      const error = new Error(`Cannot find ${what} imported from ${ROOT}${from}`);
      error.code = "ERR_MODULE_NOT_FOUND";
      throw error;
    }
    if (!this.#isModule(path)) return this.#wrapped(path, this.#commonJs(path));
    return this.#esModule(path);
  }

  /** A module around what is there already: the default export is the whole, and each of its names is one too. */
  #wrapped(key, module) {
    if (!this.#urls.has(key)) {
      const names = Object.keys(Object(module.exports)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default" && !RESERVED.has(name));
      const id = `${key}#${this.#urls.size}`;
      GIVEN.set(id, module);
      const text = `const given = globalThis[Symbol.for("asl-playground.modules")].given(${JSON.stringify(id)});\nexport default given;\n${names.map((name) => `export const ${name} = given[${JSON.stringify(name)}];`).join("\n")}`;
      this.#urls.set(key, blob(text));
    }
    return this.#urls.get(key);
  }

  async #esModule(path) {
    const known = this.#urls.get(path);
    if (known) return known;
    if (this.#opening.has(path)) throw new Error(`The modules ${[...this.#opening].join(" and ")} import each other, which this page cannot do.`);
    this.#opening.add(path);
    try {
      const text = this.#files.get(path);
      let imports;
      try {
        [imports] = parse(text);
      } catch (error) {
        throw new SyntaxError(`${error.message} (${ROOT}${path})`);
      }
      const changes = [];
      for (const { n, s, e, se, d, a } of imports) {
        if (d === META) changes.push([s, e, `({url:${JSON.stringify(`file://${ROOT}${path}`)},filename:${JSON.stringify(ROOT + path)},dirname:${JSON.stringify((ROOT + folderOf(path)).slice(0, -1))}})`]);
        else if (d === STATIC) changes.push([s, e, await this.#urlOf(n, path)], ...(a < 0 ? [] : [[e + 1, se, ""]]));
      }
      const made = `${changed(text, [...changes, ...dynamicImports(imports, path)])}\n//# sourceURL=file://${ROOT}${path}`;
      const url = blob(made);
      this.#urls.set(path, url);
      return url;
    } finally {
      this.#opening.delete(path);
    }
  }

  /** Says where the syntax error is. */
  async #locate() {
    const suspects = this.#compiling === undefined ? [...this.#urls.keys()].filter((path) => this.#files.has(path)) : [this.#compiling];
    for (const path of suspects) {
      const place = await placeOf(this.#files.get(path), this.#isModule(path));
      if (place !== undefined) {
        this.#note(`The syntax error is at ${path}:${place}.`);
        return;
      }
    }
  }

  /** The handler that a function's configuration names: `folder/file.name`. */
  async handler(named) {
    const [, folder, rest] = /^(.*\/)?([^/]*)$/.exec(named);
    const dot = rest.indexOf(".");
    if (dot < 0 || rest.slice(dot + 1) === "") throw runtimeError("Runtime.MalformedHandlerName", "Bad handler");
    const [file, name] = [normal((folder ?? "") + rest.slice(0, dot)), rest.slice(dot + 1)];
    let module;
    try {
      const path = [`${file}.js`, `${file}.mjs`, `${file}.cjs`].find((path) => this.#files.has(path));
      if (path === undefined) throw missing(file, "/var/runtime/index.mjs");
      module = this.#isModule(path) ? await import(await this.#esModule(path)) : this.#commonJs(path).exports;
    } catch (error) {
      if (isSyntax(error)) await this.#locate();
      if (isSyntax(error)) throw runtimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`, error);
      if (error?.code === "MODULE_NOT_FOUND") throw runtimeError("Runtime.ImportModuleError", `Error: ${error.message}`, error);
      throw error;
    }
    const found = name.split(".").reduce((value, part) => value?.[part], module) ?? name.split(".").reduce((value, part) => value?.[part], module?.default);
    if (found === undefined) throw runtimeError("Runtime.HandlerNotFound", `${named} is undefined or not exported`);
    if (typeof found !== "function") throw runtimeError("Runtime.HandlerNotFound", `${named} is not a function`);
    return found;
  }
}

const GIVEN = new Map();
const RESERVED = new Set("arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield given".split(" "));

/** What the modules made of texts call. */
export const hook = (modules) => ({
  given: (id) => GIVEN.get(id).exports,
  from: (path) => (name) => modules.import(name, path),
});

const blob = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/** What the lexer calls an import: one of a declaration, and `import.meta`; a place else. */
const [STATIC, META] = [-1, -2];

/** A text with others in the places of its parts. */
function changed(text, changes) {
  let [made, at] = ["", 0];
  for (const [from, to, instead] of changes.sort(([one], [other]) => one - other)) {
    made += text.slice(at, from) + instead;
    at = to;
  }
  return made + text.slice(at);
}

const dynamicImports = (imports, path) =>
  imports.filter(({ d }) => d >= 0).map(({ ss }) => [ss, ss + "import".length, `globalThis[Symbol.for("asl-playground.modules")].from(${JSON.stringify(path)})`]);

function withDynamicImports(text, path) {
  try {
    return changed(text, dynamicImports(parse(text)[0], path));
  } catch {
    // The engine says what is wrong with it.
    return text;
  }
}
