// Share links: they hold the workflow and nothing else, run nothing, and never cost a visitor the own text.
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { address, pageTest } from "./harness.mjs";
import { held } from "./link.mjs";
import { copyLink, definition, fill, input, ready, run, soon, textOf } from "./playground.mjs";

const workflow = '{"StartAt": "Shared", "States": {"Shared": {"Type": "Pass", "End": true}}}';
const own = '{"StartAt": "Own", "States": {"Own": {"Type": "Pass", "End": true}}}';
const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** Opens a link in the page's own tab, as somebody does who pastes it over the address. */
async function follow(page, fragment) {
  await page.goto("about:blank");
  await page.goto(`${address()}#${fragment}`);
  await ready(page);
}

/** A visitor with a text of the own, which is kept. */
async function withOwnText(page) {
  await ready(page);
  await fill(page, definition(page), own);
  await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("Own"));
}

/** Copies the link and gives what it holds. */
async function share(page) {
  await copyLink(page);
  await page.getByTestId("share-button").filter({ hasText: "Copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#d2=[A-Za-z0-9_-]+$/);
  return { link, text: JSON.stringify(held(link)) };
}

pageTest("a link holds definition and input, and no credential", clipboard, async (page) => {
  await ready(page);
  assert.match(await page.getByTestId("connections-button").innerText(), /3/, "the first visit has working connections");
  await fill(page, definition(page), workflow);
  await fill(page, input(page), '{"who": "everyone"}');
  const { link, text } = await share(page);
  assert.ok(link.startsWith(address()), link);
  assert.match(text, /Shared/);
  assert.match(text, /everyone/);
  assert.doesNotMatch(text, /password|demo|x-api-key/i);

  await page.goto("about:blank");
  await page.goto(link);
  await ready(page);
  await soon(async () => assert.equal(await textOf(definition(page)), workflow));
  await soon(async () => assert.equal(await textOf(input(page)), '{"who": "everyone"}'));
  await soon(async () => assert.equal(await page.getByTestId("status").count(), 0, "opening a link runs nothing"));
});

pageTest("a workflow that came by link asks before its first run", clipboard, async (page) => {
  await ready(page);
  const { link } = await share(page);
  await page.goto("about:blank");
  await page.goto(link);
  await ready(page);
  await run(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await soon(async () => assert.match(await dialog.innerText(), /practice\.test/, "it names where the calls go"));
  await soon(async () => assert.equal(await page.getByTestId("status").count(), 0));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await soon(async () => assert.equal(await page.getByTestId("status").count(), 0, "no is no"));
});

for (const [what, fragment, said] of [
  ["damaged", "d1=q1bKzs0rUbJSUMpIVdJRUMpLzE1VqgUA%%%", /damaged/i],
  ["cut off", `d1=${deflateRawSync(JSON.stringify({ v: 1, def: workflow })).toString("base64url").slice(0, 30)}`, /damaged/i],
  ["oversized", `d1=${deflateRawSync(Buffer.alloc(64 * 1024 * 1024, " ")).toString("base64url")}`, /more than|too large/i],
  ["not of this playground", "d9=AAAA", /newer/i],
  ["of today, and cut off", "d2=e4j16gP9Uo_twR0xhZnxlXfK5IdFzpAGWWQMJn3xGJ70NPsAyQWedq4y", /end is missing/],
  ["of today, and changed", "d2=f4j16gP9Uo_twR0xhZnxlXfK5IdFzpAGWWQMJn3xGJ70NPsAyQWedq4yoS7Nk9_iID2axznCYZr4IPz-7N28CS3gfVBm4GJO-7XCCdnBGijsC-78OMFx0Aq0Vm7zrcmm4DqhOIpLkC_MdEb97bOorUXtJAV7hxjvuIVSJkbgHbSSnXPtz8TZZlZHs_B_srL5xAA", /damaged/],
  ["of today, and claims to be large", "d2=AAAA____fwAAAA", /more than/],
]) {
  pageTest(`a link that is ${what} is explained, and the own text is kept`, {}, async (page) => {
    await withOwnText(page);
    await follow(page, fragment);
    const notice = page.getByTestId("notice");
    await notice.waitFor();
    await soon(async () => assert.match(await notice.innerText(), said));
    await soon(async () => assert.match(await textOf(definition(page)), /Own/));
  });
}

const linkTo = (document) => `d1=${deflateRawSync(JSON.stringify({ v: 1, input: "{}", ...document })).toString("base64url")}`;
const http = (fields, next = { End: true }) => ({ Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { Method: "POST", ...fields }, ...next });

pageTest("the question before a run names methods, hosts, connections that are missing or computed, and what will be asked", {}, async (page) => {
  const machine = {
    StartAt: "One",
    States: {
      One: http({ ApiEndpoint: "https://${ApiHost}/orders", Authentication: { ConnectionArn: "github" } }, { Next: "Two" }),
      Two: http({ "ApiEndpoint.$": "$.url", Authentication: { "ConnectionArn.$": "$.connection" } }, { Next: "Tell" }),
      Tell: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { TopicArn: "arn:aws:sns:us-east-1:111111111111:t", Message: "m" }, Next: "Mocked" },
      Mocked: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Parameters: { QueueUrl: "q", MessageBody: "m" }, End: true },
    },
  };
  await follow(page, linkTo({ def: JSON.stringify(machine), mocks: JSON.stringify({ Mocked: { result: {} } }) }));
  await run(page).click();
  const calls = page.getByTestId("planned-calls");
  await calls.waitFor();
  const text = await calls.innerText();
  assert.match(text, /POST https:\/\/\$\{ApiHost\}\/orders/, "as it is written");
  assert.match(text, /POST to an address that is computed at run time/);
  const connections = await page.getByTestId("planned-connections").innerText();
  assert.match(connections, /needs the connection github, which isn't set up/);
  assert.match(connections, /can use any of yours:[\s\S]*practice-key/);
  const questions = await page.getByTestId("planned-questions").innerText();
  assert.match(questions, /Tell: sns:publish/);
  assert.doesNotMatch(questions, /Mocked/);
});

pageTest("the question leads to the form of a missing connection, and the answer takes the notice away", {}, async (page) => {
  const machine = { StartAt: "One", States: { One: http({ ApiEndpoint: "https://practice.test/basic", Authentication: { ConnectionArn: "github" } }) } };
  await follow(page, linkTo({ def: JSON.stringify(machine) }));
  await page.getByTestId("notice").filter({ hasText: "Nothing runs until you confirm it" }).waitFor();
  await run(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Set it up" }).click();
  await soon(async () => assert.equal(await dialog.getByLabel("Name", { exact: true }).inputValue(), "github"));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.getByTestId("status").count(), 0, "nothing ran");
  await run(page).click();
  await page.getByTestId("confirm-run").click();
  await page.getByTestId("status").waitFor();
  await page.getByTestId("notice").waitFor({ state: "detached" });
});

pageTest("a definition that is taken out of a linked template still asks before it runs", {}, async (page) => {
  const template = { Resources: { M: { Type: "AWS::StepFunctions::StateMachine", Properties: { RoleArn: "arn:aws:iam::111111111111:role/r", Definition: { StartAt: "Call", States: { Call: http({ ApiEndpoint: "https://practice.test/basic", Authentication: { ConnectionArn: "practice-basic" } }) } } } } } };
  await follow(page, linkTo({ def: JSON.stringify(template) }));
  await page.locator(".template-extract").click();
  await soon(async () => assert.match(await textOf(definition(page)), /^\{\s*"StartAt"/));
  await run(page).click();
  await page.getByRole("dialog").getByTestId("confirm-run").waitFor();
  assert.equal(await page.getByTestId("status").count(), 0, "nothing ran");
});

pageTest("the own text can be had back after opening a link", {}, async (page) => {
  await withOwnText(page);
  await follow(page, `d1=${deflateRawSync(JSON.stringify({ v: 1, def: workflow, input: "{}" })).toString("base64url")}`);
  await soon(async () => assert.match(await textOf(definition(page)), /Shared/));
  await page.getByTestId("notice").getByRole("button", { name: /back|own|restore/i }).click();
  await soon(async () => assert.match(await textOf(definition(page)), /Own/));
});

pageTest("the own text can be had back when the notice is long gone", {}, async (page) => {
  await withOwnText(page);
  const picker = page.getByTestId("example-picker");
  await picker.selectOption("choice");
  await page.getByTestId("notice").getByRole("button", { name: "Dismiss" }).click();
  await page.reload();
  await ready(page);
  await picker.selectOption({ index: 1 });
  await soon(async () => assert.match(await textOf(definition(page)), /Own/));
  await soon(async () => assert.doesNotMatch(await picker.textContent(), /Back to my workflow/, "nothing older is offered"));
});

pageTest("the question about one link is not answered for another", {}, async (page) => {
  await ready(page);
  const link = (name) => `d1=${deflateRawSync(JSON.stringify({ v: 1, def: workflow.replaceAll("Shared", name), input: "{}" })).toString("base64url")}`;
  await follow(page, link("First"));
  await run(page).click();
  await page.getByTestId("confirm-run").waitFor();
  await page.evaluate((fragment) => { location.hash = fragment; }, link("Second"));
  await page.getByTestId("confirm-run").waitFor({ state: "detached" });
  await soon(async () => assert.match(await textOf(definition(page)), /Second/));
  await soon(async () => assert.equal(await page.getByTestId("status").count(), 0, "nothing ran"));
  await ready(page);
  await run(page).click();
  await page.getByTestId("confirm-run").waitFor();
});

pageTest("an example has an address of its own, and one that does not exist is explained", { url: "about:blank" }, async (page) => {
  await page.goto(`${address()}#example/oauth`);
  await ready(page);
  await soon(async () => assert.match(await textOf(definition(page)), /practice-oauth|oauth/i));
  assert.equal(await page.getByTestId("example-picker").inputValue(), "oauth");
  assert.equal(await page.getByTestId("status").count(), 0, "nothing runs");
  await page.evaluate(() => { location.hash = "#example/nothing"; });
  await soon(async () => assert.match(await page.getByTestId("notice").innerText(), /no example of that name/));
  assert.equal(await page.evaluate(() => location.hash), "");
});
