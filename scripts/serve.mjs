// A static file server for dist/, for this machine only. `node scripts/serve.mjs [folder]`, PORT (0: any free one, without
// it the first free one from 8080 on); BASE serves below a path, as a host with many pages does. What a browser takes
// compressed is compressed once and kept in memory; names that change with their content may be cached for ever.
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { quick } from "./brotli.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};
const SQUEEZED = new Set([".html", ".css", ".js", ".json", ".svg", ".wasm"]);
/** Below this, compressing saves nothing that anybody waits for. */
const SMALL = 512;

/** Whether a path below the folder names its content by a hash: `app-0123456789ab.js`, or a file in such a folder. */
const isHashed = (path) => /-[0-9a-f]{8,}(?=[._/\\])/.test(path);

async function find(folder, url, base) {
  const { pathname } = new URL(url, "http://host");
  if (!pathname.startsWith(base)) return null;
  const path = normalize(join(folder, decodeURIComponent(pathname.slice(base.length))));
  if (path !== folder && !path.startsWith(folder + sep)) return null;
  return (await stat(path)).isDirectory() ? join(path, "index.html") : path;
}

/** What each file holds, read and compressed when it is first asked for and whenever it has changed. */
class Files {
  #known = new Map();

  constructor(compress) {
    this.compress = compress;
  }

  /** The file's `bytes`, its `tag`, and `compressed()`, which resolves to the same with brotli. */
  async get(file) {
    const { mtimeMs, size } = await stat(file);
    const stamp = `${mtimeMs} ${size}`;
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known;
    const bytes = await readFile(file);
    let squeezed;
    const compressed = () => (squeezed ??= this.compress(bytes));
    const found = { stamp, bytes, compressed, tag: `W/"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"` };
    this.#known.set(file, found);
    return found;
  }
}

/**
 * Serves `folder` below `base` (begins and ends with a slash) on 127.0.0.1; resolves to the server and its address.
 * `compress(bytes)` gives what is sent to a browser that takes brotli; without it everything is sent as it is.
 */
export async function serve(folder, { port = 0, base = "/", compress = null } = {}) {
  const root = normalize(folder).replace(/[/\\]$/, "");
  const files = new Files(compress);
  const answer = async (request, response) => {
    const file = ["GET", "HEAD"].includes(request.method) && (await find(root, request.url, base).catch(() => null));
    const found = file && (await files.get(file).catch(() => null));
    if (!found) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    const squeezes = compress !== null && SQUEEZED.has(extname(file)) && found.bytes.length > SMALL;
    const takes = squeezes && /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
    const headers = {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": isHashed(relative(root, file)) ? "public, max-age=31536000, immutable" : "no-cache",
      etag: found.tag,
      "x-content-type-options": "nosniff",
      ...(squeezes && { vary: "accept-encoding" }),
      ...(takes && { "content-encoding": "br" }),
    };
    if (request.headers["if-none-match"] === found.tag) {
      response.writeHead(304, headers).end();
      return;
    }
    const body = takes ? await found.compressed() : found.bytes;
    response.writeHead(200, { ...headers, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}${base}` };
}

async function main() {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
  const wanted = process.env.PORT ? [Number(process.env.PORT)] : Array.from({ length: 20 }, (_, n) => 8080 + n);
  for (const port of wanted) {
    try {
      const { address } = await serve(folder, { port, base: process.env.BASE ?? "/", compress: quick });
      console.log(`\nThe playground is at ${address}  (Ctrl-C ends it)`);
      return;
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw error;
    }
  }
  console.error(`error: port ${wanted.join(", ")} is taken; set PORT`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
