// What a person waits for while writing: the underline behind a key press, and the picture of a large machine.

const STATES = 1000;

/** A machine of so many states, Tasks with catchers and Choices, with about 250 bytes for each. */
export const large = () => {
  const states = { Help: { Type: "Fail", Error: "Help" } };
  for (let n = 0; n < STATES; n += 1) {
    const next = n === STATES - 1 ? { End: true } : { Next: `State ${n + 1}` };
    states[`State ${n}`] =
      n % 10 === 4
        ? { Type: "Choice", Choices: [{ Variable: "$.never", IsPresent: true, Next: `State ${Math.min(n + 6, STATES - 1)}` }], Default: `State ${n + 1}` }
        : {
            Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: { "Message.$": "$.message" }, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Help" }], ...next,
          };
  }
  return JSON.stringify({ StartAt: "State 0", States: states }, null, 1);
};

const summary = (what, times, target) => {
  const sorted = [...times].sort((a, b) => a - b);
  return { what, median: sorted[sorted.length >> 1], slowest: sorted.at(-1), target };
};

/** Measures the page at `address`; gives `[{what, median, slowest, target}]` in milliseconds. */
export async function author(page, address) {
  await page.goto(address);
  const editor = page.getByRole("textbox", { name: "Definition" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  // Pasted, as a person would: the browser itself takes long to type so many lines.
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, large());
  await page.locator(`.graph-canvas[aria-label*="${STATES + 1} states"]`).waitFor();
  await page.evaluate(() => {
    const underlined = () => document.querySelector(".cm-lintRange-error") !== null;
    window.typed = [];
    let pressed = 0;
    let was = false;
    addEventListener("keydown", () => {
      pressed = performance.now();
      was = underlined();
    }, true);
    new MutationObserver(() => {
      if (pressed && underlined() !== was) {
        window.typed.push(performance.now() - pressed);
        pressed = 0;
      }
    }).observe(document.querySelector(".cm-content"), { subtree: true, childList: true, attributes: true });
  });
  // Behind `State 0` of StartAt: one more character names a state that does not exist, and without it all is well. It is one
  // that no word has: what is new while a word is typed is held back until it may be finished.
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  for (const _ of '",') await page.keyboard.press("ArrowLeft");
  for (let round = 0; round < 20; round += 1) {
    for (const key of ["!", "Backspace"]) {
      const count = await page.evaluate(() => window.typed.length);
      await page.keyboard.press(key);
      await page.waitForFunction((count) => window.typed.length > count, count, { timeout: 10_000 });
    }
  }
  const typed = (await page.evaluate(() => window.typed)).slice(4);
  const measured = await page.evaluate(async (text) => {
    const times = async (work) => {
      const taken = [];
      for (let round = 0; round < 12; round += 1) {
        const begin = performance.now();
        await work();
        taken.push(performance.now() - begin);
      }
      return taken.slice(2);
    };
    return { bytes: text.length, check: await times(() => window.aslPlayground.check(text)), draw: await times(() => window.aslPlayground.draw(text)) };
  }, large());
  return [
    summary(`from a key press to the underline (${Math.round(measured.bytes / 1000)} KB)`, typed, 16),
    summary("reading and checking alone", measured.check),
    summary("reading, checking, layout and SVG", measured.draw, 50),
  ];
}
