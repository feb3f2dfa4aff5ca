// An API over real sockets that does everything a playground may meet, and notes every byte that it is sent. It speaks
// HTTP itself: a library would tidy what it reads and refuse to send what is broken.
//
//   const api = await startApi();      // api.origin, api.requests, api.tokens, api.waiting(), api.close()
//
// What an address does is in ROUTES. Any address takes `cors`, a list such as `?cors=on` or `?cors=no-methods,no-expose`;
// without it there are no CORS headers at all. `preflights` and `calls` part what was asked.
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";

const CRLF = "\r\n";
const PHRASES = { 200: "OK", 201: "Created", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout" };
const JSON_TYPE = ["Content-Type", "application/json"];

/** A whole answer as text; `headers` are pairs, sent as they stand. */
function message(status, headers, body = "", reason = PHRASES[status] ?? "") {
  const bytes = Buffer.from(body);
  const framed = status === 204 || status === 304 || status < 200 ? headers : [...headers, ["Content-Length", bytes.length]];
  const head = [`HTTP/1.1 ${status} ${reason}`, ...framed.map(([name, value]) => `${name}: ${value}`)].join(CRLF);
  return Buffer.concat([Buffer.from(head + CRLF + CRLF), bytes]);
}

const json = (value, status = 200, headers = []) => message(status, [JSON_TYPE, ...headers], JSON.stringify(value));
const refused = (realm) => json({ message: "who are you?" }, 401, [["WWW-Authenticate", realm]]);

/** The first value of a header, in any case. */
export const header = (request, name) => request.headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];

/**
 * Each takes `{ request, query, cors, socket, api }`, `cors` being the headers to add, and gives the bytes to send, or
 * nothing if it wrote to the socket itself. What hangs does so until the caller or the server ends it.
 */
const ROUTES = {
  // Says what it was asked.
  echo: ({ request, cors }) => json({ method: request.method, target: request.target, headers: request.headers, body: request.body.toString() }, 200, cors),
  // BASIC: demo, practice.
  basic: ({ request, cors }) =>
    header(request, "authorization") === `Basic ${btoa("demo:practice")}` ? json({ user: "demo" }, 200, cors) : withCors(refused('Basic realm="api"'), cors),
  // An API key as a header, or as a query parameter.
  "api-key": ({ request, cors }) => (header(request, "x-api-key") === "practice-key" ? json({ key: "header" }, 200, cors) : withCors(refused("ApiKey"), cors)),
  "api-key-query": ({ query, cors }) => (query.get("api_key") === "practice-key" ? json({ key: "query" }, 200, cors) : withCors(refused("ApiKey"), cors)),
  // OAuth client credentials: client id `demo`, secret `practice`, in the body, the query or BASIC. Tokens live `?lives`
  // seconds (default 3600); `?fail=invalid_client` and the like answer with that error, `?shape=` breaks the answer.
  token: ({ request, query, cors, api }) => {
    const form = new URLSearchParams(request.body.toString());
    const given = (name) => form.get(name) ?? query.get(name);
    const basic = header(request, "authorization") === `Basic ${btoa("demo:practice")}`;
    const error = (name, status = 400) => json({ error: name, error_description: `the token endpoint says ${name}` }, status, cors);
    if (query.get("fail")) return error(query.get("fail"), Number(query.get("status") ?? 400));
    if (given("grant_type") && given("grant_type") !== "client_credentials") return error("unsupported_grant_type");
    if (!basic && !(given("client_id") === "demo" && given("client_secret") === "practice")) return error("invalid_client", 401);
    const lives = Number(query.get("lives") ?? 3600);
    const token = `token-${api.tokens.size + 1}`;
    api.tokens.set(token, Date.now() + lives * 1000);
    const shapes = { "no-token": { token_type: "Bearer" }, "no-expiry": { access_token: token, token_type: "Bearer" }, "text-expiry": { access_token: token, token_type: "Bearer", expires_in: String(lives) } };
    if (query.get("shape") === "text") return message(200, [["Content-Type", "text/plain"], ...cors], "no token today");
    return json(shapes[query.get("shape")] ?? { access_token: token, token_type: "Bearer", expires_in: lives }, 200, cors);
  },
  // Takes a token of `token` while it lives and was not revoked (`api.tokens.delete(token)`).
  oauth: ({ request, query, cors, api }) => {
    const [kind, token] = (header(request, "authorization") ?? "").split(" ");
    const good = kind === "Bearer" && (api.tokens.get(token) ?? 0) > Date.now();
    return good ? json({ token }, 200, cors) : json({ message: "the token is not good" }, Number(query.get("status") ?? 401), [["WWW-Authenticate", 'Bearer error="invalid_token"'], ...cors]);
  },
  // Any status: /status/503. Below 200 it is sent ahead of a 200.
  status: ({ rest, cors, socket }) => {
    const status = Number(rest);
    if (status >= 200) return status === 204 || status === 304 ? message(status, cors) : json({ status }, status, status === 429 ? [["Retry-After", "7"], ...cors] : cors);
    socket.write(message(status, [["Link", "</style.css>"]]));
    return json({ after: status }, 200, cors);
  },
  // Leads to `?to`, with `?status` (default 302).
  redirect: ({ query, cors }) => json({ moved: true }, Number(query.get("status") ?? 302), [["Location", query.get("to") ?? "/echo?cors=on"], ...cors]),
  // Answers after `?ms`.
  slow: ({ query, cors, socket }) => void setTimeout(() => socket.end(json({ slow: true }, 200, cors)), Number(query.get("ms") ?? 1000)),
  // Never answers.
  hang: () => undefined,
  // Sends a head and half a body, then nothing.
  "hang-body": ({ cors, socket }) => void socket.write(headOf(200, [JSON_TYPE, ["Content-Length", 100], ...cors]) + '{"half":'),
  // Ends the connection before and within the answer.
  close: ({ socket }) => void socket.destroy(),
  "close-head": ({ socket }) => void socket.end("HTTP/1.1 200 OK\r\nContent-Ty"),
  "close-body": ({ cors, socket }) => void socket.end(headOf(200, [JSON_TYPE, ["Content-Length", 100], ...cors]) + '{"half":'),
  // Bodies of unknown length: in chunks, or to the end of the connection.
  chunked: ({ cors, socket }) => void socket.end(headOf(200, [JSON_TYPE, ["Transfer-Encoding", "chunked"], ...cors]) + 'a;note=1\r\n{"parts":[\r\n4\r\n1,2]\r\n1\r\n}\r\n0\r\nTrailer-Field: x\r\n\r\n'),
  "to-the-end": ({ cors, socket }) => void socket.end(headOf(200, [JSON_TYPE, ["Connection", "close"], ...cors]) + '{"length":"unknown"}'),
  // Compressed although nobody asked.
  gzip: ({ cors }) => message(200, [JSON_TYPE, ["Content-Encoding", "gzip"], ...cors], gzipSync('{"packed":true}')),
  // `?bytes` bytes of JSON, 10 MB unless told; it does not know ranges.
  big: ({ query, cors }) => message(200, [JSON_TYPE, ...cors], JSON.stringify("x".repeat(Number(query.get("bytes") ?? 10_000_000) - 2))),
  // Honours `Range`.
  range: ({ request, cors }) => {
    const whole = JSON.stringify("r".repeat(1000));
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header(request, "range") ?? "") ?? [];
    return from === undefined ? message(200, [JSON_TYPE, ...cors], whole) : message(206, [JSON_TYPE, ["Content-Range", `bytes ${from}-${whole.length - 1}/${whole.length}`], ...cors], whole.slice(Number(from), Number(to) + 1));
  },
  binary: ({ cors }) => message(200, [["Content-Type", "application/octet-stream"], ...cors], Buffer.from([0, 159, 146, 150, 255])),
  "binary-as-json": ({ cors }) => message(200, [JSON_TYPE, ...cors], Buffer.from([0, 159, 146, 150, 255])),
  "json-as-text": ({ cors }) => message(200, [["Content-Type", "text/plain"], ...cors], '{"typed":"wrong"}'),
  "no-type": ({ cors }) => message(200, cors, '{"typed":"not at all"}'),
  "broken-json": ({ cors }) => message(200, [JSON_TYPE, ...cors], '{"broken":'),
  empty: ({ cors }) => message(200, [JSON_TYPE, ...cors]),
  // Headers more than once, in several spellings, and a reason of its own.
  headers: ({ cors }) => message(200, [JSON_TYPE, ["X-Many", "one"], ["x-many", "two"], ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"], ...cors], "{}", "Splendid"),
  // No HTTP at all.
  nonsense: ({ socket }) => void socket.end("SSH-2.0-OpenSSH_9.9\r\n"),
};

const headOf = (status, headers) => message(status, headers).toString().replace(/Content-Length: 0\r\n/, "");

function withCors(bytes, cors) {
  const text = bytes.toString("latin1");
  return Buffer.from(text.replace(CRLF, CRLF + cors.map(([name, value]) => `${name}: ${value}${CRLF}`).join("")), "latin1");
}

/** The CORS headers of an answer, as `modes` want them: right, or wrong in one way. */
function corsHeaders(modes, request) {
  if (modes.length === 0 || modes.includes("off")) return [];
  const origin = header(request, "origin");
  if (!origin) return [];
  const wrong = (mode) => modes.includes(mode);
  const headers = [];
  if (wrong("star")) headers.push(["Access-Control-Allow-Origin", "*"]);
  else if (wrong("other-origin")) headers.push(["Access-Control-Allow-Origin", "https://someone.example"]);
  else if (wrong("two-origins")) headers.push(["Access-Control-Allow-Origin", origin], ["Access-Control-Allow-Origin", origin]);
  else if (!wrong("no-origin")) headers.push(["Access-Control-Allow-Origin", origin]);
  if (!wrong("no-expose")) headers.push(["Access-Control-Expose-Headers", "*"]);
  const method = header(request, "access-control-request-method");
  if (method && !wrong("no-methods")) headers.push(["Access-Control-Allow-Methods", method]);
  const names = header(request, "access-control-request-headers");
  if (names && !wrong("no-headers")) headers.push(["Access-Control-Allow-Headers", wrong("no-authorization") ? "content-type, range" : names]);
  return [...headers, ["Vary", "Origin"]];
}

/** What a preflight is answered with; `modes` may refuse it in several ways. */
function preflight(modes, request) {
  const cors = corsHeaders(modes, request);
  if (modes.includes("preflight-401")) return json({ message: "no preflight without credentials" }, 401, cors);
  if (modes.includes("preflight-405")) return json({ message: "no OPTIONS here" }, 405, cors);
  if (modes.includes("preflight-500")) return json({}, 500, cors);
  if (modes.includes("preflight-redirect")) return message(302, [["Location", "/echo?cors=on"], ...cors]);
  if (modes.includes("preflight-only")) return message(204, cors);
  return cors.length === 0 ? json({ message: "no OPTIONS here" }, 405) : message(204, cors);
}

/** One request out of `bytes`, as it was written; nothing while it is not whole. */
function read(bytes) {
  const end = bytes.indexOf(CRLF + CRLF);
  if (end < 0) return null;
  const [start, ...lines] = bytes.subarray(0, end).toString("latin1").split(CRLF);
  const [method, target, version] = start.split(" ");
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  const request = { method, target, version, headers, head: bytes.subarray(0, end).toString("latin1") };
  const length = Number(header(request, "content-length") ?? 0);
  const from = end + 4;
  if (bytes.length < from + length) return null;
  return { ...request, body: bytes.subarray(from, from + length), raw: bytes.subarray(0, from + length) };
}

/** Starts the API on a free port of this machine. */
export async function startApi() {
  const api = { requests: [], tokens: new Map(), preflights: () => api.requests.filter(isPreflight), calls: () => api.requests.filter((request) => !isPreflight(request)) };
  const sockets = new Set();
  api.waiting = () => sockets.size;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let bytes = Buffer.alloc(0);
    socket.on("data", (part) => {
      // A browser that has not seen the end of a connection may still ask on it; it asks again on a new one.
      if (socket.writableEnded) return;
      bytes = Buffer.concat([bytes, part]);
      const request = read(bytes);
      if (!request) return;
      bytes = bytes.subarray(request.raw.length);
      api.requests.push(request);
      const answer = respond(request, socket, api);
      // One request for each connection: what came is then all that was sent.
      if (answer) socket.end(request.method === "HEAD" ? answer.subarray(0, answer.indexOf(CRLF + CRLF) + 4) : answer);
    });
  });
  await new Promise((listening, failed) => server.once("error", failed).listen(0, "127.0.0.1", listening));
  api.origin = `http://127.0.0.1:${server.address().port}`;
  api.close = () => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  };
  return api;
}

const isPreflight = (request) => request.method === "OPTIONS" && header(request, "access-control-request-method") !== undefined;

function respond(request, socket, api) {
  const { pathname, searchParams: query } = new URL(request.target, "http://api");
  const modes = (query.get("cors") ?? "").split(",").filter(Boolean);
  if (isPreflight(request)) return preflight(modes, request);
  const [, name, ...rest] = pathname.split("/");
  const cors = modes.includes("preflight-only") ? [] : corsHeaders(modes, request);
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : () => json({ message: "no such address" }, 404, cors);
  return route({ request, query, cors, socket, api, rest: rest.join("/") });
}
