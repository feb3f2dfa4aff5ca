// What a visitor loads: each file of dist/ as it is, with gzip and with brotli, in bytes.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
const files = readdirSync(dist, { recursive: true }).filter((name) => statSync(join(dist, name)).isFile()).sort();
const rows = files.map((name) => {
  const bytes = readFileSync(join(dist, name));
  return [name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
});
const total = [1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column], 0));
for (const [name, ...sizes] of [["file", "raw", "gzip", "brotli"], ...rows, ["all", ...total]]) {
  console.log(name.padEnd(56), ...sizes.map((size) => String(size).padStart(9)));
}
