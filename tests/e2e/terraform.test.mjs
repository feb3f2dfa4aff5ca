// Terraform: pasted, its placeholders filled in, run, and opened from a link; an error in it has its place.
import assert from "node:assert/strict";
import { open, pageTest } from "./harness.mjs";
import { violations } from "./axe.mjs";
import { copyLink, definition, fill, problems, ready, rows, runToEnd, soon } from "./playground.mjs";

const MAIN = `variable "greeting" {
  default = "Hello"
}
variable "seconds" {}
resource "aws_lambda_function" "work" {
  function_name = "work"
  runtime       = "nodejs22.x"
}
resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_sfn_state_machine" "orders" {
  name = "orders"
  definition = jsonencode({
    StartAt = "Greet"
    States = {
      Greet = { Type = "Pass", Result = var.greeting, Next = "Pause" }
      Pause = { Type = "Wait", Seconds = var.seconds, Next = "Done" }
      Done  = { Type = "Succeed" }
    }
  })
}
resource "aws_sfn_state_machine" "stock" {
  definition = templatefile("\${path.module}/stock.asl.json.tpl", { result = 3 })
}
`;
const STOCK = `{
  "StartAt": "Count",
  "States": { "Count": { "Type": "Pass", "Result": \${result}, "End": true } }
}
`;
const bar = (page) => page.getByRole("group", { name: "Template" });
const openTab = (page) => page.locator("[data-testid=project-tab][aria-current=true]");

async function paste(page, text = MAIN) {
  await ready(page);
  await fill(page, definition(page), text);
  await bar(page).waitFor();
}

pageTest("Terraform is pasted, its placeholders are filled in, it runs, and a link opens all of it", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await paste(page);
  await soon(async () => assert.match(await bar(page).innerText(), /Terraform/));
  await bar(page).getByRole("button", { name: /^Parameters/ }).click();
  await bar(page).getByLabel("var.seconds", { exact: true }).fill("0");
  await page.getByText("No problems").or(page.getByText("Ready to run")).first().waitFor();
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Pause").count(), 1));
  await page.getByTestId("missing-file").getByRole("button", { name: "Paste text" }).click();
  await soon(async () => assert.match(await openTab(page).innerText(), /stock/));
  await fill(page, definition(page), STOCK);
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.equal(await rows(page, "Count").count(), 1));
  await copyLink(page);
  await page.getByRole("button", { name: /copied/i }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open({ url: link });
  await ready(other.page);
  await soon(async () => assert.deepEqual(await other.page.getByTestId("project-tab").allInnerTexts(), ["main.tf", "stock.asl.json.tpl"]));
  await other.page.getByTestId("project-tab").first().click();
  await bar(other.page).getByRole("combobox").first().selectOption("orders");
  await other.page.getByTestId("run-button").click();
  await other.page.getByRole("dialog").getByRole("button", { name: /Run/ }).click();
  await soon(async () => assert.equal(await rows(other.page, "Done").count(), 1));
  assert.deepEqual(other.wrong, []);
  await other.close();
});

pageTest("an error in a state of jsonencode is underlined there, and what Terraform has beside it is listed", {}, async (page) => {
  await paste(page, MAIN.replace('Next = "Done"', 'Next = "Gone"'));
  await problems(page).filter({ hasText: "Gone" }).first().click();
  await soon(async () => assert.equal(await page.evaluate(() => getSelection().toString()), '"Gone"'));
  await bar(page).getByRole("button", { name: /^Resources/ }).click();
  const list = page.getByRole("dialog").getByTestId("resource");
  await soon(async () => assert.equal(await list.count(), 4));
  assert.match(await list.filter({ hasText: "aws_vpc" }).innerText(), /Ignored/);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Alt+F");
  await page.getByText("Terraform can't be changed here").waitFor();
});

pageTest("a serverless.yml runs with the variables that its form was given", {}, async (page) => {
  await paste(page, `service: orders
provider: {name: aws}
functions: {work: {handler: a.b}}
stepFunctions:
  stateMachines:
    orders:
      definition:
        StartAt: Say
        States:
          Say: {Type: Pass, Result: "\${opt:stage, 'dev'} \${self:custom.word}", Next: Rest}
          Rest: {Type: Wait, Seconds: "\${env:PAUSE}", End: true}
custom: {word: hello}
`);
  await soon(async () => assert.match(await bar(page).innerText(), /Serverless/));
  await bar(page).getByRole("button", { name: /^Parameters/ }).click();
  await bar(page).getByLabel("opt:stage", { exact: true }).fill("live");
  await bar(page).getByLabel("env:PAUSE", { exact: true }).fill("0");
  assert.equal(await runToEnd(page), "SUCCEEDED");
  await soon(async () => assert.match(await page.getByTestId("inspector").innerText(), /live hello/));
});
