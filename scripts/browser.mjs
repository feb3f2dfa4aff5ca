// The browser that the tests use: the one named by CHROME, else an installed Chromium without a window, which takes 40 % less
// processor time for each page, else an installed Chrome or Chromium. None is downloaded. CHROME_FLAGS gives it more words.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const require = createRequire(new URL("../www/package.json", import.meta.url));
export const { chromium } = require("playwright-core");
export const axe = require.resolve("axe-core/axe.min.js");

const NAMES = ["chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
// --site-per-process: a frame of another origin has a process of its own, also in the browser without a window.
// --no-sandbox: root in a container has none. The rest keeps the browser from calling home.
const FLAGS = ["--site-per-process", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Where the browser is, or undefined. */
export function find() {
  if (process.env.CHROME) return process.env.CHROME;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find((place) => existsSync(place));
}

/** Starts it, headless and with an empty profile. */
export function launch() {
  const executablePath = find();
  if (!executablePath) throw new Error("no Chrome or Chromium found: install one, or name it in CHROME");
  const root = process.getuid?.() === 0;
  const more = (process.env.CHROME_FLAGS ?? "").split(" ").filter(Boolean);
  return chromium.launch({ executablePath, args: [...(root ? ["--no-sandbox"] : []), ...FLAGS, ...more] });
}
