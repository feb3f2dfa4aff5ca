// Every view of the page (views.mjs) as axe-core judges it, in both themes, and as it is placed: nothing is cut off without a title,
// lies over something else, or sticks out. VIEW=… tries those whose name holds that.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { ready, soon } from "./playground.mjs";
import { VIEWS } from "./views.mjs";

const wanted = Object.entries(VIEWS).filter(([name]) => name.includes(process.env.VIEW ?? ""));
const SIZES = [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 960, height: 600 }, NARROW];

for (const [name, way] of wanted) {
  pageTest(`axe-core finds nothing, and nothing is cut off or lies over something else: ${name}`, { viewport: SIZES[0], reducedMotion: "reduce" }, async (page) => {
    await ready(page);
    await way(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], colorScheme);
    }
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await soon(async () => assert.deepEqual(await misplaced(page), [], `${size.width} × ${size.height}`));
    }
  });
}
