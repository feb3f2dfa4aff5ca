// What is typed is kept: whichever tab writes last, whatever the storage holds, and when the program breaks.
import assert from "node:assert/strict";
import { address, pageTest } from "./harness.mjs";
import { definition, fill, ready, soon, textOf } from "./playground.mjs";

const named = (name) => JSON.stringify({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });
const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }));
const newest = (page) => page.evaluate(() => JSON.parse(localStorage.getItem("asl-playground.document")).definition);

/** Types and waits until that is kept. */
async function write(page, name) {
  await fill(page, definition(page), named(name));
  await page.waitForFunction((name) => JSON.parse(localStorage.getItem("asl-playground.document") ?? "{}").definition?.includes(name), name);
}

pageTest("a tab that is closed leaves the newer work of another alone", {}, async (page) => {
  await ready(page);
  await write(page, "First");
  const other = await page.context().newPage();
  await other.goto(address());
  await ready(other);
  await write(other, "Second");
  await page.goto("about:blank");
  assert.match(await newest(other), /Second/, "the older tab wrote over it");
  assert.match(await stored(other), /First/, "the older document is kept");
  await other.close();
  await page.goto(address());
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /First/, "a tab has its own document again"));
});

pageTest("tabs that take turns in writing lose nothing, and a new one begins with the newest", {}, async (page) => {
  await ready(page);
  await write(page, "One");
  const other = await page.context().newPage();
  await other.goto(address());
  await ready(other);
  await write(other, "Two");
  await write(page, "Three");
  await write(other, "Four");
  assert.match(await stored(page), /Three/);
  const third = await page.context().newPage();
  await third.goto(address());
  await ready(third);
  await soon(async () => assert.match(await textOf(definition(third)), /Four/));
  await third.getByTestId("example-picker").selectOption({ label: "↩ Back to my workflow (starts at Three)" });
  await soon(async () => assert.match(await textOf(definition(third)), /Three/));
  await page.reload();
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /Three/));
});

pageTest("what a later version keeps is left alone, and said", {}, async (page) => {
  await ready(page);
  const later = { version: 99, pages: ["later"] };
  const connection = { form: "of a later version" };
  await page.evaluate(([later, connection]) => {
    localStorage.setItem("asl-playground.document", later);
    sessionStorage.setItem("asl-playground.connections", connection);
  }, [JSON.stringify(later), JSON.stringify([connection])]);
  await page.goto("about:blank");
  await page.goto(address());
  await ready(page);
  await page.getByTestId("notice").filter({ hasText: "newer version" }).waitFor();
  await fill(page, definition(page), named("Now"));
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("Now"));
  assert.deepEqual(JSON.parse(await page.evaluate(() => localStorage.getItem("asl-playground.document"))), later);
  assert.match(await page.evaluate(() => sessionStorage.getItem("asl-playground.connections")), /of a later version/);
  await page.reload();
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /Now/));
});

pageTest("a document of an unknown origin is not thrown away", { expected: [/favicon/] }, async (page) => {
  await ready(page);
  await page.goto("about:blank");
  await page.goto(`${address()}evaluator.js`);
  await page.evaluate((text) => localStorage.setItem("asl-playground.document", JSON.stringify({ definition: text, input: "{}", origin: { team: "a" }, edited: true })), named("Kept"));
  await page.goto(address());
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /Kept/));
});

// As if the program had exhausted the stack while it drew: what Chromium and WebKit throw, and what Firefox does.
for (const [name, said] of [["RangeError", "Maximum call stack size exceeded"], ["InternalError", "too much recursion"]]) pageTest(`after any error the page says so, offers the text, and keeps what is typed: ${name}`, { expected: [/thrown|Maximum call stack|too much recursion/] }, async (page) => {
  await ready(page);
  await write(page, "Before");
  await page.evaluate(([name, said]) => {
    const Thrown = window[name] ?? class extends Error {};
    setTimeout(() => {
      throw new Thrown(said);
    });
  }, [name, said]);
  const box = page.locator("#failure");
  await box.waitFor();
  // As if it did nothing any more: its own saving is switched off.
  await page.evaluate(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (!/stamp":"[^"]*[^"]/.test(value) || JSON.parse(value).definition?.includes("Before")) return set.call(this, key, value);
      // Only www/boot.js leaves the stamp of the record as it was.
      const known = JSON.parse(localStorage.getItem(key) ?? "{}").stamp;
      if (JSON.parse(value).stamp === known) set.call(this, key, value);
    };
  });
  await fill(page, definition(page), named("After"));
  await soon(async () => assert.match(await newest(page), /After/));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await box.getByRole("button", { name: "Copy the definition" }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /After/);
  await box.getByRole("button", { name: "Close" }).click();
  await box.waitFor({ state: "hidden" });
});
