// What holds a secret says so, and is not shared before the person has been told. What comes back from a run to a script is masked.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { held } from "./link.mjs";
import { connect, copyLink, definition, fill, input, oneCall, problems, ready, soon, textOf } from "./playground.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const template = `Resources:
  Api:
    Type: AWS::Events::Connection
    Properties:
      Name: api
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters: {Username: u, Password: hunter2}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: {Type: Pass, End: true}
`;

pageTest("a password in a template is a problem, and its fix keeps it in this tab alone", clipboard, async (page) => {
  await ready(page);
  await fill(page, definition(page), template);
  const problem = problems(page).filter({ hasText: "ASL0411" });
  await soon(async () => assert.match(await problem.innerText(), /Password.*Api.*contains a secret/));
  await copyLink(page);
  const notice = page.getByTestId("notice");
  await soon(async () => assert.match(await notice.innerText(), /No link was copied.*definition \(line 8\)/s));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "", "nothing was copied");

  await page.getByTestId("fix").filter({ hasText: "Make it the parameter" }).click();
  await soon(async () => assert.equal(await problem.count(), 0));
  const text = await textOf(definition(page));
  assert.match(text, /Password: !Ref ApiPassword/);
  assert.match(text, /Parameters:\s+ApiPassword:\s+Type: String\s+NoEcho: true/);
  const session = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await soon(async () => assert.match(await session(), /hunter2/, "the connection of this tab has it"));
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("ApiPassword"));
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage })), /hunter2/);
  await copyLink(page);
  await page.getByTestId("share-button").filter({ hasText: "Copied" }).waitFor();
});

/** A call with a key that is written into it. */
const keyed = (fields) => oneCall("https://api.example.com/orders", { Parameters: { Headers: { "X-Api-Key": "sk_live_0123456789abcdef" }, ...fields }, Retry: [{ ErrorEquals: ["States.Http.Socket"] }] });

pageTest("a key in a call is not shared, and its fix moves it to the Task's connection", clipboard, async (page) => {
  await ready(page);
  await fill(page, definition(page), keyed());
  const problem = problems(page).filter({ hasText: "ASL0411" });
  await soon(async () => assert.match(await problem.innerText(), /X-Api-Key seems to contain a secret/));
  await page.evaluate(() => navigator.clipboard.writeText("what was there"));
  await copyLink(page);
  await soon(async () => assert.match(await page.getByTestId("notice").innerText(), /No link was copied.*definition \(line \d+\)/s));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "what was there", "nothing was copied");

  await page.getByTestId("fix").filter({ hasText: "Move X-Api-Key to the connection tests" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Key", { exact: true }).waitFor();
  assert.equal(await dialog.getByLabel("Key", { exact: true }).inputValue(), "sk_live_0123456789abcdef");
  assert.equal(await dialog.getByLabel("Key", { exact: true }).getAttribute("type"), "password", "it is masked");
  assert.deepEqual([await dialog.getByLabel("Header name").inputValue(), await dialog.getByLabel("Name", { exact: true }).inputValue(), await dialog.getByLabel(/^(Allowed )?origins/i).inputValue()], ["X-Api-Key", "tests", "https://api.example.com"]);
  await page.keyboard.press("Escape");
  await page.getByTestId("unsaved").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByTestId("unsaved").getByRole("button", { name: "Keep editing" }).click();
  await page.getByTestId("save-connection").click();
  await page.getByTestId("connection").filter({ hasText: "tests" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  assert.doesNotMatch(await textOf(definition(page)), /sk_live|Headers/);
  await soon(async () => assert.equal(await problem.count(), 0));
  assert.match(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /sk_live_/);
  await page.waitForFunction(() => !JSON.stringify({ ...localStorage }).includes("sk_live_"));
  await copyLink(page);
  await page.getByTestId("share-button").filter({ hasText: "Copied" }).waitFor();
});

pageTest("a second key goes to the connection that is there, and undo brings it back into the text", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "correct horse", origins: "https://api.example.com" });
  await fill(page, definition(page), keyed({ Headers: { Accept: "text/plain" }, RequestBody: { password: "a1b2c3d4e5", size: 1 }, Method: "POST" }));
  await page.getByTestId("fix").filter({ hasText: "Move password to the connection tests" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Edit connection" }).waitFor();
  await soon(async () => assert.deepEqual([await dialog.getByLabel("Key 1 of Body fields").inputValue(), await dialog.getByLabel("Value 1 of Body fields", { exact: true }).inputValue(), await dialog.getByLabel("User name", { exact: true }).inputValue()], ["password", "a1b2c3d4e5", "demo"]));
  await page.keyboard.press("Escape");
  await page.getByTestId("unsaved").getByRole("button", { name: "Discard" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.doesNotMatch(await textOf(definition(page)), /a1b2c3d4e5/);
  assert.match(await textOf(definition(page)), /"size": 1/);
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.match(await textOf(definition(page)), /"password": "a1b2c3d4e5"/));
});

pageTest("a secret in any text is shared only by who says so twice", clipboard, async (page) => {
  await ready(page);
  await fill(page, input(page), '{"note": "use sk_live_0123456789abcdef"}');
  await page.keyboard.press("ControlOrMeta+s");
  const notice = page.getByTestId("notice");
  await soon(async () => assert.match(await notice.innerText(), /input \(line 1\)/));
  assert.doesNotMatch(await notice.innerText(), /sk_live/, "it is not repeated");
  await page.getByTestId("share-anyway").click();
  await page.getByTestId("share-button").filter({ hasText: "Copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(JSON.stringify(held(link)), /sk_live/);
});

pageTest("what a connection of the tab holds is found in a text that would be shared", clipboard, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "correct horse", origins: "https://api.example.com" });
  await fill(page, definition(page), '{"Comment": "try correct horse", "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}');
  await copyLink(page);
  await soon(async () => assert.match(await page.getByTestId("notice").innerText(), /No link was copied/));
});

pageTest("what a script gets of a run is masked, unless it asks for more", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "API_KEY", user: "x-note", secret: "k-31415926", origins: "https://api.example.com" });
  await page.route("https://api.example.com/**", (route) =>
    route.fulfill({
      headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "x-note,content-type", "Content-Type": "application/json" },
      body: JSON.stringify({ said: route.request().headers()["x-note"] ?? "nothing" }),
    }));
  const run = (reveal) =>
    page.evaluate(async ({ definition, reveal }) => JSON.stringify(await window.aslPlayground.run({ definition, reveal })), {
      definition: oneCall("https://api.example.com/echo"),
      reveal,
    });
  const masked = await run(false);
  assert.match(masked, /"status":"SUCCEEDED"/);
  assert.doesNotMatch(masked, /31415926/);
  assert.match(await run(true), /31415926/);
});
