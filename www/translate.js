// Shows the page in another language: replaces the English texts that the program writes, as it writes them. It is fetched only
// where a translation is wanted (www/boot.js), so that English costs nothing.
//
// The program knows one language. A translation is a list of its texts (www/texts/README.md), and what is not in it stays English.
// What is not the page's own text stays as it is: code, data, names of states, and whatever has `translate="no"`.

const OWN = '[translate="no"], code, kbd, pre, samp, textarea, script, style, .json-line, .cm-content, .cm-tooltip-autocomplete';
const ATTRIBUTES = ["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt"];
/** Local storage: the language that was chosen in the address. */
const CHOSEN = "asl-playground.language";
/** So many answers are remembered; data may bring any number of texts. */
const MOST = 5_000;
/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = /^(?:ar|dv|fa|he|ks|ku|ps|sd|ug|ur|yi)\b/;

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What gives the translation of a text, or undefined. */
export function translator(catalog) {
  const whole = new Map();
  const patterns = new Map();
  for (const [text, translated] of Object.entries(catalog)) {
    if (!translated) continue;
    if (!/\{\d+\}/.test(text)) {
      whole.set(text, translated);
      continue;
    }
    const parts = text.split(/\{\d+\}/);
    const pattern = { parts, translated, fixed: parts.join("").length };
    // Most begin with fixed words: only those that begin like a text are tried.
    const start = parts[0].slice(0, 2);
    const key = start.length === 2 ? start : "";
    if (!patterns.has(key)) patterns.set(key, []);
    patterns.get(key).push(pattern);
  }
  // The one with the most fixed words says most.
  for (const list of patterns.values()) list.sort((one, other) => other.fixed - one.fixed);

  const filled = (text) => {
    for (const pattern of [...(patterns.get(text.slice(0, 2)) ?? []), ...(patterns.get("") ?? [])]) {
      if (!text.startsWith(pattern.parts[0]) || !text.endsWith(pattern.parts.at(-1))) continue;
      pattern.test ??= new RegExp(`^${pattern.parts.map(escaped).join("([^]+?)")}$`);
      const found = pattern.test.exec(text);
      if (found) return pattern.translated.replace(/\{(\d+)\}/g, (_, at) => whole.get(found[Number(at) + 1]) ?? found[Number(at) + 1] ?? "");
    }
    return undefined;
  };
  const sentences = (text) => {
    const parts = text.split(/(?<=[.!?:]) (?=\S)/);
    if (parts.length < 2) return undefined;
    const translated = parts.map((part) => whole.get(part) ?? filled(part));
    return translated.some((part) => part !== undefined) ? translated.map((part, at) => part ?? parts[at]).join(" ") : undefined;
  };

  const known = new Map();
  return (text) => {
    if (!/\p{L}{2}/u.test(text) || text.length > 2_000) return undefined;
    if (!known.has(text)) {
      if (known.size >= MOST) known.clear();
      known.set(text, whole.get(text) ?? filled(text) ?? sentences(text));
    }
    return known.get(text);
  };
}

/** Translates what the page shows, from now on. */
function watch(translated) {
  // What was written here: seen again, it is no text of the program.
  const written = new WeakMap();
  const isOwn = (element) => element === null || element.closest(OWN) !== null;

  function text(node) {
    if (node.data === written.get(node) || isOwn(node.parentElement)) return;
    const [, before, said, after] = /^(\s*)([^]*?)(\s*)$/.exec(node.data);
    const other = translated(said.replace(/\s+/g, " "));
    if (other === undefined) return;
    const whole = before + other + after;
    written.set(node, whole);
    node.data = whole;
  }

  function attribute(element, name) {
    const value = element.getAttribute(name);
    if (value === null || element.closest('[translate="no"]')) return;
    const mine = written.get(element) ?? new Map();
    if (mine.get(name) === value) return;
    const other = translated(value);
    if (other === undefined) return;
    written.set(element, mine.set(name, other));
    element.setAttribute(name, other);
  }

  function all(root) {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) text(node);
      else for (const name of ATTRIBUTES) attribute(node, name);
    }
  }

  new MutationObserver((changes) => {
    for (const { type, target, addedNodes, attributeName } of changes) {
      if (type === "characterData") text(target);
      else if (type === "attributes") attribute(target, attributeName);
      else addedNodes.forEach(all);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
  all(document.body);
}

/** The language that was chosen with `?language=`, or else the first of the browser's that there is. */
function wanted(languages) {
  const asked = new URLSearchParams(location.search).get("language");
  let chosen = asked;
  // Storage may be closed to the page.
  try {
    if (asked) localStorage.setItem(CHOSEN, asked);
    chosen ??= localStorage.getItem(CHOSEN);
  } catch {}
  const fitting = (tag) => (/^en\b/.test(tag) ? "en" : [tag, tag.split("-")[0]].find((tag) => Object.hasOwn(languages, tag)));
  return [chosen, ...navigator.languages].filter(Boolean).map(fitting).find(Boolean);
}

/** Shows the page in the language that is wanted, if it is one of `languages`: the address of each one's catalog. */
export async function begin(languages) {
  const language = wanted(languages);
  if (!language || language === "en") return;
  const response = await fetch(languages[language]);
  if (!response.ok) return;
  const catalog = await response.json();
  Object.assign(document.documentElement, { lang: language, dir: RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr" });
  watch(translator(catalog));
}
