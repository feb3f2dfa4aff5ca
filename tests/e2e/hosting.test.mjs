// The folder dist/ works wherever it is put, and says so in the page where it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { address, open, pageTest } from "./harness.mjs";
import { ready, run, soon } from "./playground.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

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
      await soon(async () => assert.match(await alert.innerText(), /could not go on.*reload the page/is));
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
