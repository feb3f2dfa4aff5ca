// The relay of the tests: the real program, started for the page under test.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after } from "node:test";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const started = [];
after(() => started.forEach((child) => child.kill()));

/** An environment without credentials of AWS: those of whoever runs the tests are nobody's business. */
function withoutKeys() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return { ...Object.fromEntries(own), HOME: `${root}/target/no-home` };
}

/** Starts a relay on a free port; resolves to its address, its token and all that it said. It ends with the tests of the file. */
export async function startRelay({ page, local = [], hosts = [], aws }) {
  const target = process.env.CARGO_TARGET_DIR ?? `${root}/target`;
  const words = ["--port", "0", "--page", new URL(page).origin, ...local.flatMap((origin) => ["--local", origin]), ...hosts, ...(aws ? ["--aws-endpoint", aws] : [])];
  const child = spawn(`${target}/debug/asl-relay`, words, { env: withoutKeys(), stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  child.on("error", (error) => assert.fail(`the relay does not start: ${error.message}; build it with \`cargo build -p asl-relay\``));
  const said = [];
  child.stderr.on("data", (text) => said.push(String(text)));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => said.push(line));
  while (!said.some((line) => line.includes("calls  "))) await once(lines, "line");
  return {
    address: /http:\/\/\S+/.exec(said[0])[0],
    token: /token {2}(\S+)/.exec(said.join("\n"))[1],
    said: () => said.join("\n"),
    stop: () => child.kill(),
  };
}

/** Fills in the relay's dialog and presses Connect; resolves to what it then says. */
export async function useRelay(page, { address, token }, { all = false, redirects = false } = {}) {
  await page.getByTestId("relay-button").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address", { exact: true }).fill(address);
  await dialog.getByLabel("Token", { exact: true }).fill(token);
  if (all) await dialog.getByLabel("All calls").check();
  if (redirects) await dialog.getByLabel(/^Follow redirects/).check();
  await page.getByTestId("relay-connect").click();
  const said = page.getByTestId("relay-status");
  await said.getByText(/Connected|Wrong token|Not running|Busy|Unexpected response|not valid/).waitFor();
  const text = await said.innerText();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  return text;
}
