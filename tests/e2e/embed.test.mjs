// The embedded playground: in a page of another origin, by its address, by messages, and as a custom element; without storage,
// credentials, or a network.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { violations } from "./axe.mjs";
import { address, dist, open, pageTest, practice, shots } from "./harness.mjs";
import { linkWith } from "./link.mjs";
import { connect, copyLink, definition, fill, oneCall, outcome, ready, run, runToEnd, sharedLink, soon, textOf } from "./playground.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
const machine = {
  StartAt: "Greet",
  States: {
    Greet: { Type: "Pass", Result: { hello: "world" }, ResultPath: "$.greeting", Next: "Pause" },
    Pause: { Type: "Wait", Seconds: 1, Next: "Done" },
    Done: { Type: "Succeed" },
  },
};
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A page of another origin with this in its body; it notes all messages that it gets in `window.heard`. */
async function outside(body) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>Outside</title><script>window.heard = []; addEventListener("message", ({ data, origin }) => heard.push({ ...data, origin }));</script>${body}`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  servers.push(server);
  // Another site, not only another port.
  return `http://localhost:${server.address().port}/`;
}

const frameOf = (page) => page.frameLocator("iframe");
const status = (frame) => frame.getByTestId("embed-status");
const embedded = (fragment, attributes = 'width="800" height="480"') => `<iframe id="frame" src="${address()}embed.html#${fragment}" title="Workflow" ${attributes}></iframe>`;

/** Asks the frame of a page, and waits for the answer. */
const ask = (page, method, params) => page.evaluate(async ({ method, params, origin }) => {
  const id = `${method}-${Math.random()}`;
  document.getElementById("frame").contentWindow.postMessage({ aslPlayground: 1, id, method, params }, origin);
  for (;;) {
    const found = heard.find((message) => message.id === id);
    if (found) return found.result ?? found.error;
    await new Promise((wake) => setTimeout(wake, 10));
  }
}, { method, params, origin: new URL(address()).origin });

pageTest("a workflow in a page of another site: views, theme, run, and the way to the whole page", { url: "about:blank" }, async (page) => {
  await page.goto(await outside(embedded(`${linkWith(JSON.stringify(machine, null, 2))}&view=definition+graph,timeline&theme=dark&controls=step&readonly`)));
  const frame = frameOf(page);
  await frame.locator(".graph-canvas").waitFor();
  assert.match(await textOf(definition(frame)), /"StartAt": "Greet"/);
  assert.equal(await frame.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await status(frame).count(), 0, "nothing ran by itself");
  // Read-only is read-only.
  assert.equal(await definition(frame).getAttribute("aria-readonly"), "true");
  await definition(frame).click();
  await page.keyboard.type("x");
  assert.doesNotMatch(await textOf(definition(frame)), /x"?StartAt/);
  await frame.getByTestId("embed-run").click();
  await soon(async () => assert.equal(await status(frame).getAttribute("data-status"), "SUCCEEDED"));
  await frame.getByRole("tab", { name: "Timeline" }).click();
  assert.equal(await frame.getByTestId("timeline-row").count(), 3);
  await frame.getByTestId("timeline-row").first().click();
  await frame.getByTestId("embed-details").waitFor();
  await frame.getByRole("button", { name: "Close the details" }).click();
  await frame.getByTestId("embed-details").waitFor({ state: "detached" });
  const [whole] = await Promise.all([page.context().waitForEvent("page"), frame.getByTestId("embed-open").click()]);
  await whole.getByTestId("link-card").waitFor();
  assert.match(whole.url(), /\/#d2=/);
  await whole.close();
});

test("nothing of the visitor is in reach of it, and nothing leaves it", { timeout: 120_000 }, async () => {
  const secrets = ["correct horse battery", "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"];
  const { page, wrong, close } = await open();
  try {
    await ready(page);
    const origin = await practice();
    await connect(page, { name: "tests", kind: "BASIC", user: "demo", secret: secrets[0], origins: origin });
    await page.evaluate(() => localStorage.setItem("asl-playground.theme", '"dark"'));
    // In the same tab, below the same origin: where the storage would be in reach.
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    const body = `<script>window.heard = []; addEventListener("message", ({ data, origin }) => heard.push({ ...data, origin }));</script>${embedded("")}`;
    await page.route("**/around.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html>${body}` }));
    await page.goto(`${address()}around.html`);
    const before = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.match(before, /correct horse/);
    await page.waitForFunction(() => heard.some(({ event }) => event === "ready"));
    const frame = page.frames().find((one) => one.url().includes("embed.html"));
    const reach = await frame.evaluate(() => {
      const tries = (work) => {
        try {
          return String(work());
        } catch (error) {
          return error.name;
        }
      };
      return [tries(() => localStorage.length), tries(() => sessionStorage.length), tries(() => indexedDB), tries(() => caches), tries(() => document.cookie), tries(() => delete window.localStorage), typeof window.aslPlayground];
    });
    assert.deepEqual(reach, ["SecurityError", "SecurityError", "undefined", "undefined", "", "false", "undefined"]);
    const calls = oneCall(`${origin}/status/200?cors=on`);
    const loaded = await ask(page, "load", { definition: calls });
    assert.ok(loaded.states.includes("Call"), JSON.stringify(loaded));
    const result = await ask(page, "run");
    assert.equal(result.status, "FAILED");
    assert.match(result.cause, /sends no HTTP calls/);
    const practised = await ask(page, "load", { example: "article" });
    assert.ok(practised.isRunnable, JSON.stringify(practised));
    assert.equal((await ask(page, "run")).status, "SUCCEEDED", "the Practice API answers");
    await ask(page, "result", { history: true });
    const { origin: own } = new URL(address());
    assert.deepEqual(asked.filter((url) => !url.startsWith(`${own}/`)), [], "nothing was sent");
    const said = await page.evaluate(() => JSON.stringify(heard));
    for (const secret of secrets) assert.ok(!said.includes(secret), "no message holds a secret");
    await frame.evaluate(() => fetch("https://example.com/").catch(() => {}));
    assert.equal(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), before, "and nothing is kept");
    assert.deepEqual(wrong.filter((text) => !/Content Security Policy|policy: connect-src https:\/\/example\.com/.test(text)), []);
  } finally {
    await close();
  }
});

pageTest("messages load, run, step, and tell what happens", { url: "about:blank" }, async (page) => {
  await page.goto(await outside(embedded("", 'width="640" height="360"')));
  const origin = new URL(address()).origin;
  await page.waitForFunction(() => heard.some(({ event }) => event === "ready"));
  assert.equal((await ask(page, "hello")).version, 1);
  assert.equal((await ask(page, "result")).status, "NONE");
  assert.equal((await ask(page, "run")).name, "NotRunnable");
  assert.deepEqual(await ask(page, "load", { definition: machine, input: { id: 7 } }), { isRunnable: true, states: ["Greet", "Pause", "Done"], problems: [], isRecorded: false });
  const ran = await ask(page, "run", { input: { id: 8 } });
  assert.deepEqual([ran.status, ran.output], ["SUCCEEDED", { id: 8, greeting: { hello: "world" } }]);
  const told = await page.evaluate(() => heard.filter(({ event }) => event === "states").flatMap(({ data }) => data.states.map(({ type, state }) => `${type} ${state}`)));
  assert.deepEqual(told, ["entered Greet", "exited Greet", "entered Pause", "exited Pause", "entered Done", "exited Done"]);
  assert.equal(await page.evaluate(() => heard.filter(({ event }) => event === "done").length), 1);
  assert.ok(await page.evaluate((origin) => heard.every((message) => message.origin === origin), origin));
  const { history } = await ask(page, "result", { history: true });
  assert.equal(history[0].type, "ExecutionStarted");

  assert.equal((await ask(page, "step")).heldAt, "Greet");
  assert.equal((await ask(page, "step")).heldAt, "Pause");
  await ask(page, "stop");
  await soon(async () => assert.equal((await ask(page, "result")).status, "ABORTED"));
  await ask(page, "show", { view: "events", theme: "dark" });
  await frameOf(page).locator(".events").waitFor();
  assert.match((await ask(page, "link")).link, /#d2=/);
  assert.match((await ask(page, "load", { definition: { StartAt: "A", States: { A: { Type: "Pass" } } } })).problems[0].message, /Next|End/);
  assert.equal((await ask(page, "run")).name, "NotRunnable");
  for (const [params, name] of [[{ link: "#d2=AAAA" }, "InvalidLink"], [{ link: "#d9=AAAA" }, "InvalidLink"], [{ example: "none" }, "InvalidLink"], [{ link: 7 }, "InvalidRequest"]]) {
    assert.equal((await ask(page, "load", params)).name, name, JSON.stringify(params));
  }
  assert.equal((await ask(page, "eval", { code: "1" })).name, "UnknownMethod");

  // Hostile messages: nothing comes of them, and too many are refused.
  const before = await page.evaluate((origin) => {
    const { contentWindow } = document.getElementById("frame");
    const cycle = { aslPlayground: 1, id: 1 };
    cycle.self = cycle;
    for (const message of [null, 7, "run", [], {}, cycle, { aslPlayground: 1 }, { aslPlayground: 2, id: 2, method: "run" }, { aslPlayground: 1, id: {}, method: "run" }, { aslPlayground: 1, id: 3, method: "run", params: 1n }]) contentWindow.postMessage(message, origin);
    for (let at = 0; at < 200; at++) contentWindow.postMessage({ aslPlayground: 1, id: `many-${at}`, method: "hello" }, origin);
    return heard.length;
  }, origin);
  await page.waitForFunction((before) => heard.slice(before).filter(({ error }) => error?.name === "TooManyRequests").length > 100, before);
  // Only the page around is heard: not a frame beside it.
  await page.waitForTimeout(1_500);
  const beside = await page.evaluate(async (origin) => {
    const other = document.createElement("iframe");
    other.srcdoc = `<script>parent.frames[0].postMessage({ aslPlayground: 1, id: "beside", method: "hello" }, "${origin}")<\/script>`;
    document.body.append(other);
    await new Promise((wake) => setTimeout(wake, 600));
    return heard.some(({ id }) => id === "beside");
  }, origin);
  assert.equal(beside, false);
});

pageTest("the custom element: texts inside, attributes, methods, events", { url: "about:blank" }, async (page) => {
  const url = await outside(`<p style="height: 9000px">far above</p><script src="${address()}embed.js" async></script>
    <asl-playground id="it" view="graph" controls="none" style="height: 300px">
      <script type="application/json">${JSON.stringify(machine)}</script>
      <script type="application/json" data-part="input">{"id": 5}</script>
    </asl-playground>
    <script>window.said = []; for (const name of ["ready", "stateentered", "stateexited", "done", "changed"]) document.getElementById("it").addEventListener(name, ({ type, detail }) => said.push([type, detail.state ?? detail.status]));</script>`);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(url);
  await page.waitForFunction(() => customElements.get("asl-playground"));
  await page.waitForTimeout(300);
  assert.deepEqual(asked.filter((url) => url.endsWith(".wasm")), [], "the program waits until somebody looks");
  const ran = await page.evaluate(() => document.getElementById("it").run());
  assert.deepEqual([ran.status, ran.output.id], ["SUCCEEDED", 5]);
  assert.deepEqual(await page.evaluate(() => said), [["ready", undefined], ["stateentered", "Greet"], ["stateexited", "Greet"], ["stateentered", "Pause"], ["stateexited", "Pause"], ["stateentered", "Done"], ["stateexited", "Done"], ["done", "SUCCEEDED"]]);
  assert.equal(await page.evaluate(() => document.getElementById("it").result.status), "SUCCEEDED");
  const frame = page.frameLocator("#it iframe");
  assert.equal(await frame.getByTestId("embed-run").count(), 0, "without controls");
  await page.evaluate(() => document.getElementById("it").setAttribute("controls", "run"));
  await frame.getByTestId("embed-run").waitFor();
  await page.evaluate(() => document.getElementById("it").setAttribute("view", "definition"));
  await frame.getByRole("textbox", { name: "Definition" }).waitFor();
  assert.equal(await page.evaluate(() => document.getElementById("it").load({ link: "x" }).catch((error) => error.name)), "InvalidLink");
  await page.locator("#it").scrollIntoViewIfNeeded();
  await page.evaluate(() => document.getElementById("it").setAttribute("src", "#example/article"));
  await frame.getByRole("textbox", { name: "Definition" }).filter({ hasText: "Call third-party API" }).waitFor();
  assert.ok(readFileSync(`${dist}/embed.js`).length < 6_000, "a few KB");
  const types = readFileSync(`${dist}/embed.d.ts`, "utf8");
  for (const name of ["load", "run", "step", "stop", "getResult", "getLink", "result"]) assert.match(types, new RegExp(`\\b${name}\\b`));
});

pageTest("the share dialog writes the markup, with a preview, and it works elsewhere", clipboard, async (page) => {
  await ready(page);
  await fill(page, definition(page), machine);
  await page.getByTestId("share-button").click();
  await page.getByTestId("show-embed").click();
  const panel = page.getByTestId("share-embed");
  const preview = page.frameLocator("[data-testid=embed-preview]");
  await preview.locator(".graph-canvas").waitFor();
  await panel.getByTestId("embed-theme").selectOption("dark");
  await panel.getByTestId("embed-controls").selectOption("step");
  await panel.getByTestId("embed-read-only").check();
  await preview.locator("html[data-theme=dark]").waitFor();
  await preview.getByTestId("embed-step").waitFor();
  const markup = await panel.getByTestId("embed-markup").inputValue();
  assert.match(markup, /^<iframe src="[^"]+embed\.html#d2=[\w-]+&amp;theme=dark&amp;controls=step&amp;readonly" title="Greet: /);
  assert.deepEqual(await violations(page), []);
  await panel.getByTestId("embed-form").selectOption("element");
  const element = await panel.getByTestId("embed-markup").inputValue();
  assert.match(element, /<asl-playground src="#d2=[\w-]+" title="Greet: [^"]*" theme="dark" controls="step" readonly style=/);
  for (const [markup, inside] of [[element, "asl-playground iframe"], [await (async () => { await panel.getByTestId("embed-form").selectOption("frame"); return panel.getByTestId("embed-markup").inputValue(); })(), "iframe"]]) {
    const other = await open({ url: await outside(markup) });
    const frame = other.page.frameLocator(inside);
    await frame.locator("html[data-theme=dark] .graph-canvas").waitFor();
    await frame.getByTestId("embed-run").click();
    await soon(async () => assert.equal(await status(frame).getAttribute("data-status"), "SUCCEEDED"));
    assert.deepEqual(other.wrong, []);
    await other.close();
  }
});

const lesson = JSON.stringify({
  title: "Greetings",
  steps: [
    { title: "Look", text: "It greets.", focus: { state: "Greet" } },
    { title: "Read", text: "The field `Result`.", focus: { state: "Greet", field: "Result" }, run: true, goal: { text: "Run it.", expect: { status: "SUCCEEDED" } } },
  ],
});

pageTest("a step of the lesson stands beside the views, by the address, by a message, and by the dialog", { ...clipboard, url: "about:blank" }, async (page) => {
  const fragment = linkWith(JSON.stringify(machine, null, 2), lesson);
  await page.goto(await outside(embedded(`${fragment}&view=graph,definition&step=2`, 'width="900" height="520"')));
  const frame = frameOf(page);
  const step = frame.getByTestId("lesson-step");
  await soon(async () => assert.equal(await step.innerText(), "Read"));
  await definition(frame).waitFor();
  assert.equal(await status(frame).count(), 0, "nothing ran by itself");
  assert.equal(await frame.getByTestId("lesson-edit").count() + await frame.getByTestId("lesson-present").count() + await frame.getByTestId("lesson-close").count(), 0);
  await frame.getByTestId("lesson-run").click();
  await soon(async () => assert.match(await frame.getByTestId("lesson-goal").innerText(), /Goal reached/));
  await frame.getByTestId("lesson-previous").click();
  await soon(async () => assert.equal(await step.innerText(), "Look"));
  await frame.locator(".graph-canvas").waitFor();
  await ask(page, "show", { step: null });
  await step.waitFor({ state: "detached" });
  await ask(page, "show", { step: 2, controls: "none" });
  await soon(async () => assert.equal(await step.innerText(), "Read"));
  assert.equal(await frame.getByTestId("lesson-run").count(), 0, "without controls");
  // The guided text of an example, and a lesson that comes with texts.
  await ask(page, "load", { example: "article" });
  await soon(async () => assert.match(await frame.getByTestId("lesson-progress").textContent(), /^2 of /));
  await ask(page, "load", { definition: machine, lesson });
  await soon(async () => assert.equal(await step.innerText(), "Read"));
  assert.deepEqual(await violations(page.frames().find((frame) => frame.url().includes("embed.html"))), []);
  await page.locator("#frame").evaluate((frame) => Object.assign(frame, { width: 390, height: 480 }));
  const { y, width } = await frame.getByTestId("lesson").evaluate((element) => element.getBoundingClientRect());
  assert.ok(y > 150 && width > 380, `below the views: ${y}, ${width}`);

  // The dialog of the whole page offers the steps.
  const whole = await open({ url: `${address()}#${fragment}` });
  await whole.page.getByTestId("link-read").click();
  await whole.page.getByTestId("share-button").click();
  await whole.page.getByTestId("show-embed").click();
  await whole.page.getByTestId("embed-lesson").selectOption({ label: "Step 2: Read" });
  await soon(async () => assert.match(await whole.page.getByTestId("embed-markup").inputValue(), /&amp;step=2"/));
  await soon(async () => assert.equal(await whole.page.frameLocator("[data-testid=embed-preview]").getByTestId("lesson-step").innerText(), "Read"));
  assert.deepEqual(whole.wrong, []);
  await whole.close();
});

pageTest("a recorded run is in the link, masked, opens read-only, is replayed, and is played where it is embedded", clipboard, async (page) => {
  const origin = await practice();
  await ready(page);
  await connect(page, { name: "tests", kind: "API", user: "x-key", secret: "a-secret-of-mine", origins: origin });
  await fill(page, definition(page), oneCall(`${origin}/echo?cors=on`));
  await runToEnd(page);
  await page.getByTestId("share-button").click();
  const dialog = page.getByRole("dialog", { name: "Share this workflow" });
  const length = async () => Number.parseInt((await dialog.getByTestId("share-length").innerText()).replaceAll(",", ""), 10);
  const before = await length();
  await dialog.getByTestId("share-run").check();
  await soon(async () => assert.ok((await length()) > before));
  await dialog.getByTestId("copy-link").click();
  const link = await sharedLink(page);
  await page.keyboard.press("Escape");

  const other = await open({ url: link });
  const there = other.page;
  const card = there.getByTestId("link-card");
  await card.waitFor();
  await card.getByTestId("link-read").click();
  await card.waitFor({ state: "detached" });
  assert.equal(await there.getByTestId("run-origin").innerText(), "Recorded");
  assert.equal(await there.getByTestId("status").getAttribute("data-status"), await page.getByTestId("status").getAttribute("data-status"));
  assert.equal(await there.locator("[data-testid=timeline-row]").count(), 1);
  assert.ok(!(await there.content()).includes("a-secret-of-mine"));
  // Read-only: neither typed into nor run.
  assert.equal(await definition(there).getAttribute("aria-readonly"), "true");
  await run(there).click();
  await card.waitFor();
  await there.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await there.getByTestId("replay-here").click();
  await there.getByRole("dialog").getByText(/same|no difference/i).first().waitFor();
  await there.keyboard.press("Escape");
  assert.match(await there.getByTestId("run-origin").innerText(), /Replay/);
  await there.getByTestId("use-link").click();
  await fill(there, definition(there), machine);
  await soon(async () => assert.match(await textOf(definition(there)), /Greet/));
  assert.deepEqual(other.wrong, []);
  await other.close();

  const player = await open({ url: await outside(embedded(`${link.split("#")[1]}&view=timeline&moment=2&controls=step`)) });
  const frame = frameOf(player.page);
  await soon(async () => assert.equal(await status(frame).getAttribute("data-events"), "2"));
  assert.match(await frame.getByTestId("embed-run").innerText(), /Play/);
  await frame.getByTestId("embed-run").click();
  await soon(async () => assert.notEqual(await status(frame).getAttribute("data-status"), "RUNNING"));
  await frame.getByTestId("embed-step").click();
  await soon(async () => assert.equal(await status(frame).getAttribute("data-status"), "RUNNING"));
  assert.deepEqual(player.wrong, []);
  await player.close();
});

pageTest("it has its place from 320 by 240 pixels up, in both themes, and explains links that do not open", { url: "about:blank" }, async (page) => {
  const fragment = linkWith(JSON.stringify(machine, null, 2));
  for (const [width, height, theme] of [[320, 240, "light"], [390, 300, "dark"], [768, 400, "light"], [1280, 600, "dark"]]) {
    await page.setViewportSize({ width, height });
    await page.goto("about:blank");
    await page.goto(`${address()}embed.html#${fragment}&view=graph,timeline,definition&theme=${theme}&controls=step`);
    await page.locator(".graph-canvas").waitFor();
    await page.getByTestId("embed-run").click();
    await soon(async () => assert.equal(await status(page).getAttribute("data-status"), "SUCCEEDED"));
    const over = await page.evaluate(() => [...document.querySelectorAll(".embed-bar > *, .embed-buttons > *")].filter((part) => part.getBoundingClientRect().right > innerWidth + 1).length);
    assert.equal(over, 0, `${width} × ${height}`);
    assert.ok((await page.locator(".graph-canvas").boundingBox()).height > 60, `${width} × ${height}`);
    await page.screenshot({ path: `${shots}embed-${width}-${theme}.png` });
    assert.deepEqual(await violations(page), []);
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByTestId("timeline-row").first().waitFor();
    await page.screenshot({ path: `${shots}embed-${width}-${theme}-timeline.png` });
  }
  for (const [broken, words] of [["d2=AAAA", /damaged/], ["d9=AAAA", /newer version/], [fragment.slice(0, fragment.length / 2), /damaged/], ["example/none", /no example/]]) {
    await page.goto("about:blank");
    await page.goto(`${address()}embed.html#${broken}`);
    await soon(async () => assert.match(await page.getByTestId("embed-problem").innerText(), words));
  }
});
