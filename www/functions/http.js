// `http` and `https` in the shape in which handlers use them: a request that is written to and ended, a response that is read.
import { Buffer } from "buffer";
import { EventEmitter, Readable, Writable } from "./events.js";

export const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Names of the statuses of HTTP. */
const STATUS_CODES = { 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 413: "Payload Too Large", 415: "Unsupported Media Type", 418: "I'm a Teapot", 422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout" };

/** Headers as Node gives them: one value for a name, `set-cookie` as a list. */
export function joinedHeaders(pairs) {
  const headers = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (key === "set-cookie") (headers[key] ??= []).push(value);
    else headers[key] = Object.hasOwn(headers, key) ? `${headers[key]}, ${value}` : value;
  }
  return headers;
}

export class IncomingMessage extends Readable {
  constructor(answer) {
    super();
    this.statusCode = answer.status;
    this.statusMessage = answer.statusText || STATUS_CODES[answer.status] || "";
    this.headers = joinedHeaders(answer.headers);
    this.rawHeaders = answer.headers.flat();
    this.httpVersion = "1.1";
    this.complete = false;
    this.url = "";
    this.socket = new EventEmitter();
  }
}

export class Agent extends EventEmitter {
  constructor(options = {}) {
    super();
    this.options = options;
    this.keepAlive = Boolean(options.keepAlive);
    this.maxSockets = options.maxSockets ?? Infinity;
  }

  destroy() {}
}

const invalidProtocol = (protocol, expected) =>
  Object.assign(new TypeError(`Protocol "${protocol}" not supported. Expected "${expected}"`), { code: "ERR_INVALID_PROTOCOL" });

/** The address that options name. */
function addressOf(options, protocol) {
  const [written, port] = String(options.hostname ?? options.host ?? "localhost").split(/:(?=\d+$)/);
  const url = new URL(`${protocol}//${written}`);
  const wanted = options.port ?? port;
  if (wanted !== undefined && wanted !== null && wanted !== "") url.port = String(wanted);
  const path = String(options.path ?? "/");
  if (/[\u0000- ]/.test(path)) throw Object.assign(new TypeError("Request path contains unescaped characters"), { code: "ERR_UNESCAPED_CHARACTERS" });
  return new URL(path.startsWith("/") ? path : `/${path}`, url).href;
}

class ClientRequest extends Writable {
  #transport;
  #headers = new Map();
  #parts = [];
  #abort = new AbortController();
  #timer;
  #sent = false;

  constructor(transport, protocol, options, onResponse) {
    super();
    this.#transport = transport;
    if ((options.protocol ?? protocol) !== protocol) throw invalidProtocol(options.protocol, protocol);
    this.method = String(options.method ?? "GET").toUpperCase();
    this.path = options.path ?? "/";
    this.protocol = protocol;
    this.host = options.hostname ?? options.host ?? "localhost";
    this.address = addressOf(options, protocol);
    this.aborted = false;
    this.reusedSocket = false;
    const headers = Array.isArray(options.headers) ? options.headers : Object.entries(options.headers ?? {});
    for (const [name, value] of headers) this.setHeader(name, value);
    if (options.auth && !this.hasHeader("authorization")) this.setHeader("Authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
    if (options.timeout) this.setTimeout(options.timeout);
    options.signal?.addEventListener("abort", () => this.destroy(Object.assign(new Error("The operation was aborted"), { name: "AbortError", code: "ABORT_ERR" })));
    if (onResponse) this.once("response", onResponse);
  }

  setHeader(name, value) {
    if (value === undefined) throw Object.assign(new TypeError(`Invalid value "undefined" for header "${name}"`), { code: "ERR_HTTP_INVALID_HEADER_VALUE" });
    this.#headers.set(String(name).toLowerCase(), [String(name), Array.isArray(value) ? value.map(String) : String(value)]);
    return this;
  }

  getHeader(name) {
    return this.#headers.get(String(name).toLowerCase())?.[1];
  }

  hasHeader(name) {
    return this.#headers.has(String(name).toLowerCase());
  }

  getHeaders() {
    return Object.fromEntries([...this.#headers].map(([key, [, value]]) => [key, value]));
  }

  removeHeader(name) {
    this.#headers.delete(String(name).toLowerCase());
  }

  flushHeaders() {}

  setNoDelay() {
    return this;
  }

  setSocketKeepAlive() {
    return this;
  }

  setTimeout(milliseconds, listener) {
    if (listener) this.once("timeout", listener);
    clearTimeout(this.#timer);
    if (milliseconds > 0) this.#timer = setTimeout(() => this.emit("timeout"), milliseconds);
    return this;
  }

  abort() {
    this.aborted = true;
    this.destroy();
  }

  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    clearTimeout(this.#timer);
    this.#abort.abort();
    const why = error ?? (this.#sent && !this.res ? Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) : undefined);
    if (why) queueMicrotask(() => this.emit("error", why));
    queueMicrotask(() => this.emit("close"));
    return this;
  }

  _write(part, _encoding, done) {
    this.#parts.push(Buffer.from(part));
    done();
  }

  _final(done) {
    done();
    this.#sent = true;
    const headers = [...this.#headers.values()].flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]));
    const framing = /^(content-length|transfer-encoding|host|connection|keep-alive)$/i;
    const body = this.#parts.length > 0 ? Buffer.concat(this.#parts) : null;
    const call = { method: this.method, url: this.address, headers: headers.filter(([name]) => !framing.test(name)), body, signal: this.#abort.signal };
    this.#transport.call(call).then(
      (answer) => {
        clearTimeout(this.#timer);
        if (this.destroyed) return;
        this.res = new IncomingMessage(answer);
        if (!this.emit("response", this.res)) this.res.resume();
        if (answer.body.length > 0 && this.method !== "HEAD") this.res.push(answer.body);
        this.res.push(null);
      },
      (error) => {
        clearTimeout(this.#timer);
        if (!this.destroyed) this.emit("error", error);
      },
    );
  }
}

/** The module `http` or `https`, by its protocol. */
export function httpModule(transport, protocol) {
  const request = (first, second, third) => {
    const isAddress = typeof first === "string" || first instanceof URL;
    const given = isAddress ? second : first;
    const onResponse = [second, third].find((one) => typeof one === "function");
    const options = typeof given === "object" && given !== null ? given : {};
    const url = isAddress ? new URL(first) : null;
    const from = url && {
      protocol: url.protocol, hostname: url.hostname, path: url.pathname + url.search,
      ...(url.port && { port: url.port }),
      ...(url.username && { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
    };
    return new ClientRequest(transport, protocol, { ...from, ...options }, onResponse);
  };
  const get = (...values) => request(...values).end();
  const createServer = () => {
    throw new Error("A function in this page cannot listen for connections.");
  };
  return { request, get, Agent, globalAgent: new Agent(), ClientRequest, IncomingMessage, METHODS, STATUS_CODES, createServer };
}
