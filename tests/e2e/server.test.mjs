// The API of the other tests, tried by itself: what it promises to do wrong it does.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { startApi } from "./server.mjs";

let api;
before(async () => (api = await startApi()));
after(() => api.close());

const get = (path, init) => fetch(api.origin + path, { redirect: "manual", ...init });
const basic = { authorization: `Basic ${btoa("demo:practice")}` };

/** Sends `text` and reads until the connection ends. */
async function raw(text) {
  const socket = connect(Number(new URL(api.origin).port), "127.0.0.1");
  socket.end(text);
  const parts = [];
  socket.on("data", (part) => parts.push(part));
  await once(socket, "close");
  return Buffer.concat(parts).toString("latin1");
}

test("every byte of a request is noted", async () => {
  const text = "GET /echo?a=%20 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a:  2\r\nContent-Length: 2\r\n\r\n{}";
  await raw(text);
  assert.equal(api.requests.at(-1).raw.toString(), text);
  assert.deepEqual(api.requests.at(-1).headers, [["Host", "x"], ["X-A", "1"], ["x-a", "2"], ["Content-Length", "2"]]);
});

test("credentials are asked for, in each way", async () => {
  for (const [path, headers, status] of [
    ["/basic", {}, 401], ["/basic", basic, 200],
    ["/api-key", {}, 401], ["/api-key", { "x-api-key": "practice-key" }, 200], ["/api-key-query?api_key=practice-key", {}, 200], ["/api-key-query", {}, 401],
    ["/oauth", {}, 401], ["/oauth", { authorization: "Bearer token-0" }, 401],
  ]) assert.equal((await get(path, { headers })).status, status, path);
});

test("tokens are given for credentials and end", async () => {
  const ask = async (path, body) => (await get(path, { method: "POST", body: new URLSearchParams(body) })).json();
  const client = { grant_type: "client_credentials", client_id: "demo", client_secret: "practice" };
  assert.equal((await ask("/token", { ...client, client_secret: "wrong" })).error, "invalid_client");
  assert.equal((await ask("/token", { ...client, grant_type: "password" })).error, "unsupported_grant_type");
  assert.equal((await ask("/token?fail=invalid_scope", client)).error, "invalid_scope");
  const use = async ({ access_token }) => (await get("/oauth", { headers: { authorization: `Bearer ${access_token}` } })).status;
  const long = await ask("/token", client);
  assert.deepEqual([long.expires_in, await use(long)], [3600, 200]);
  assert.equal(await use(await ask("/token?lives=0", client)), 401);
  api.tokens.delete(long.access_token);
  assert.equal(await use(long), 401, "it was revoked");
});

test("statuses, redirects and bodies are as the address says", async () => {
  for (const status of [200, 201, 204, 206, 304, 400, 418, 429, 500, 503]) assert.equal((await get(`/status/${status}`)).status, status);
  assert.match(await raw("GET /status/103 HTTP/1.1\r\n\r\n"), /^HTTP\/1\.1 103 [^]*HTTP\/1\.1 200 OK/);
  assert.equal((await get("/redirect?to=/x&status=308")).headers.get("location"), "/x");
  assert.deepEqual(await (await get("/chunked")).json(), { parts: [1, 2] });
  assert.deepEqual(await (await get("/gzip")).json(), { packed: true });
  assert.equal((await (await get("/big")).arrayBuffer()).byteLength, 10_000_000);
  assert.equal((await get("/range", { headers: { range: "bytes=0-262144" } })).status, 206);
  assert.match(await raw("GET /headers HTTP/1.1\r\n\r\n"), /200 Splendid[^]*X-Many: one\r\nx-many: two[^]*a=1[^]*b=2/);
  for (const path of ["/close", "/close-head", "/close-body", "/nonsense"]) await assert.rejects(async () => (await get(path)).text(), path);
  for (const path of ["/hang", "/hang-body"]) await assert.rejects(async () => (await get(path, { signal: AbortSignal.timeout(200) })).text(), { name: "TimeoutError" });
});

test("CORS is right, missing, or wrong in one way", async () => {
  const ask = async (cors) => {
    const answer = await raw(`OPTIONS /echo?cors=${cors} HTTP/1.1\r\nOrigin: http://page\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization,range\r\n\r\n`);
    return answer.toLowerCase();
  };
  assert.match(await ask("on"), /204[^]*allow-origin: http:\/\/page[^]*allow-methods: put[^]*allow-headers: authorization,range/);
  assert.doesNotMatch(await ask("off"), /access-control/);
  for (const [mode, missing] of [["no-origin", "allow-origin"], ["no-methods", "allow-methods"], ["no-headers", "allow-headers"]]) {
    assert.doesNotMatch(await ask(mode), new RegExp(`access-control-${missing}`), mode);
  }
  assert.doesNotMatch(await ask("no-authorization"), /allow-headers: [^\r]*authorization/);
  assert.match(await ask("other-origin"), /someone\.example/);
  for (const status of [401, 405, 500]) assert.match(await ask(`preflight-${status}`), new RegExp(`^http/1.1 ${status}`));
  assert.match(await ask("preflight-redirect"), /^http\/1.1 302/);
});
