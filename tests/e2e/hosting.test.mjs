// The folder dist/ works wherever it is put, and says so in the page where it does not.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { address, dist, open, pageTest } from "./harness.mjs";
import { ready, run, soon } from "./playground.mjs";


test("the page works below any path of a host", { timeout: 60_000 }, async () => {
  const below = await serve(dist, { base: "/some/sub/path/" });
  const { page, wrong, close } = await open({ url: below.address });
  try {
    await ready(page);
    await run(page).waitFor();
    assert.deepEqual(wrong, []);
  } finally {
    await close();
    below.server.closeAllConnections();
    below.server.close();
  }
});

for (const [what, pattern] of [
  ["the program", /_bg\.wasm$/],
  ["its script", /app-[^/]*\.js$/],
  ["the editor", /editor\.bundle\.js$/],
]) {
  test(`a visitor is told when ${what} cannot be loaded`, { timeout: 60_000 }, async () => {
    const { page, close } = await open({ url: "about:blank" });
    try {
      await page.route(pattern, (route) => route.abort());
      await page.goto(address());
      const alert = page.getByRole("alert");
      await alert.waitFor();
      await soon(async () => assert.match(await alert.innerText(), /stopped.*reload the page/is));
      await soon(async () => assert.equal(await page.locator("#loading").count(), 0, "nothing says any more that the page is loading"));
    } finally {
      await close();
    }
  });
}

pageTest("the page asks its own host only", {}, async (page) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await ready(page);
  const { origin } = new URL(page.url());
  assert.deepEqual(asked.filter((url) => !url.startsWith(`${origin}/`)), []);
  assert.ok(asked.length >= 4, `expected the page's own files, saw ${asked}`);
});

/** A page of another origin with the playground in a frame; `attributes` are the frame's. */
async function framing(attributes, document = "") {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><iframe src="${address()}${document}" width="900" height="600" ${attributes}></iframe>`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

for (const attributes of ["", 'sandbox="allow-scripts"', 'sandbox="allow-scripts allow-same-origin"']) {
  test(`inside of another site's page nothing runs and no credential is used ${attributes}`, { timeout: 60_000 }, async () => {
    const outer = await framing(attributes, "#d1=q1YqU7JSUEpJTVOqBQA");
    const { page, close } = await open({ url: "about:blank" });
    try {
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(outer.url);
      const frame = page.frameLocator("iframe");
      const link = frame.getByRole("link", { name: "Open it in a new tab" });
      await link.waitFor();
      assert.equal(await link.getAttribute("href"), `${address()}#d1=q1YqU7JSUEpJTVOqBQA`);
      assert.equal(await frame.getByTestId("run-button").count(), 0);
      assert.equal(await frame.getByRole("textbox").count(), 0, "nothing can be typed into");
      await page.waitForTimeout(500);
      assert.deepEqual(asked.filter((url) => url.endsWith(".wasm")), [], "the program is not even asked for");
      if (attributes) return;
      const [own] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
      await ready(own);
    } finally {
      await close();
      outer.close();
    }
  });
}

test("inside of a page of its own site it works", { timeout: 60_000 }, async () => {
  const { page, wrong, close } = await open({ url: "about:blank" });
  try {
    await page.route("**/around.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><iframe src="${address()}" width="1200" height="700"></iframe>` }));
    await page.goto(`${address()}around.html`);
    await page.frameLocator("iframe").getByTestId("run-button").waitFor();
    assert.deepEqual(wrong, []);
  } finally {
    await close();
  }
});

pageTest("only the page's own policy makes elements of a text, or starts a script", { expected: [/policy: require-trusted-types-for|TrustedHTML|TrustedScript|trusted-types/] }, async (page) => {
  await ready(page);
  const refused = await page.evaluate(() => {
    const refuses = (work) => {
      try {
        work();
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    };
    return {
      markup: refuses(() => (document.createElement("div").innerHTML = "<img>")),
      worker: refuses(() => new Worker("evaluator.js")),
      policy: refuses(() => trustedTypes.createPolicy("another", {})),
      again: refuses(() => trustedTypes.createPolicy("asl-playground", {})),
    };
  });
  assert.deepEqual(refused, { markup: true, worker: true, policy: true, again: true });
});
