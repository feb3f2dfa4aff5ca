// The page in the words of a person: what the tests do and read, each said once.
import assert from "node:assert/strict";

export const definition = (page) => page.getByRole("textbox", { name: "Definition" });
export const input = (page) => page.getByRole("textbox", { name: "Input" });
export const run = (page) => page.getByRole("button", { name: /^Run/ });
export const stop = (page) => page.getByRole("button", { name: /^Stop/ });
export const status = (page) => page.getByTestId("run-status");

/** Waits until the page can be used. */
export const ready = (page) => definition(page).waitFor();

/** Replaces what an editor holds, as a person does who selects all and pastes. */
export async function fill(page, editor, text) {
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(typeof text === "string" ? text : JSON.stringify(text, null, 2));
}

/** What an editor holds. CodeMirror draws the lines in view only: short texts. */
export const textOf = async (editor) => (await editor.locator(".cm-line").allTextContents()).join("\n");

/** Waits until the run says that it ended so. */
export async function ended(page, word, timeout = 20_000) {
  await status(page).filter({ hasText: word }).waitFor({ timeout });
}

/** A machine of one HTTP Task. */
export const oneCall = (endpoint, task = {}) => ({
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Parameters: { ApiEndpoint: endpoint, Method: "GET", Authentication: { ConnectionArn: "tests" }, ...task.Parameters },
      ...Object.fromEntries(Object.entries(task).filter(([key]) => key !== "Parameters")),
      End: true,
    },
  },
});

/** A machine that never ends. */
export const endless = {
  StartAt: "Round",
  States: { Round: { Type: "Pass", Next: "Again" }, Again: { Type: "Pass", Next: "Round" } },
};

/** Everything that the browser keeps of the page, or shows in its address. */
export const kept = (page) =>
  page.evaluate(() => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    url: location.href,
    dom: document.documentElement.outerHTML,
  }));

/** Milliseconds, by the page's own clock, from a press of Stop (or the keys) until the page says that the run ended. */
export async function stopTime(page, press) {
  await page.evaluate(() => {
    const pressed = () => (window.stopPressed ??= performance.now());
    addEventListener("click", pressed, { capture: true, once: true });
    addEventListener("keydown", pressed, { capture: true, once: true });
    const said = document.querySelector("[data-testid=run-status]");
    new MutationObserver(() => {
      if (/aborted|stopped/i.test(said.textContent)) window.stopShown ??= performance.now();
    }).observe(said, { subtree: true, childList: true, characterData: true });
  });
  await press();
  await page.waitForFunction(() => window.stopShown !== undefined);
  const time = await page.evaluate(() => window.stopShown - window.stopPressed);
  assert.ok(time >= 0);
  return time;
}
