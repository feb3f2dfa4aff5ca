// Help and the palette: pages with addresses, a search over everything, both with the keyboard alone.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, address, pageTest } from "./harness.mjs";
import { definition, outcome, ready, soon, textOf } from "./playground.mjs";

const search = (page) => page.getByTestId("palette-search");
const options = (page) => page.getByRole("dialog").getByRole("option");
const closed = (page) => page.getByRole("dialog").waitFor({ state: "detached" });

async function palette(page, words = "") {
  await page.keyboard.press("ControlOrMeta+k");
  await search(page).waitFor();
  await soon(async () => assert.ok(await search(page).evaluate((field) => field === document.activeElement), "the field has the focus by itself"));
  await page.keyboard.type(words);
  await soon(async () => assert.equal(await search(page).inputValue(), words, "what is typed stands in the field"));
}

pageTest("one search finds commands, states, examples and help, and the keyboard alone chooses", { expected: [] }, async (page) => {
  await ready(page);
  await palette(page, "run");
  await soon(async () => assert.match(await options(page).first().innerText(), /^Run\b/));
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  assert.equal(await outcome(page), "SUCCEEDED");

  await palette(page, "call third");
  await soon(async () => assert.match(await options(page).first().innerText(), /Call third-party API/));
  await page.keyboard.press("Enter");
  await closed(page);
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Definition"));

  await palette(page, "theme dark");
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark"));
  await closed(page);

  await palette(page, "preflight");
  await soon(async () => assert.match(await options(page).first().innerText(), /CORS/));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "CORS" }).waitFor();
  assert.deepEqual(await violations(page), [], "the help");
  await page.keyboard.press("Escape");
  await closed(page);

  await palette(page);
  await soon(async () => assert.match(await options(page).first().innerText(), /CORS/, "what was chosen last is on top"));
  await page.keyboard.press("ArrowUp");
  await soon(async () => assert.equal(await options(page).last().getAttribute("aria-selected"), "true", "from the first to the last"));
  await page.keyboard.type("no such thing anywhere");
  await page.getByText("Nothing found.").waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await closed(page);

  await palette(page, "saga");
  await page.keyboard.press("Enter");
  await soon(async () => assert.match(await textOf(definition(page)), /Compensat|Cancel|Undo/i));
});

pageTest("pages of help have addresses, links, and a search", {}, async (page) => {
  await page.goto(`${address()}#help/privacy`);
  await ready(page);
  const dialog = page.getByRole("dialog", { name: "Help" });
  await dialog.getByRole("heading", { name: "Privacy" }).waitFor();
  await dialog.getByRole("link", { name: "sandbox" }).click();
  await dialog.getByRole("heading", { name: "Lambda functions" }).waitFor();
  assert.match(page.url(), /#help\/lambda$/, "the address follows");
  await page.getByTestId("help-search").fill("backoffrate");
  await soon(async () => assert.match(await dialog.getByRole("region", { name: "Results" }).innerText(), /Errors/));
  await dialog.getByRole("link", { name: /^Errors/ }).click();
  await dialog.getByRole("heading", { name: "Error names" }).waitFor();
  await dialog.getByText("States.Http.Socket").first().waitFor();
  await dialog.getByRole("link", { name: "Functions of JSONPath and JSONata" }).click();
  await dialog.getByText("States.MathAdd(").first().waitFor();
  await dialog.getByRole("link", { name: "Problems" }).click();
  await dialog.getByText("Problem codes").click();
  await dialog.getByText("ASL0602").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(!page.url().includes("#help"), page.url());
  await page.evaluate(() => (location.hash = "#help/no-such-page"));
  await dialog.getByRole("heading", { name: "Start here" }).waitFor();
});

pageTest("the palette and the help fit a phone, dark", { viewport: NARROW, colorScheme: "dark" }, async (page) => {
  await ready(page);
  await page.getByTestId("palette-button").click();
  await search(page).fill("connections");
  await soon(async () => assert.match(await options(page).first().innerText(), /Connections/));
  const fits = () => page.getByRole("dialog").evaluate((element) => element.scrollWidth <= element.clientWidth && element.getBoundingClientRect().right <= innerWidth);
  assert.ok(await fits());
  assert.deepEqual(await violations(page), []);
  await search(page).fill("differences from aws");
  await options(page).first().click();
  await page.getByTestId("differences").waitFor();
  assert.ok(await fits());
  assert.deepEqual(await violations(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
});
