// The service worker: the page opens without a network, a new build takes over at the next load, and nothing old or foreign
// comes out of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { dist, open } from "./harness.mjs";
import { outcome, ready, run, soon } from "./playground.mjs";

/** A copy of the built page at an address that can go away and come back, and become another build. */
async function host() {
  const folder = mkdtempSync(join(tmpdir(), "asl-offline-"));
  cpSync(dist, folder, { recursive: true, filter: (name) => !name.includes("functions-python-") });
  let { server, address } = await serve(folder);
  const { port } = new URL(address);
  const rewrite = (name, change) => writeFileSync(join(folder, name), change(readFileSync(join(folder, name), "utf8")));
  const off = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return {
    address,
    off,
    on: async () => ({ server } = await serve(folder, { port: Number(port) })),
    /** `lies`: the worker's list does not fit the page, as while a host is half way through an update. */
    renew: (build, lies = false) => {
      const old = /data-build="(\w+)"/.exec(readFileSync(join(folder, "index.html"), "utf8"))[1];
      rewrite("index.html", (text) => text.replaceAll(old, build).replace(/<title>[^<]*/, `<title>Build ${build}`));
      const hash = createHash("sha256").update(readFileSync(join(folder, "index.html"))).digest("hex");
      rewrite("offline.js", (text) => text.replaceAll(old, build).replace(/"index\.html":"\w+"/, `"index.html":"${lies ? "0" : hash}"`));
    },
    end: async () => {
      await off().catch(() => {});
      rmSync(folder, { recursive: true });
    },
  };
}

/** Lets the page be idle until it is kept. */
async function kept(page) {
  const isActive = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated" && navigator.serviceWorker.controller !== null);
  for (let tries = 0; tries < 80; tries += 1) {
    await page.clock.fastForward(12_000);
    if (await isActive()) return;
    await new Promise((wake) => setTimeout(wake, 150));
  }
  assert.fail("the page is not kept");
}

/** Lets the page be idle until it listens for a new build, as it does once all of it was fetched. */
async function idle(page) {
  for (let second = 0; second < 600; second += 1) {
    await page.clock.fastForward(1_000);
    if (await page.evaluate(() => globalThis.listens)) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  assert.fail("the page does not listen for a new build");
}

/** Has the page say when it asks for its service worker: it listens by then. */
const watch = (page) => page.addInitScript(() => {
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = function (...words) {
    globalThis.listens = true;
    return register.apply(this, words);
  };
});

const update = (page) => page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update().catch(() => {})));
const caches = (page) => page.evaluate(() => window.caches.keys());

test("the page opens without a network, a new build takes over, and nothing old comes out", { timeout: 150_000 }, async () => {
  const site = await host();
  const { page, close } = await open({ url: "about:blank", serviceWorkers: "allow" });
  try {
    await page.clock.install();
    await watch(page);
    await page.goto(site.address);
    await ready(page);
    await kept(page);
    const first = await page.evaluate(() => document.documentElement.dataset.build);
    assert.deepEqual(await caches(page), [`asl-playground-${first}`]);

    await site.off();
    await page.reload();
    await ready(page);
    await run(page).click();
    assert.equal(await outcome(page), "SUCCEEDED", "without a network");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Start here" }).waitFor();
    await page.keyboard.press("Escape");

    await site.on();
    site.renew("bbbbbbbbbbbb");
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), "Build bbbbbbbbbbbb", "with a network the newest page comes, whatever worker there is");
    await soon(async () => assert.deepEqual(await caches(page), [`asl-playground-${first}`, "asl-playground-bbbbbbbbbbbb"]));
    assert.equal(await page.getByTestId("reload").count(), 0, "this page is the new build already");

    await idle(page);
    site.renew("cccccccccccc");
    await update(page);
    await page.getByTestId("reload").waitFor();
    await soon(async () => assert.deepEqual(await caches(page), ["asl-playground-bbbbbbbbbbbb", "asl-playground-cccccccccccc"], "that before the last is forgotten"));
    await page.getByTestId("reload").click();
    await soon(async () => assert.equal(await page.title(), "Build cccccccccccc"));
    await ready(page);

    site.renew("dddddddddddd", true);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const refused = new Promise((resolve) => {
        registration.addEventListener("updatefound", () => {
          const worker = registration.installing;
          worker.addEventListener("statechange", () => worker.state === "redundant" && resolve());
        });
      });
      await registration.update().catch(() => {});
      await refused;
    });
    assert.deepEqual(await caches(page), ["asl-playground-bbbbbbbbbbbb", "asl-playground-cccccccccccc"], "half an update is none");
    await site.off();
    await page.reload();
    await ready(page);
    assert.equal(await page.title(), "Build cccccccccccc", "without a network the last whole build comes");
  } finally {
    await close();
    await site.end();
  }
});

test("what is not the page's own goes past the worker", { timeout: 100_000 }, async () => {
  const site = await host();
  const { page, close } = await open({ url: "about:blank", serviceWorkers: "allow" });
  try {
    await page.clock.install();
    await page.goto(site.address);
    await ready(page);
    await kept(page);
    const answers = new Map();
    page.on("response", (response) => answers.set(response.url(), response.fromServiceWorker()));
    const names = ["functions.bundle.html", "functions-node.bundle.js", "api/orders-0123456789ab.json", "index.html?x=1", "evaluator.js"];
    await page.evaluate((names) => Promise.all(names.map((name) => fetch(name, { method: "GET" }))), names);
    await page.evaluate(() => fetch("evaluator.js?", { method: "POST" }));
    const wasm = await page.evaluate(() => document.getElementById("program").dataset.wasm);
    await page.evaluate((wasm) => fetch(wasm), wasm);
    const by = (name) => answers.get(new URL(name, site.address).href);
    assert.deepEqual(names.map(by), [false, false, false, false, true]);
    assert.equal(by(wasm), true);
    const policy = { manifest: await page.evaluate(async () => (await fetch(document.querySelector("link[rel=manifest]").href)).json()) };
    assert.equal(policy.manifest.start_url, "./");
    for (const { src } of policy.manifest.icons) assert.equal(await page.evaluate(async (src) => (await fetch(src)).status, src), 200, src);
  } finally {
    await close();
    await site.end();
  }
});
