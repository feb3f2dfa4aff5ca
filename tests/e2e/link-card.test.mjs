// The card that a link opens with: what the workflow does, what it calls, what it needs; nothing runs before the person agrees.
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { NARROW, address, open, pageTest, practice } from "./harness.mjs";
import { connect, copyLink, definition, fill, oneCall, outcome, ready, run, sharedLink, soon, textOf } from "./playground.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const card = (page) => page.getByTestId("link-card");
const linkTo = (document) => `#d1=${deflateRawSync(JSON.stringify({ v: 1, input: "{}", ...document })).toString("base64url")}`;

pageTest("a link says what it does and needs, is filled in, and runs", clipboard, async (page) => {
  const origin = await practice();
  await ready(page);
  await connect(page, { name: "tests", kind: "API", user: "x-key", secret: "test-secret", origins: origin });
  const workflow = oneCall(`${origin}/status/200?cors=on`);
  await fill(page, definition(page), { Comment: "Asks for the status.", ...workflow });
  await copyLink(page);
  const link = await sharedLink(page);

  const other = await open({ url: link });
  const there = other.page;
  await card(there).waitFor();
  assert.deepEqual(await violations(there), []);
  const said = await card(there).innerText();
  assert.match(said, /Asks for the status\./);
  assert.match(said, /It calls APIs in 1 state/);
  assert.match(await there.getByTestId("planned-calls").innerText(), new RegExp(`GET ${origin}`));
  const needs = there.getByTestId("link-connection");
  assert.match(await needs.innerText(), new RegExp(`tests[\\s\\S]*sent only to ${origin}`));
  assert.equal(await there.getByTestId("status").count(), 0, "nothing ran");
  // What is not filled in is said, and nothing runs.
  await card(there).getByRole("button", { name: "Fill in and run" }).click();
  await needs.getByRole("alert").first().waitFor();
  assert.equal(await there.getByTestId("status").count(), 0, "nothing ran");
  await needs.getByLabel("Key for x-key", { exact: true }).fill("another-secret");
  assert.equal(await needs.getByLabel("Key for x-key", { exact: true }).getAttribute("type"), "password");
  await there.keyboard.press("Enter");
  await card(there).waitFor({ state: "detached" });
  assert.equal(await outcome(there), "SUCCEEDED");
  assert.match(await there.evaluate(() => JSON.stringify({ ...sessionStorage })), /another-secret/);
  assert.doesNotMatch(await there.evaluate(() => JSON.stringify({ ...localStorage }) + location.href), /another-secret/);
  assert.deepEqual(other.wrong, []);
  await other.close();
});

pageTest("the person reads first, and one press brings the own work back", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), '{"StartAt": "Own", "States": {"Own": {"Type": "Succeed"}}}');
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("Own"));
  const broken = { StartAt: "Nowhere", States: { A: { Type: "Fail", Error: "Broken" } } };
  await page.evaluate((fragment) => { location.hash = fragment; }, linkTo({ def: JSON.stringify(broken) }));
  await card(page).waitFor();
  assert.match(await card(page).innerText(), /It can't run as it is/);
  assert.equal(await card(page).getByTestId("link-run").count(), 0);
  await card(page).getByTestId("link-back").click();
  await card(page).waitFor({ state: "detached" });
  await soon(async () => assert.match(await textOf(definition(page)), /Own/));

  // An old link without a word about the connection: the person chooses how it proves itself.
  await page.evaluate((fragment) => { location.hash = fragment; }, linkTo({ def: JSON.stringify(oneCall("https://api.example.com/x")) }));
  await card(page).waitFor();
  const needs = page.getByTestId("link-connection");
  await needs.getByLabel("User name").waitFor();
  await needs.getByLabel("Authorization").selectOption({ label: "A header with a key" });
  await needs.getByLabel("Header name").waitFor();
  assert.match(await needs.innerText(), /sent only to https:\/\/api\.example\.com/);
  await card(page).getByTestId("link-read").click();
  await card(page).waitFor({ state: "detached" });
  assert.match(await textOf(definition(page)), /api\.example\.com/);
  // What is only read is neither changed nor run: Run asks with the card again.
  assert.equal(await definition(page).getAttribute("aria-readonly"), "true");
  assert.equal(await page.getByRole("button", { name: "Edit", exact: true }).count(), 0);
  await run(page).click();
  await card(page).waitFor();
  await page.keyboard.press("Escape");
  await card(page).waitFor({ state: "detached" });
  assert.equal(await page.getByTestId("status").count(), 0, "reading is no consent");
  await page.getByTestId("use-link").click();
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type(" ");
  await soon(async () => assert.match(await textOf(definition(page)), /^ \{/));
  await run(page).click();
  await page.getByTestId("confirm-run").waitFor();
  assert.equal(await page.getByTestId("status").count(), 0, "nor is a change");
});

pageTest("until all of a link was read, the card says so, and what is only read looks so everywhere", {}, async (page) => {
  // Slow to come: what reads a template, and so all that the card is about.
  await page.route(/templates-[^/]*\.wasm$/, async (route) => {
    await page.getByRole("dialog", { name: "Reading the workflow from the link" }).waitFor();
    assert.equal(await card(page).count(), 0, "no list before it is whole");
    await route.continue();
  });
  const workflow = oneCall("https://api.example.com/x");
  const template = { Resources: { Machine: { Type: "AWS::Serverless::StateMachine", Properties: { Definition: workflow } } } };
  await page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  await page.goto("about:blank");
  await page.goto(`${address()}${linkTo({ def: JSON.stringify(template, null, 2), files: [{ bucket: "lists", key: "items.csv", text: "a,b\n1,2\n" }] })}`);
  await card(page).waitFor();
  assert.match(await page.getByTestId("planned-calls").innerText(), /api\.example\.com/);
  assert.match(await page.getByTestId("link-connection").innerText(), /sent only to https:\/\/api\.example\.com/, "with what the check found, not what the page shows by now");
  await page.getByTestId("link-read").click();
  await page.getByRole("tab", { name: "Settings" }).click();
  const note = page.getByTestId("locked-here").filter({ visible: true });
  assert.match(await note.innerText(), /read-only until you use it/);
  assert.ok(await page.getByLabel("Execution name").isDisabled());
  assert.ok(await page.getByRole("radio", { name: /^Skipped/ }).isDisabled());
  assert.deepEqual(await violations(page), []);
  await page.getByRole("tab", { name: "Mocks" }).click();
  await note.waitFor();
  assert.equal(await page.getByTestId("add-mock").count(), 0);
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByTestId("file").getByRole("button", { name: /items\.csv/ }).first().click();
  assert.notEqual(await page.getByLabel("Key", { exact: true }).getAttribute("readonly"), null);
  assert.equal(await page.getByRole("button", { name: "Create one" }).count() + await page.getByRole("button", { name: "Remove items.csv" }).count(), 0);
  assert.deepEqual(await violations(page), []);
  await note.getByTestId("use-link-here").click();
  await page.getByRole("button", { name: "Create one" }).waitFor();
  await page.getByRole("button", { name: "Remove items.csv" }).click();
  await soon(async () => assert.equal(await page.getByTestId("file").count(), 0));
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByLabel("Execution name").fill("mine");
  await soon(async () => assert.equal(await page.getByLabel("Execution name").inputValue(), "mine"));
});

pageTest("the card fits a phone, and the keyboard is enough", { viewport: NARROW, colorScheme: "dark", url: "about:blank" }, async (page) => {
  await page.goto(`${address()}${linkTo({ def: JSON.stringify(oneCall("https://practice.test/basic")) })}`);
  await card(page).waitFor();
  const { scroll, width } = await page.getByRole("dialog").evaluate((element) => ({ scroll: element.scrollWidth, width: element.clientWidth }));
  assert.ok(scroll <= width, `${scroll} > ${width}`);
  assert.deepEqual(await violations(page), []);
  for (let at = 0; at < 12; at++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.dataset.testid === "link-read")) break;
  }
  await page.keyboard.press("Enter");
  await card(page).waitFor({ state: "detached" });
  assert.match(await textOf(definition(page)), /practice\.test/);
});
