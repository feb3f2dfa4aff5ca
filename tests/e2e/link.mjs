// Share links, read and written apart from the page: by the library in a program of its own (examples/link.rs).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

function library(input) {
  const program = `${process.env.CARGO_TARGET_DIR ?? `${root}/target`}/debug/examples/link`;
  const { error, status, stdout, stderr } = spawnSync(program, { input, encoding: "utf8", maxBuffer: 1 << 26 });
  assert.ok(!error, `${program} does not start: build it with \`cargo build --example link\``);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

/** What a link holds: `def`, `input`, `mocks`, `events`, `scenarios`, `lesson`, `files`, `settings`, `project`, `connections`, `view`. */
export const held = (link) => JSON.parse(library(link));

/** The fragment of a link, without `#`, with this text as definition, and this one as lesson. */
export const linkWith = (def, lesson = "") => library(JSON.stringify({ def, lesson }));
