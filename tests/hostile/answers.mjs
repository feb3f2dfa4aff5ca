// A real server on this machine whose answers are hard on whoever reads them.
import { createServer } from "node:http";

const json = { "Content-Type": "application/json" };

const ANSWERS = {
  "many-headers": (response) => {
    for (let n = 0; n < 5_000; n++) response.setHeader(`x-header-${n}`, "x".repeat(20));
    response.writeHead(200, json).end("{}");
  },
  deep: (response) => response.writeHead(200, json).end("[".repeat(5_000) + "]".repeat(5_000)),
  wide: (response) => response.writeHead(200, json).end(JSON.stringify(Array.from({ length: 40_000 }, (_, n) => n))),
  html: (response) => response.writeHead(503, { "Content-Type": "text/html" }).end(`<p>${"<b>busy</b>\n".repeat(20_000)}`),
  large: (response) => response.writeHead(200, json).end(JSON.stringify("x".repeat(10_000_000))),
  drip: (response) => {
    response.writeHead(200, json);
    const timer = setInterval(() => response.write(" ".repeat(50)), 1);
    response.on("close", () => clearInterval(timer));
  },
};

/** Starts it; resolves to its `origin` and `close`. */
export async function startAnswers() {
  const server = createServer({ maxHeaderSize: 4 * 1024 * 1024 }, (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "*");
    response.setHeader("Access-Control-Allow-Methods", "*");
    response.setHeader("Access-Control-Expose-Headers", "*");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const answer = ANSWERS[request.url.slice(1)];
    return answer ? answer(response) : response.writeHead(404).end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}
