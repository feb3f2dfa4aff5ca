// Brotli at its best quality, kept below target/ by content: the page's largest file takes seconds.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const folder = fileURLToPath(new URL("../target/brotli/", import.meta.url));

/** `bytes` compressed with brotli, quality 11. */
export async function best(bytes) {
  const file = `${folder}${createHash("sha256").update(bytes).digest("hex")}`;
  try {
    return readFileSync(file);
  } catch { /* not compressed before */ }
  const compressed = await quick(bytes, constants.BROTLI_MAX_QUALITY);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, compressed);
  return compressed;
}

/** `bytes` compressed with brotli in a moment. */
export const quick = (bytes, quality = 5) =>
  compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
