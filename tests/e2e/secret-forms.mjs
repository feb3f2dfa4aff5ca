// Secrets made at random, every form in which an API may repeat one, and a search for them in what leaves the page.
//
// The heart of each secret is a run of letters and digits that stands in every form that escapes characters one by one, and whose
// base64 and hexadecimal forms are known at each offset: a part of it that is found is a leak, whatever was done to the rest.
import { randomInt } from "node:crypto";

/** Numbers from 0 that follow from a seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (end) => Math.floor(next() * end), pick: (all) => all[Math.floor(next() * all.length)] };
}

/** The seed of this run: `SEED`, or any. */
export const SEED = Number(process.env.SEED ?? randomInt(2 ** 31));

const LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/** What stands around the heart: what some format escapes. A header takes these. */
const MARKS = `"\\/<>&'+%=?#;:,~!*()[]{}|^\``;
const HEART = 16;
/** So many characters of a heart in a row, or of a form of it, are a leak. */
const PART = 8;
const PART_ENCODED = 11;

const base64 = (text) => Buffer.from(text).toString("base64");
const hex = (text) => Buffer.from(text).toString("hex");
/** What of `heart` in base64 does not hang on its neighbors, at each of three offsets. */
const inner = (heart) => [0, 1, 2].map((offset) => base64("\0".repeat(offset) + heart).slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + heart.length) * 8) / 6)));

/** A secret of its own; `header`: one that a header can hold. */
export function secret(chance, name, { header = false } = {}) {
  const marks = () => Array.from({ length: 1 + chance.below(3) }, () => chance.pick([...(header ? MARKS : `${MARKS} é€😀\t`)])).join("");
  for (;;) {
    const heart = Array.from({ length: HEART }, () => chance.pick(LETTERS)).join("");
    // A heart whose base64 has no marks is found in it whatever escapes those.
    if (inner(heart).some((form) => /[+/]/.test(form))) continue;
    return { name, heart, value: `k${marks()}${heart}${marks()}z` };
  }
}

const json = (text) => JSON.stringify(text).slice(1, -1);
const unicode = (text, which, upper = false) =>
  text.replace(which, (unit) => {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${upper ? digits.toUpperCase() : digits}`;
  });
const strict = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const lower = (text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const html = (text, quote, apostrophe) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', quote).replaceAll("'", apostrophe);

/** Each way of writing a text: `[name, write]`. */
export const FORMS = Object.entries({
  "as it is": (text) => text,
  JSON: json,
  "JSON of PHP": (text) => unicode(json(text), /[^\0-\x7f]/g).replaceAll("/", "\\/"),
  "JSON of Go": (text) => unicode(json(text), /[<>&]/g),
  "JSON of .NET": (text) => unicode(json(text).replaceAll('\\"', '"'), /[<>&'"+`]|[^\0-\x7f]/g, true),
  "JSON in JSON": (text) => json(json(text)),
  "JSON in JSON in JSON, with \\/": (text) => json(json(json(text))).replaceAll("/", "\\/"),
  "HTML of Python": (text) => html(text, "&quot;", "&#x27;"),
  "HTML of Go": (text) => html(text, "&#34;", "&#39;").replaceAll("+", "&#43;"),
  "HTML of a template": (text) => html(text, "&quot;", "&#39;").replaceAll("/", "&#x2F;").replaceAll("=", "&#x3D;").replaceAll("`", "&#x60;"),
  XML: (text) => html(text, "&quot;", "&apos;"),
  "HTML in JSON": (text) => json(html(text, "&quot;", "&#39;")),
  percent: strict,
  "percent in lower case": (text) => lower(strict(text)),
  "percent of JavaScript": encodeURIComponent,
  "percent of an address": (text) => encodeURI(text),
  "percent twice": (text) => strict(strict(text)),
  "a form": (text) => strict(text).replaceAll("%20", "+"),
  "a form in lower case": (text) => lower(strict(text)).replaceAll("%20", "+"),
  base64,
  "base64 behind one byte": (text) => base64(`:${text}:`),
  "base64 behind two bytes": (text) => base64(`u:${text}`),
  "base64 without padding": (text) => base64(text).replaceAll("=", ""),
  base64url: (text) => Buffer.from(`user:${text}`).toString("base64url"),
  "base64 in JSON of PHP": (text) => base64(text).replaceAll("/", "\\/"),
  "base64 in an address": (text) => encodeURIComponent(base64(`a${text}`)),
  hex,
  "hex in capitals": (text) => hex(text).toUpperCase(),
});

/**
 * All forms of all secrets, as an API might tell them: `NAME0` and so on, and `NAMEcut0` and so on, in which the secret stands so that
 * a text that is shortened may end within it.
 */
export const echoes = (secrets) => Object.fromEntries(secrets.flatMap(({ name, value }) => [
  ...FORMS.map(([, write], index) => [`${name}${index}`, `<<${write(value)}>>`]),
  ...Array.from({ length: CUTS }, (_, index) => [`${name}cut${index}`, "y".repeat(index * 17) + value]),
]));
/** How many texts of an echo may be cut within the secret. */
export const CUTS = 8;

/** All forms that a header can hold. */
export const echoedHeaders = (secrets) => {
  const headers = {};
  for (const { name, value } of secrets) {
    FORMS.forEach(([, write], index) => {
      const text = write(value);
      if (/^[\x21-\x7e][\x20-\x7e]*$/.test(text)) headers[`x-${name.replaceAll(/\W+/g, "-")}-${index}`] = text.trimEnd();
    });
  }
  return headers;
};

/** Parts of a text; each run of one and a half times this length holds one of them. */
const parts = (text, length) => {
  const step = Math.floor(length / 2);
  return Array.from({ length: Math.max(0, Math.floor((text.length - length) / step) + 1) }, (_, index) => text.slice(index * step, index * step + length));
};

/** What must not be found: `[what, part]`. */
function traces({ name, heart }) {
  const of = (form, texts, length) => texts.flatMap((text) => parts(text, length)).map((part) => [`${name} ${form}`, part]);
  return [...of("as text", [heart], PART), ...of("in base64", inner(heart), PART_ENCODED), ...of("in hex", [hex(heart)], 2 * PART), ...of("in hex", [hex(heart).toUpperCase()], 2 * PART)];
}

/** Searches texts for secrets and keeps what it found. */
export class Search {
  constructor(secrets) {
    this.traces = secrets.flatMap(traces);
    this.found = new Map();
    this.places = new Set();
    this.characters = 0;
  }

  /** Searches `text`, which left at `place`. */
  look(place, text) {
    this.places.add(place.replace(/ \d+$/, ""));
    this.characters += text.length;
    for (const [what, part] of this.traces) {
      const at = text.indexOf(part);
      if (at < 0 || this.found.has(`${what} in ${place}`)) continue;
      this.found.set(`${what} in ${place}`, text.slice(Math.max(0, at - 60), at + 60));
    }
  }

  /** What was found, a line each. */
  get leaks() {
    return [...this.found].map(([what, around]) => `${what}: …${around}…`);
  }
}
