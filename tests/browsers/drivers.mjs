// Firefox and WebKit as the smoke tests drive them. Both speak WebDriver, and both take its actions for mouse and keys as they
// are: Firefox over BiDi, a socket that it opens itself; WebKit over HTTP, through the driver beside it. No browser is downloaded:
// `make browsers` installs them from Debian, and FIREFOX, WEBKIT_DRIVER and WEBKIT_BROWSER name others.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

const { WebSocket } = createRequire(new URL("../../www/package.json", import.meta.url))("ws");

/** How long a browser may take to start, in milliseconds. */
const START = 60_000;

const inPath = (...names) => {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((place) => existsSync(place));
};
const below = (folder) => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []);

/** The MiniBrowser of WebKitGTK, which no PATH leads to. */
function miniBrowser() {
  const places = ["/usr/lib", "/usr/libexec", ...below("/usr/lib").filter((it) => it.isDirectory()).map(({ name }) => join("/usr/lib", name))];
  const versions = places.flatMap((place) => below(place).filter(({ name }) => /^webkit2?gtk/.test(name)).map(({ name }) => join(place, name, "MiniBrowser")));
  return versions.sort().reverse().find((place) => existsSync(place));
}

/** Each browser: how it starts, and the Debian packages that are missing for it. */
export function installed() {
  const firefox = process.env.FIREFOX ?? inPath("firefox-esr", "firefox");
  const driver = process.env.WEBKIT_DRIVER ?? inPath("WebKitWebDriver");
  const browser = process.env.WEBKIT_BROWSER ?? miniBrowser();
  const display = process.env.DISPLAY ? "none" : inPath("Xvfb");
  return {
    Firefox: { start: () => startFirefox(firefox), needs: firefox ? [] : ["firefox-esr"] },
    WebKit: { start: () => startWebKit(driver, browser, display), needs: [...(driver && browser ? [] : ["webkit2gtk-driver"]), ...(display ? [] : ["xvfb"])] },
  };
}

/** A program that ends with the tests. `said` gives the first line that it writes to its errors and that fits. */
function program(path, words, env = {}) {
  const child = spawn(path, words, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env }, detached: true });
  const lines = createInterface({ input: child.stderr });
  const said = (pattern) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${path} did not start within ${START / 1000} s`)), START);
    child.once("error", reject).once("exit", (code) => reject(new Error(`${path} ended with ${code}`)));
    lines.on("line", (line) => {
      const match = pattern.exec(line);
      if (match) {
        clearTimeout(late);
        resolve(match);
      }
    });
  });
  // The whole group: browsers have children of their own.
  const end = () => new Promise((ended) => {
    if (child.exitCode !== null || child.pid === undefined) return ended();
    child.once("exit", ended);
    try {
      process.kill(-child.pid);
    } catch {
      ended();
    }
  });
  return { said, end };
}

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.once("error", reject).listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Firefox, headless and with an empty profile. */
async function startFirefox(path) {
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  // Nothing is asked of a person, and nobody is called.
  const settings = {
    "app.update.disabledForTesting": true, "browser.shell.checkDefaultBrowser": false, "datareporting.policy.dataSubmissionEnabled": false,
    "browser.aboutwelcome.enabled": false, "toolkit.telemetry.reportingpolicy.firstRun": false, "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false, "app.normandy.enabled": false, "extensions.getAddons.cache.enabled": false,
  };
  writeFileSync(join(profile, "user.js"), Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`).join(""));
  const firefox = program(path, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]);
  const close = async () => {
    await firefox.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, address] = await firefox.said(/WebDriver BiDi listening on (ws:\S+)/);
    const bidi = await connect(`${address}/session`);
    await bidi.send("session.new", { capabilities: {} });
    await bidi.send("session.subscribe", { events: ["log.entryAdded"] });
    return { open: (viewport) => openFirefox(bidi, viewport), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A BiDi connection: commands with numbers, and events. */
async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map();
  const listeners = new Set();
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "event") return listeners.forEach((listen) => listen(message));
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.type === "error") reject?.(new Error(`${message.error}: ${message.message}`));
    else resolve?.(message.result);
  });
  socket.on("close", () => waiting.forEach(({ reject }) => reject(new Error("the browser has gone"))));
  let count = 0;
  const send = (method, params) => new Promise((resolve, reject) => {
    count += 1;
    waiting.set(count, { resolve, reject });
    socket.send(JSON.stringify({ id: count, method, params }));
  });
  return { send, listen: (listener) => listeners.add(listener) };
}

/** The text of a function that is called in the page: it gives JSON, so that both browsers hand over the same. */
const call = (body, args) => `(async () => JSON.stringify((await (${body})(...${JSON.stringify(args)})) ?? null))()`;

/** A tab with a storage of its own. */
async function openFirefox(bidi, { width, height }) {
  const { userContext } = await bidi.send("browser.createUserContext", {});
  const { context } = await bidi.send("browsingContext.create", { type: "tab", userContext });
  await bidi.send("browsingContext.setViewport", { context, viewport: { width, height } });
  const wrong = [];
  bidi.listen(({ method, params }) => {
    if (method === "log.entryAdded" && params.level === "error" && params.source?.context === context) wrong.push(params.text);
  });
  return {
    wrong: async () => wrong,
    goto: (url) => bidi.send("browsingContext.navigate", { context, url, wait: "complete" }),
    evaluate: async (body, ...args) => {
      const { result, exceptionDetails } = await bidi.send("script.evaluate", { expression: call(body, args), target: { context }, awaitPromise: true });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return JSON.parse(result.value);
    },
    perform: (actions) => bidi.send("input.performActions", { context, actions }),
    picture: async () => Buffer.from((await bidi.send("browsingContext.captureScreenshot", { context })).data, "base64"),
    close: () => bidi.send("browser.removeUserContext", { userContext }),
  };
}

/** WebKit: its driver, and a screen for it where there is none. */
async function startWebKit(driver, browser, display) {
  const programs = [];
  const close = () => Promise.all(programs.map((it) => it.end()));
  try {
    const env = {};
    if (display !== "none") {
      // It finds a free number itself and says it.
      const screen = spawnScreen(display);
      programs.push(screen);
      env.DISPLAY = `:${await screen.number}`;
    }
    // Root in a container has no sandbox.
    if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
    const port = await freePort();
    programs.push(program(driver, [`--port=${port}`], env));
    const address = `http://127.0.0.1:${port}`;
    await answering(`${address}/status`);
    return { open: (viewport) => openWebKit(address, browser, viewport), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function spawnScreen(path) {
  const child = spawn(path, ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const number = new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  const end = () => new Promise((ended) => (child.exitCode === null ? child.once("exit", ended).kill() : ended()));
  return { number, end };
}

async function answering(address) {
  for (const end = Date.now() + START; ;) {
    try {
      return await fetch(address);
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

/** One session: a browser with an empty profile and one tab. */
async function openWebKit(address, binary, { width, height }) {
  const command = async (method, path, body) => {
    const response = await fetch(`${address}${path}`, { method, ...(method === "POST" && { body: JSON.stringify(body ?? {}) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const options = { binary, args: ["--automation"] };
  const { sessionId } = await command("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
  const send = (method, path, body) => command(method, `/session/${sessionId}${path}`, body);
  const run = (script, args = []) => send("POST", "/execute/async", { script, args });
  const evaluate = async (body, ...args) => {
    const text = await run(`const done = arguments[0]; ${call(body, args)}.then((it) => done({ it }), (error) => done({ error: String(error) }));`);
    if (text.error !== undefined) throw new Error(text.error);
    return JSON.parse(text.it);
  };
  await send("POST", "/timeouts", { script: 60_000 });
  // The window has bars of its own.
  const resize = async () => {
    const [w, h] = await evaluate(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
    await send("POST", "/window/rect", { width: width + w, height: height + h });
  };
  return {
    wrong: () => evaluate(() => window.wrong ?? []),
    goto: async (url) => {
      await send("POST", "/url", { url });
      await resize();
      // WebKit's driver hands over no console: what is said from here on is kept in the page.
      await evaluate(() => {
        window.wrong = [];
        const said = console.error;
        console.error = (...words) => {
          window.wrong.push(words.join(" "));
          said(...words);
        };
        addEventListener("error", ({ message }) => window.wrong.push(message));
        addEventListener("unhandledrejection", ({ reason }) => window.wrong.push(String(reason)));
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => window.wrong.push(`policy: ${violatedDirective} ${blockedURI}`));
      });
    },
    evaluate,
    perform: (actions) => send("POST", "/actions", { actions }),
    picture: async () => Buffer.from(await send("GET", "/screenshot"), "base64"),
    close: () => command("DELETE", `/session/${sessionId}`),
  };
}
