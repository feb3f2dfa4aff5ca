// What handlers use of Node besides HTTP: each module by its name, made when it is first imported.
import { Buffer, SlowBuffer } from "buffer";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { events, stream } from "./events.js";
import { httpModule } from "./http.js";
import { format, inspect } from "./inspect.js";

const HASHES = { md5, sha1, sha224, sha256, sha384, sha512 };

const bytesOf = (data, encoding) => (typeof data === "string" ? Buffer.from(data, encoding ?? "utf8") : new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength));

const hashOf = (name) => {
  const key = String(name).toLowerCase().replace("-", "");
  if (!Object.hasOwn(HASHES, key)) throw Object.assign(new Error("Digest method not supported"), { code: "ERR_CRYPTO_INVALID_DIGEST" });
  return HASHES[key];
};

class Digest {
  #state;
  #done = false;

  constructor(state) {
    this.#state = state;
  }

  update(data, encoding) {
    if (this.#done) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
    this.#state.update(bytesOf(data, encoding));
    return this;
  }

  digest(encoding) {
    if (this.#done) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
    this.#done = true;
    const bytes = Buffer.from(this.#state.digest());
    return encoding ? bytes.toString(encoding) : bytes;
  }
}

function cryptoModule() {
  const native = globalThis.crypto;
  const randomBytes = (size, done) => {
    const bytes = Buffer.from(native.getRandomValues(new Uint8Array(size)));
    if (done) queueMicrotask(() => done(null, bytes));
    return bytes;
  };
  return {
    webcrypto: native,
    subtle: native.subtle,
    getRandomValues: (array) => native.getRandomValues(array),
    randomUUID: () => native.randomUUID?.() ?? randomBytes(16).toString("hex").replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5"),
    randomBytes,
    randomInt: (from, to) => {
      const [low, high] = to === undefined || typeof to === "function" ? [0, from] : [from, to];
      return low + Math.floor((native.getRandomValues(new Uint32Array(1))[0] / 2 ** 32) * (high - low));
    },
    createHash: (name) => new Digest(hashOf(name).create()),
    createHmac: (name, key) => new Digest(hmac.create(hashOf(name), bytesOf(key))),
    hash: (name, data, encoding = "hex") => new Digest(hashOf(name).create()).update(data).digest(encoding),
    pbkdf2Sync: (password, salt, iterations, length, name) => Buffer.from(pbkdf2(hashOf(name), bytesOf(password), bytesOf(salt), { c: iterations, dkLen: length })),
    getHashes: () => Object.keys(HASHES),
    timingSafeEqual: (one, other) => {
      const [left, right] = [bytesOf(one), bytesOf(other)];
      if (left.length !== right.length) throw Object.assign(new RangeError("Input buffers must have the same byte length"), { code: "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH" });
      return left.reduce((sum, byte, index) => sum | (byte ^ right[index]), 0) === 0;
    },
  };
}

function pathModule() {
  const normalize = (path) => {
    const parts = [];
    const absolute = path.startsWith("/");
    for (const part of path.split("/")) {
      if (part === "..") {
        if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
        else if (!absolute) parts.push(part);
      } else if (part !== "." && part !== "") parts.push(part);
    }
    const made = (absolute ? "/" : "") + parts.join("/");
    return made === "" ? (absolute ? "/" : ".") : made + (path.endsWith("/") && made !== "/" ? "/" : "");
  };
  const join = (...parts) => normalize(parts.filter(Boolean).join("/") || ".");
  const resolve = (...parts) => {
    const from = parts.reduceRight((path, part) => (path.startsWith("/") ? path : part + (path ? `/${path}` : "")), "");
    const made = normalize(from.startsWith("/") ? from : `/var/task/${from}`);
    return made.length > 1 ? made.replace(/\/$/, "") : made;
  };
  const basename = (path, ending = "") => {
    const name = path.replace(/\/+$/, "").split("/").pop();
    return ending && name.endsWith(ending) && name !== ending ? name.slice(0, -ending.length) : name;
  };
  const dirname = (path) => path.replace(/\/+$/, "").replace(/\/?[^/]*$/, "") || (path.startsWith("/") ? "/" : ".");
  const extname = (path) => /[^/.](\.[^/.]*)$/.exec(path)?.[1] ?? "";
  const isAbsolute = (path) => path.startsWith("/");
  const parse = (path) => ({ root: isAbsolute(path) ? "/" : "", dir: dirname(path) === "." ? "" : dirname(path), base: basename(path), ext: extname(path), name: basename(path, extname(path)) });
  const made = { sep: "/", delimiter: ":", normalize, join, resolve, basename, dirname, extname, isAbsolute, parse };
  return Object.assign(made, { posix: made });
}

function urlModule() {
  const parse = (text, withQuery) => {
    const [, protocol, auth, host, path = "", hash] = /^([a-z][a-z0-9+.-]*:)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?([^#]*)(#.*)?$/i.exec(text);
    const [pathname, search = null] = path.includes("?") ? [path.slice(0, path.indexOf("?")), path.slice(path.indexOf("?"))] : [path];
    const [hostname, port = null] = (host ?? "").split(/:(?=\d+$)/);
    const query = search === null ? null : search.slice(1);
    const shown = pathname || (host ? "/" : null);
    return {
      protocol: protocol ?? null, slashes: host === undefined ? null : true, auth: auth ?? null, host: host ?? null, port, hostname: hostname || null, hash: hash ?? null, search,
      query: withQuery ? queryModule().parse(query ?? "") : query, pathname: shown, path: shown === null && search === null ? null : (shown ?? "") + (search ?? ""), href: text,
    };
  };
  return {
    URL, URLSearchParams, parse,
    format: (value) => (value instanceof URL ? value.href : `${value.protocol ?? "http:"}//${value.host ?? value.hostname}${value.pathname ?? ""}${value.search ?? ""}${value.hash ?? ""}`),
    resolve: (from, to) => new URL(to, from).href,
    fileURLToPath: (url) => decodeURIComponent(new URL(url).pathname),
    pathToFileURL: (path) => new URL(`file://${path}`),
  };
}

function queryModule() {
  const escape = (value) => encodeURIComponent(value);
  const unescape = (value) => decodeURIComponent(value.replaceAll("+", " "));
  const stringify = (values, between = "&", equals = "=") =>
    Object.entries(values ?? {}).flatMap(([key, value]) => [value].flat().map((one) => escape(key) + equals + escape(one ?? ""))).join(between);
  const parse = (text, between = "&", equals = "=") => {
    const found = Object.create(null);
    for (const part of String(text).split(between).filter(Boolean)) {
      const at = part.indexOf(equals);
      const [key, value] = at < 0 ? [unescape(part), ""] : [unescape(part.slice(0, at)), unescape(part.slice(at + equals.length))];
      found[key] = key in found ? [found[key], value].flat() : value;
    }
    return found;
  };
  return { escape, unescape, stringify, parse, encode: stringify, decode: parse };
}

function utilModule() {
  const promisify = (work) => (...values) => new Promise((resolve, reject) => work(...values, (error, value) => (error ? reject(error) : resolve(value))));
  const callbackify = (work) => (...values) => {
    const done = values.pop();
    work(...values).then((value) => done(null, value), (error) => done(error));
  };
  const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
  return {
    format, inspect, promisify, callbackify, TextEncoder, TextDecoder,
    deprecate: (work) => work,
    inherits: (child, parent) => Object.setPrototypeOf(child.prototype, parent.prototype),
    isDeepStrictEqual: (one, other) => inspect(one, { depth: null }) === inspect(other, { depth: null }),
    stripVTControlCharacters: (text) => text.replace(/\u001b\[[\d;]*[A-Za-z]/g, ""),
    types: {
      isDate: (value) => tag(value) === "Date", isRegExp: (value) => tag(value) === "RegExp", isPromise: (value) => tag(value) === "Promise",
      isNativeError: (value) => value instanceof Error, isMap: (value) => tag(value) === "Map", isSet: (value) => tag(value) === "Set", isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
    },
  };
}

function assertModule() {
  class AssertionError extends Error {
    constructor({ message, actual, expected, operator }) {
      super(message ?? `${inspect(actual)} ${operator} ${inspect(expected)}`);
      Object.assign(this, { name: "AssertionError", code: "ERR_ASSERTION", actual, expected, operator });
    }
  }
  const check = (holds, message, actual, expected, operator) => {
    if (!holds) throw message instanceof Error ? message : new AssertionError({ message, actual, expected, operator });
  };
  const assert = (value, message) => check(value, message ?? "The expression evaluated to a falsy value", value, true, "==");
  const same = (one, other) => inspect(one, { depth: null }) === inspect(other, { depth: null });
  Object.assign(assert, {
    ok: assert, AssertionError,
    equal: (one, other, message) => check(one == other, message, one, other, "=="),
    strictEqual: (one, other, message) => check(Object.is(one, other), message, one, other, "strictEqual"),
    notStrictEqual: (one, other, message) => check(!Object.is(one, other), message, one, other, "notStrictEqual"),
    deepEqual: (one, other, message) => check(same(one, other), message, one, other, "deepEqual"),
    deepStrictEqual: (one, other, message) => check(same(one, other), message, one, other, "deepStrictEqual"),
    fail: (message) => check(false, message ?? "Failed"),
  });
  return Object.assign(assert, { strict: assert });
}

function fsModule(modules) {
  const read = (path, options) => {
    const text = modules.text(String(path));
    if (text === undefined) throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { errno: -2, code: "ENOENT", syscall: "open", path });
    const encoding = typeof options === "string" ? options : options?.encoding;
    return encoding ? Buffer.from(text).toString(encoding) : Buffer.from(text);
  };
  const later = (path, options, done) => {
    const after = typeof options === "function" ? options : done;
    queueMicrotask(() => {
      try {
        after(null, read(path, typeof options === "function" ? undefined : options));
      } catch (error) {
        after(error);
      }
    });
  };
  const promises = { readFile: async (path, options) => read(path, options) };
  return { readFileSync: read, readFile: later, existsSync: (path) => modules.text(String(path)) !== undefined, promises };
}

/** The modules, by name. `process` and `timers` are those of the worker. */
export function builtins({ transport, process, timers }) {
  const promises = {
    setTimeout: (milliseconds, value) => new Promise((resolve) => timers.setTimeout(resolve, milliseconds, value)),
    setImmediate: (value) => new Promise((resolve) => timers.setImmediate(resolve, value)),
  };
  return {
    assert: assertModule,
    buffer: () => ({ Buffer, SlowBuffer, Blob, atob, btoa, constants: { MAX_LENGTH: 2 ** 31 - 1 } }),
    console: () => console,
    crypto: cryptoModule,
    events: () => events,
    fs: fsModule,
    "fs/promises": (modules) => fsModule(modules).promises,
    http: () => httpModule(transport, "http:"),
    https: () => httpModule(transport, "https:"),
    os: () => ({ EOL: "\n", platform: () => "linux", type: () => "Linux", release: () => "5.10", arch: () => "x64", hostname: () => "localhost", tmpdir: () => "/tmp", homedir: () => "/home", cpus: () => [], totalmem: () => 128 * 2 ** 20, freemem: () => 64 * 2 ** 20 }),
    path: pathModule,
    perf_hooks: () => ({ performance }),
    process: () => process,
    querystring: queryModule,
    stream: () => stream,
    string_decoder: () => ({
      StringDecoder: class {
        #decoder = new TextDecoder();
        write = (bytes) => this.#decoder.decode(bytes, { stream: true });
        end = (bytes) => this.#decoder.decode(bytes);
      },
    }),
    timers: () => timers,
    "timers/promises": () => promises,
    url: urlModule,
    util: utilModule,
  };
}
