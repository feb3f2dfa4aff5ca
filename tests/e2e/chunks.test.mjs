// What a first visit does not need is fetched when it is wanted, each part once; what cannot be fetched says so, and a
// second try works.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { definition, fill, inspector, outcome, problems, ready, run, runToEnd, soon } from "./playground.mjs";

const REFUSED = [/Failed to load resource/];

/** Opens the page anew: the names of the modules that it asks for, as often as it asks. */
async function modules(page, { savesData = true } = {}) {
  const asked = [];
  page.on("request", (request) => {
    const [, name] = /\/([^/]+)\.wasm$/.exec(new URL(request.url()).pathname) ?? [];
    if (name) asked.push(name);
  });
  // What the page that is left asks for is another matter.
  page.once("framenavigated", () => asked.splice(0));
  // A browser that saves data fetches only what is wanted.
  if (savesData) await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await page.reload();
  await ready(page);
  return asked;
}

const isHere = (asked, chunk) => asked.some((name) => name.startsWith(`${chunk}-`));
const twice = (asked) => asked.filter((name, index) => asked.indexOf(name) !== index);

/** A machine with one expression, which takes so long that a worker evaluates it. */
const long = JSON.stringify({
  QueryLanguage: "JSONata",
  StartAt: "Sum",
  States: { Sum: { Type: "Pass", Output: "{% $sum($map([1..60000], function($i) { $i % 7 })) %}", End: true } },
}, null, 2);

pageTest("the first example runs without the JSONata engine, and an expression brings it, once", {}, async (page) => {
  const asked = await modules(page);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  assert.deepEqual(["jsonata", "templates", "editing", "dialogs", "setup"].filter((chunk) => isHere(asked, chunk)), [], "nobody wanted these");
  await fill(page, definition(page), long.replace("% 7", "% nope("));
  await problems(page).first().waitFor();
  assert.ok(isHere(asked, "jsonata"), "the expression was checked");
  await fill(page, definition(page), long);
  await soon(async () => assert.equal(await problems(page).count(), 0));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await inspector(page).getByRole("tab", { name: "Output" }).click();
  await soon(async () => assert.match(await inspector(page).getByRole("tabpanel").innerText(), /\d{6}/));
  assert.deepEqual(twice(asked), [], "the worker has the engine from the page");
  await soon(async () => assert.ok(isHere(asked, "stored"), "the run is kept"));
  assert.ok(!isHere(asked, "recorded"), "what keeps a run does not bring what replays one");
});

pageTest("a dialog that cannot be fetched says so, and a second try shows it", { expected: REFUSED }, async (page) => {
  await modules(page);
  await page.route(/dialogs-[^/]*\.wasm$/, (route) => route.abort());
  await page.getByTestId("connections-button").click();
  const dialog = page.getByRole("dialog");
  await soon(async () => assert.match(await dialog.getByRole("alert").innerText(), /could not be loaded\. Check your network connection\./));
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByRole("alert").waitFor();
  await page.unroute(/dialogs-[^/]*\.wasm$/);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await dialog.getByRole("heading", { name: "Connections" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

pageTest("without the JSONata engine neither a check nor a run is shown, and a second try shows both", { expected: REFUSED }, async (page) => {
  await modules(page);
  await page.route(/jsonata-[^/]*\.wasm$/, (route) => route.abort());
  await fill(page, definition(page), long.replace("$sum", "$summe"));
  const notice = page.getByTestId("notice");
  await soon(async () => assert.match(await notice.innerText(), /The JSONata engine could not be loaded\. Check your network connection\./));
  assert.equal(await problems(page).count(), 0, "no problem is told that is none");
  await run(page).click();
  await notice.waitFor();
  assert.equal(await page.getByTestId("status").count(), 0, "nothing runs");
  await page.unroute(/jsonata-[^/]*\.wasm$/);
  await notice.getByRole("button", { name: "Try again" }).click();
  await problems(page).first().waitFor();
  await fill(page, definition(page), long);
  await soon(async () => assert.equal(await problems(page).count(), 0));
  assert.equal(await runToEnd(page), "SUCCEEDED");
});

pageTest("Run means the example that was chosen, also while its text is still on its way", {}, async (page) => {
  await modules(page);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/setup-[^/]*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByTestId("example-picker").selectOption("choice");
  await run(page).click();
  await page.waitForTimeout(300);
  assert.equal(await page.getByTestId("status").count(), 0, "what is still open is not run");
  release();
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.equal(await page.getByTestId("example-picker").inputValue(), "choice");
});

pageTest("a page that is left alone fetches the rest of itself, each part once", {}, async (page) => {
  const asked = await modules(page, { savesData: false });
  const all = ["run_parts", "network", "details", "editing", "setup", "dialogs", "exports", "yaml", "jsonata", "templates"];
  const end = Date.now() + 40_000;
  while (all.some((chunk) => !isHere(asked, chunk)) && Date.now() < end) await page.waitForTimeout(250);
  assert.deepEqual(all.filter((chunk) => !isHere(asked, chunk)), []);
  await page.getByTestId("connections-button").click();
  await page.getByRole("dialog").getByRole("heading", { name: "Connections" }).waitFor();
  assert.deepEqual(twice(asked), []);
});

pageTest("what the editor fetches later and cannot is said in the page, and a second try brings it", { expected: REFUSED }, async (page) => {
  await page.route(/editor-late\.bundle\.js/, (route) => route.abort());
  await page.reload();
  await ready(page);
  await definition(page).click();
  const notice = page.getByTestId("notice");
  await soon(async () => assert.match(await notice.innerText(), /Search and completion in the editor could not be loaded\. Check your network connection\./));
  await notice.getByRole("button", { name: "Try again" }).click();
  await notice.waitFor();
  await page.unroute(/editor-late\.bundle\.js/);
  await notice.getByRole("button", { name: "Try again" }).click();
  await notice.waitFor({ state: "detached" });
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+f");
  await page.locator(".cm-search").waitFor();
});

pageTest("the connections of a first visit are kept with its document", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}');
  await page.waitForFunction(() => (sessionStorage.getItem("asl-playground.connections") ?? "").includes("practice-basic"));
});
