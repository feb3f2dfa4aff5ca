// The page in Firefox and in WebKit, the engines of the other browsers: what a person does in the first minutes, with the browser's
// own mouse and keys. A browser that is not installed is said and left out; BROWSERS=all fails without one, BROWSERS=Firefox
// tries one alone.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { python, withCode } from "../e2e/functions.mjs";
import { oneCall } from "../e2e/playground.mjs";
import { header, startApi } from "../e2e/server.mjs";
import { installed } from "./drivers.mjs";
import { Person } from "./person.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const shots = `${root}/tests/e2e/shots`;
const VIEW = { width: 1280, height: 800 };
const DEFINITION = "[role=textbox][aria-label=Definition]";
const INPUT = "[role=textbox][aria-label=Input]";
const STATUS = "[data-testid=status]";
const RUN = "[data-testid=run-button]";

let site;
let api;
before(async () => {
  const dist = process.env.DIST ?? `${root}/dist`;
  assert.ok(existsSync(`${dist}/index.html`), "dist/ is not built: run `make build`");
  [site, api] = await Promise.all([serve(dist), startApi()]);
});
after(() => {
  api?.close();
  site?.server.closeAllConnections();
  site?.server.close();
});

/** Waits until a run ended; gives its status. */
const outcome = (person) => person.until(() => {
  const status = document.querySelector("[data-testid=status]:not(.earlier)")?.dataset.status;
  return status === "RUNNING" ? null : status;
});

const press = async (person) => {
  await person.click(RUN);
  return outcome(person);
};

const connect = async (person, origins, key) => {
  await person.click("[data-testid=connections-button]");
  await person.click("[data-testid=new-connection]");
  await person.fill("dialog #name", "tests");
  await person.click("dialog label.radio", key ? "API_KEY" : "BASIC");
  if (key) {
    await person.fill("dialog #key-name", "x-key");
    await person.fill("dialog #key-value", key);
  } else {
    await person.fill("dialog #username", "demo");
    await person.fill("dialog #password", "practice");
  }
  await person.fill("dialog #origins", origins);
  await person.click("[data-testid=save-connection]");
  await person.text("[data-testid=connection]", "tests");
  await person.press("Escape");
  await person.until(() => document.querySelector("dialog[open], [role=dialog]") === null);
};

/** What is tried: a name, and what a person does. `expected` are words that the console may say. */
const TRIALS = {
  "the first example runs with one press, and is looked into": async (person) => {
    assert.equal(await press(person), "SUCCEEDED");
    await person.until(() => document.querySelectorAll("[data-testid=timeline-row] .segment.failed").length === 2);
    await person.until(() => document.querySelector(".graph-canvas .node.succeeded") !== null);
    await person.click("[data-testid=timeline-row]", "Call third-party API");
    await person.click("[data-testid=inspector] [role=tab]", "HTTP");
    await person.sees("[data-testid=inspector]", /503/);
    await person.click(".graph-canvas .node.end-point", "Start");
    await person.sees("[data-testid=inspector]", /ticketId/);
    const { over, cut } = await person.tab.evaluate(() => ({
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      cut: [...document.querySelectorAll(".header > *")].filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 1).length,
    }));
    assert.deepEqual([over, cut], [0, 0], "nothing sticks out");
  },
  "an error is underlined, explained and fixed with one press": async (person) => {
    await person.fill(DEFINITION, { StartAt: "Greet", States: { Greet: { Type: "Pass", Next: "Finsih" }, Finish: { Type: "Succeed" } } });
    await person.sees("[data-testid=problem]", /no state “?.?Finsih/);
    await person.until(() => document.querySelector(".cm-lintRange-error") !== null);
    await person.click(RUN);
    await person.sees("[data-testid=did-not-start]", /Did not start/);
    await person.click("[data-testid=fix]", "Write Finish");
    await person.until(() => document.querySelector("[aria-label=Definition]").textContent.includes('"Next": "Finish"'));
    await person.sees(".problems", /No problems/);
    assert.equal(await press(person), "SUCCEEDED");
  },
  "what is typed key by key arrives, with brackets closed and completions offered": async (person) => {
    await person.click(DEFINITION);
    await person.press("Control+a");
    await person.press("Backspace");
    await person.type('{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}');
    assert.equal(await person.text(`${DEFINITION} .cm-line`), '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}');
    await person.sees(".problems", /No problems/);
    assert.equal(await press(person), "SUCCEEDED");
  },
  "a connection signs a call to a real API across origins": async (person) => {
    await connect(person, api.origin);
    await person.fill(DEFINITION, oneCall(`${api.origin}/basic?cors=on`));
    await person.sees(".problems", /No problems|Ready to run|suggestion/);
    assert.equal(await press(person), "SUCCEEDED");
    const sent = api.calls().filter(({ target }) => target.startsWith("/basic"));
    assert.equal(header(sent.at(-1), "authorization"), `Basic ${btoa("demo:practice")}`);
    await person.click("[data-testid=timeline-row]", "Call");
    await person.click("[data-testid=inspector] [role=tab]", "Output");
    await person.sees("[data-testid=inspector]", /demo/);
    const kept = await person.tab.evaluate(() => [JSON.stringify({ ...localStorage }), document.documentElement.outerHTML]);
    for (const text of kept) assert.ok(!text.includes(btoa("demo:practice")), "the credential is not kept");
  },
  "the words in which a browser refuses a header are not passed on, since the value is in some of them": async (person) => {
    await connect(person, api.origin, "s3cr3t-€-key");
    await person.fill(DEFINITION, oneCall(`${api.origin}/echo?cors=on`));
    await person.sees(".problems", /No problems|Ready to run|suggestion/);
    // The form takes no line break; what is stored may have one.
    for (const value of ["s3cr3t-€-key", "s3cr3t\nkey"]) {
      const words = await person.tab.evaluate((value) => {
        try {
          new Headers().append("x-key", value);
          return "nothing";
        } catch (error) {
          return String(error);
        }
      }, value);
      console.log(`of ${JSON.stringify(value)} the browser itself says: ${words}`);
      await person.tab.evaluate((value) => {
        const key = "asl-playground.connections";
        sessionStorage.setItem(key, sessionStorage.getItem(key).replace(/s3cr3t[^"]*/, JSON.stringify(value).slice(1, -1)));
      }, value);
      await person.tab.goto("about:blank");
      await person.tab.goto(site.address);
      await person.until(() => document.querySelector("[aria-label=Definition]")?.textContent.includes("/echo?cors=on"));
      assert.equal(await press(person), "FAILED");
      await person.click("[data-testid=timeline-row]", "Call");
      await person.click("[data-testid=inspector] [role=tab]", "HTTP");
      await person.sees("[data-testid=inspector]", /x-key/);
      const shown = await person.tab.evaluate(() => [document.documentElement.outerHTML, JSON.stringify({ ...localStorage })]);
      for (const text of shown) assert.ok(!text.includes("s3cr3t"), "the value is shown");
      const told = await person.tab.evaluate((definition) => window.aslPlayground.run({ definition }).then(JSON.stringify), oneCall(`${api.origin}/echo?cors=on`));
      assert.ok(!told.includes("s3cr3t") && told.includes("FAILED"), told.slice(0, 300));
    }
  },
  "functions in JavaScript and in Python call a real API, what they log is shown, and an endless loop ends with its time": async (person) => {
    const js = "exports.handler = async () => { const answer = await fetch(process.env.URL); console.log('status', answer.status); return answer.status; };";
    const py = "import os, urllib.request\ndef lambda_handler(event, context):\n    print('calls')\n    with urllib.request.urlopen(os.environ['URL']) as answer:\n        return answer.status";
    const env = { URL: `${api.origin}/echo?cors=on` };
    // It gives nothing else a turn, so that what it says must be on its way before.
    const endless = "exports.handler = async () => { console.log('turns'); for (;;); };";
    const tried = [
      [js, { Timeout: 20 }, "SUCCEEDED", /status 200/],
      [endless, { Timeout: 1 }, "FAILED", /turns[^]*Task timed out after 1\.00 seconds/],
      [py, { ...python, Timeout: 60 }, "SUCCEEDED", /calls/],
    ];
    for (const [code, properties, status, logged] of tried) {
      await person.fill(DEFINITION, withCode(code, { env, properties, direct: true }));
      await person.sees(".problems", /No problems|Ready to run|suggestion/);
      await person.click(RUN);
      // Python is fetched first, and this machine may have other things to do.
      for (const end = Date.now() + 90_000; Date.now() < end && await person.tab.evaluate(() => document.querySelector("[data-testid=status]:not(.earlier)")?.dataset.status ?? "RUNNING") === "RUNNING";) {
        await new Promise((wake) => setTimeout(wake, 200));
      }
      assert.equal(await outcome(person), status);
      await person.click("[data-testid=timeline-row]", "Call");
      await person.click("[data-testid=inspector] [role=tab]", "Function");
      await person.sees("[data-testid=function-log]", logged);
    }
  },
  "a call without CORS is explained": async (person) => {
    await connect(person, api.origin);
    await person.fill(DEFINITION, oneCall(`${api.origin}/echo`));
    await person.sees(".problems", /No problems|Ready to run|suggestion/);
    assert.equal(await press(person), "FAILED");
    await person.click("[data-testid=timeline-row]", "Call");
    await person.click("[data-testid=inspector] [role=tab]", "HTTP");
    await person.sees("[data-testid=explanation]", /does not say why/);
    await person.click("[data-testid=probe]");
    await person.sees("[data-testid=inspector]", /is reachable, so CORS is the likely cause/);
  },
  "Stop ends a call that gets no answer": async (person) => {
    await connect(person, api.origin);
    await person.fill(DEFINITION, oneCall(`${api.origin}/hang?cors=on`));
    await person.click(RUN);
    await person.until(() => document.querySelector("[data-testid=status][data-status=RUNNING]") !== null);
    await person.click("[data-testid=stop-button]");
    assert.equal(await outcome(person), "ABORTED");
    // The call ends with the run.
    for (const end = Date.now() + 5_000; api.waiting() > 0 && Date.now() < end;) await new Promise((wake) => setTimeout(wake, 50));
    assert.equal(api.waiting(), 0, "the browser waits on");
  },
  "a link opens what was shared, and asks before its first run": async (person) => {
    await person.fill(DEFINITION, oneCall("https://practice.test/basic"));
    await person.fill(INPUT, '{"who": "everyone"}');
    await person.tab.evaluate(() => {
      const write = navigator.clipboard.writeText.bind(navigator.clipboard);
      navigator.clipboard.writeText = (text) => {
        window.copied = text;
        return write(text);
      };
      // What is not there yet at the click is given later.
      window.ClipboardItem = class extends ClipboardItem {
        constructor(record) {
          super(record);
          record["text/plain"].then((blob) => blob.text()).then((text) => (window.copied = text));
        }
      };
    });
    await person.click("[data-testid=share-button]");
    await person.click("[data-testid=copy-link]");
    const link = await person.until(() => window.copied);
    assert.match(link, /#d2=[A-Za-z0-9_-]+$/);
    await person.sees("[data-testid=copy-link]", /Copied/);
    await person.tab.goto("about:blank");
    await person.tab.goto(link);
    await person.until(() => document.querySelector("[aria-label=Definition]")?.textContent.includes("practice.test/basic"));
    assert.match(await person.text(INPUT), /everyone/);
    await person.click("[data-testid=link-read]");
    await person.click(RUN);
    await person.sees("[role=dialog], dialog", /practice\.test/);
    await person.press("Escape");
    assert.equal(await person.tab.evaluate(() => document.querySelector("[data-testid=status]") === null), true, "no is no");
  },
  "the keyboard is enough": async (person) => {
    const focus = () => person.tab.evaluate(() => {
      const it = document.activeElement;
      return `${it.getAttribute("role") ?? it.tagName.toLowerCase()} ${it.getAttribute("aria-label") ?? it.textContent.trim().slice(0, 40)}`;
    });
    const tabTo = async (wanted) => {
      const seen = [];
      for (let count = 0; count < 80; count += 1) {
        await person.press("Tab");
        const here = await focus();
        if (wanted.test(here)) return;
        seen.push(here);
      }
      assert.fail(`Tab does not reach ${wanted}: ${seen.join(", ")}`);
    };
    await person.press("Control+Enter");
    assert.equal(await outcome(person), "SUCCEEDED");
    await tabTo(/^button Help/);
    await person.press("Enter");
    await person.sees("dialog, [role=dialog]", /Help/);
    await person.until(() => document.activeElement.closest("dialog, [role=dialog]") !== null);
    await person.press("Escape");
    await person.until(() => document.activeElement.getAttribute("aria-label") === "Help");
    await tabTo(/^listbox Steps/);
    await person.press("Home");
    await person.until(() => document.querySelector("[data-testid=timeline-row][aria-selected=true]") !== null);
    await tabTo(/^tab /);
    const tab = () => person.text("[data-testid=inspector] [role=tab][aria-selected=true]");
    const first = await tab();
    await person.press("ArrowRight");
    await person.until((first) => document.querySelector("[data-testid=inspector] [role=tab][aria-selected=true]").innerText !== first, first);
  },
};
/** What browsers themselves report of calls that CORS forbids, or that were given up. */
const EXPECTED = [/Cross-Origin Request Blocked|CORS|Access-Control-Allow-Origin|due to access control checks|NetworkError/i];

const wanted = process.env.BROWSERS ?? "";
for (const [name, { start, needs }] of Object.entries(installed())) {
  if (wanted && wanted !== "all" && wanted !== name) continue;
  if (needs.length > 0) {
    const said = `NOT TESTED: the page in ${name}: ${needs.join(" and ")} not installed; \`make browsers\` does it`;
    test(`${name} is there`, (context) => {
      if (wanted) assert.fail(said);
      console.log(said);
      context.skip(said);
    });
    continue;
  }
  describe(name, () => {
    let browser;
    before(async () => {
      browser = await start();
    }, { timeout: 90_000 });
    after(() => browser?.close(), { timeout: 30_000 });
    for (const [what, trial] of Object.entries(TRIALS)) {
      test(`${name}: ${what}`, { timeout: 120_000 }, async () => {
        const tab = await browser.open(VIEW);
        try {
          await tab.goto(site.address);
          const person = new Person(tab);
          await person.text(RUN);
          await person.text(DEFINITION);
          await trial(person);
          assert.deepEqual((await tab.wrong()).filter((text) => !EXPECTED.some((pattern) => pattern.test(text))), [], "the page reported errors");
        } catch (error) {
          mkdirSync(shots, { recursive: true });
          await tab.picture().then((bytes) => writeFileSync(`${shots}/failed-${name}-${what.replaceAll(/\W+/g, "-")}.png`, bytes), () => {});
          throw error;
        } finally {
          await tab.close().catch(() => {});
        }
      });
    }
  });
}
