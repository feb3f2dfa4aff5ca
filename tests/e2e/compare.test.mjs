// The three ways to call an API, side by side: each scenario over the real simulator, the sandbox and the Practice API; a person's
// own endpoint over a real socket; the link, the Markdown, the paper, the phone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { violations } from "./axe.mjs";
import { NARROW, address, open, pageTest } from "./harness.mjs";
import { connect, definition, kept, outcome, ready, run, soon, textOf } from "./playground.mjs";
import { header, startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const dialog = (page) => page.getByRole("dialog", { name: "The three ways to call an API, compared" });
const card = (page, index) => page.getByTestId(`compare-card-${index}`);
const runButton = (page) => page.getByTestId("compare-run");
/** The text of a cell of the table. */
const cell = (page, label, index) =>
  page.locator("tr", { has: page.getByRole("rowheader", { name: label, exact: true }) }).locator("td").nth(index).innerText();

/** Opens the comparison as a person does. */
async function compare(page) {
  await ready(page);
  await page.getByTestId("example-picker").selectOption("*compare");
  await dialog(page).waitFor();
}

/** Runs all three to the end. */
async function runAll(page) {
  await page.locator("[data-testid=compare-run]:not([disabled])").click();
  await page.getByRole("button", { name: "Run all three again" }).waitFor({ timeout: 45_000 });
}

const choose = (page, name) => dialog(page).getByRole("radio", { name, exact: true }).check();

// What the cards say: Lambda function, API destination, HTTP Task.
const SCENARIOS = {
  "It works": [/accepted the call.*on attempt 1/s, /accepted the call.*on attempt 1/s, /accepted the call.*on attempt 1/s],
  "It is slow": [/accepted the call[^]*200/, /dead-letter queue[^]*no response in 5 s/, /accepted the call[^]*200/],
  "401 Unauthorized": [/call failed[^]*4 attempts[^]*401/, /dead-letter queue[^]* attempts in 2[34] h/, /call failed[^]*States\.Http\.StatusCode\.401/],
  "429 with Retry-After": [/call failed[^]*4 attempts[^]*429/, /accepted the call[^]*on attempt 2/, /call failed[^]*StatusCode\.429/],
  "503 twice, then it works": [/accepted the call[^]*on attempt 3/, /accepted the call[^]*on attempt 3/, /accepted the call[^]*on attempt 3/],
  "422, a client error": [/call failed[^]*4 attempts/, /dead-letter queue[^]*After 1 attempt/, /call failed[^]*StatusCode\.422/],
  "A private address": [/call failed[^]*not reached/, /dead-letter queue[^]*not reached/, /call failed[^]*States\.Http\.Socket/],
  "A body that is too large": [/accepted the call/, /accepted the call/, /call failed[^]*States\.DataLimitExceeded/],
};

for (const [name, expected] of Object.entries(SCENARIOS)) {
  pageTest(`scenario: ${name}`, {}, async (page) => {
    await compare(page);
    if (name !== "It works") await choose(page, name);
    await runAll(page);
    for (const [index, pattern] of expected.entries()) assert.match(await card(page, index).innerText(), pattern, `card ${index}`);
    assert.match(await cell(page, "What the caller gets to know", 1), /^API destination\n?.*Nothing about the call|Nothing about the call/);
  });
}

pageTest("the table says what the runs and the templates show, and each claim of the article has its evidence", {}, async (page) => {
  await compare(page);
  await soon(async () => assert.match(await cell(page, "IAM statements", 2), /3/), "what needs no run is there before it");
  assert.match(await cell(page, "Attempts", 0), /Not run yet|—/);
  await choose(page, "429 with Retry-After");
  await runAll(page);
  assert.match(await cell(page, "Attempts", 1), /since Retry-After asked for 30 s/);
  assert.match(await cell(page, "Attempts", 2), /although Retry-After asked for 30 s/);
  assert.match(await cell(page, "Latency of the last attempt", 0), /API 8\d ms, code \d+ ms, loading the code \d+ ms/);
  assert.match(await cell(page, "Private endpoints", 2), /since December 2024/);
  assert.match(await cell(page, "Where it is", 0), /API_PASSWORD/);
  assert.match(await cell(page, "1 million calls like this one", 2), /\$100\.00[^]*4 million state transitions/);
  const claims = page.getByRole("table", { name: "What the article says" }).locator("tbody tr");
  assert.equal(await claims.count(), 15);
  for (const text of await claims.allInnerTexts()) assert.match(text, /Holds|In part|Not so/, text);

  const price = page.getByTestId("assumption-transition");
  await price.fill("0.5");
  await price.press("Tab");
  await soon(async () => assert.match(await cell(page, "1 million calls like this one", 2), /\$2\.00/));
  assert.match(await card(page, 2).innerText(), /\$2\.00/, "the run stays");
  assert.match(await page.evaluate(() => location.hash), /^#compare=429&transition=0\.5$/);
  await price.fill("");
  await price.press("Tab");
  await soon(async () => assert.equal(await price.inputValue(), "25"));
});

pageTest("a link opens the comparison as it was, and runs nothing; Markdown and the link are in the clipboard", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await compare(page);
  await choose(page, "422, a client error");
  await runAll(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await soon(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /#compare=422$/);
    return text;
  });
  await page.getByRole("button", { name: "Copy as Markdown" }).click();
  const markdown = await soon(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /^# The three ways/);
    return text;
  });
  assert.match(markdown, /\| \| Lambda function \| API destination \| HTTP Task \|/);
  assert.match(markdown, /\*\*What happened\*\* \| ✗ The call failed/);
  assert.ok(markdown.includes(`(${link})`), "the link is in it");
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => location.hash), "", "the address is as before");

  const other = await open({ url: link });
  await dialog(other.page).waitFor();
  assert.ok(await dialog(other.page).getByRole("radio", { name: "422, a client error" }).isChecked());
  await soon(async () => assert.match(await card(other.page, 0).innerText(), /Not run yet/));
  await other.close();
});

pageTest("the own endpoint is called over a real socket, with its connection and never from the code with it", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "practice-own", origins: api.origin });
  await page.getByTestId("example-picker").selectOption("*compare");
  await dialog(page).getByRole("radio", { name: "Your API" }).check();
  assert.match(await dialog(page).innerText(), /Enter the endpoint of your API/);
  await page.getByTestId("compare-endpoint").fill(`${api.origin}/echo/{id}?cors=on`);
  await page.getByTestId("compare-endpoint").press("Tab");
  await soon(async () => assert.match(await dialog(page).innerText(), /Choose a connection/));
  await page.getByTestId("compare-connection").selectOption("tests");
  await runAll(page);
  for (const index of [0, 1, 2]) assert.match(await card(page, index).innerText(), /accepted the call/, `card ${index}`);
  const calls = api.calls();
  assert.deepEqual(calls.map((call) => `${call.method} ${call.target}`), Array(3).fill("PUT /echo/42?cors=on"));
  const credentials = calls.map((call) => header(call, "authorization"));
  const own = `Basic ${btoa("demo:practice-own")}`;
  assert.deepEqual(credentials, [undefined, own, own]);
  for (const call of calls) assert.deepEqual(JSON.parse(call.body), { priority: "high" });

  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await soon(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /connection=tests/);
    return text;
  });
  const { url, dom, local } = await kept(page);
  for (const text of [link, url, dom, local]) assert.ok(!text.includes("practice-own") && !text.includes(btoa("demo:practice-own")), "no secret");

  // The same tab opens the link: it asks before anything is called.
  const before = api.calls().length;
  await page.goto("about:blank");
  await page.goto(link);
  await dialog(page).waitFor();
  await page.locator("[data-testid=compare-run]:not([disabled])").click();
  await soon(async () => assert.match(await dialog(page).getByRole("alert").innerText(), /from a link.*PUT http:\/\/127\.0\.0\.1.*connection tests/s));
  assert.equal(api.calls().length, before);
  await page.getByTestId("compare-consent").click();
  await page.getByRole("button", { name: "Run all three again" }).waitFor({ timeout: 45_000 });
  assert.equal(api.calls().length, before + 3);
});

for (const [index, title, expected] of [[0, "Lambda function", "SUCCEEDED"], [1, "API destination", "SUCCEEDED"], [2, "HTTP Task", "SUCCEEDED"]]) {
  pageTest(`the template opens in the editor and runs there: ${title}`, {}, async (page) => {
    await compare(page);
    await card(page, index).getByRole("button", { name: `Open this way: ${title}` }).click();
    await dialog(page).waitFor({ state: "hidden" });
    await soon(async () => assert.match(await textOf(definition(page)), /AWS::Serverless-2016-10-31/));
    if (index === 1) {
      const choice = page.getByTestId("run-choice");
      await choice.waitFor();
      await choice.selectOption("machine");
    }
    await run(page).click();
    assert.equal(await outcome(page), expected);
  });
}

pageTest("what is opened of the private address fails as it did in the comparison", {}, async (page) => {
  await compare(page);
  await choose(page, "A private address");
  await runAll(page);
  await page.getByRole("button", { name: "Open this way: HTTP Task" }).click();
  await dialog(page).waitFor({ state: "detached" });
  await run(page).click();
  assert.equal(await outcome(page), "FAILED");
  const seen = await page.getByTestId("inspector").innerText();
  assert.match(seen, /States\.Http\.Socket/);
  assert.doesNotMatch(seen, /origin.*not allowed/i);
});

pageTest("Stop ends the runs, and another scenario forgets what the last one showed", {}, async (page) => {
  await compare(page);
  await choose(page, "It is slow");
  await page.locator("[data-testid=compare-run]:not([disabled])").click();
  await dialog(page).getByText("Running: Lambda function").waitFor();
  await dialog(page).getByRole("button", { name: "Stop" }).click();
  await runButton(page).waitFor();
  assert.match(await card(page, 0).innerText(), /Not run yet/);
  await choose(page, "It works");
  await runAll(page);
  await choose(page, "422, a client error");
  await soon(async () => assert.match(await card(page, 2).innerText(), /Not run yet/));
});

pageTest("on paper there is the comparison and nothing of the page behind it", {}, async (page) => {
  await compare(page);
  await runAll(page);
  await page.emulateMedia({ media: "print" });
  await soon(async () => assert.ok(!(await page.locator("main").isVisible())));
  assert.ok(await page.getByRole("table", { name: "The run" }).isVisible());
  assert.ok(!(await runButton(page).isVisible()), "no controls");
  const cut = await dialog(page).evaluate((element) => element.scrollHeight > element.clientHeight + 1);
  assert.ok(!cut, "nothing is cut off");
  assert.ok((await page.pdf()).length > 10_000);
});

pageTest("the keyboard reaches all of it", {}, async (page) => {
  await ready(page);
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Compare the three ways to call an API…" }).press("Enter");
  await dialog(page).waitFor();
  await dialog(page).getByRole("radio", { name: "It works", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await dialog(page).getByRole("radio", { name: "It is slow", exact: true }).isChecked());
  await page.keyboard.press("ArrowLeft");
  await page.locator("[data-testid=compare-run]:not([disabled])").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Run all three again" }).waitFor({ timeout: 45_000 });
  assert.match(await dialog(page).locator("[role=status]").last().innerText(), /Lambda function: The API accepted the call\./);
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, viewport] of [["wide", { width: 1440, height: 900 }], ["narrow", NARROW]]) {
    pageTest(`axe-core finds nothing: ${colorScheme}, ${width}`, { colorScheme, viewport, reducedMotion: "reduce" }, async (page) => {
      await page.goto(`${address()}#compare=422`);
      await page.reload();
      await dialog(page).waitFor();
      assert.deepEqual(await violations(page), [], "before the run");
      await runAll(page);
      assert.deepEqual(await violations(page), [], "after it");
      const overflows = await dialog(page).evaluate((element) => [...element.querySelectorAll("*")].some((one) => one.getBoundingClientRect().right > innerWidth + 1));
      assert.ok(!overflows, "nothing scrolls sideways");
    });
  }
}
