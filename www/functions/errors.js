// Errors as Lambda's Node.js runtime hands them on: `errorType`, `errorMessage`, `trace`.

/** An error that Lambda's own runtime makes: `name` is its `errorType`. */
export function runtimeError(name, message, cause) {
  const error = new Error(message);
  error.name = name;
  error.stack = cause?.stack && cause !== error ? `${name}: ${cause.stack}` : `${name}: ${message}`;
  return error;
}

const isError = (value) => value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";

/** What stands before the first line of a CommonJS file (modules.js). */
export const WRAPPER = "(function (exports, require, module, __filename, __dirname) {";

const inFile = (place) => place.replace(/(?<=^\/var\/task\/[^\n]*:1:)\d+$/, (column) => String(Math.max(Number(column) - WRAPPER.length, 1)));

/** A line of a stack in V8's form, whatever browser wrote it; nothing for a line of the playground's own. */
function line(text) {
  if (/\bblob:|<anonymous>:\d|\(<anonymous>\)$|@data:/.test(text)) return [];
  const [, v8, inside] = /^( {4}at (?:async )?)(.*)$/.exec(text) ?? [];
  if (v8 !== undefined) {
    const [, name, place] = /^(.*) \((.*)\)$/.exec(inside) ?? [null, "", inside];
    if (name === "" || name === "eval") return [v8 + inFile(place)];
    return [`${v8}${name.replace(/\.eval$/, ".<anonymous>")} (${inFile(place)})`];
  }
  const [, name, place] = /^([^@]*)@(.+:\d+:\d+)$/.exec(text) ?? [];
  if (place === undefined) return [text];
  return [name ? `    at ${name} (${inFile(place)})` : `    at ${inFile(place)}`];
}

/** The lines of an error's stack, those of the function alone. */
export function trace(error) {
  const stack = String(error.stack ?? "");
  const head = `${error.name}: ${error.message}`;
  // Firefox and WebKit begin with the first place.
  const whole = /^[^\n]*@|^\s*at /.test(stack) || stack === "" ? `${head}\n${stack}` : stack;
  return whole.trimEnd().split("\n").flatMap(line);
}

/** What an invocation fails with that ended with `error`. */
export function failure(error) {
  try {
    if (isError(error)) {
      return { errorType: String(error.name), errorMessage: String(error.message), trace: trace(error) };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    const errorMessage = "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
    return { errorType: "handled", errorMessage };
  }
}
