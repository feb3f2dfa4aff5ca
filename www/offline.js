// The page's service worker: keeps the page so that it opens without a network.
//
// Nothing old can come out of it. index.html, and whatever else keeps its name, comes from the network whenever there is one;
// a file whose name has the hash of its content is the same wherever it comes from. What is kept belongs to one build, whose
// name is that of the cache, and is used only once all of it is there.
//
// It leaves alone what is not in the list of the build's files: other origins, calls of workflows, pages beside this one, and
// all that belongs to the sandbox of functions. scripts/finish-page.mjs fills in the build and its files.
const BUILD = "";
/** By name: the SHA-256 of a file whose name does not say what is in it; of the others, an empty string. */
const FILES = {};

const PREFIX = "asl-playground-";
const CACHE = PREFIX + BUILD;
/** So many files are fetched at once. */
const LANES = 4;

const address = (name) => new URL(name, self.registration.scope).href;
const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** Whether a file of this name is the same in every build that has it: one of this folder, or of the folder of snippets. */
const isHashed = (name) => /^(?:[\w.-]+-[0-9a-f]{8,}(?:[._][\w.]+)?|snippets-[0-9a-f]{8,}\/.+)$/.test(name) && !name.startsWith("functions");

async function sha256(response) {
  const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Puts a file of this build into its cache. */
async function keep(cache, name) {
  const hash = FILES[name];
  // What the page has fetched, or what an earlier build has, need not be fetched again.
  const known = hash ? undefined : await caches.match(address(name));
  const response = known ?? (await fetch(address(name), { cache: hash ? "no-cache" : "default" }));
  if (!response.ok || response.redirected) throw new Error(`${name}: status ${response.status}`);
  // The host may have another build by now: its own worker keeps that.
  if (hash && (await sha256(response.clone())) !== hash) throw new Error(`${name} is of another build`);
  await cache.put(address(name), response);
}

async function install() {
  const cache = await caches.open(CACHE);
  const names = Object.keys(FILES);
  const lane = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) await keep(cache, name);
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } catch (error) {
    // Half a build is none. The browser tries again when it looks for updates.
    await caches.delete(CACHE);
    throw error;
  }
  await self.skipWaiting();
}

/** A page that was opened before may still ask for files of its own build: that one is kept, and those before it are not. */
async function activate() {
  const others = (await ours()).filter((name) => name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage({ build: BUILD });
}

/** What this build has of a file, else what an earlier one has. */
const kept = async (name) => (await (await caches.open(CACHE)).match(address(name))) ?? (isHashed(name) ? caches.match(address(name)) : undefined);

/** From the network; from this build where there is none, or where the host fails. */
async function newest(name, request) {
  try {
    const response = await request();
    if (response.status < 500) return response;
  } catch {
    // There is no network.
  }
  return (await kept(name)) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const [url] = request.url.split("#");
  if (request.method !== "GET" || !url.startsWith(self.registration.scope)) return;
  const name = url.slice(self.registration.scope.length);
  if (request.mode === "navigate") {
    const isPage = name === "" || name === "index.html";
    // A request for a page cannot be changed, so another one asks for it; where it leads elsewhere, the browser follows.
    if (isPage) event.respondWith(newest("index.html", () => fetch(url, { cache: "no-cache", redirect: "manual" })));
  } else if (isHashed(name)) {
    event.respondWith(kept(name).then((response) => response ?? fetch(request)));
  } else if (FILES[name]) {
    event.respondWith(newest(name, () => fetch(request)));
  }
});
