// The page in the words of a person: what the tests do and read, each said once.
export const definition = (page) => page.getByRole("textbox", { name: "Definition" });
export const input = (page) => page.getByRole("textbox", { name: "Input" });
export const run = (page) => page.getByTestId("run-button");
export const stop = (page) => page.getByTestId("stop-button");
export const status = (page) => page.getByTestId("status");
export const problems = (page) => page.getByTestId("problem");
export const inspector = (page) => page.getByTestId("inspector");
export const events = (page) => page.getByTestId("event-row");
/** Has the stage show the events, as a person does who looks for them. */
export async function showEvents(page) {
  const toggle = page.locator(".stage-tools [aria-label=Events]");
  if ((await toggle.getAttribute("aria-pressed")) === "false") await toggle.click();
  await events(page).first().waitFor();
}
/** The rows of the timeline that are in view; of one state, if it is named. */
export const rows = (page, state) => page.locator(`[data-testid=timeline-row]${state ? `[data-state=${JSON.stringify(state)}]` : ""}`);

/** Waits until the page can be used: until the program has taken over the editors, which are there before it. */
export const ready = async (page) => {
  await run(page).waitFor();
  await definition(page).waitFor();
  await readFirst(page);
};

/** Whoever opened a link chose to read the workflow first, and then to use it. */
async function readFirst(page) {
  const isLink = () => /[#&]d[12]=/.test(location.hash);
  if (!(await page.evaluate(isLink).catch(() => false))) return;
  const card = page.getByTestId("link-card");
  await page.waitForFunction(() => document.querySelector("[data-testid=link-card]") || !/[#&]d[12]=/.test(location.hash));
  if ((await card.count()) === 0) return;
  await card.getByTestId("link-read").click();
  await card.waitFor({ state: "detached" });
  await page.getByTestId("use-link").click();
}

/** Copies a link to the workflow, without the dialog. */
export const copyLink = (page) => page.keyboard.press("ControlOrMeta+s");

/** Waits until an assertion about the page holds, at most ten seconds: a page draws when it comes to it. */
export async function soon(check) {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

/** Replaces what an editor holds, as a person does who selects all and pastes. */
export async function fill(page, editor, text) {
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(typeof text === "string" ? text : JSON.stringify(text, null, 2));
}

/** The same through the clipboard's own event: for texts of many lines, which a browser types slowly. */
export async function paste(page, editor, text) {
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await editor.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The link that was put into the clipboard, once it is there. */
export const sharedLink = (page) => soon(async () => {
  const text = await page.evaluate(() => navigator.clipboard.readText());
  if (!text.includes("#d2=")) throw new Error(`no link was copied: ${text.slice(0, 80)}`);
  return text;
});

/** Opens an example by its id, and waits until it is there. */
export async function openExample(page, id) {
  const before = await textOf(definition(page));
  await page.getByTestId("example-picker").selectOption(id);
  for (const end = Date.now() + 20_000; (await textOf(definition(page))) === before && Date.now() < end;) await page.waitForTimeout(20);
}

/** What an editor holds. CodeMirror draws the lines in view only: short texts. */
export const textOf = async (editor) => (await editor.locator(".cm-line").allTextContents()).join("\n");

/** Waits until the run ended, and says how: `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`. */
export async function outcome(page, timeout = 20_000) {
  const said = page.locator("[data-testid=status]:not([data-status=RUNNING])");
  await said.waitFor({ timeout });
  return said.getAttribute("data-status");
}

/** Runs what stands in the page to its end. */
export async function runToEnd(page) {
  await run(page).click();
  return outcome(page);
}

/** What a tab of the inspector shows for the selected step. */
export async function inspect(page, tab) {
  await inspector(page).getByRole("tab", { name: tab }).click();
  return settled(page, () => inspector(page).getByRole("tabpanel").innerText());
}

/** What `read` reads once it stays the same over two frames: what was pressed before may still be on its way to the screen. */
export async function settled(page, read) {
  const frames = () => page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  for (let before = await read(), end = Date.now() + 10_000; ;) {
    await frames();
    const now = await read();
    if (now === before || Date.now() > end) return now;
    before = now;
  }
}

/** Makes a connection in the dialog: `user` is the user name or the header, `secret` the password or the key. */
export async function connect(page, { name, kind, user, secret, origins }) {
  await page.getByTestId("connections-button").click();
  const dialog = page.getByRole("dialog");
  await page.getByTestId("new-connection").click();
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
  const [userLabel, secretLabel] = kind === "BASIC" ? ["User name", "Password"] : ["Header name", "Key"];
  await dialog.getByLabel(userLabel, { exact: true }).fill(user);
  await dialog.getByLabel(secretLabel, { exact: true }).fill(secret);
  await dialog.getByLabel(/^(Allowed )?origins/i).fill(origins);
  await page.getByTestId("save-connection").click();
  await page.getByTestId("connection").filter({ hasText: name }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
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

/**
 * A machine that goes round for ever, or until AWS's limit of 25,000 events ends it: the work of `round` makes that take a
 * while. The way out is never taken, but AWS wants one.
 */
export const endless = (round = { hash: "States.Hash(States.JsonToString(States.ArrayRange(1, 900, 1)), 'SHA-512')" }) => ({
  StartAt: "Round",
  States: {
    Round: {
      Type: "Pass",
      Parameters: Object.fromEntries(Object.entries(round).map(([key, value]) => [`${key}.$`, value])),
      Next: "Again?",
    },
    "Again?": { Type: "Choice", Choices: [{ Variable: "$.enough", IsPresent: true, Next: "Done" }], Default: "Round" },
    Done: { Type: "Succeed" },
  },
});

/** Everything that the browser keeps of the page, or shows in its address. */
export const kept = (page) =>
  page.evaluate(() => ({
    local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }),
    url: location.href,
    dom: document.documentElement.outerHTML,
  }));

/** Milliseconds, by the page's own clock, from `press` until the page says that the run was stopped. */
export async function stopTime(page, press) {
  await page.evaluate(() => {
    const pressed = () => (window.stopPressed ??= performance.now());
    addEventListener("click", pressed, { capture: true, once: true });
    addEventListener("keydown", pressed, { capture: true, once: true });
    new MutationObserver(() => {
      if (document.querySelector("[data-testid=status][data-status=ABORTED]")) window.stopShown ??= performance.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await press();
  await page.waitForFunction(() => window.stopShown !== undefined);
  return page.evaluate(() => window.stopShown - window.stopPressed);
}
