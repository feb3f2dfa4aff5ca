// The folder dist/ works wherever it is put, and says so in the page where it does not.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { address, dist, open, pageTest } from "./harness.mjs";
import { runCode } from "./functions.mjs";
import { outcome, ready, run, soon } from "./playground.mjs";

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

pageTest("the program is within reach of nobody but the page", {}, async (page) => {
  await ready(page);
  assert.deepEqual(await page.evaluate(() => Object.keys(window).filter((name) => /bindings|wasm|exports/i.test(name))), []);
});

/** The headers of a file in docs/hosting, by their names in lower case. */
const FILES = {
  _headers: (text) => ["\n/index.html\n", "\n/*\n"].flatMap((path) => text.split(path)[1].split("\n\n")[0].split("\n").map((line) => line.trim().split(/: (.*)/))),
  "nginx.conf": (text) => [...text.matchAll(/^add_header (\S+) "?([^"]*?)"? always;$/gm)].map(([, name, value]) => [name, value]),
  Caddyfile: (text) => [...text.matchAll(/^\t\t([A-Z]\S+) "?([^"\n]*?)"?$/gm)].map(([, name, value]) => [name, value]),
  "cloudfront-headers.json": (text) => {
    const headers = { ContentSecurityPolicy: ["Content-Security-Policy", "ContentSecurityPolicy"], ReferrerPolicy: ["Referrer-Policy", "ReferrerPolicy"] };
    const { SecurityHeadersConfig: known, CustomHeadersConfig: more } = JSON.parse(text);
    return [
      ...Object.entries(headers).map(([key, [name, field]]) => [name, known[key][field]]),
      ["X-Content-Type-Options", known.ContentTypeOptions && "nosniff"],
      ["Strict-Transport-Security", `max-age=${known.StrictTransportSecurity.AccessControlMaxAgeSec}`],
      ...more.Items.map(({ Header, Value }) => [Header, Value]),
    ];
  },
};
const SENT = {
  "content-security-policy": "frame-ancestors 'self'", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin", "strict-transport-security": "max-age=31536000",
};

test("the files for hosts send what README says, and a page that gets it works", { timeout: 60_000 }, async () => {
  const root = new URL("../../", import.meta.url);
  const readme = readFileSync(new URL("README.md", root), "utf8");
  for (const [file, read] of Object.entries(FILES)) {
    const headers = Object.fromEntries(read(readFileSync(new URL(`docs/hosting/${file}`, root), "utf8")).map(([name, value]) => [name.toLowerCase(), value]));
    for (const [name, value] of Object.entries(SENT)) {
      assert.equal(headers[name], value, `${name} of ${file}`);
      assert.ok(readme.toLowerCase().includes(name), name);
    }
  }
  const { page, wrong, close } = await open({ url: "about:blank" });
  try {
    await page.route(`${address()}**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), ...SENT } });
    });
    await page.goto(address());
    await ready(page);
    await runCode(page, "exports.handler = async () => 'in its sandbox';");
    assert.equal(await outcome(page), "SUCCEEDED");
    assert.deepEqual(wrong, []);
  } finally {
    // The page goes on fetching what it does not need yet.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await close();
  }
});

test("the files for hosts keep for ever only what has a hash in its name", () => {
  const root = new URL("../../docs/hosting/", import.meta.url);
  const text = (file) => readFileSync(new URL(file, root), "utf8");
  const blocks = text("_headers").split(/\n(?=\/)/).filter((block) => block.includes("Cache-Control"));
  const rules = blocks.map((block) => [block.split("\n")[0], /Cache-Control: (.*)/.exec(block)[1]]);
  const fits = (path, name) => (path.endsWith("*") ? name.startsWith(path.slice(0, -1)) : name === path);
  const patterns = [...text("nginx.conf").matchAll(/~ "(.*)" *\)/g), ...text("Caddyfile").matchAll(/path_regexp (.*)$/gm)].map(([, pattern]) => pattern);
  assert.equal(new Set(patterns).size, 1, "nginx and Caddy go by the same names");
  const forever = new RegExp(patterns[0]);
  const names = readdirSync(dist, { recursive: true }).map((name) => `/${name.replaceAll("\\", "/")}`);
  for (const name of ["/index.html", "/embed.html", "/embed.js", "/embed.d.ts", "/offline.js", "/manifest.webmanifest", "/evaluator.js", "/functions-python.json"]) {
    assert.ok(names.includes(name), name);
    assert.ok(!forever.test(name), `${name} may change`);
    assert.deepEqual(rules.filter(([path]) => fits(path, name)).map(([, value]) => value), ["no-cache"], name);
  }
  for (const name of names) {
    const values = rules.filter(([path]) => fits(path, name)).map(([, value]) => value);
    assert.ok(values.length < 2, `${name} has one value: ${values}`);
    if (values[0]?.includes("immutable")) assert.match(name, forever);
  }
  assert.ok(names.filter((name) => forever.test(name)).length > 20, "the program's parts are kept");
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
