// HTTP calls of a function: messages to the page, which performs them by its own ways and after its own questions.
import { Buffer } from "buffer";

/** Codes of Node for what the page says of a call without an answer. */
const CODES = { refused: "EACCES", timeout: "ETIMEDOUT", network: "ECONNREFUSED" };

/** What the page says first, in place of the number of a call. In Firefox a port carries nothing before its other end is known. */
const LISTENS = 0;

export class Transport {
  #send;
  #last = 0;
  #waiting = new Map();
  #changed;

  /** `send` tells the page something; `changed` is called when a call begins or ends. */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
  }

  /** Takes what comes through `port`; resolves once the page has said that it listens. */
  listen(port) {
    return new Promise((resolve) => {
      port.onmessage = ({ data: [id, answer, body] }) => (id === LISTENS ? resolve() : this.answered(id, answer, body));
    });
  }

  /** How many calls wait for an answer. */
  get open() {
    return this.#waiting.size;
  }

  /** The page has an answer, or a reason why there is none. */
  answered(id, answer, body) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (answer.error) waiting.reject(networkError(answer.error, answer.reason, waiting.url));
    else waiting.resolve({ ...answer, body: Buffer.from(body ?? []) });
    this.#changed();
  }

  /**
   * Calls `url`; resolves to `{ status, statusText, headers, body, url }`. `headers` are pairs, `body` is bytes or nothing.
   * Redirects are followed, since a page cannot look at them.
   */
  call({ method, url, headers, body, signal }) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject, url });
      signal?.addEventListener("abort", () => {
        if (this.#waiting.delete(id)) {
          this.#send("abort", { id });
          reject(signal.reason);
          this.#changed();
        }
      });
      this.#changed();
      let text = null;
      if (body && body.length > 0) {
        try {
          text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
        } catch {
          this.answered(id, { error: "The page sends bodies that are UTF-8 text, and this one is not.", reason: "refused" });
          return;
        }
      }
      this.#send("http", { id, method, url, headers, body: text });
    });
  }
}

function networkError(message, reason, url) {
  const code = CODES[reason] ?? CODES.network;
  const { hostname, port, protocol } = new URL(url);
  const error = new Error(reason === "network" ? `connect ${code} ${hostname}:${port || (protocol === "http:" ? 80 : 443)}` : message);
  return Object.assign(error, { code, errno: -111, syscall: "connect", reason: message });
}

/** Bytes of what `fetch` takes as a body, and the type that it implies. */
async function bodyOf(body) {
  if (body === null || body === undefined) return [null, null];
  if (typeof body === "string") return [Buffer.from(body), "text/plain;charset=UTF-8"];
  const made = new Response(body);
  return [Buffer.from(await made.arrayBuffer()), made.headers.get("content-type")];
}

/** `fetch` as Node has it. */
export const fetchOver = (transport) =>
  async function fetch(input, init = {}) {
    const request = input instanceof Request ? input : null;
    let url;
    try {
      url = new URL(request ? request.url : String(input));
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${input}`, { cause });
    }
    if (!/^https?:$/.test(url.protocol)) throw new TypeError("fetch failed", { cause: new Error("unknown scheme") });
    const method = String(init.method ?? request?.method ?? "GET");
    const headers = new Headers(init.headers ?? request?.headers);
    const [body, type] = "body" in init || !request ? await bodyOf(init.body) : [/^(GET|HEAD)$/i.test(method) ? null : Buffer.from(await request.clone().arrayBuffer()), null];
    if (body && /^(GET|HEAD)$/i.test(method)) throw new TypeError("Request with GET/HEAD method cannot have body.");
    if (type && !headers.has("content-type")) headers.set("content-type", type);
    const credentials = url.username || url.password;
    if (credentials) throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${url}`);
    const signal = init.signal ?? request?.signal;
    url.hash = "";
    const upper = /^(get|head|post|put|delete|options|patch)$/i.test(method) ? method.toUpperCase() : method;
    let answer;
    try {
      answer = await transport.call({ method: upper, url: url.href, headers: [...headers], body, signal });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new TypeError("fetch failed", { cause: error });
    }
    const { status, statusText, body: bytes } = answer;
    const empty = method.toUpperCase() === "HEAD" || [101, 204, 205, 304].includes(status);
    const response = new Response(empty ? null : bytes, { status, statusText, headers: answer.headers });
    Object.defineProperty(response, "url", { value: url.href });
    return response;
  };
