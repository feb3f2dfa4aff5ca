// Pictures of the page for people to judge, into shots/: every view (views.mjs), light and dark, at 1440, 1280, 1024, 768, and 390. VIEW=…
// takes those whose name holds that, WIDTH=390 one width, THEME=dark one theme. `--readme` takes the one of README.md.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";
import * as playground from "./playground.mjs";
import { startApi } from "./server.mjs";
import { VIEWS, refused } from "./views.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const shots = `${root}/tests/e2e/shots`;
mkdirSync(shots, { recursive: true });
const [browser, site, api] = await Promise.all([launch(), serve(process.env.DIST ?? `${root}/dist`), startApi()]);

async function visit({ width, height, scheme, body }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(site.address);
  await playground.ready(page);
  await body(page);
  await context.close();
}

const SIZES = { 1440: 900, 1280: 720, 1024: 768, 768: 1024, 390: 844 };
const wanted = (value, filter) => filter === undefined || String(value).includes(filter);

if (process.argv.includes("--readme")) {
  await visit({ width: 1280, height: 800, scheme: "light", body: async (page) => {
    await playground.run(page).click();
    await playground.outcome(page);
    mkdirSync(`${root}/docs`, { recursive: true });
    await page.screenshot({ path: `${root}/docs/screenshot.png` });
  } });
} else {
  let missed = 0;
  for (const [view, way] of Object.entries({ ...VIEWS, "a refused call": refused(api.origin) })) {
    if (!wanted(view, process.env.VIEW)) continue;
    for (const [width, height] of Object.entries(SIZES)) {
      for (const scheme of ["light", "dark"]) {
        if (!wanted(width, process.env.WIDTH) || !wanted(scheme, process.env.THEME)) continue;
        await visit({ width: Number(width), height, scheme, body: async (page) => {
          try {
            await way(page);
          } catch (error) {
            missed += 1;
            console.error(`${view}, ${scheme}, ${width}: ${error.message.split("\n")[0]}`);
          }
          await page.waitForTimeout(250);
          await page.screenshot({ path: `${shots}/${scheme}-${width}-${view.replaceAll(/\W+/g, "-")}.png` });
        } });
      }
    }
  }
  console.log(`the screenshots are in ${shots}`);
  process.exitCode = missed > 0 ? 1 : 0;
}

await browser.close();
api.close();
site.server.closeAllConnections();
site.server.close();
