// What AWS itself answers to a document: beside each problem, whole in a dialog, and for scripts.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { definition, fill, problems, ready, soon } from "./playground.mjs";

const broken = { StartAt: "Greet", States: { Greet: { Type: "Pass", Next: "Finsih" }, Finish: { Type: "Succeed" } } };
const open = (page) => page.getByRole("button", { name: "AWS response" }).click();
const answers = (page) => page.getByRole("dialog").locator("pre").allTextContents();

pageTest("a problem has AWS's code, message and location", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), broken);
  const line = problems(page).filter({ hasText: "Finsih" }).getByTestId("aws-line");
  await soon(async () =>
    assert.equal(await line.innerText(), "AWS: MISSING_TRANSITION_TARGET Missing 'Next' target: Finsih at /States/Greet/Next"));
});

pageTest("the dialog shows the whole response and the text of the refusal", {}, async (page) => {
  await ready(page);
  await fill(page, definition(page), broken);
  await problems(page).filter({ hasText: "Finsih" }).waitFor();
  await open(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("AWS rejects this definition.").waitFor();
  const [response, refusal] = await answers(page);
  const { result, diagnostics, truncated } = JSON.parse(response);
  assert.deepEqual([result, truncated], ["FAIL", false]);
  assert.deepEqual(diagnostics[0], {
    severity: "ERROR",
    code: "MISSING_TRANSITION_TARGET",
    message: "Missing 'Next' target: Finsih",
    location: "/States/Greet/Next",
  });
  assert.equal(
    refusal,
    "An error occurred (InvalidDefinition) when calling the CreateStateMachine operation: Invalid State Machine Definition: " +
      "'MISSING_TRANSITION_TARGET: Missing 'Next' target: Finsih at /States/Greet/Next'",
  );
  assert.deepEqual(await violations(page), []);
});

pageTest("a sound definition is accepted, and a text that is no JSON is refused in the words of AWS's reader", {}, async (page) => {
  await ready(page);
  await open(page);
  await page.getByRole("dialog").getByText("AWS accepts this definition.").waitFor();
  assert.equal(JSON.parse((await answers(page))[0]).result, "OK");
  await page.keyboard.press("Escape");
  await fill(page, definition(page), '{"StartAt": "A",, "States": {}}');
  await problems(page).first().waitFor();
  await open(page);
  await soon(async () => assert.match((await answers(page))[0] ?? "", /INVALID_JSON_DESCRIPTION.*Unexpected character \(','/s));
});

pageTest("a script gets AWS's code, message and location with each diagnostic", {}, async (page) => {
  await ready(page);
  const found = await page.evaluate((text) => window.aslPlayground.check(text), JSON.stringify(broken));
  const target = found.find(({ message }) => message.includes("Finsih"));
  assert.deepEqual(target.aws, {
    severity: "ERROR",
    code: "MISSING_TRANSITION_TARGET",
    message: "Missing 'Next' target: Finsih",
    location: "/States/Greet/Next",
  });
});
