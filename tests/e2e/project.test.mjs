// The files of a project: a folder opened, its files edited side by side, run, shared, and what is missing asked for.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { open, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { folder, openFolder as openFiles } from "./folder.mjs";
import { copyLink, definition, fill, problems, ready, rows, runToEnd, soon, textOf } from "./playground.mjs";

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machines/orders.asl.json
      DefinitionSubstitutions: {Work: !GetAtt Work.Arn, Greeting: Hello}
  Stock:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machines/stock.asl.yaml
  Work:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: app.handler, Runtime: nodejs22.x}
`;
const ORDERS = `{
  "StartAt": "Greet",
  "States": {
    "Greet": { "Type": "Pass", "Result": "\${Greeting}", "ResultPath": "$.greeting", "Next": "Work" },
    "Work": { "Type": "Task", "Resource": "\${Work}", "End": true }
  }
}
`;
const STOCK = `StartAt: Count
States:
  Count: {Type: Pass, Result: 3, Next: Done}
  Done: {Type: Succeed}
`;
const FILES = {
  "template.yaml": TEMPLATE,
  "machines/orders.asl.json": ORDERS,
  "machines/stock.asl.yaml": STOCK,
  "src/app.mjs": "export const handler = async () => 1;\n",
  "README.md": "# Orders\n",
  "logo.png": "\0\x01",
};

const tabs = (page) => page.getByTestId("project-tab");
const tab = (page, name) => tabs(page).filter({ hasText: name });
const openTab = (page) => page.locator("[data-testid=project-tab][aria-current=true]");
const chosen = (page) => page.getByRole("group", { name: "Template" }).getByRole("combobox").first();

const openFolder = (page, files = FILES) => openFiles(page, files);

/** Drops files on the page. */
async function drop(page, files) {
  const data = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(all)) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.dispatchEvent("main", "drop", { dataTransfer: data });
}

/** Drops a folder of the computer on the page, as a person drags it there. */
async function dropFolder(page, files = FILES) {
  await ready(page);
  const root = folder(files);
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [root], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await page.getByTestId("project").waitFor();
  rmSync(root, { recursive: true });
}

pageTest("a folder that is dropped is a project: its template, two machines and a function", {}, async (page) => {
  await dropFolder(page);
  await soon(async () => assert.deepEqual((await tabs(page).allInnerTexts()).map((text) => text.replace(/\s*\d+$/, "")), ["template.yaml", "orders.asl.json", "stock.asl.yaml", "app.mjs"]));
  await chosen(page).selectOption("Stock");
  await soon(async () => assert.match(await openTab(page).innerText(), /stock/));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Count").count(), 1));
  await page.getByRole("button", { name: /^Resources/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "src/app.mjs" }).click();
  await soon(async () => assert.match(await openTab(page).innerText(), /app.mjs/, "the code of a function is a tab away"));
});

pageTest("a folder with a template, two machines and a function is opened, and both machines run", {}, async (page) => {
  await openFolder(page);
  await soon(async () => assert.deepEqual(await tabs(page).allInnerTexts(), ["template.yaml", "orders.asl.json", "stock.asl.yaml", "app.mjs"]));
  assert.match(await page.getByRole("status").or(page.locator(".notice")).first().innerText(), /4 files added, 2 skipped/);
  assert.match(await openTab(page).innerText(), /orders/, "the definition of the first machine is shown");
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), { Work: { result: { done: true } } });
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await chosen(page).selectOption("Stock");
  await soon(async () => assert.match(await openTab(page).innerText(), /stock/, "choosing a machine shows its file"));
  await page.getByRole("tab", { name: /^Mocks/ }).click();
  await fill(page, page.getByRole("textbox", { name: "Mocks" }), "{}");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Count").count(), 1));
});

pageTest("each file has its own text, undo and problems", {}, async (page) => {
  await openFolder(page);
  await tab(page, "stock").click();
  await soon(async () => assert.match(await textOf(definition(page)), /Count/));
  await soon(async () => assert.equal(await chosen(page).inputValue(), "Stock", "the machine of the file is the chosen one"));
  await fill(page, definition(page), STOCK.replace("Next: Done", "Next: Gone"));
  await problems(page).filter({ hasText: "Gone" }).first().waitFor();
  await tab(page, "template").click();
  await soon(async () => assert.match(await textOf(definition(page)), /Transform/));
  await soon(async () => assert.match(await tab(page, "stock").innerText(), /\d/, "the tab tells of its errors"));
  await problems(page).filter({ hasText: "Gone" }).first().click();
  await soon(async () => assert.match(await openTab(page).innerText(), /stock/, "an error leads to its file"));
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), "Gone"));
  await page.keyboard.press("ControlOrMeta+z");
  await soon(async () => assert.match(await textOf(definition(page)), /Next: Done/, "undo is the file's own"));
  await page.getByText("No problems").or(page.getByText("Ready to run")).first().waitFor();
});

pageTest("a link carries the files, the machine and the open tab", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await openFolder(page);
  await tab(page, "stock").click();
  await soon(async () => assert.equal(await chosen(page).inputValue(), "Stock"));
  await copyLink(page);
  await page.getByRole("button", { name: /copied/i }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open({ url: link });
  await ready(other.page);
  await soon(async () => assert.deepEqual((await tabs(other.page).allInnerTexts()).length, 4));
  assert.match(await openTab(other.page).innerText(), /stock/);
  await other.page.getByTestId("run-button").click();
  await other.page.getByRole("dialog").getByRole("button", { name: /Run/ }).click();
  await soon(async () => assert.equal(await rows(other.page, "Count").count(), 1));
  assert.deepEqual(other.wrong, []);
  await other.close();
  await page.reload();
  await ready(page);
  await soon(async () => assert.equal(await tabs(page).count(), 4, "the files are kept"));
});

pageTest("a missing definition is asked for by its name, and taken when it is dropped or pasted", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), TEMPLATE);
  const missing = page.getByTestId("missing-file");
  await soon(async () => assert.deepEqual(await missing.locator("code").allInnerTexts(), ["machines/orders.asl.json", "machines/stock.asl.yaml"]));
  await drop(page, { "orders.asl.json": ORDERS });
  await soon(async () => assert.deepEqual(await missing.locator("code").allInnerTexts(), ["machines/stock.asl.yaml"]));
  await soon(async () => assert.match(await openTab(page).innerText(), /orders/));
  await missing.getByRole("button", { name: "Paste text" }).click();
  await soon(async () => assert.match(await openTab(page).innerText(), /stock/));
  await fill(page, definition(page), STOCK);
  await soon(async () => assert.equal(await missing.count(), 0));
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Count").count(), 1));
});

for (const colorScheme of ["light", "dark"]) {
  pageTest(`axe-core finds nothing in the tabs and the missing files, ${colorScheme}, wide and narrow`, { colorScheme, reducedMotion: "reduce" }, async (page) => {
    const { "machines/stock.asl.yaml": left, ...files } = FILES;
    assert.ok(left);
    await openFolder(page, files);
    await page.getByTestId("missing-file").waitFor();
    await page.getByRole("button", { name: "Add a file" }).click();
    await page.getByRole("button", { name: "Create it here" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390), "nothing sticks out");
  });
}
