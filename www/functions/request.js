// `request`, in the shape of the npm package, which is deprecated and whose dependencies need sockets: options or an address, and a
// callback `(error, response, body)`.
import { Buffer } from "buffer";
import { EventEmitter } from "./events.js";
import { IncomingMessage, joinedHeaders } from "./http.js";

/** A form or a query as `qs` writes it. */
function written(values) {
  const pairs = [];
  const add = (key, value) => {
    if (Array.isArray(value)) value.forEach((one, index) => add(`${key}[${index}]`, one));
    else if (value && typeof value === "object") Object.entries(value).forEach(([name, one]) => add(`${key}[${name}]`, one));
    else pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(value ?? "")}`);
  };
  Object.entries(values).forEach(([key, value]) => add(key, value));
  return pairs.join("&");
}

function prepared(options) {
  const target = options.uri ?? options.url;
  if (target === undefined) throw new Error("undefined is not a valid uri or options object.");
  const url = new URL(typeof target === "string" ? target : target.href, options.baseUrl);
  if (options.qs) for (const pair of written(options.qs).split("&").filter(Boolean)) url.search += (url.search ? "&" : "?") + pair;
  const headers = Object.entries(options.headers ?? {}).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]);
  const has = (wanted) => headers.some(([name]) => name.toLowerCase() === wanted);
  const add = (name, value) => has(name.toLowerCase()) || headers.push([name, value]);
  const user = options.auth && (options.auth.user ?? options.auth.username);
  const bearer = options.auth?.bearer;
  if (bearer !== undefined) add("authorization", `Bearer ${typeof bearer === "function" ? bearer() : bearer}`);
  else if (options.auth) add("authorization", `Basic ${Buffer.from(`${user}:${options.auth.pass ?? options.auth.password ?? ""}`).toString("base64")}`);
  else if (url.username) add("authorization", `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString("base64")}`);
  url.username = url.password = "";
  let { body } = options;
  if (options.form) {
    body = typeof options.form === "string" ? options.form : written(options.form);
    add("content-type", "application/x-www-form-urlencoded");
  }
  if (options.json) {
    add("accept", "application/json");
    if (typeof options.json !== "boolean") body = JSON.stringify(options.json);
    else if (body !== undefined && typeof body !== "string") body = JSON.stringify(body);
    if (body !== undefined) add("content-type", "application/json");
  }
  if (body !== undefined && typeof body !== "string" && !Buffer.isBuffer(body)) throw new Error("Argument error, options.body.");
  url.hash = "";
  return { method: String(options.method ?? "GET").toUpperCase(), url: url.href, headers: headers.filter(([name]) => !/^(content-length|host)$/i.test(name)), body: body === undefined ? null : Buffer.from(body) };
}

export function requestLibrary(transport) {
  const send = (options, callback) => {
    const made = new EventEmitter();
    const done = callback ?? options.callback;
    made.abort = () => abort.abort();
    made.on("error", (error) => done?.(error));
    const abort = new AbortController();
    const fail = (error) => {
      if (done || made.listenerCount("error") > 1) made.emit("error", error);
      else throw error;
    };
    let call;
    try {
      call = prepared(options);
    } catch (error) {
      queueMicrotask(() => fail(error));
      return made;
    }
    const timer = options.timeout && setTimeout(() => {
      abort.abort(Object.assign(new Error("ESOCKETTIMEDOUT"), { code: "ESOCKETTIMEDOUT", connect: false }));
    }, options.timeout);
    transport.call({ ...call, signal: abort.signal }).then(
      (answer) => {
        clearTimeout(timer);
        const response = new IncomingMessage(answer);
        const bytes = answer.body;
        let body = options.encoding === null ? bytes : bytes.toString(options.encoding ?? "utf8");
        if (options.json && typeof body === "string") {
          try {
            body = JSON.parse(body);
          } catch { /* as it came */ }
        }
        response.body = body;
        response.request = { method: call.method, uri: new URL(call.url), headers: joinedHeaders(call.headers) };
        response.toJSON = () => ({ statusCode: response.statusCode, body, headers: response.headers, request: response.request });
        made.emit("response", response);
        made.emit("data", bytes);
        made.emit("end");
        made.emit("complete", response, body);
        done?.(null, response, body);
      },
      (error) => {
        clearTimeout(timer);
        fail(error);
      },
    );
    return made;
  };
  const merged = (base, first, second, method) => {
    const given = typeof first === "string" || first instanceof URL ? { ...(typeof second === "object" ? second : {}), uri: String(first) } : { ...first };
    const headers = { ...base.headers, ...given.headers };
    return { ...base, ...given, headers, ...(method && { method }) };
  };
  const make = (base) => {
    const request = (first, second, third) => send(merged(base, first, second), [second, third].find((one) => typeof one === "function"));
    for (const [name, method] of [["get", "GET"], ["head", "HEAD"], ["options", "OPTIONS"], ["post", "POST"], ["put", "PUT"], ["patch", "PATCH"], ["del", "DELETE"], ["delete", "DELETE"]]) {
      request[name] = (first, second, third) => send(merged(base, first, second, method), [second, third].find((one) => typeof one === "function"));
    }
    request.defaults = (options) => make({ ...base, ...options, headers: { ...base.headers, ...options.headers } });
    request.jar = () => ({ setCookie() {}, getCookieString: () => "" });
    return request;
  };
  return make({});
}
