// The page as axe-core judges it.
import { readFileSync } from "node:fs";
import { axe } from "../../scripts/browser.mjs";

/** What axe-core finds: rule and the elements. */
export async function violations(page) {
  // Read into the page by the driver, which its policy does not bind.
  await page.evaluate(readFileSync(axe, "utf8"));
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.any[0]?.message ?? node.failureSummary})`).join(" | ")}`);
}
