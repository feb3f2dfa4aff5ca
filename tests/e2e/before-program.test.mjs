// Before the program has arrived: the text can be read and typed into, and the program takes over what is there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { NARROW, address, open, pageTest } from "./harness.mjs";
import { definition, input, ready, run, runToEnd, soon, textOf } from "./playground.mjs";

/** Holds the program back until what is returned is called. */
async function hold(page) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** Opens the page at that fragment without its program; gives what lets it arrive. */
async function openWithout(page, fragment = "") {
  const release = await hold(page);
  await page.goto(`${address()}${fragment}`);
  await definition(page).waitFor();
  return release;
}

const link = (envelope) => `#d1=${deflateRawSync(JSON.stringify({ v: 1, ...envelope })).toString("base64url")}`;
const long = (name) => JSON.stringify({
  Comment: name, StartAt: "S0",
  States: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`S${n}`, { Type: "Pass", ...(n === 39 ? { End: true } : { Next: `S${n + 1}` }) }])),
}, null, 2);

/** Where the person is in the definition: scroll position, focus, caret. */
const position = (page) =>
  page.evaluate(() => {
    const scroller = document.querySelector("[aria-label=Definition] .cm-scroller");
    const { anchorNode, anchorOffset } = getSelection();
    // Colors, which come a moment later, take a line's text apart.
    const line = anchorNode && (anchorNode.closest ? anchorNode : anchorNode.parentElement).closest(".cm-line");
    const before = document.createRange();
    if (line) before.setStart(line, 0);
    if (line) before.setEnd(anchorNode, anchorOffset);
    return {
      scroll: Math.round(scroller.scrollTop),
      focused: document.activeElement?.getAttribute("aria-label"),
      caret: `${line?.textContent.slice(0, 40)} ${before.toString().length}`,
      editors: document.querySelectorAll("[role=textbox][aria-label=Definition]").length,
    };
  });

for (const [how, prepare] of [["", () => {}], [", also in a browser that loses the focus of what is moved", () => delete Element.prototype.moveBefore]]) {
  pageTest(`what is typed before the program arrives is kept, and typing goes on where it was${how}`, { url: "about:blank" }, async (page) => {
    await page.addInitScript(prepare);
    const release = await openWithout(page);
    await soon(async () => assert.match(await definition(page).innerText(), /"StartAt": "Call third-party API"/));
    await soon(async () => assert.match(await input(page).innerText(), /"ticketId": 42/));
    await definition(page).click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.insertText(long("typed early"));
    for (let line = 0; line < 12; line += 1) await page.keyboard.press("ArrowUp");
    const before = await position(page);
    assert.ok(before.scroll > 0, "the text is longer than the editor");

    release();
    await ready(page);
    await page.locator("#shell").waitFor({ state: "detached" });
    assert.deepEqual(await position(page), before);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("End");
    await page.keyboard.insertText("\n");
    await page.keyboard.press("ControlOrMeta+z");
    assert.equal(await runToEnd(page), "SUCCEEDED");
    assert.equal(await page.getByTestId("timeline-row").first().getAttribute("data-state"), "S0");
    await page.reload();
    await ready(page);
    await soon(async () => assert.match(await definition(page).innerText(), /typed early/));
  });
}

pageTest("a text from a link is there before the program, and typing into it makes it one's own", { url: "about:blank" }, async (page) => {
  const release = await openWithout(page, link({ def: long("linked"), input: '{"from": "link"}' }));
  await soon(async () => assert.match(await definition(page).innerText(), /"Comment": "linked"/));
  await soon(async () => assert.match(await input(page).innerText(), /"from": "link"/));
  await input(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('{"typed": true}');
  release();
  await ready(page);
  assert.equal(await textOf(input(page)), '{"typed": true}');
  assert.match(await definition(page).innerText(), /"Comment": "linked"/);
  assert.match(await page.getByTestId("notice").innerText(), /opened this workflow from a link/);
  await soon(async () => assert.equal(await page.evaluate(() => location.hash), "", "the address no longer says what is here"));
});

pageTest("the text of the last visit is there before the program, YAML too", { url: "about:blank" }, async (page) => {
  await page.goto(address());
  await ready(page);
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("StartAt: Only\nStates:\n  Only:\n    Type: Succeed\n");
  const second = await page.context().newPage();
  await soon(async () => assert.match(await page.evaluate(() => localStorage.getItem("asl-playground.document")), /Only/));
  const release = await openWithout(second);
  assert.equal(await second.locator(".editor-pane.definition .tag").first().innerText(), "YAML");
  assert.match(await textOf(definition(second)), /^StartAt: Only/);
  release();
  await ready(second);
  assert.match(await textOf(definition(second)), /^StartAt: Only/);
  await second.close();
});

pageTest("the page that is left before the program arrived has what was typed when it is loaded again", { url: "about:blank" }, async (page) => {
  const release = await openWithout(page);
  await input(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText('{"not": "lost"}');
  await page.reload();
  await soon(async () => assert.equal(await textOf(input(page)), '{"not": "lost"}'));
  release();
  await ready(page);
  assert.equal(await textOf(input(page)), '{"not": "lost"}');
});

const PARTS = [".brand", ".example-picker", ".run-buttons .button", ".header-tools .button", ".pane-switch", ".editor-pane.definition > .bar",
  ".editor-pane.definition > .editor", ".editor-pane.definition .cm-line", ".setup-pane", ".setup-pane .tabs button", ".editor-pane.input > .editor",
  ".problems", ".column.run", ".graph-area", ".nothing-yet"];

const places = (page) =>
  page.evaluate((parts) => parts.flatMap((part) => [...document.querySelectorAll(part)].slice(0, 5).map((element, index) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return `${part} ${index}: ${[x, y, width, height].map(Math.round)}`;
  })), PARTS);

const WIDE = { width: 1440, height: 900 };

for (const [what, viewport, fragment] of [
  ["the first example, wide", WIDE, ""],
  ["the first example, of a middle width", { width: 1000, height: 700 }, ""],
  ["the first example, narrow", NARROW, ""],
  ["a link", WIDE, link({ def: JSON.stringify({ StartAt: "A", States: { A: { Type: "Succeed" } } }, null, 2), input: "{}" })],
]) {
  pageTest(`nothing moves when the program takes over: ${what}`, { url: "about:blank", viewport }, async (page) => {
    const release = await openWithout(page, fragment);
    await soon(async () => assert.ok((await definition(page).innerText()).length > 20));
    const before = await places(page);
    release();
    await ready(page);
    await page.locator("#shell").waitFor({ state: "detached" });
    assert.deepEqual(await places(page), before);
  });
}

for (const colorScheme of ["light", "dark"]) {
  pageTest(`axe-core finds nothing before the program is here, ${colorScheme}`, { url: "about:blank", colorScheme, reducedMotion: "reduce" }, async (page) => {
    const release = await openWithout(page, link({ def: long("linked"), input: "{}" }));
    assert.deepEqual(await violations(page), []);
    release();
    await ready(page);
  });
}

pageTest("how much of the program is here is shown", { url: "about:blank", reducedMotion: "reduce" }, async (page) => {
  const release = await openWithout(page);
  const bar = page.getByRole("progressbar", { name: "Loading the program" });
  assert.equal(await bar.count(), 1);
  await page.evaluate(() => {
    window.shares = [];
    const bar = document.querySelector("[role=progressbar]");
    new MutationObserver(() => window.shares.push(Number(bar.getAttribute("aria-valuenow")))).observe(bar, { attributes: true });
  });
  release();
  await ready(page);
  const shares = await page.evaluate(() => window.shares);
  assert.equal(shares.at(-1), 100, `${shares}`);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b), "it only grows");
});

for (const [what, pattern] of [["WebAssembly", /\.wasm$/], ["script", /\/app-[^/]*\.js$/]]) {
  test(`without its program's ${what} the page keeps the text readable, and tries again`, { timeout: 60_000 }, async () => {
    const { page, close } = await open({ url: "about:blank" });
    try {
      await page.route(pattern, (route) => route.abort());
      await page.goto(address());
      const alert = page.getByRole("alert");
      await alert.waitFor();
      assert.match(await alert.innerText(), /program could not be loaded/);
      await definition(page).click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(long("kept"));
      assert.ok(await run(page).count() === 0);
      await page.unroute(pattern);
      await page.getByRole("button", { name: "Try again" }).click();
      await ready(page);
      assert.equal(await alert.count(), 0);
      assert.match(await definition(page).innerText(), /"(S0|S39)"/);
      assert.equal(await runToEnd(page), "SUCCEEDED");
    } finally {
      await close();
    }
  });
}
