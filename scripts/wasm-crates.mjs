// How many bytes of code each crate has in a WebAssembly module that still has its names.

/** Reads LEB128 numbers and pieces one after the other. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  piece(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.piece(this.number()));
  }

  get done() {
    return this.at >= this.bytes.length;
  }
}

/** How many functions a module imports: their indices come first. */
function importedFunctions(section) {
  const reader = new Reader(section);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.number();
    if (kind === 0) {
      functions += 1;
      reader.number();
    } else if (kind === 3) {
      reader.piece(2);
    } else {
      if (kind === 1) reader.number();
      if (reader.number() & 1) reader.number();
      reader.number();
    }
  }
  return functions;
}

/** Names of functions by their index. */
function functionNames(section) {
  const names = new Map();
  while (!section.done) {
    const kind = section.number();
    const part = new Reader(section.piece(section.number()));
    if (kind !== 1) continue;
    for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
  }
  return names;
}

const STANDARD = new Set(["core", "alloc", "std", "hashbrown"]);

/**
 * The crate that a function is of: that of its own path, or of the type that it is a method of; code of the standard
 * library made for one type counts to that type's crate. Rust's older names (`_ZN5crate…`) and its newer ones
 * (`_RNv…Cs…_5crate…`) are read.
 */
function crateOf(name) {
  if (name.startsWith("__wbindgen")) return "wasm_bindgen";
  if (name.startsWith("_R")) {
    const [, length, rest] = /C(?:s[0-9A-Za-z]*_)?(\d+)_?(.*)/.exec(name) ?? [];
    return rest?.slice(0, Number(length)) ?? "other";
  }
  const [, length, rest] = /^_ZN(\d+)(.*)/.exec(name) ?? [];
  if (!rest) return "other";
  const first = rest.slice(0, Number(length));
  const named = [...(/^_?\$/.test(first) ? [] : [first]), ...[...rest.matchAll(/(?<![\w.])(?:\w*\$)?([a-z][a-z0-9_]*)\.\./g)].map(([, crate]) => crate)];
  return named.find((crate) => !STANDARD.has(crate)) ?? named[0] ?? "other";
}

/** Pairs of a crate's name and its bytes of code, the largest first; null if the module has no names. */
export function codeByCrate(bytes) {
  const module = new Reader(bytes);
  module.piece(8);
  let imported = 0;
  let bodies = [];
  let names = null;
  while (!module.done) {
    const kind = module.number();
    const section = module.piece(module.number());
    if (kind === 2) imported = importedFunctions(section);
    if (kind === 10) {
      const code = new Reader(section);
      bodies = Array.from({ length: code.number() }, () => code.piece(code.number()).length);
    }
    if (kind === 0) {
      const custom = new Reader(section);
      if (custom.text() === "name") names = functionNames(custom);
    }
  }
  if (!names?.size) return null;
  const crates = new Map();
  bodies.forEach((length, index) => {
    const crate = crateOf(names.get(imported + index) ?? "");
    crates.set(crate, (crates.get(crate) ?? 0) + length);
  });
  return [...crates].sort((a, b) => b[1] - a[1]);
}
