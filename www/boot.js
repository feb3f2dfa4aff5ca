// What a visitor has before the program arrives: the frame of the page in index.html, with editors that can be read and
// typed into. Then the program is fetched, and takes the same editors over (`create` in editor.src.js).
//
// scripts/finish-page.mjs puts this text into the page and names the editor's file in it.
import { composing, mount, shownTexts, typedBefore, waiting } from "./editor.bundle.js";
import firstDefinition from "examples/article.asl.json";
import firstInput from "examples/article.input.json";

/** Session storage: what was typed before the program arrived, if the page was left before it did. */
const TYPED = "asl-playground.typed";
/** As in crates/asl-share: a small link must not fill the memory. */
const LARGEST_LINK = 2 * 1024 * 1024;
/** So many bytes of a link are inflated at once. */
const PIECE = 2048;

const shell = document.getElementById("shell");
const part = (name) => shell.querySelector(`[data-part=${name}]`);
const loading = document.getElementById("loading");
const place = loading.parentElement;

// In another language, where there is one (www/texts/README.md).
const { translate, translations } = document.documentElement.dataset;
if (translations) import(translate).then(({ begin }) => begin(JSON.parse(translations))).catch(() => {});

/** What `read` gives; undefined if it throws: storage may be closed to the page, or hold anything. */
function attempt(read) {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}

/** Texts of a definition and an input, if they are some. */
const texts = (definition, input) => (typeof definition === "string" ? { Definition: definition, Input: typeof input === "string" ? input : "" } : undefined);

const isLink = () => /[#&]d[12]=/.test(location.hash);

/** The texts of the link that the address holds. One that cannot be opened is the program's to explain. */
async function linked() {
  const payload = /^#(?:.*&)?d1=([\w-]+)/.exec(location.hash)?.[1];
  if (!payload) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    let at = 0;
    // The browser inflates a piece in one go, to a thousand times its length at most.
    const pull = (pieces) => (at < bytes.length ? pieces.enqueue(bytes.slice(at, (at += PIECE))) : pieces.close());
    const reader = new ReadableStream({ pull }, { highWaterMark: 0 }).pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream()).getReader();
    let json = "";
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      json += chunk.value;
      if (json.length > LARGEST_LINK) return undefined;
    }
    const { v, def = "", input = "" } = JSON.parse(json);
    return v === 1 ? texts(def, input) : undefined;
  } catch {
    return undefined;
  }
}

/** The texts of the last visit. */
function kept() {
  const { definition, input } = attempt(() => ownRecord() ?? newest().record) ?? {};
  return texts(definition, input);
}

const local = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
const tab = () => attempt(() => JSON.parse(sessionStorage.getItem("asl-playground.tab")));

/** The newest document of all tabs and its key: as in src/app/host/documents.rs. */
function newest() {
  const [key, beside] = ["asl-playground.document", "asl-playground.document-1"];
  const record = local(key);
  return record?.version > 1 ? { key: beside, record: local(beside) } : { key, record };
}

/** The document of this tab, where another tab has written since. */
const ownRecord = () => (newest().record?.tab === tab() ? undefined : local("asl-playground.others")?.findLast((record) => record.tab === tab()));

/** What was typed into this document before the page was left or loaded again without its program. */
function typed() {
  const { fragment, ...rest } = attempt(() => JSON.parse(sessionStorage.getItem(TYPED))) ?? {};
  return fragment === location.hash ? texts(rest.Definition, rest.Input) : undefined;
}

function keepTyped() {
  const now = { Definition: typedBefore("Definition"), Input: typedBefore("Input") };
  if (now.Definition === undefined && now.Input === undefined) return;
  attempt(() => sessionStorage.setItem(TYPED, JSON.stringify({ fragment: location.hash, Definition: now.Definition ?? given.Definition, Input: now.Input ?? given.Input })));
}

/** The program says exactly what a text is; for its colors the first character is enough. */
const language = (text) => (/^\s*(?:[[{"]|$)/.test(text) ? "json" : "yaml");

/** The texts of the document, before anything is typed. */
let given;
/** Whether they are those that every first visit begins with. */
let isFirst = false;

/** Puts both texts into the frame. */
async function show() {
  // The program alone unpacks these: until it is here, there is nothing to read and to type into, but what this is can be said.
  if (/[#&]d2=/.test(location.hash)) {
    const own = attempt(() => (ownRecord() ?? newest().record).edited) ? " Your own workflow is saved, and one press brings it back." : "";
    part("Definition").textContent = `Opening the workflow in this link (${location.hash.length.toLocaleString("en-US")} characters, unpacked in your browser). A card then says what it does, which hosts it calls, and which credentials it needs. Nothing runs until you agree.${own}`;
    return;
  }
  given = await linked();
  if (!given) delete document.documentElement.dataset.link;
  given ??= kept();
  isFirst = !given;
  given ??= { Definition: firstDefinition, Input: firstInput };
  const again = typed() ?? given;
  for (const [label, text] of Object.entries(given)) {
    const name = language(again[label]);
    part(`${label}-language`).textContent = name.toUpperCase();
    mount(part(label), text, name, label, again[label]);
  }
  part("template").hidden = !/\bAWS::(StepFunctions|Serverless)::StateMachine\b/.test(again.Definition);
}

/** Shows how much of the program is here: a number from 0 to 1. */
function progress(share) {
  const percent = Math.floor(share * 100);
  const bar = part("progress");
  bar.setAttribute("aria-valuenow", percent);
  bar.style.setProperty("--share", share);
  part("percent").textContent = `${percent} %`;
}

/** Reads the response beside whoever else reads it, and shows how far it has come. `size` is that of the bytes after decoding. */
async function follow(response, size) {
  const reader = response.body.getReader();
  let received = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    received += chunk.value.length;
    progress(Math.min(received / size, 1));
  }
}

/** Asks for a part of the program that will be wanted, while the program starts. */
function preload(href) {
  const link = Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href });
  document.head.append(link);
}

/** The WebAssembly, compiled. The page has asked for it already where it could (`arriving` in index.html). */
async function compiled({ wasm, size, soon = "", kept = "" }) {
  const asked = arriving;
  // From here on nobody else asks for it.
  arriving = null;
  const response = await (asked ?? fetch(wasm));
  if (!response.ok) throw new Error(`${wasm}: the server answered with ${response.status}`);
  // The copy is only counted: the response itself goes to the compiler, which may find what it compiled before.
  const then = `${isFirst ? "" : kept} ${soon}`.split(" ").filter(Boolean);
  follow(response.clone(), size).then(() => then.forEach(preload), () => {});
  // A host that does not know the type of the file: it is compiled when all of it is here.
  if (response.headers.get("content-type")?.split(";")[0].trim() !== "application/wasm") return WebAssembly.compile(await response.arrayBuffer());
  return WebAssembly.compileStreaming(response);
}

/** Fetches the program and starts it once the frame is ready. */
async function start(ready) {
  const { href, dataset } = document.getElementById("program");
  let again = () => {
    place.append(loading);
    progress(0);
    start(ready);
  };
  try {
    const imported = import(href).catch((error) => {
      // Some browsers do not ask a second time for a script that did not arrive. What was typed outlives this.
      again = () => location.reload();
      throw error;
    });
    const [script, module] = await Promise.all([imported, compiled(dataset), ready]);
    while (composing()) await new Promise((end) => addEventListener("compositionend", end, { once: true }));
    await script.default({ module_or_path: module });
  } catch (error) {
    showFailure(error, again);
    return;
  }
  leave(performance.now());
}

/** Takes the frame away as soon as the program has drawn itself and taken the editors over, or does not want them. */
function leave(since) {
  // What was kept may still be on its way.
  if (!document.getElementById("app").firstElementChild) {
    requestAnimationFrame(() => leave(performance.now()));
    return;
  }
  removeEventListener("pagehide", keepTyped);
  attempt(() => sessionStorage.removeItem(TYPED));
  if (waiting() && performance.now() - since < 1_000) requestAnimationFrame(() => leave(since));
  else shell.remove();
}

// ---- after a failure ----

/** Keeps what is typed, since the program may not do it any more: for this tab, and for the next visit. */
function keepOn() {
  const { Definition, Input } = shownTexts();
  if (typeof Definition !== "string") return;
  attempt(() => sessionStorage.setItem(TYPED, JSON.stringify({ fragment: location.hash, Definition, Input })));
  const { key, record } = newest();
  const own = !record?.tab || record.tab === tab();
  if (own && (record?.definition !== Definition || (record.input ?? "") !== (Input ?? ""))) {
    // The record may be that of the document before: what came by link stays from a link, and asks before it runs.
    const origin = "link" in document.documentElement.dataset || isLink() ? "link" : record?.origin;
    attempt(() => localStorage.setItem(key, JSON.stringify({ ...record, definition: Definition, input: Input ?? "", edited: true, origin })));
  }
}

let keeping;
document.addEventListener("playground-failure", () => {
  keeping ??= setInterval(keepOn, 500);
});

const failure = document.getElementById("failure");
failure.querySelector("[data-part=copy]").addEventListener("click", async ({ currentTarget: button }) => {
  const text = shownTexts().Definition ?? "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    const link = document.createElement("a");
    link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
    link.download = "definition.txt";
    link.click();
  }
});
failure.querySelector("[data-part=close]").addEventListener("click", () => (failure.hidden = true));

if (/^(Mac|iP)/.test(navigator.platform)) shell.querySelectorAll("[data-part=key]").forEach((key) => (key.textContent = "⌘ ↵"));
// Inside of another site's page the program is not even asked for: index.html says why.
if (!("framed" in document.documentElement.dataset)) {
  addEventListener("pagehide", keepTyped);
  const ready = show();
  start(ready);
  await ready;
  performance.mark("text-readable");
}
