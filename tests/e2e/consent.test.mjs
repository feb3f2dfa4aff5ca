// A workflow that came by link asks before its first run, whatever the person does with it first: every command of the Edit menu,
// every button of the bar above the definition, every fix, typing, undo, and a reload.
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { address, pageTest } from "./harness.mjs";
import { definition, ready, run, soon } from "./playground.mjs";

const linkTo = (def) => deflateRawSync(JSON.stringify({ v: 1, def, input: "{}" })).toString("base64url");
const machine = { StartAt: "Call", States: { Call: { Type: "Task", Resource: "arn:aws:states:::http:invoke", Parameters: { ApiEndpoint: "https://practice.test/orders", Method: "GET", InvocationConfig: { ConnectionArn: "practice" } }, End: true } } };
const documents = {
  "a definition": JSON.stringify(machine, null, 2),
  "a template": JSON.stringify({ Resources: { Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { Definition: machine } } } }, null, 2),
  "a definition in a fence": `Try this:\n\`\`\`json\n${JSON.stringify(machine, null, 2)}\n\`\`\`\n`,
};

/** What can be done: each finds what it presses by its place, so that commands that are added later are tried too. */
const places = {
  menu: async (page) => {
    await page.getByTestId("edit-menu").click();
    return page.getByRole("menuitem");
  },
  bar: async (page) => page.locator(".editor-pane.definition > .template button, .editor-pane.definition .bar button:not([data-testid=edit-menu], .maximize, .hide-panel)"),
  fix: async (page) => page.getByTestId("fix"),
};

async function follow(page, text) {
  await page.goto("about:blank");
  await page.goto(`${address()}#d1=${linkTo(text)}`);
  await ready(page);
}

/** Run asks, or does not start at all. */
async function asks(page, what) {
  await page.keyboard.press("Escape");
  // A dialog that has to be fetched first may open later.
  for (let pressed = false; !pressed;) {
    await page.keyboard.press("Escape");
    pressed = await run(page).click({ timeout: 2_000 }).then(() => true, () => false);
  }
  await page.waitForTimeout(300);
  assert.equal(await page.getByTestId("status").count(), 0, `${what}: it ran without a question`);
  await page.keyboard.press("Escape");
}

for (const [name, text] of Object.entries(documents)) {
  pageTest(`${name} from a link asks before it runs, after every command`, {}, async (page) => {
    // The commands of the menu are the same for all documents.
    const wanted = Object.entries(places).filter(([place]) => place !== "menu" || name === "a definition");
    for (const [place, find] of wanted) {
      for (let index = 0; ; index++) {
        await follow(page, text);
        const found = await find(page);
        if (index >= (await found.count())) break;
        const label = (await found.nth(index).innerText()).trim();
        if (await found.nth(index).isEnabled()) await found.nth(index).click({ timeout: 3_000 }).catch(() => {});
        await page.waitForTimeout(150);
        await asks(page, `${place}: ${label}`);
      }
    }
  });
}

pageTest("typing, undo and a reload leave the question where it is", {}, async (page) => {
  await follow(page, documents["a definition"]);
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\n");
  await asks(page, "typing");
  await definition(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await asks(page, "undo");
  await definition(page).click();
  await page.keyboard.type(" ");
  await page.waitForFunction(() => !location.hash);
  await page.reload();
  await ready(page);
  await asks(page, "reload");
});

pageTest("the question names the host as the network knows it", {}, async (page) => {
  const long = `https://${"practice.test.".repeat(8)}evil.example/orders`;
  for (const [endpoint, shown] of [
    ["https://pr\u0430ctice.test/orders", /xn--/],
    [long, /evil\.example\/orders/],
  ]) {
    const asked = structuredClone(machine);
    asked.States.Call.Parameters.ApiEndpoint = endpoint;
    await follow(page, JSON.stringify(asked));
    await run(page).click();
    await page.waitForTimeout(300);
    // A host that is not ASCII is an error of the definition already, which says how to write it.
    const dialog = page.getByTestId("planned-calls");
    const said = (await dialog.count()) > 0 ? await dialog.innerText() : await page.getByTestId("problem").allInnerTexts().then((all) => all.join("\n"));
    await soon(async () => assert.match(said, shown));
  }
});
