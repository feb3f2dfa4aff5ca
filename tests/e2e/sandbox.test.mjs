// The ways out of the sandbox in which functions' code runs: each is tried, and leads nowhere. A real server notes whatever
// reaches it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { pageTest } from "./harness.mjs";
import { python, runCode } from "./functions.mjs";
import { connect, inspect, kept, outcome, ready } from "./playground.mjs";
import { startApi } from "./server.mjs";

let api;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A browser says in the console that its policy refused something: that is what is wanted here. */
const REFUSED = [/policy|Content.Security|Refused|violat|ERR_|Failed to load|sandbox|denied/i];

/** Gets back what a worker hides from code that looks like Node: whatever a browser has is tried, not only what has a name here. */
const NATIVE = `
  const native = (name) => {
    try { return (0, eval)("typeof " + name + " === 'undefined' ? undefined : " + name); } catch { return undefined; }
  };`;

/** By name: an expression that gets out, or throws. \`secret\` is what the page has put into its storage. */
const WAYS = {
  "session storage": "native('sessionStorage').length",
  "local storage": "native('localStorage').length",
  cookies: "native('document').cookie",
  "the parent": "native('parent').document.title",
  "the top window": "native('top').location.href",
  "the opener": "native('opener').location.href",
  "the page's program": "native('window').aslPlayground.run",
  IndexedDB: "await new Promise((yes, no) => { const asked = native('indexedDB').open('x'); asked.onsuccess = () => yes('open'); asked.onerror = () => no(asked.error); })",
  "the cache": "await native('caches').open('x')",
  XMLHttpRequest: "await new Promise((yes, no) => { const request = new (native('XMLHttpRequest'))(); request.onload = () => yes(request.responseText); request.onerror = () => no(new Error('refused')); request.open('GET', URL_OF_API); request.send(); })",
  WebSocket: "await new Promise((yes, no) => { const socket = new (native('WebSocket'))(URL_OF_API.replace('http', 'ws')); socket.onopen = () => yes('open'); socket.onerror = () => no(new Error('refused')); })",
  EventSource: "await new Promise((yes, no) => { const source = new (native('EventSource'))(URL_OF_API); source.onopen = () => yes('open'); source.onerror = () => no(new Error('refused')); })",
  WebTransport: "await new (native('WebTransport'))(URL_OF_API.replace('http', 'https')).ready",
  importScripts: "native('importScripts')(URL_OF_API)",
  "import of an address": "await (0, eval)('(url) => import(url)')(URL_OF_API)",
  "eval of remote code": "(0, eval)(await (await (0, eval)('(url) => import(url)')(URL_OF_API)).default)",
  "a function made of remote code": "await new Function('return import(arguments[0])')(URL_OF_API)",
  "a service worker": "await native('navigator').serviceWorker.register(URL_OF_API)",
  beacon: "native('navigator').sendBeacon(URL_OF_API, 'x') || (() => { throw new Error('refused'); })()",
};

/** Puts a secret wherever the page could keep one. */
const keepSecrets = (page) => page.evaluate(() => {
  localStorage.setItem("secret", "of the page");
  sessionStorage.setItem("secret", "of the page");
  document.cookie = "secret=of-the-page";
});

pageTest("no way leads out of the sandbox", { expected: REFUSED }, async (page) => {
  await ready(page);
  await keepSecrets(page);
  const before = api.requests.length;
  const tries = Object.entries(WAYS).map(([name, code]) => `await attempt(${JSON.stringify(name)}, async () => (${code}));`);
  await runCode(page, `
    ${NATIVE}
    const URL_OF_API = process.env.API + "/echo?cors=on";
    exports.handler = async () => {
      const found = {};
      const attempt = async (name, way) => {
        const late = new Promise((_, no) => setTimeout(() => no(new Error("nothing came of it")), 1500));
        try { found[name] = "OUT: " + JSON.stringify(await Promise.race([way(), late])); } catch (error) { found[name] = "no way"; }
      };
      ${tries.join("\n      ")}
      return Object.entries(found).map(([name, said]) => name + ": " + said);
    };`, { env: { API: api.origin }, properties: { Timeout: 60 } });
  assert.equal(await outcome(page, 50_000), "SUCCEEDED");
  const seen = await inspect(page, "Output");
  assert.doesNotMatch(seen, /OUT/);
  for (const name of Object.keys(WAYS)) assert.ok(seen.includes(`${name}: no way`), `${name} was tried: ${seen}`);
  assert.equal(api.requests.length, before, "nothing reached the server");
});

/** By name: an expression of Python that gets out, or raises. `to(start)` waits for a promise. */
const WAYS_OF_PYTHON = {
  "js.fetch": "to(lambda: js.fetch(URL))",
  "js.XMLHttpRequest": "send(js.XMLHttpRequest.new())",
  "js.WebSocket": "opened(js.WebSocket.new(URL.replace('http', 'ws')))",
  "js.EventSource": "opened(js.EventSource.new(URL))",
  "js.importScripts": "js.importScripts(URL)",
  "js.indexedDB": "js.indexedDB.open('x')",
  "js.caches": "to(lambda: js.caches.open('x'))",
  "js.sessionStorage": "js.sessionStorage.length",
  "js.localStorage": "js.localStorage.length",
  "js.document.cookie": "js.document.cookie",
  "js.parent": "js.parent.document.title",
  "js.top": "js.top.location.href",
  "js.postMessage": "js.postMessage('x')",
  "js.navigator": "js.navigator.serviceWorker.register(URL)",
  "js.Worker": "js.Worker.new(URL)",
  "js.BroadcastChannel": "js.BroadcastChannel.new('x')",
  "a fetch of JavaScript": "to(lambda: run_js('fetch')(URL))",
  "an import of JavaScript": "to(lambda: run_js('(url) => import(url)')(URL))",
  "a function of JavaScript": "to(lambda: js.Function.new('url', 'return import(url)')(URL))",
  "Pyodide's fetch": "to(lambda: js.eval('(url) => fetch(url)')(URL))",
  "a package of Pyodide": "to(lambda: pyodide_js.loadPackage(URL + '.whl')).to_py()[0]",
  "a socket": "socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 2)",
  "a process": "subprocess.run(['ls'])",
  "a library of the machine": "open('/etc/passwd').read().index('root:x:0')",
};

pageTest("no way leads out of the sandbox from Python", { expected: REFUSED }, async (page) => {
  await ready(page);
  await keepSecrets(page);
  const before = api.requests.length;
  await runCode(page, `
import asyncio, js, os, socket, subprocess, pyodide_js
from pyodide.code import run_js
from pyodide.ffi import run_sync
from _playground import host

URL = os.environ["API"] + "/echo?cors=on"
in_time = run_js("(promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error('nothing came of it')), 1500))])")

def to(start):
    return run_sync(in_time(start()))

def opened(thing):
    return to(lambda: run_js("(thing) => new Promise((yes, no) => { thing.onopen = yes; thing.onerror = () => no(new Error('refused')); })")(thing))

def send(request):
    request.open("GET", URL, False)
    request.send()
    return request.responseText

def attempt(way):
    try:
        return "OUT: " + str(way())
    except Exception as error:
        return "no way"

def lambda_handler(event, context):
    # Pyodide waits for promises in its own event loop.
    asyncio.events._set_running_loop(host.state.loop)
    found = {"what works": attempt(lambda: to(lambda: run_js("() => Promise.resolve(7)")()))}
    for name, code in event["ways"].items():
        found[name] = attempt(lambda: eval(code, globals()))
    return [f"{name}: {said}" for name, said in found.items()]
`, { env: { API: api.origin, PORT: new URL(api.origin).port }, properties: { ...python, Timeout: 60 }, input: { ways: WAYS_OF_PYTHON } });
  assert.equal(await outcome(page, 55_000), "SUCCEEDED");
  const seen = await inspect(page, "Output");
  assert.ok(seen.includes("what works: OUT: 7"), `the test can wait for a promise: ${seen}`);
  assert.doesNotMatch(seen.replace("what works: OUT", ""), /OUT/);
  for (const name of Object.keys(WAYS_OF_PYTHON)) assert.ok(seen.includes(`${name}: no way`), `${name} was tried: ${seen}`);
  assert.equal(api.requests.length, before, "nothing reached the server");
});

pageTest("what is there in a browser's worker although it is deleted reaches nothing either", { expected: REFUSED }, async (page) => {
  await ready(page);
  const before = api.requests.length;
  await page.evaluate(() => {
    globalThis.heard = [];
    for (const name of ["x", "asl-playground"]) new BroadcastChannel(name).onmessage = ({ data }) => globalThis.heard.push(data);
    addEventListener("message", ({ data, origin }) => globalThis.heard.push({ data: JSON.stringify(data), origin }));
  });
  // The functions of a fresh realm, which nobody has deleted: of a nested worker, made from a blob.
  await runCode(page, `
    exports.handler = async () => {
      const said = [];
      const code = \`
        const tries = {
          fetch: () => fetch(URL_OF_API),
          xhr: () => new Promise((yes, no) => { const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open("GET", URL_OF_API); r.send(); }),
          socket: () => new Promise((yes, no) => { const s = new WebSocket(URL_OF_API.replace("http", "ws")); s.onopen = yes; s.onerror = no; }),
          scripts: async () => importScripts(URL_OF_API),
          module: () => import(URL_OF_API),
          storage: async () => indexedDB.open("x").onsuccess.length,
        };
        (async () => {
          for (const [name, way] of Object.entries(tries)) {
            try { await way(); postMessage(name + " OUT"); } catch { postMessage(name + " no way"); }
          }
          new BroadcastChannel("x").postMessage("from the nested worker");
          postMessage("done");
        })();\`.replaceAll("URL_OF_API", JSON.stringify(process.env.API + "/echo?cors=on"));
      const make = () => { for (const name of ["Worker", "SharedWorker"]) { const kind = Object.getOwnPropertyDescriptor(globalThis, name); if (kind) return kind.value; } };
      const Kind = make();
      if (!Kind) said.push("no nested worker");
      else {
        await new Promise((done) => {
          const worker = new Kind(URL.createObjectURL(new Blob([code])));
          worker.onmessage = ({ data }) => (data === "done" ? done() : said.push(data));
          worker.onerror = () => { said.push("no nested worker"); done(); };
        });
      }
      const channel = (0, eval)("typeof BroadcastChannel") === "undefined" ? null : new BroadcastChannel("x");
      channel?.postMessage("from the worker");
      return said;
    };`, { env: { API: api.origin } });
  assert.equal(await outcome(page), "SUCCEEDED");
  assert.doesNotMatch(await inspect(page, "Output"), /OUT/);
  const heard = await page.evaluate(() => globalThis.heard);
  assert.ok(heard.every(({ origin, data }) => origin === "null" && /^\["(ready|died)"/.test(data)), JSON.stringify(heard));
  assert.equal(api.requests.length, before, "nothing reached the server");
});

pageTest("the policy alone holds: a worker with everything that browsers have reaches nothing", { expected: REFUSED }, async (page) => {
  await ready(page);
  const before = api.requests.length;
  const found = await page.evaluate(async (target) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = "functions.bundle.html";
    const ready = new Promise((resolve) => addEventListener("message", ({ source }) => source === frame.contentWindow && resolve(), { once: true }));
    document.body.append(frame);
    await ready;
    const program = `onmessage = async ({ ports: [port] }) => {
      const target = ${JSON.stringify(target)};
      const ways = {
        fetch: () => fetch(target),
        "fetch without CORS": () => fetch(target, { mode: "no-cors" }),
        XMLHttpRequest: () => new Promise((yes, no) => { const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open("GET", target); r.send(); }),
        WebSocket: () => new Promise((yes, no) => { const s = new WebSocket(target.replace("http", "ws")); s.onopen = yes; s.onerror = no; }),
        EventSource: () => new Promise((yes, no) => { const s = new EventSource(target); s.onopen = yes; s.onerror = no; }),
        importScripts: async () => importScripts(target),
        import: () => import(target),
        "a data module": async () => { const { url } = await import("data:text/javascript,export const url = 1"); return fetch(target + url); },
        "a nested worker": () => new Promise((yes, no) => { const w = new Worker(URL.createObjectURL(new Blob(["fetch(" + JSON.stringify(target) + ").then(() => postMessage(1), () => postMessage(0))"]))); w.onmessage = ({ data }) => (data ? yes() : no()); w.onerror = no; }),
        "a worker of the page's host": () => new Promise((yes, no) => { const w = new Worker("evaluator.js"); w.onmessage = yes; w.onerror = no; }),
        "a service worker": () => navigator.serviceWorker.register(target),
        IndexedDB: () => new Promise((yes, no) => { const r = indexedDB.open("x"); r.onsuccess = yes; r.onerror = no; }),
        caches: () => caches.open("x"),
        "session storage": async () => sessionStorage.length,
        "local storage": async () => localStorage.length,
        cookies: async () => cookieStore.getAll(),
        locks: () => new Promise((yes, no) => navigator.locks.request("x", yes).catch(no)),
        "the file system": () => navigator.storage.getDirectory(),
      };
      const said = {};
      for (const [name, way] of Object.entries(ways)) {
        const late = new Promise((_, no) => setTimeout(no, 1500));
        try { await Promise.race([way(), late]); said[name] = "OUT"; } catch { said[name] = "no way"; }
      }
      const channel = new BroadcastChannel("x");
      channel.postMessage("heard");
      port.postMessage(JSON.stringify(said));
    };`;
    let heard = null;
    new BroadcastChannel("x").onmessage = ({ data }) => (heard = data);
    const { port1, port2 } = new MessageChannel();
    const told = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(JSON.parse(data))));
    frame.contentWindow.postMessage(["program", program], "*");
    frame.contentWindow.postMessage(["start", 1, {}], "*", [port2]);
    const said = await told;
    await new Promise((wake) => setTimeout(wake, 200));
    frame.remove();
    return { said, heard };
  }, `${api.origin}/echo?cors=on`);
  const out = Object.entries(found.said).filter(([, said]) => said === "OUT").map(([name]) => name);
  assert.deepEqual(out, []);
  assert.equal(Object.keys(found.said).length, 18);
  assert.equal(found.heard, null, "no channel of the page hears it");
  assert.equal(api.requests.length, before, "nothing reached the server");
});

pageTest("the frame itself reaches nothing, and takes no word from anybody but its page", { expected: REFUSED }, async (page) => {
  await ready(page);
  const found = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = "functions.bundle.html";
    const ready = new Promise((resolve) => addEventListener("message", (event) => event.source === frame.contentWindow && resolve(event.origin), { once: true }));
    document.body.append(frame);
    const origin = await ready;
    let reached = null;
    try {
      reached = frame.contentDocument ?? frame.contentWindow.document;
    } catch { /* as it should */ }
    const response = await fetch("functions.bundle.html");
    frame.remove();
    return { origin, reached, policy: /content="([^"]+)"/.exec(await response.text())[1] };
  });
  assert.equal(found.origin, "null");
  assert.equal(found.reached, null);
  assert.match(found.policy, /^default-src 'none'; script-src 'sha256-[^']+' 'unsafe-eval' blob:; worker-src blob:$/);
});

pageTest("nothing of a connection reaches a function", { expected: REFUSED }, async (page) => {
  await ready(page);
  await connect(page, { name: "tickets", kind: "BASIC", user: "somebody", secret: "hush-hush-secret", origins: api.origin });
  await runCode(page, `
    exports.handler = async () => {
      const answer = await fetch(process.env.API + "/echo?cors=on", { headers: { Authorization: "of my own" } });
      const seen = [];
      for (const name of Object.getOwnPropertyNames(globalThis)) { try { seen.push(name + JSON.stringify(globalThis[name])); } catch {} }
      return { echoed: await answer.json(), environment: process.env, seen: seen.join().includes("hush") };
    };`, { env: { API: api.origin } });
  assert.equal(await outcome(page), "SUCCEEDED");
  const { head, body } = api.calls().at(-1);
  assert.match(head, /Authorization: of my own/i, "the code's own header goes out");
  assert.doesNotMatch(head + body, /hush|c29tZWJvZHk/);
  assert.doesNotMatch(await page.locator("body").innerText(), /hush-hush/);
  assert.match(await inspect(page, "Output"), /seen.*false/s);
  assert.doesNotMatch((await kept(page)).local, /hush-hush/);
});
