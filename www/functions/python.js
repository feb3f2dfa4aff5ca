// The worker of one invocation of a function in Python. It is given Pyodide by the frame, which has it of the page: nothing here
// could fetch it. Then it gets its task, and says through a port to the page what comes of it, as JSON text: `[what, …]`.
import "./python-first.js";
import { loadPyodide } from "pyodide";
import { environmentOf, forgetBrowser } from "./environment.js";
import { COMMON } from "./python-common.js";
import { limitMemory } from "./python-memory.js";
import { Transport } from "./transport.js";

/** The playground's own modules of Python, by path, and which Pyodide this is (bundle.mjs). */
const SOURCES = PYTHON_SOURCES;
const HOME = "/var/runtime";
const native = { postMessage: postMessage.bind(globalThis), setTimeout: setTimeout.bind(globalThis), clearTimeout: clearTimeout.bind(globalThis) };

/** Pyodide of the parts that the page has fetched. `snapshot` is the memory of one that has imported what is always imported. */
async function start({ module, script, library, snapshot }) {
  const kept = { fetch: globalThis.fetch, instantiateStreaming: WebAssembly.instantiateStreaming };
  globalThis.fetch = async () => new Response(library);
  WebAssembly.instantiateStreaming = async (_, imports) => ({ module, instance: await WebAssembly.instantiate(module, imports) });
  try {
    const { default: createPyodideModule } = await import(script);
    const how = snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true };
    return await loadPyodide({ indexURL: "https://pyodide.invalid/", packageBaseUrl: "https://pyodide.invalid/", lockFileContents: { info: PYODIDE_INFO, packages: {} }, createPyodideModule, env: { HOME: "/tmp" }, ...how });
  } finally {
    globalThis.fetch = kept.fetch;
    WebAssembly.instantiateStreaming = kept.instantiateStreaming;
  }
}

/** Puts the playground's modules in their place: files are not part of the memory. */
function prepare(pyodide) {
  for (const [path, text] of SOURCES) {
    const at = `${HOME}/${path}`;
    pyodide.FS.mkdirTree(at.slice(0, at.lastIndexOf("/")));
    pyodide.FS.writeFile(at, text);
  }
}

class Invocation {
  #port;
  #ended = false;
  #transport;
  #listened;

  constructor(port) {
    this.#port = port;
    this.#transport = new Transport((what, value) => this.say(what, value), () => {});
    this.#listened = this.#transport.listen(port);
  }

  say(...said) {
    this.#port.postMessage(JSON.stringify(said));
  }

  end(what, value) {
    if (this.#ended) return;
    this.#ended = true;
    this.say(what, value);
  }

  /** Makes a call of Python's; it never rejects. */
  async #call({ method, url, headers, body, timeout }) {
    const abort = new AbortController();
    const timer = typeof timeout === "number" && native.setTimeout(() => abort.abort(), Math.min(timeout * 1000, 2 ** 31 - 1));
    try {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
      const answer = await this.#transport.call({ method, url, headers, body: bytes, signal: abort.signal });
      return { ...answer, body: new Uint8Array(answer.body) };
    } catch (error) {
      if (abort.signal.aborted || error?.code === "ETIMEDOUT") return { error: "timed out", reason: "timeout" };
      return { error: String(error?.reason ?? error?.message ?? error), reason: error?.code === "ECONNREFUSED" ? "network" : "refused" };
    } finally {
      native.clearTimeout(timer);
    }
  }

  async run(pyodide, task) {
    // Code that never pauses would keep all back that it says before.
    await this.#listened;
    const runtime = pyodide.pyimport("_playground.runtime");
    const host = {
      say: (what, ...values) => {
        if (what === "failed") this.end(what, JSON.parse(values[0]));
        else if (what === "done" || what === "exit") this.end(what, values[0]);
        else this.say(what, ...values);
      },
      // In an object, since Pyodide makes a future of its own event loop of a promise that a function returns.
      call: (call) => ({ promise: this.#call(call) }),
      sleep: (milliseconds) => ({ promise: new Promise((wake) => native.setTimeout(wake, milliseconds)) }),
      object: Object.fromEntries,
    };
    runtime.start(JSON.stringify({ ...task, variables: environmentOf(task, { PYTHONPATH: "/var/runtime" }) }), host);
    forgetBrowser();
    limitMemory(pyodide._module.HEAP8.buffer.byteLength, task.memoryMegabytes * 2 ** 20, () => this.end("memory"));
    this.say("started");
    // Where the browser cannot hold Python while it waits, the code runs once more with each answer (python/_playground/host.py).
    let wanted = pyodide._module.newJspiSupported ? await runtime.run.callPromising() : runtime.run();
    if (wanted) this.say("note", "This browser cannot pause Python while it waits for an HTTP response. The playground runs the code again with each answer.");
    for (; wanted; wanted = runtime.again(await this.#call(wanted))) {}
  }
}

async function boot(parts) {
  const pyodide = await start(parts);
  let snapshot;
  prepare(pyodide);
  if (!parts.snapshot) {
    pyodide.runPython(`import sys; sys.path.insert(0, "${HOME}")\nimport ${COMMON}\nimport _playground.runtime`);
    snapshot = pyodide.makeMemorySnapshot();
  }
  return { pyodide, snapshot };
}

addEventListener("message", ({ data: parts }) => {
  addEventListener("message", async ({ data: task, ports: [port] }) => {
    const invocation = new Invocation(port);
    try {
      const { pyodide } = await booting;
      await invocation.run(pyodide, task);
    } catch (error) {
      // What Python does not catch itself is the end of its process, such as no memory.
      invocation.say("note", `Python ended: ${error?.message ?? error}`);
      invocation.end("exit", 1);
    }
  }, { once: true });
  const booting = boot(parts);
  booting.then(
    ({ snapshot }) => native.postMessage(["ready", snapshot], snapshot ? [snapshot.buffer] : []),
    (error) => native.postMessage(["failed", String(error?.message ?? error)]),
  );
}, { once: true });
