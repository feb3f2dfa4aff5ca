// The page without a mouse, on a narrow screen, and as axe-core judges it.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, ready, rows, run, runToEnd, soon } from "./playground.mjs";

for (const colorScheme of ["light", "dark"]) {
  for (const [width, viewport] of [["wide", { width: 1440, height: 900 }], ["narrow", NARROW]]) {
    pageTest(`axe-core finds nothing: ${colorScheme}, ${width}`, { colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
      await ready(page);
      assert.deepEqual(await violations(page), [], "first visit");
      await runToEnd(page);
      await rows(page).first().click();
      assert.deepEqual(await violations(page), [], "after a run");
      for (const name of [/^Connections/, /^Relay/, /^Help/]) {
        await page.getByRole("button", { name }).click();
        await page.getByRole("dialog").waitFor();
        for (const summary of await page.getByTestId("differences").locator("summary").all()) await summary.click();
        assert.deepEqual(await violations(page), [], `dialog ${name}`);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
      }
    });
  }
}

/** Presses Tab until the focus is on what `wanted` says; fails after a whole round. */
async function tabTo(page, wanted) {
  const seen = [];
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const it = document.activeElement;
      return `${it.getAttribute("role") ?? it.tagName.toLowerCase()} ${it.getAttribute("aria-label") ?? it.textContent.trim().slice(0, 40)}`;
    });
    if (wanted.test(here)) return;
    seen.push(here);
  }
  assert.fail(`Tab does not reach ${wanted}: ${seen.join(", ")}`);
}

pageTest("everything is done with the keyboard alone", {}, async (page) => {
  await ready(page);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.locator("[data-testid=status][data-status=SUCCEEDED]").waitFor({ timeout: 20_000 });

  await tabTo(page, /^textbox Definition/);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('{"StartAt": "Keys", "States": {"Keys": {"Type": "Pass", "Next": "End"}, "End": {"Type": "Succeed"}}}');
  await page.keyboard.press("ControlOrMeta+Enter");
  await rows(page, "Keys").waitFor();
  await tabTo(page, /^listbox Steps/);
  await page.keyboard.press("Home");
  await soon(async () => assert.equal(await rows(page, "Keys").getAttribute("aria-selected"), "true"));
  await page.keyboard.press("ArrowDown");
  await soon(async () => assert.equal(await rows(page, "End").getAttribute("aria-selected"), "true"));
  await tabTo(page, /^tab /);
  const selectedTab = page.getByTestId("inspector").locator("[role=tab][aria-selected=true]");
  const first = await selectedTab.innerText();
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.notEqual(await selectedTab.innerText(), first));

  await tabTo(page, /^button Help/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await soon(async () => assert.ok(await page.evaluate(() => document.activeElement.closest("dialog, [role=dialog]") !== null), "the dialog has the focus"));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Help", "the focus is back"));
});

pageTest("Escape closes a dialog also in the moment in which it takes the place of the word that it loads", {}, async (page) => {
  // Its chunk comes when the page says that it waits for it, be it the first to ask for it or not.
  let come;
  const awaited = new Promise((resolve) => (come = resolve));
  await page.route(/\/(?:dialogs|help)-[^/]*\.wasm$/, async (route) => {
    await awaited;
    await route.continue();
  });
  await page.addInitScript(() => {
    const { close } = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.close = function (...value) {
      close.apply(this, value);
      globalThis.closedDialog ??= this.textContent;
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    };
  });
  await page.reload();
  await ready(page);
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("dialog").filter({ hasText: "Loading" }).waitFor();
  come();
  await page.waitForFunction(() => globalThis.closedDialog !== undefined);
  assert.match(await page.evaluate(() => globalThis.closedDialog), /Loading/, "it was still loading");
  // A dialog that stays would be open by then; one that closes may take its time.
  await page.waitForTimeout(1000);
  await soon(async () => assert.equal(await page.getByRole("dialog").count(), 0));
});

pageTest("the focus can be seen wherever Tab goes", {}, async (page) => {
  await ready(page);
  await runToEnd(page);
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const it = document.activeElement;
      const box = it.getBoundingClientRect();
      const outside = box.width === 0 || box.height === 0 || box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
      return it !== document.body && outside ? it.outerHTML.slice(0, 120) : null;
    });
    assert.equal(hidden, null, "the focus is on something that is not in view");
  }
});

pageTest("a narrow screen shows it all without scrolling sideways", { viewport: NARROW, hasTouch: true }, async (page) => {
  await ready(page);
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await sideways(), 0);
  await soon(async () => assert.ok(await definition(page).isVisible()));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await rows(page).first().waitFor();
  assert.equal(await sideways(), 0, "with a run");
  await rows(page).first().click();
  await soon(async () => assert.ok(await page.getByTestId("inspector").isVisible()));
  assert.equal(await sideways(), 0, "with a step selected");
  for (const name of ["Definition", "Setup", "Run"]) {
    await page.getByRole("navigation", { name: "Page sections" }).getByRole("button", { name }).click();
    assert.equal(await sideways(), 0, name);
  }
  await soon(async () => assert.ok(await run(page).isVisible()));
});

pageTest("a chosen theme is there before the page is, and survives a reload", { colorScheme: "light", expected: [/_bg\.wasm/, /Failed to fetch/] }, async (page) => {
  await ready(page);
  const theme = page.getByTestId("theme-switch");
  for (let press = 0; press < 3 && !/dark/.test(await theme.getAttribute("aria-label")); press += 1) await theme.click();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.route(/_bg\.wasm$/, (route) => route.abort());
  await page.reload({ waitUntil: "domcontentloaded" });
  await soon(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark"));
  assert.equal(await background(), dark, "the colours do not wait for the program");
  await page.unroute(/_bg\.wasm$/);
  await page.reload();
  await ready(page);
});

pageTest("the help has the full list of differences from AWS, and of decisions where AWS does not document the behavior", {}, async (page) => {
  await ready(page);
  await page.getByRole("button", { name: /^Help/ }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Differences from AWS" }).click();
  const chapter = page.getByTestId("differences").locator("details").filter({ hasText: "HTTP Task: what AWS does not document" });
  await chapter.locator("summary").click();
  await chapter.getByRole("rowheader", { name: "A connection, DNS, or TLS failure" }).waitFor();
  await chapter.getByRole("cell", { name: "States.Http.Socket" }).waitFor();
});
