// Step Functions for the tests: moto, an emulator that really runs state machines; and a server that answers what a test wants.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const started = [];
after(() => started.forEach((child) => child.kill("SIGTERM")));

const freePort = () => new Promise((resolve) => {
  const socket = createSocket().listen(0, "127.0.0.1", () => {
    const { port } = socket.address();
    socket.close(() => resolve(port));
  });
});

/** Whether moto is there, or can be installed. Says so if not: whoever reads the log of the tests has to see it. */
export function hasMoto() {
  if (existsSync(`${root}/.tools/moto/version`)) return true;
  const { stdout } = spawnSync(`${root}/scripts/moto.sh`, ["install"], { encoding: "utf8" });
  const why = /^NOT TESTED: .*/m.exec(stdout);
  if (why) console.log(why[0]);
  return !why;
}

/** Starts moto on a free port; resolves to its address and to how an action is called there. It ends with the tests of the file. */
export async function startMoto() {
  const port = await freePort();
  const child = spawn(`${root}/scripts/moto.sh`, { env: { ...process.env, PORT: String(port) }, stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  await new Promise((resolve, reject) => {
    let said = "";
    const read = (text) => (said += text).includes("moto runs") && resolve();
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(`moto does not start: ${said}`)));
  });
  const address = `http://127.0.0.1:${port}`;
  return { address, call: (action, body) => call(address, action, body) };
}

async function call(address, action, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": `AWSStepFunctions.${action}`,
      Authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** A server that answers actions as `answers` says: an object, or `[status, object]`. Resolves to its address and to what was asked. */
export async function startPlayed(answers) {
  const asked = [];
  const server = createServer((request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "*");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => {
      const action = (request.headers["x-amz-target"] ?? "").split(".")[1];
      const body = JSON.parse(text);
      asked.push({ action, body, headers: request.headers });
      const answer = answers[action];
      const [status, json] = [typeof answer === "function" ? answer(body) : answer ?? [400, { __type: "UnknownOperationException" }]].map((one) => (Array.isArray(one) ? one : [200, one]))[0];
      response.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" }).end(JSON.stringify(json));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  return { address: `http://127.0.0.1:${server.address().port}`, asked };
}
