// The page in another language: one that is made of the catalog (`examples/texts.rs`), from right to left, in which every text of
// the page is marked. What is not marked is either the visitor's own, or a text that nobody could translate.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { dist, pageTest } from "./harness.mjs";
import { definition, fill, ready, rows, run, runToEnd, soon } from "./playground.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "languages-"));
let site;

before(async () => {
  const program = `${process.env.CARGO_TARGET_DIR ?? `${root}/target`}/debug/examples/texts`;
  const { stdout, error } = spawnSync(program, { encoding: "utf8", maxBuffer: 16 << 20 });
  assert.ifError(error);
  const catalog = Object.fromEntries(Object.keys(JSON.parse(stdout)).map((text) => [text, `${text}‡`]));
  cpSync(dist, folder, { recursive: true });
  writeFileSync(join(folder, "texts-ar.json"), JSON.stringify(catalog));
  writeFileSync(join(folder, "translate.js"), readFileSync(`${root}/www/translate.bundle.js`));
  const index = readFileSync(join(folder, "index.html"), "utf8");
  writeFileSync(join(folder, "index.html"), index.replace("<html ", `<html data-translate="./translate.js" data-translations='{"ar":"./texts-ar.json"}' `));
  assert.ok(readdirSync(folder).includes("index.html"));
  site = await serve(folder);
});

after(() => {
  site?.server.closeAllConnections();
  site?.server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The texts that can be seen, belong to the page, and are not marked. */
const unmarked = (page) =>
  page.evaluate(() => {
    const own = '[translate="no"], code, kbd, pre, samp, textarea, script, style, .json-line, .cm-editor, option';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      if (!/\p{L}{2}/u.test(node.data) || node.data.includes("‡") || element.closest(own) || !element.checkVisibility()) continue;
      found.add(`${node.data.trim()} (${element.tagName.toLowerCase()}.${element.className})`);
    }
    return [...found];
  });

/** What is the same in every language: names of products, formats, types, units, and methods. */
const SAME = /^(?:ASL Playground|JSON|YAML|GET|POST|\d[\d.,]* (?:ms|s|min|B|KB|MB)|HTTP[ \d]*|(?:Pass|Task|Choice|Wait|Succeed|Fail|Map|Parallel|http:invoke)(?: .*)?)(?: \(|$)/;

pageTest("the page can be translated, and read from right to left", { locale: "ar-EG" }, async (page) => {
  await page.goto(site.address);
  await ready(page);
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
  await soon(async () => assert.match(await run(page).innerText(), /^Run‡/));
  const left = new Set();
  const look = async () => (await unmarked(page)).filter((text) => !SAME.test(text)).forEach((text) => left.add(text));
  await look();
  await fill(page, definition(page), { StartAt: "Run", States: { Run: { Type: "Pass", Result: { Output: "Help" }, Next: "Stop" }, Stop: { Type: "Succeed" } } });
  await runToEnd(page);
  await rows(page, "Run").click();
  await look();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(wide, "nothing sticks out sideways");
  for (const shown of [rows(page, "Run"), page.getByTestId("inspector").getByRole("heading", { name: "Run" })]) {
    assert.doesNotMatch(await shown.first().innerText(), /Run‡/, "a state keeps its name, though the page has a text like it");
  }
  assert.deepEqual([...left], [], "each is in the catalog, or has translate=no");
});

pageTest("the address chooses a language, which is kept", {}, async (page) => {
  const language = () => page.evaluate(() => document.documentElement.lang);
  await page.goto(`${site.address}?language=ar`);
  await soon(async () => assert.equal(await language(), "ar"));
  await page.goto(site.address);
  await soon(async () => assert.equal(await language(), "ar"));
  await page.goto(`${site.address}?language=en`);
  await ready(page);
  assert.equal(await language(), "en");
});
