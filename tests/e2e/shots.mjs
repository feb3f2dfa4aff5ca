// Pictures of the page for people to judge, into shots/: light and dark, 1440 and 390 wide, before and after a run, each
// dialog. `--readme` takes the one of README.md.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";
import * as playground from "./playground.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const shots = `${root}/tests/e2e/shots`;
mkdirSync(shots, { recursive: true });
const [browser, site] = await Promise.all([launch(), serve(`${root}/dist`)]);

async function visit({ width, height, scheme, body }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(site.address);
  await playground.ready(page);
  await body(page);
  await context.close();
}

const SIZES = { 1440: 900, 390: 844 };

/** What is pictured, in the order of its steps. */
async function album(page, name) {
  const take = (what, options = {}) => page.screenshot({ path: `${shots}/${name}-${what}.png`, ...options });
  await take("1-first");
  await playground.run(page).click();
  await page.waitForTimeout(700);
  await take("2-running");
  await playground.outcome(page);
  await take("3-ended");
  await take("4-whole", { fullPage: true });
}

if (process.argv.includes("--readme")) {
  await visit({ width: 1280, height: 800, scheme: "light", body: async (page) => {
    await playground.run(page).click();
    await playground.outcome(page);
    mkdirSync(`${root}/docs`, { recursive: true });
    await page.screenshot({ path: `${root}/docs/screenshot.png` });
  } });
} else {
  for (const [width, height] of Object.entries(SIZES)) {
    for (const scheme of ["light", "dark"]) {
      await visit({ width: Number(width), height, scheme, body: (page) => album(page, `${scheme}-${width}`) });
    }
  }
  console.log(`the screenshots are in ${shots}`);
}

await browser.close();
site.server.closeAllConnections();
site.server.close();
