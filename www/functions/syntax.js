// Where a syntax error is. The error itself does not say it in a browser, but the report of a script that nobody catches does.
import { parse } from "es-module-lexer/minimal/js";

// Taken before the worker makes itself look like Node.
const load = globalThis.importScripts?.bind(globalThis);
const later = globalThis.setTimeout.bind(globalThis);
const never = globalThis.clearTimeout.bind(globalThis);

/** Who waits for the report. */
let waiting = null;

/** Whether an `error` event of the worker is the report that somebody here waits for; it then goes no further. */
export function isReport(event) {
  waiting?.(event);
  return waiting !== null;
}

/** Longer than any browser takes to report an error. */
const MILLIS = 500;

/** A module's text as that of a script of the same lines, without what only a module may say; nothing if it cannot be read. */
function asScript(text) {
  const blank = (part) => part.replace(/[^\n]/g, " ");
  try {
    const [imports, exports] = parse(text);
    const places = imports.filter(({ d }) => d === -1).map(({ ss, se }) => [ss, se]);
    // `export` stands before each name, with `default` or without.
    for (const { s } of exports) {
      const before = /\bexport(\s+default)?\b(?!.*\bexport\b)/s.exec(text.slice(0, s + "default".length));
      if (before) places.push([before.index, before.index + before[0].length]);
    }
    return places.reduce((made, [from, to]) => made.slice(0, from) + blank(made.slice(from, to)) + made.slice(to), text);
  } catch {
    return undefined;
  }
}

/** `line:column` of the syntax error in a file, from 1; nothing if there is none, or the browser does not say. */
export function placeOf(text, isModule) {
  const script = isModule ? asScript(text) : text;
  if (!load || script === undefined) return Promise.resolve(undefined);
  // What is around it stands on the lines of the text, which runs only if somebody calls it.
  const before = isModule ? "(async () => {" : "(function (exports, require, module, __filename, __dirname) {";
  const url = URL.createObjectURL(new Blob([`${before}${script}\n})`], { type: "text/javascript" }));
  return new Promise((resolve) => {
    waiting = (event) => end(event.lineno > 0 && event.filename === url ? `${event.lineno}:${event.lineno === 1 ? Math.max(event.colno - before.length, 1) : event.colno}` : undefined);
    const end = (place) => {
      never(overdue);
      URL.revokeObjectURL(url);
      resolve(place);
      later(() => { waiting = null; }, 0);
    };
    later(() => load(url), 0);
    const overdue = later(() => end(undefined), MILLIS);
  });
}
