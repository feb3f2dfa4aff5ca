// The share dialog: what a link holds, how long it is, secrets that are told twice, and the ways to send it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { NARROW, address, pageTest } from "./harness.mjs";
import { held } from "./link.mjs";
import { connect, definition, fill, input, oneCall, ready, soon, textOf } from "./playground.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const dialog = (page) => page.getByRole("dialog", { name: "Share this workflow" });
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const part = (page, name) => dialog(page).getByRole("checkbox", { name });

async function opened(page) {
  await page.getByTestId("share-button").click();
  await dialog(page).getByTestId("copy-link").waitFor();
}

/** What a press on that button puts into the clipboard. */
async function copy(page, button) {
  await page.evaluate(() => navigator.clipboard.writeText("nothing"));
  await dialog(page).getByTestId(button).click();
  await soon(async () => assert.notEqual(await copied(page), "nothing"));
  return copied(page);
}

pageTest("the parts are chosen, the length is explained, and each way holds the same", clipboard, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "correct horse", origins: "https://api.example.com" });
  await fill(page, definition(page), oneCall("https://api.example.com/orders"));
  await fill(page, input(page), '{"who": "everyone"}');
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), '{"Call": {"result": "mocked"}}');
  await opened(page);
  assert.deepEqual(await violations(page), []);
  assert.match(await dialog(page).getByTestId("share-length").innerText(), /^\d+ characters\. Short enough for chat/);
  assert.match(await dialog(page).innerText(), /nothing is uploaded/);
  const whole = held(await copy(page, "copy-link"));
  assert.deepEqual([whole.input, whole.mocks], ['{"who": "everyone"}', '{"Call": {"result": "mocked"}}']);
  assert.deepEqual(whole.connections, [{ name: "tests", kind: "basic", origins: ["https://api.example.com"] }], "without user name and password");
  assert.equal(whole.view.tab, "mocks");
  assert.doesNotMatch(JSON.stringify(whole), /demo|correct/);
  const before = await dialog(page).getByTestId("share-link").inputValue();

  await part(page, "Mocks").uncheck();
  await part(page, /^Connections/).uncheck();
  await soon(async () => assert.notEqual(await dialog(page).getByTestId("share-link").inputValue(), before));
  const less = held(await copy(page, "copy-link"));
  assert.deepEqual([less.input, less.mocks, less.connections], ['{"who": "everyone"}', "", []]);
  const link = await dialog(page).getByTestId("share-link").inputValue();
  assert.ok(link.length < before.length && link.startsWith(`${address()}#d2=`), link);
  assert.equal(await copy(page, "copy-markdown"), `[Call](${link})`);

  await dialog(page).getByTestId("show-code").click();
  await dialog(page).getByRole("img", { name: "QR code of the link" }).waitFor();
  assert.deepEqual(await violations(page), []);

  const downloading = page.waitForEvent("download");
  await dialog(page).getByTestId("download-link").click();
  const file = await downloading;
  assert.equal(file.suggestedFilename(), "call.playground.txt");
  const text = await readFile(await file.path(), "utf8");
  assert.equal(text.trim(), link);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });

  // Whoever drops such a file is told what it does, as with a link.
  await fill(page, definition(page), '{"StartAt": "Own", "States": {"Own": {"Type": "Succeed"}}}');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "call.playground.txt", { type: "text/plain" }));
    for (const name of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, text);
  const card = page.getByTestId("link-card");
  await card.waitFor();
  assert.match(await card.innerText(), /GET https:\/\/api\.example\.com\/orders/);
  await card.getByTestId("link-back").click();
  await soon(async () => assert.match(await textOf(definition(page)), /Own/));
});

pageTest("a secret in any form is told twice before it leaves in any way", clipboard, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "correct horse", origins: "https://api.example.com" });
  for (const [form, place] of [["correct horse", 1], ["Y29ycmVjdCBob3JzZQ==", 1], ["correct%20horse", 1], ["sk_live_0123456789abcdef", 1]]) {
    await fill(page, input(page), `{"note": "${form}"}`);
    await opened(page);
    const secrets = dialog(page).getByTestId("share-secrets");
    await soon(async () => assert.match(await secrets.innerText(), new RegExp(`the input \\(line ${place}\\)`)));
    assert.ok(!(await dialog(page).innerText()).includes(form), "it is not repeated");
    assert.equal(await dialog(page).getByTestId("share-link").inputValue(), "", "nor is the link shown");
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
  }
  await opened(page);
  for (const way of ["copy-link", "copy-markdown", "show-code", "download-link"]) {
    await page.evaluate(() => navigator.clipboard.writeText("nothing"));
    await dialog(page).getByTestId(way).click();
    await dialog(page).getByTestId("share-secret-anyway").waitFor();
    assert.equal(await copied(page), "nothing", way);
    assert.equal(await dialog(page).getByTestId("share-code").count(), 0, way);
  }
  assert.deepEqual(await violations(page), []);
  await dialog(page).getByTestId("copy-link").click();
  await dialog(page).getByTestId("share-secret-anyway").click();
  await soon(async () => assert.match(await copied(page), /#d2=/));
  assert.match(held(await copied(page)).input, /sk_live/);
  // Another choice is another question.
  await page.evaluate(() => navigator.clipboard.writeText("nothing"));
  await part(page, "Input").uncheck();
  await soon(async () => assert.equal(await dialog(page).getByTestId("share-secrets").count(), 0));
  assert.doesNotMatch(JSON.stringify(held(await copy(page, "copy-link"))), /sk_live/);
  await part(page, "Input").check();
  await dialog(page).getByTestId("copy-link").click();
  await dialog(page).getByTestId("share-secret-anyway").waitFor();
});

pageTest("a long link has no code, and the dialog fits a phone", { viewport: NARROW, colorScheme: "dark" }, async (page) => {
  await ready(page);
  const numbers = (at) => Array.from({ length: 8 }, (_, index) => ((at + 1) * 48_271 * (index + 3) * 7919) % 999_983).join(" ");
  const states = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`State ${at}`, { Type: "Pass", Comment: numbers(at), End: true }]));
  await fill(page, definition(page), { StartAt: Object.keys(states)[0], States: states });
  await opened(page);
  await soon(async () => assert.match(await dialog(page).getByTestId("share-length").innerText(), /Too long for a QR code|cut off/));
  assert.ok(await dialog(page).getByTestId("show-code").isDisabled());
  const { scroll, width } = await dialog(page).evaluate((element) => ({ scroll: element.scrollWidth, width: element.clientWidth }));
  assert.ok(scroll <= width, `${scroll} > ${width}`);
  assert.deepEqual(await violations(page), []);
});
