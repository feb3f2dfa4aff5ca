// The gallery of examples: pictures, search, addresses, keyboard, and every width.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { NARROW, pageTest } from "./harness.mjs";
import { definition, ready, runToEnd, soon, textOf } from "./playground.mjs";

const cards = (page) => page.getByTestId("gallery-card");

async function opened(page) {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("*gallery");
  await cards(page).first().waitFor();
}

pageTest("all examples are there with their pictures, are found by words, and open at their address", {}, async (page) => {
  await opened(page);
  const number = await cards(page).count();
  assert.ok(number >= 30, `${number} examples`);
  await page.waitForFunction(() => document.querySelectorAll(".gallery-picture img").length >= 28, undefined, { timeout: 20_000 });
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("gallery-search").fill("compensation");
  await soon(async () => assert.deepEqual(await cards(page).locator(".gallery-title").allInnerTexts(), ["Pattern: a saga with compensation"]));
  await page.getByTestId("gallery-search").fill("no such thing");
  await page.getByText("No example has these words.").waitFor();
  await page.getByTestId("gallery-search").fill("waitForTaskToken");
  await soon(async () => assert.equal(await cards(page).count(), 2, "what is in the text is found too"));
  assert.match(await cards(page).first().getAttribute("href"), /#example\/callback$/);
  await cards(page).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await soon(async () => assert.match(await textOf(definition(page)), /Ask for approval/));
  assert.equal(await page.getByTestId("status").count(), 0, "nothing runs by itself");
  assert.equal(await runToEnd(page), "SUCCEEDED", "with its mock");
});

pageTest("the gallery fits a phone, dark", { viewport: NARROW, colorScheme: "dark" }, async (page) => {
  await opened(page);
  const { scroll, width } = await page.getByRole("dialog").evaluate((element) => ({ scroll: element.scrollWidth, width: element.clientWidth }));
  assert.ok(scroll <= width, `${scroll} > ${width}`);
  assert.deepEqual(await violations(page), []);
});
