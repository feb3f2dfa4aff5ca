// What every end-to-end test stands on: the built page at an address, the practice server beside it, a browser, and for
// each test a context of its own. A test fails by itself when the page writes an error to the console, throws, or meets
// its Content-Security-Policy; it then leaves a picture in shots/.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The folder of the built page. */
export const dist = process.env.DIST ?? `${root}/dist`;
export const shots = fileURLToPath(new URL("shots/", import.meta.url));
const WIDE = { width: 1440, height: 900 };
/** A test that takes so long hangs. It is no measure of speed: a busy machine takes three times as long as an idle one. */
const LIMIT_MILLIS = 110_000;
export const NARROW = { width: 390, height: 844 };

let browser;
let site;
const servers = [];

/** The page's address. */
export const address = () => site.address;

before(async () => {
  assert.ok(existsSync(`${dist}/index.html`), `${dist} is not built: run \`make build\``);
  [browser, site] = await Promise.all([launch(), serve(dist)]);
});

after(async () => {
  servers.forEach((server) => server.kill());
  await browser?.close();
  site?.server.closeAllConnections();
  site?.server.close();
});

/** Starts the practice server on a free port; resolves to its origin. It ends with the tests of the file. */
export async function practice(...words) {
  const target = process.env.CARGO_TARGET_DIR ?? `${root}/target`;
  const child = spawn(`${target}/debug/examples/practice_server`, ["0", ...words], { stdio: ["ignore", "pipe", "inherit"] });
  servers.push(child);
  child.on("error", (error) => assert.fail(`the practice server does not start: ${error.message}; build it with \`cargo build --example practice_server\``));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return /http:\/\/[^\s/]+/.exec(line)?.[0] ?? assert.fail(`the practice server said ${line}`);
}

/** A page of its own, and what went wrong in it so far. */
export async function open({ url = site.address, viewport = WIDE, ...options } = {}) {
  // What a service worker answers, no route of a test sees (tests/e2e/offline.test.mjs has one). What moves takes a third of a
  // test's time to draw: those that are about it ask for it.
  const context = await browser.newContext({ viewport, serviceWorkers: "block", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`thrown: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => console.error(`policy: ${violatedDirective} ${blockedURI}`));
  });
  await page.goto(url);
  const close = async () => {
    // What is still on its way through a route when the test is over is nobody's error.
    await page.unrouteAll({ behavior: "ignoreErrors" }).catch(() => {});
    await context.close();
  };
  return { page, wrong, close };
}

/**
 * A test with a page of its own. `expected` lists what the console may say: the browser itself reports answers such as 503
 * there. One that fails is tried twice more, each time with a new page, and fails unless it passes both times: browser, servers
 * and a busy machine have their moments, and what a defect does to one of three tries it does to one of two. It is named in the
 * summary either way. `ONCE=1` tries everything once.
 */
export function pageTest(name, { expected = [], ...options }, body) {
  test(name, { timeout: 3 * LIMIT_MILLIS + 60_000 }, async (context) => {
    try {
      await attempt(name, expected, options, body);
    } catch (error) {
      if (process.env.ONCE) throw error;
      console.log(`second try: ${name}\n${error.stack ?? error}`);
      context.diagnostic(`second try, after: ${error.message}`);
      for (let more = 0; more < 2; more += 1) await attempt(name, expected, options, body);
    }
  });
}

/** One try: fails when `body` does, when it takes too long, or when the page reported an error. */
async function attempt(name, expected, options, body) {
  const opened = await open(options);
  let timer;
  try {
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`it took more than ${LIMIT_MILLIS / 1000} seconds`)), LIMIT_MILLIS);
    });
    await Promise.race([body(opened.page), late]);
    const unexpected = opened.wrong.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], "the page reported errors");
  } catch (error) {
    mkdirSync(shots, { recursive: true });
    const path = `${shots}failed-${name.replaceAll(/\W+/g, "-")}.png`;
    await opened.page.screenshot({ path }).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
    await opened.close();
  }
}
