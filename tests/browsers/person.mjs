// What a person does in a tab, with the mouse and the keys of the browser itself. Elements are found by selector, and by words
// that they hold where that is not enough.
import assert from "node:assert/strict";

/** Keys by their names, as WebDriver wants them. */
const KEYS = { Enter: "\uE007", Escape: "\uE00C", Tab: "\uE004", Home: "\uE011", End: "\uE010", ArrowDown: "\uE015", ArrowRight: "\uE014", ArrowLeft: "\uE012", Backspace: "\uE003", Control: "\uE009", Shift: "\uE008", F8: "\uE038" };
const key = (name) => KEYS[name] ?? name;

/** In the page: the first element in view that fits, by its place; or what is known of it. */
function look(selector, words, want) {
  const fits = (it) => it.checkVisibility() && (words === null || it.textContent.includes(words) || it.getAttribute("aria-label")?.includes(words));
  const found = [...document.querySelectorAll(selector)].find(fits);
  if (!found) return null;
  if (want === "text") return found.innerText ?? found.textContent;
  found.scrollIntoView({ block: "center", inline: "nearest" });
  // What scrolls, such as an editor with long lines, shows a part of what is in it.
  let { left, top, right, bottom } = found.getBoundingClientRect();
  for (let around = found.parentElement; around; around = around.parentElement) {
    if (getComputedStyle(around).overflow === "visible") continue;
    const frame = around.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, frame.left), Math.max(top, frame.top), Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
  }
  const [x, y] = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)];
  // What lies over it would be pressed instead.
  const hit = document.elementFromPoint(x, y);
  return hit !== null && (found.contains(hit) || hit.contains(found)) ? { x, y } : null;
}

export class Person {
  constructor(tab) {
    this.tab = tab;
  }

  /** Waits until `body(...args)` gives something true in the page, and gives that. */
  async until(body, ...args) {
    for (const end = Date.now() + 20_000; ;) {
      const found = await this.tab.evaluate(body, ...args);
      if (found) return found;
      if (Date.now() > end) assert.fail(`waited in vain for ${body} ${JSON.stringify(args)}`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }

  /** The text of an element, once it is there. */
  text(selector, words = null) {
    return this.until(look, selector, words, "text");
  }

  /** Waits until the text of an element fits. */
  async sees(selector, pattern) {
    let text = "";
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      text = (await this.tab.evaluate(look, selector, null, "text")) ?? "";
      if (pattern.test(text)) return text;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return assert.match(text, pattern);
  }

  /** Presses the mouse on an element. */
  async click(selector, words = null) {
    // Until it stands still: a page that has just drawn something may go on with it.
    let [x, y] = [-1, -1];
    for (let at = null; at?.x !== x || at?.y !== y;) {
      [x, y] = [at?.x ?? -1, at?.y ?? -1];
      at = await this.until(look, selector, words, "place");
    }
    const mouse = [{ type: "pointerMove", x, y, duration: 0 }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.tab.perform([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: mouse }]);
  }

  /** Presses keys together: `Control+Enter`. */
  async press(names) {
    const keys = names.split("+").map(key);
    const down = keys.map((value) => ({ type: "keyDown", value }));
    const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.tab.perform([{ type: "key", id: "keys", actions: [...down, ...up] }]);
  }

  /** Types a text, key by key. */
  async type(text) {
    const actions = [...text].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    await this.tab.perform([{ type: "key", id: "keys", actions }]);
  }

  /** Replaces what a field or an editor holds, at once: what a person does who selects all and pastes. */
  async fill(selector, text) {
    await this.click(selector);
    await this.press("Control+a");
    await this.tab.evaluate((text) => document.execCommand("insertText", false, text), typeof text === "string" ? text : JSON.stringify(text, null, 2));
  }
}
