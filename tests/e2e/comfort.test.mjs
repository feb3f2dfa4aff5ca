// Several workflows as tabs, earlier versions, undo across a load, what saving says, paper, and pages from right to left.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, address, pageTest } from "./harness.mjs";
import { definition, fill, input, openExample, outcome, ready, run, soon, textOf } from "./playground.mjs";

const named = (name) => JSON.stringify({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });
const tabs = (page) => page.getByTestId("document-tab");
const names = (page) => tabs(page).allInnerTexts();
const shows = (page, pattern) => soon(async () => assert.match(await textOf(definition(page)), pattern));
const stored = (page, key) => page.evaluate((key) => localStorage.getItem(`asl-playground.${key}`), key);

async function command(page, words) {
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByTestId("palette-search").fill(words);
  await page.getByRole("dialog").getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

pageTest("workflows are open side by side, each with its texts, its run and what can be undone in it, and come back after a reload", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), named("One"));
  await run(page).click();
  await outcome(page);
  await command(page, "new workflow in a tab");
  await soon(async () => assert.deepEqual(await names(page), ["One", "New workflow"]));
  await fill(page, definition(page), named("Two"));
  await fill(page, input(page), '{"of": "two"}');
  await command(page, "new workflow in a tab");
  await fill(page, definition(page), named("Three"));
  await soon(async () => assert.deepEqual(await names(page), ["One", "Two", "Three"]));
  assert.deepEqual(await violations(page), []);

  await tabs(page).nth(0).click();
  await shows(page, /One/);
  assert.equal(await page.getByTestId("status").count(), 1, "its run is there");
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.ok(!(await textOf(definition(page))).includes("Three"), "undo stays within the tab"));
  await page.keyboard.press("ControlOrMeta+y");
  await shows(page, /One/);

  await tabs(page).nth(0).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ControlOrMeta+Shift+ArrowLeft");
  await soon(async () => assert.deepEqual(await names(page), ["Two", "One", "Three"], "moved by keys"));
  await page.keyboard.press("F2");
  await page.getByLabel("Name of the workflow").fill("Orders");
  await page.keyboard.press("Enter");
  await soon(async () => assert.deepEqual(await names(page), ["Orders", "One", "Three"]));
  await page.keyboard.press("Enter");
  await shows(page, /Two/);
  await soon(async () => assert.match(await textOf(input(page)), /of.*two/));

  await soon(async () => assert.match((await stored(page, "windows")) ?? "", /Three/));
  await soon(async () => assert.match((await stored(page, "document")) ?? "", /Orders/));
  await page.reload();
  await ready(page);
  await soon(async () => assert.deepEqual(await names(page), ["Orders", "One", "Three"]));
  await shows(page, /Two/);

  await tabs(page).nth(0).focus();
  await page.keyboard.press("Delete");
  await soon(async () => assert.deepEqual(await names(page), ["One", "Three"]));
  await page.getByTestId("reopen-tab").click();
  await soon(async () => assert.deepEqual(await names(page), ["Orders", "One", "Three"]));
  await shows(page, /Two/);
});

pageTest("a second window begins with the newest workflow and not with the tabs of the first; a left window's tabs are taken over", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), named("One"));
  await command(page, "new workflow in a tab");
  await fill(page, definition(page), named("Two"));
  await soon(async () => assert.match((await stored(page, "document")) ?? "", /Two/));
  const other = await page.context().newPage();
  await other.goto(address());
  await ready(other);
  await shows(other, /Two/);
  assert.equal(await tabs(other).count(), 0);
  await other.close();
  await page.goto("about:blank");
  const third = await page.context().newPage();
  await third.goto(address());
  await ready(third);
  await soon(async () => assert.deepEqual(await names(third), ["One", "Two"]));
});

pageTest("earlier versions are kept before a load, compared, restored, and a restore is taken back", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), named("Mine"));
  await soon(async () => assert.match(await page.getByTestId("saved-note").innerText(), /^Saved \d+:\d\d$/));
  await openExample(page, "choice");
  await soon(async () => assert.ok(await stored(page, "versions")));
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByTestId("palette-search").fill("earlier versions");
  await page.keyboard.press("Enter");
  await page.getByTestId("versions").getByRole("option").first().waitFor();
  assert.match(await page.getByTestId("versions").innerText(), /Mine[\s\S]*before another workflow was opened/);
  const shown = page.getByTestId("version-shown");
  await soon(async () => assert.match(await shown.innerText(), /\+[\s\S]*Mine/, "what restoring adds"));
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("restore-version").click();
  await shows(page, /Mine/);
  // Another workflow in between: those of this one are listed first, and the rest is one press away.
  await fill(page, definition(page), named("Other"));
  await openExample(page, "choice");
  await soon(async () => assert.match(await page.evaluate(() => localStorage["asl-playground.versions"] ?? ""), /Other/));
  await fill(page, definition(page), named("Mine"));
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByTestId("palette-search").fill("earlier versions");
  await page.keyboard.press("Enter");
  const versions = page.getByTestId("versions");
  await versions.getByRole("option").first().waitFor();
  assert.doesNotMatch(await versions.innerText(), /Other/);
  await page.getByTestId("versions-of-others").check();
  await soon(async () => assert.match(await versions.innerText(), /Other/));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await openExample(page, "choice");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByTestId("palette-search").fill("earlier versions");
  await page.keyboard.press("Enter");
  await versions.getByRole("option").filter({ hasText: "Mine" }).first().click();
  await page.getByTestId("restore-version").click();
  await shows(page, /Mine/);
  await page.getByTestId("notice").filter({ hasText: "saved" }).count();
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.ok(!(await textOf(definition(page))).includes("Mine"), "the restore is taken back"));
});

pageTest("undo in the definition takes a load back as a whole", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), named("Mine"));
  await fill(page, input(page), '{"mine": true}');
  await openExample(page, "choice");
  await soon(async () => assert.ok(!(await textOf(input(page))).includes("mine")));
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await shows(page, /Mine/);
  await soon(async () => assert.match(await textOf(input(page)), /mine/, "its input came along"));
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+y");
  await soon(async () => assert.ok(!(await textOf(definition(page))).includes("Mine")));
  await soon(async () => assert.ok(!(await textOf(input(page))).includes("mine"), "and went along again"));
});

pageTest("when the storage is full, earlier versions give way, and then it is said", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), named("Mine"));
  await page.getByTestId("saved-note").waitFor();
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await fill(page, definition(page), named("Full"));
  await page.getByTestId("notice").filter({ hasText: /does not save|no space/ }).waitFor();
  await soon(async () => assert.equal(await page.getByTestId("saved-note").innerText(), "Not saved"));
});

pageTest("paper has the graph, the run and the whole definition", {}, async (page) => {
  await ready(page);
  await openExample(page, "choice");
  await run(page).click();
  await outcome(page);
  await page.keyboard.press("ControlOrMeta+p");
  const sheet = page.getByTestId("print-sheet");
  await sheet.getByRole("img").waitFor();
  assert.match(await sheet.innerText(), /Run[\s\S]*Succeeded[\s\S]*Definition[\s\S]*"StartAt"/);
  assert.deepEqual(await violations(page), []);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByTestId("run-button").isHidden());
  const { height, whole } = await sheet.evaluate((element) => ({ height: element.getBoundingClientRect().height, whole: document.documentElement.scrollHeight }));
  assert.ok(height > 900 && whole >= height - 1, `all of it is on paper: ${height} of ${whole}`);
});

for (const viewport of [{ width: 1440, height: 900 }, NARROW]) pageTest(`from right to left nothing breaks, ${viewport.width}`, { viewport }, async (page) => {
  await ready(page);
  await run(page).click();
  await outcome(page);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.ok(!wide, "nothing is wider than the screen");
  const directions = await page.evaluate(() => [".cm-editor", ".graph-canvas", ".track"].map((place) => getComputedStyle(document.querySelector(place)).direction));
  assert.deepEqual(directions, ["ltr", "ltr", "ltr"]);
  if (viewport.width < 500) return;
  const { source, stage } = await page.evaluate(() => Object.fromEntries([["source", ".column.edit"], ["stage", ".column.run"]].map(([name, place]) => [name, document.querySelector(place).getBoundingClientRect().left])));
  assert.ok(source > stage, "the source is on the right");
  const line = page.locator(".workspace > .splitter");
  const before = Number(await line.getAttribute("aria-valuenow"));
  await line.focus();
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.equal(Number(await line.getAttribute("aria-valuenow")), before + 2, "the left arrow moves it to the left"));
});
