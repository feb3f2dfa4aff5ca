// A static file server for dist/, for this machine only. `node scripts/serve.mjs [folder]`, PORT (0: any free one, without
// it the first free one from 8080 on); BASE serves below a path, as a host with many pages does.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

async function find(folder, url, base) {
  const { pathname } = new URL(url, "http://host");
  if (!pathname.startsWith(base)) return null;
  const path = normalize(join(folder, decodeURIComponent(pathname.slice(base.length))));
  if (path !== folder && !path.startsWith(folder + sep)) return null;
  const file = (await stat(path)).isDirectory() ? join(path, "index.html") : path;
  return { file, size: (await stat(file)).size };
}

/** Serves `folder` below `base` (begins and ends with a slash) on 127.0.0.1; resolves to the server and its address. */
export async function serve(folder, { port = 0, base = "/" } = {}) {
  const root = normalize(folder).replace(/[/\\]$/, "");
  const server = createServer(async (request, response) => {
    const found = await find(root, request.url, base).catch(() => null);
    if (!found || !["GET", "HEAD"].includes(request.method)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(found.file)] ?? "application/octet-stream",
      "content-length": found.size,
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(found.file).on("error", () => response.destroy()).pipe(response);
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}${base}` };
}

async function main() {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
  const wanted = process.env.PORT ? [Number(process.env.PORT)] : Array.from({ length: 20 }, (_, n) => 8080 + n);
  for (const port of wanted) {
    try {
      const { address } = await serve(folder, { port, base: process.env.BASE ?? "/" });
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
