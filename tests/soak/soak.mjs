// Uses the page at random for SECONDS (600): types, pastes, deletes, undoes, runs, stops, answers, selects, clicks whatever there
// is, opens and closes tabs, changes the size of the window, reloads. `make soak` calls it; SEED repeats a run, DIST tries another
// build, LONGEST is the longest task that is allowed, in milliseconds.
//
// After each step it has to hold that no failure box is shown, that nothing was thrown or said to the console as an error, that
// the page answers, and that it has not grown beyond bounds; after a reload the texts are those from before. What was done is
// drawn from the seed before it is done, and written to target/soak/SEED.json: REPLAY=that file does the same once more, and
// leaves out one half after the other as long as the defect stays (SHORTEN=1).
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../scripts/browser.mjs";
import { serve } from "../../scripts/serve.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SECONDS = Number(process.env.SECONDS ?? 600);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
/** Beside other programs the same task takes longer; what is meant here is what a person would call frozen. */
const LONGEST = Number(process.env.LONGEST ?? 1_000);
const MOST_NODES = 60_000;
const ANSWERS_WITHIN = 20_000;
const STOPS_WITHIN = 5_000;
/** What is kept of a document (src/app/host/documents.rs); a larger one is not. */
const KEPT = 1_000_000;

/** Draws numbers; the same ones for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { share: next, below: (end) => Math.floor(next() * end), of: (list) => list[Math.floor(next() * list.length)] };
}

const under = (folder) => readdirSync(`${root}/${folder}`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`).sort();
const texts = [...under("crates/asl-examples/workflows"), ...under("fuzz/corpus")].map((path) => readFileSync(path, "utf8")).filter((text) => text.length < 60_000);
const WORDS = ["{", "}", "[", "]", '"', ",", ":", "\n", "  ", '"Next": ', '"End": true', "States.Format('{}', $.a)", "{% $states.input %}", "$", "${x}", "é", "😀", "\u202e", "StartAt", "-", "null", "1e9", "# ", "Type: Pass\n"];
const EDITORS = ["Definition", "Input", "Mocks", "Events"];
/** Where a tour presses, in turns: what can be selected, and the tabs of what is. */
const PLACES = [
  "[data-testid=timeline-row], [data-testid=event-timeline-row], [data-testid=event-row], [data-testid=log-line], [data-testid=child-row], [data-testid=graph] [role=treeitem]",
  "[data-testid=inspector] [role=tab]",
  "[data-testid=timeline-row], [data-testid=event-timeline-row]",
  "[data-testid=inspector] [role=tab], [data-testid=open-map-run], .stage-tools button",
];
/** Views that a soak should come by, by what they show; which it did is said at its end. */
const VIEWS = {
  template: "[data-testid=template]", graph: "[data-testid=graph]", timeline: "[data-testid=timeline-row]", inspector: "[data-testid=inspector] [role=tab]", table: "[data-testid=event-row]",
  function: "[data-testid=invocation], [data-testid=function-log]", events: "[data-testid=event-editor]", "event timeline": "[data-testid=event-timeline-row]", "event log": "[data-testid=log-line]", delivery: "[data-testid=delivery-attempt]",
  resources: "[data-testid=resource]", question: "[data-testid=questions]", problems: "[data-testid=problem]", "Map Run": "[data-testid=map-run]", project: "[data-testid=project-tab]", dialog: "dialog[open]",
};
const KEYS = ["Escape", "Tab", "Shift+Tab", "Enter", "ArrowDown", "ArrowUp", "F8", "F1", "F2", "Home", "End", "PageDown", "Control+f", "Control+Space", "Control+Home", "Control+End", "Shift+Alt+F", "Shift+Alt+Y", "Shift+Alt+S", "Shift+Alt+J", "?", "+", "-", "0"];
const SIZES = [[1440, 900], [1280, 720], [1000, 700], [768, 1024], [390, 844]];

/** A text that is changed here and there. */
function mutant(draw) {
  let text = draw.of(texts);
  for (let times = draw.below(4); times > 0; times--) {
    const at = draw.below(text.length + 1);
    const end = Math.min(text.length, at + draw.below(20));
    const put = draw.share() < 0.5 ? draw.of(WORDS) : draw.of(texts).slice(0, draw.below(200));
    text = text.slice(0, at) + put + text.slice(end);
  }
  return text;
}

/** One step, drawn before it is done: `what`, and numbers between 0 and 1 that choose among what is there then. */
function step(draw) {
  const at = draw.share();
  const kinds = [
    [14, () => ({ what: "type", editor: draw.of(EDITORS), at, text: Array.from({ length: 1 + draw.below(6) }, () => draw.of(WORDS)).join("") })],
    [8, () => ({ what: "paste", editor: draw.of(EDITORS), all: draw.share() < 0.7, text: mutant(draw) })],
    [4, () => ({ what: "delete", editor: draw.of(EDITORS), keys: draw.below(30) })],
    [6, () => ({ what: "undo", editor: draw.of(EDITORS), times: 1 + draw.below(8), redo: draw.share() < 0.3 })],
    [4, () => ({ what: "example", at })],
    // What takes a few right steps after one another, which chance would seldom take: an example is run and looked into.
    [5, () => ({ what: "tour", at, picks: Array.from({ length: 8 }, () => draw.share()), tidy: draw.share() < 0.3 })],
    [10, () => ({ what: "run", wait: draw.below(1500) })],
    [4, () => ({ what: "stop" })],
    [28, () => ({ what: "click", at, wait: draw.below(100) })],
    [8, () => ({ what: "keys", keys: Array.from({ length: 1 + draw.below(4) }, () => draw.of(KEYS)) })],
    [2, () => ({ what: "size", size: draw.of(SIZES) })],
    [2, () => ({ what: "tab" })],
    [2, () => ({ what: "switch", at })],
    [3, () => ({ what: "reload" })],
    [4, () => ({ what: "wait", wait: draw.below(700) })],
  ];
  let left = draw.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, make] of kinds) {
    if (left < weight) return make();
    left -= weight;
  }
  throw new Error("weights and draws do not agree");
}

class Broken extends Error {}

/** What the browser says itself of calls that fail, which a machine may make. */
const EXPECTED = [/Failed to load resource/, /net::ERR_/, /blocked by CORS policy/];

/** In the page, before its own scripts: remembers the longest task. */
function watch() {
  window.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
}

class Visit {
  constructor(context, address) {
    Object.assign(this, { context, address, pages: [], current: undefined, longest: [], reloads: 0, views: new Map() });
  }

  async open() {
    const page = await this.context.newPage();
    page.wrong = [];
    page.on("pageerror", (error) => page.wrong.push(`thrown: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.some((pattern) => pattern.test(message.text()))) page.wrong.push(`console: ${message.text()}`);
    });
    page.on("dialog", (dialog) => dialog.accept().catch(() => {}));
    page.on("download", (download) => download.cancel().catch(() => {}));
    await page.addInitScript(watch);
    await page.goto(this.address);
    await page.getByTestId("run-button").waitFor({ timeout: 60_000 });
    this.pages.push(page);
    this.current = page;
  }

  /** The whole text of an editor that is shown; undefined for another. */
  text(label) {
    return this.current.evaluate((label) => {
      const content = document.querySelector(`.cm-content[aria-label="${label}"]`);
      const view = content?.cmTile?.root?.view ?? content?.cmTile?.view ?? content?.cmView?.rootView?.view ?? content?.cmView?.view;
      return view?.state.doc.toString();
    }, label);
  }

  /** Puts the caret into an editor; `false` where it is not shown. */
  async focus(label) {
    const editor = this.current.locator(`.cm-content[aria-label="${label}"]`);
    if (!(await editor.isVisible())) {
      const tab = this.current.getByRole("tab", { name: new RegExp(`^${label}`) }).first();
      if (label === "Definition" || !(await tab.isVisible())) return false;
      await tab.click({ timeout: 2_000 }).catch(() => {});
    }
    return editor.focus({ timeout: 2_000 }).then(() => true, () => false);
  }

  async perform(one) {
    const page = this.current;
    switch (one.what) {
      case "type":
        if (!(await this.focus(one.editor))) return;
        for (let times = Math.floor(one.at * 12); times > 0; times--) await page.keyboard.press(times % 3 ? "ArrowDown" : "ArrowRight");
        return page.keyboard.type(one.text);
      case "paste":
        if (!(await this.focus(one.editor))) return;
        if (one.all) await page.keyboard.press("ControlOrMeta+a");
        return page.evaluate((text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }, one.text);
      case "delete":
        if (!(await this.focus(one.editor))) return;
        if (one.keys === 0) await page.keyboard.press("ControlOrMeta+a");
        for (let times = one.keys; times >= 0; times--) await page.keyboard.press(times % 2 ? "Delete" : "Backspace");
        return;
      case "undo":
        if (!(await this.focus(one.editor))) return;
        for (let times = one.times; times > 0; times--) await page.keyboard.press(one.redo ? "ControlOrMeta+y" : "ControlOrMeta+z");
        return;
      case "example":
        return this.example(one.at);
      case "tour":
        for (let times = 3; times > 0 && (await page.locator("dialog[open]").count()) > 0; times--) await page.keyboard.press("Escape");
        await this.example(one.at);
        if (one.tidy) await page.keyboard.press("Shift+Alt+F");
        await page.keyboard.press("ControlOrMeta+Enter");
        await page.waitForTimeout(600);
        for (const [index, pick] of one.picks.entries()) {
          // What can be selected, then a tab for it.
          await page.evaluate(([share, places]) => {
            const all = [...document.querySelectorAll(places)];
            all[Math.floor(share * all.length)]?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
          }, [pick, PLACES[index % PLACES.length]]);
          await page.waitForTimeout(60);
          await this.see();
        }
        return;
      case "run":
        await page.keyboard.press("ControlOrMeta+Enter");
        return page.waitForTimeout(one.wait);
      case "stop": {
        if ((await page.locator("[data-testid=status][data-status=RUNNING]").count()) === 0) return;
        await page.getByTestId("stop-button").click({ timeout: STOPS_WITHIN }).catch(() => {});
        if ((await page.getByRole("dialog").count()) > 0) return;
        await page.locator("[data-testid=status][data-status=RUNNING]").waitFor({ state: "detached", timeout: STOPS_WITHIN }).catch(() => {
          throw new Broken("Stop does not stop");
        });
        return;
      }
      case "click": {
        const place = await page.evaluate((share) => {
          const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
          const all = [...top.querySelectorAll("button:enabled, [role=tab], [role=treeitem], [role=row], summary, input:enabled, select:enabled, [data-testid=timeline-row], .cm-content")];
          const seen = all.map((element) => element.getBoundingClientRect()).filter(({ width, height, left, top, right, bottom }) => width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight);
          const chosen = seen[Math.floor(share * seen.length)];
          return chosen && { x: Math.min(innerWidth - 1, Math.max(1, chosen.left + chosen.width / 2)), y: Math.min(innerHeight - 1, Math.max(1, chosen.top + chosen.height / 2)) };
        }, one.at);
        if (place) await page.mouse.click(place.x, place.y);
        return page.waitForTimeout(one.wait);
      }
      case "keys":
        for (const key of one.keys) await page.keyboard.press(key);
        return;
      case "size":
        return page.setViewportSize({ width: one.size[0], height: one.size[1] });
      case "tab":
        if (this.pages.length >= 3) {
          const oldest = this.pages.shift();
          await oldest.close({ runBeforeUnload: false });
        }
        return this.open();
      case "switch":
        this.current = this.pages[Math.floor(one.at * this.pages.length)];
        return this.current.bringToFront();
      case "reload":
        return this.reload();
      case "wait":
        return page.waitForTimeout(one.wait);
    }
  }

  /** Opens an example. */
  async example(at) {
    const picker = this.current.locator(".example-picker select");
    const values = await picker.locator("option").evaluateAll((all) => all.map(({ value }) => value));
    if (await picker.isEnabled()) await picker.selectOption(values[Math.floor(at * values.length)], { timeout: 2_000 }).catch(() => {});
  }

  /** Counts the views that are there. */
  async see() {
    const there = await this.current.evaluate((views) => Object.keys(views).filter((name) => document.querySelector(views[name])), VIEWS);
    for (const name of there) this.views.set(name, (this.views.get(name) ?? 0) + 1);
  }

  /** Loads the page again: what was typed has to be there. */
  async reload() {
    const page = this.current;
    const before = await this.text("Definition");
    await this.note("before the reload");
    await page.reload();
    await page.getByTestId("run-button").waitFor({ timeout: 60_000 });
    this.reloads++;
    if (before === undefined || before.length > KEPT / 2) return;
    const end = Date.now() + 10_000;
    for (let after = await this.text("Definition"); after !== before; after = await this.text("Definition")) {
      if (Date.now() > end) throw new Broken(`the definition is another one after a reload: ${before.length} characters, now ${after?.length}`);
      await page.waitForTimeout(100);
    }
  }

  async note(what) {
    const longest = await this.current.evaluate(() => {
      const longest = window.longestTask;
      window.longestTask = 0;
      return longest;
    });
    if (longest > 50) this.longest.push([Math.round(longest), what]);
    if (longest > LONGEST) throw new Broken(`a task took ${Math.round(longest)} ms`);
  }

  async check(what) {
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Broken("the page does not answer")), ANSWERS_WITHIN);
    });
    const state = await Promise.race([
      this.current.evaluate(() => ({ failed: document.querySelector("#failure:not([hidden])")?.innerText, nodes: document.getElementsByTagName("*").length })),
      late,
    ]).finally(() => clearTimeout(timer));
    if (state.failed) throw new Broken(`the failure box is shown: ${state.failed}`);
    if (state.nodes > MOST_NODES) throw new Broken(`the page has ${state.nodes} elements`);
    for (const page of this.pages) if (page.wrong.length > 0) throw new Broken(page.wrong.join(" · "));
    await this.note(what);
    await this.see();
  }
}

const short = (one) => JSON.stringify(one).slice(0, 160);

/** Does the steps that `next` gives, one after the other; resolves to what broke, if something did. */
async function use(browser, address, next) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  const visit = new Visit(context, address);
  const done = [];
  let broken;
  try {
    await visit.open();
    for (let one = next(); one; one = next()) {
      done.push(one);
      await visit.perform(one);
      await visit.check(short(one));
    }
  } catch (error) {
    broken = error;
  }
  await context.close().catch(() => {});
  return { done, broken, visit };
}

const inOrder = (steps) => {
  let at = 0;
  return () => steps[at++];
};

/** Leaves out one half, quarter, … after the other, as long as the same thing breaks. */
async function shortened(browser, address, steps) {
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < steps.length - 1;) {
      const tried = [...steps.slice(0, at), ...steps.slice(at + size)];
      const { broken, done } = await use(browser, address, inOrder(tried));
      if (broken) steps = done;
      else at += size;
    }
  }
  return steps;
}

const browser = await launch();
const { server, address } = await serve(process.env.DIST ?? `${root}/dist`);
const draw = random(SEED);
const end = Date.now() + SECONDS * 1000;
const given = process.env.REPLAY && JSON.parse(readFileSync(process.env.REPLAY, "utf8"));
const next = given ? inOrder(given) : () => (Date.now() < end ? step(draw) : undefined);

console.log(given ? `does ${given.length} steps of ${process.env.REPLAY}` : `uses the page for ${SECONDS} s, SEED=${SEED}`);
const { done, broken, visit } = await use(browser, address, next);
const counts = new Map();
for (const { what } of done) counts.set(what, (counts.get(what) ?? 0) + 1);
console.log(`${done.length} steps: ${[...counts].map(([what, count]) => `${count} ${what}`).join(", ")}`);
console.log(`views: ${Object.keys(VIEWS).map((name) => `${visit.views.get(name) ?? 0} ${name}`).join(", ")}`);
visit.longest.sort(([one], [other]) => other - one);
for (const [time, what] of visit.longest.slice(0, 5)) console.log(`${String(time).padStart(6)} ms  ${what}`);
if (broken) {
  mkdirSync(`${root}/target/soak`, { recursive: true });
  const file = `${root}/target/soak/${SEED}.json`;
  const steps = process.env.SHORTEN ? await shortened(browser, address, done) : done;
  writeFileSync(file, JSON.stringify(steps, null, 1));
  console.error(`\nBROKEN at step ${done.length}: ${broken.message}\nthe last steps:\n${done.slice(-12).map(short).join("\n")}\n\nREPLAY=${file} make soak does them again, with SHORTEN=1 as few of them as it takes`);
  process.exitCode = 1;
} else {
  console.log("nothing broke");
}
await browser.close();
server.closeAllConnections();
server.close();
