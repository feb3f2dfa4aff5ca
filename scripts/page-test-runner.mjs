// Runs one file of page tests (`#[wasm_bindgen_test]`) in the installed browser: cargo calls it with the file, because
// .cargo/config.toml says so. wasm-bindgen-test-runner serves the page of the tests; opening it
// here instead of through a driver needs no second program of the browser's own version.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";

const tools = fileURLToPath(new URL("../.tools/bin", import.meta.url));

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
};

const address = `127.0.0.1:${await freePort()}`;
const runner = spawn("wasm-bindgen-test-runner", process.argv.slice(2).filter((word) => word !== "--quiet"), {
  env: { ...process.env, PATH: tools + delimiter + process.env.PATH, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: address, WASM_BINDGEN_USE_BROWSER: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
let said = "";
await new Promise((resolve) => {
  runner.stdout.on("data", (text) => {
    said += text;
    if (said.includes(address) || said.includes("no tests to run")) resolve();
  });
  runner.on("exit", resolve);
});
if (!said.includes(address)) {
  process.stdout.write(said);
  if (runner.exitCode === null) await once(runner, "exit");
  process.exit(runner.exitCode ?? 1);
}

const browser = await launch();
let failed = true;
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(`http://${address}/`);
  const output = page.locator("#output");
  await output.filter({ hasText: /test result: / }).waitFor({ timeout: 300_000 });
  const text = await output.textContent();
  console.log(text);
  failed = !/test result: ok\. /.test(text);
} catch (error) {
  console.error(`the page tests did not finish: ${error.message}`);
} finally {
  await browser.close();
  runner.kill();
}
process.exit(failed ? 1 : 0);
