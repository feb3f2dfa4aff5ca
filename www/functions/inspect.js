// What `console.log` and `util.inspect` make of a value, as Node does for the values that handlers log.
const WIDTH = 72;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const quoted = (text) => {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes("`") ? "`" : "'";
  const body = text.replace(/[\\\n\r\t\b\f\v]/g, (char) => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v" })[char]);
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
};

const nameOf = (value) => {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return null;
  const { constructor } = prototype;
  return typeof constructor === "function" ? constructor.name : "Object";
};

const keyOf = (key) => (typeof key === "symbol" ? `[${String(key)}]` : IDENTIFIER.test(key) ? key : quoted(key));

/** One line if that fits, else a line for each part. */
function joined(open, parts, close, indent) {
  if (parts.length === 0) return open + close;
  const line = parts.join(", ");
  if (!line.includes("\n") && line.length + open.length + indent < WIDTH + 4) return `${open} ${line} ${close}`;
  const space = " ".repeat(indent + 2);
  return `${open}\n${parts.map((part) => space + part).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function members(value, keys, state, indent) {
  return keys.map((key) => {
    const found = Object.getOwnPropertyDescriptor(value, key) ?? {};
    const shown = found.get ? (found.set ? "[Getter/Setter]" : "[Getter]") : found.set ? "[Setter]" : show(found.value, { ...state, depth: state.depth + 1 }, indent + 2);
    return `${keyOf(key)}: ${shown}`;
  });
}

const enumerable = (value) => Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));

function errorText(value, state, indent) {
  const text = String(value.stack || `${value.name}: ${value.message}`);
  const keys = enumerable(value).filter((key) => key !== "stack" && key !== "message");
  const cause = Object.hasOwn(value, "cause") && !keys.includes("cause") ? [`[cause]: ${show(value.cause, { ...state, depth: state.depth + 1 }, indent + 2)}`] : [];
  const parts = [...members(value, keys, state, indent), ...cause];
  return parts.length === 0 ? text : `${text} ${joined("{", parts, "}", indent)}`;
}

function show(value, state, indent) {
  switch (typeof value) {
    case "string":
      return state.plain && state.depth === 0 ? value : quoted(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "undefined":
    case "boolean":
      return String(value);
    case "symbol":
      return String(value);
    case "function": {
      const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : nameOf(value) ?? "Function";
      return `[${kind}${kind === "class" ? " " : ": "}${value.name || "(anonymous)"}]`;
    }
  }
  if (value === null) return "null";
  if (state.seen.includes(value)) {
    if (value === state.seen[0]) state.found.itself = true;
    return "[Circular *1]";
  }
  if (value instanceof Error) return errorText(value, { ...state, seen: [...state.seen, value] }, indent);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "Promise { <pending> }";
  const name = nameOf(value);
  if (name === "Buffer") {
    const bytes = [...value.subarray(0, 50)].map((byte) => byte.toString(16).padStart(2, "0"));
    return `<Buffer${bytes.map((byte) => ` ${byte}`).join("")}${value.length > 50 ? ` ... ${value.length - 50} more bytes` : ""}>`;
  }
  if (state.depth > state.deepest) return Array.isArray(value) ? "[Array]" : `[${name ?? "Object: null prototype"}]`;
  const inner = { ...state, seen: [...state.seen, value] };
  const deeper = { ...inner, depth: inner.depth + 1 };
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = [...value].slice(0, 100).map((item) => show(item, deeper, indent + 2));
    if (value.length > 100) items.push(`... ${value.length - 100} more item${value.length > 101 ? "s" : ""}`);
    const open = Array.isArray(value) ? "[" : `${name}(${value.length}) [`;
    const rest = Array.isArray(value) ? enumerable(value).filter((key) => typeof key === "symbol" || !/^\d+$/.test(key)) : [];
    return joined(open, [...items, ...members(value, rest, inner, indent)], "]", indent);
  }
  if (value instanceof Map) {
    return joined(`Map(${value.size}) {`, [...value].map(([key, item]) => `${show(key, deeper, indent + 2)} => ${show(item, deeper, indent + 2)}`), "}", indent);
  }
  if (value instanceof Set) return joined(`Set(${value.size}) {`, [...value].map((item) => show(item, deeper, indent + 2)), "}", indent);
  if (typeof Headers === "function" && value instanceof Headers) return `Headers ${show(Object.fromEntries(value), inner, indent)}`;
  if (typeof URL === "function" && value instanceof URL) return `URL { href: ${quoted(value.href)} }`;
  const prefix = name === "Object" ? "" : name === null ? "[Object: null prototype] " : `${name} `;
  return joined(`${prefix}{`, members(value, enumerable(value), inner, indent), "}", indent);
}

/** The text of a value. */
export function inspect(value, options) {
  const deepest = options?.depth === null ? Infinity : options?.depth ?? 2;
  try {
    const found = { itself: false };
    const text = show(value, { depth: 0, deepest, seen: [], found }, 0);
    return found.itself ? `<ref *1> ${text}` : text;
  } catch (error) {
    return `[cannot be shown: ${error?.message}]`;
  }
}

/** `util.format`: placeholders of the first text, then all else. */
export function format(...values) {
  // One text alone is no format: not even `%%` in it is read.
  if (values.length === 1 && typeof values[0] === "string") return values[0];
  let rest = values;
  let text = "";
  if (typeof values[0] === "string") {
    rest = values.slice(1);
    text = values[0].replace(/%([sdifjoOc%])/g, (whole, kind) => {
      if (kind === "%") return "%";
      if (rest.length === 0) return whole;
      const value = rest.shift();
      switch (kind) {
        case "s":
          return typeof value === "string" ? value : typeof value === "object" ? inspect(value, { depth: 0 }) : inspect(value);
        case "d":
          return typeof value === "object" ? "NaN" : String(Number(value));
        case "i":
          return String(Number.parseInt(value, 10));
        case "f":
          return String(Number.parseFloat(value));
        case "j":
          return JSON.stringify(value);
        case "c":
          return "";
        default:
          return inspect(value, { depth: kind === "o" ? 4 : 2 });
      }
    });
  }
  const others = rest.map((value) => (typeof value === "string" ? value : inspect(value)));
  return [...(typeof values[0] === "string" ? [text] : []), ...others].join(" ");
}
