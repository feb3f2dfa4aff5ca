// The export for deployment: its files in the dialog and in the ZIP, what is asked for, and that no secret is in them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "./axe.mjs";
import { NARROW, pageTest, shots } from "./harness.mjs";
import { misplaced } from "./placed.mjs";
import { connect, definition, fill, oneCall, ready, soon } from "./playground.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const dialog = (page) => page.getByRole("dialog", { name: "Export for deployment" });
const files = (page) => dialog(page).getByTestId("deploy-files").getByRole("option");
const shown = (page) => dialog(page).getByTestId("deploy-text");

async function opened(page) {
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Export for deployment…" }).click();
  await dialog(page).getByTestId("deploy-download").waitFor();
}

/** Picks a format, and waits until its files are there. */
async function pick(page, name, file) {
  await dialog(page).getByRole("tab", { name }).click();
  await files(page).filter({ hasText: file }).first().waitFor();
}

/** The files of a ZIP whose entries are stored as they are. */
function unpacked(bytes) {
  const found = {};
  let at = 0;
  while (bytes.readUInt32LE(at) === 0x04034b50) {
    assert.equal(bytes.readUInt16LE(at + 8), 0, "stored");
    const [size, name, extra] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const start = at + 30 + name + extra;
    found[bytes.toString("utf8", at + 30, at + 30 + name)] = bytes.toString("utf8", start, start + size);
    at = start + size;
  }
  assert.equal(bytes.readUInt32LE(at), 0x02014b50, "the directory of the archive follows its files");
  return found;
}

async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), dialog(page).getByTestId("deploy-download").click()]);
  return { name: download.suggestedFilename(), files: unpacked(await readFile(await download.path())) };
}

pageTest("the article's workflow leaves as SAM and as CDK, without its password", clipboard, async (page) => {
  await ready(page);
  await opened(page);
  assert.match(await dialog(page).getByTestId("deploy-asked").innerText(), /PracticeBasicPassword \(secret\)/);
  assert.deepEqual(await files(page).allInnerTexts(), ["README.md", "template.yaml", "statemachines/Article.asl.json"]);
  assert.match(await shown(page).innerText(), /sam deploy --guided/);
  await files(page).filter({ hasText: "template.yaml" }).click();
  await soon(async () => assert.match(await shown(page).innerText(), /AWS::Serverless::StateMachine/));
  await dialog(page).getByRole("button", { name: "Copy file" }).click();
  await soon(async () => assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^AWSTemplateFormatVersion/));
  assert.deepEqual(await violations(page), []);
  await page.screenshot({ path: `${shots}/deploy.png` });

  const sam = await downloaded(page);
  assert.equal(sam.name, "article-sam.zip");
  assert.deepEqual(Object.keys(sam.files), ["article-sam/README.md", "article-sam/template.yaml", "article-sam/statemachines/Article.asl.json"]);
  assert.match(sam.files["article-sam/template.yaml"], /NoEcho: true/);
  assert.equal(JSON.parse(sam.files["article-sam/statemachines/Article.asl.json"]).StartAt, "Call third-party API");

  await pick(page, "AWS CDK (TypeScript)", "lib/workflow-stack.ts");
  const cdk = await downloaded(page);
  assert.equal(cdk.name, "article-cdk-typescript.zip");
  assert.match(cdk.files["article-cdk-typescript/lib/workflow-stack.ts"], /noEcho: true/);
  assert.match(cdk.files["article-cdk-typescript/README.md"], /npx cdk deploy/);
  for (const text of [...Object.values(sam.files), ...Object.values(cdk.files)]) assert.doesNotMatch(text, /["' :=]practice["'\s,;]/, "the password of the Practice API");
});

pageTest("a connection's secret is in no format, and a secret in the text is told", {}, async (page) => {
  await ready(page);
  await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: "correct horse", origins: "https://api.example.com" });
  await fill(page, definition(page), oneCall("https://api.example.com/orders"));
  await opened(page);
  for (const [format, file] of [["AWS SAM", "template.yaml"], ["CloudFormation", "template.yaml"], ["Terraform", "main.tf"], ["AWS CDK (TypeScript)", "cdk.json"], ["AWS CDK (Python)", "app.py"]]) {
    await pick(page, format, file);
    const { files: all } = await downloaded(page);
    for (const [path, text] of Object.entries(all)) assert.doesNotMatch(text, /correct horse|Y29ycmVjdCBob3JzZQ/, `${format}: ${path}`);
    assert.equal(await dialog(page).getByTestId("deploy-secrets").count(), 0, format);
  }
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });

  await fill(page, definition(page), oneCall("https://api.example.com/orders", { Parameters: { Headers: { "X-Key": "sk_live_0123456789abcdef" } } }));
  await opened(page);
  const told = dialog(page).getByTestId("deploy-secrets");
  await soon(async () => assert.match(await told.innerText(), /statemachines\/\S+ \(line \d+\)/));
  assert.doesNotMatch(await told.innerText(), /sk_live/, "it is not repeated");
  assert.doesNotMatch(await dialog(page).innerText(), /Secrets are not in the files/, "nothing contradicts the warning");
  // The example that was there before is another workflow.
  assert.equal((await downloaded(page)).name, "workflow-sam.zip");
  await page.keyboard.press("Escape");

  await fill(page, definition(page), '{"StartAt": "Missing", "States": {"A": {"Type": "Succeed"}}}');
  await page.getByTestId("edit-menu").click();
  await page.getByRole("menuitem", { name: "Export for deployment…" }).click();
  await soon(async () => assert.match(await dialog(page).getByTestId("deploy-refused").innerText(), /^The document has errors: /));
});

pageTest("by keyboard, from the palette and the share dialog, on a phone, in the dark", { viewport: NARROW, colorScheme: "dark" }, async (page) => {
  await ready(page);
  await page.keyboard.press("ControlOrMeta+k");
  const search = page.getByTestId("palette-search");
  await search.waitFor();
  await soon(async () => assert.ok(await search.evaluate((field) => field === document.activeElement)));
  await page.keyboard.type("export for deployment");
  await soon(async () => assert.match(await page.getByRole("dialog").getByRole("option").first().innerText(), /Export for deployment/));
  await page.keyboard.press("Enter");
  await dialog(page).getByTestId("deploy-download").waitFor();
  await dialog(page).getByRole("tab", { name: "AWS SAM" }).focus();
  await page.keyboard.press("End");
  await files(page).filter({ hasText: "workflow_stack.py" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "AWS CDK (Python)");
  await dialog(page).getByTestId("deploy-files").focus();
  await page.keyboard.press("End");
  await soon(async () => assert.match(await shown(page).innerText(), /"StartAt"/));
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await misplaced(page), []);
  const { scroll, width } = await dialog(page).evaluate((element) => ({ scroll: element.scrollWidth, width: element.clientWidth }));
  assert.ok(scroll <= width, `${scroll} > ${width}`);
  await page.screenshot({ path: `${shots}/deploy-narrow.png` });
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });

  await page.getByTestId("share-button").click();
  await page.getByTestId("share-deploy").click();
  await dialog(page).getByTestId("deploy-download").waitFor();
});
