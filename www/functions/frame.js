// The frame of the functions' sandbox: it starts a worker for an invocation and ends it, and does nothing else. It has an opaque
// origin and a policy without any network (bundle.mjs), both of which its workers inherit. What it is told comes from the page
// that holds it; what a worker says goes through a port of its own to that page, past this frame.
const workers = new Map();
let program;
let python;

/** The address of a script, given as text or bytes. */
const scriptOf = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

function begin(id, url) {
  const worker = new Worker(url);
  workers.set(id, worker);
  // What the program does not catch itself: it was too much for the worker.
  worker.onerror = (event) => {
    event.preventDefault();
    parent.postMessage(["died", id, String(event.message ?? "")], "*");
  };
  return worker;
}

const told = {
  /** The program of the workers. */
  program: (text) => {
    program = scriptOf(text);
  },
  start: (id, task, port) => begin(id, program).postMessage(task, [port]),
  /** Python, as the page has fetched it, and the memory of one that had started, if there is one. */
  python: ({ worker, script, wasm, library, snapshot }) => {
    python = { program: scriptOf(worker), parts: { script: scriptOf(script), library, snapshot }, module: WebAssembly.compile(wasm) };
  },
  /** The code of the task begins once Python has started in the worker. Until then nobody else's code has run in it. */
  startPython: async (id, task, port) => {
    const worker = begin(id, python.program);
    worker.onmessage = ({ data: [what, found] }) => {
      worker.onmessage = null;
      if (what === "failed") {
        parent.postMessage(["died", id, found], "*");
        return;
      }
      if (found && !python.parts.snapshot) {
        python.parts.snapshot = found;
        parent.postMessage(["snapshot", found], "*");
      }
      worker.postMessage(task, [port]);
    };
    try {
      worker.postMessage({ ...python.parts, module: await python.module });
    } catch (error) {
      parent.postMessage(["died", id, String(error?.message ?? error)], "*");
    }
  },
  /** The page asks whether this frame is still there. */
  ask: () => parent.postMessage(["here"], "*"),
  end: (id) => {
    workers.get(id)?.terminate();
    workers.delete(id);
  },
};

addEventListener("message", ({ source, data, ports }) => {
  if (source !== parent || !Array.isArray(data)) return;
  const [what, ...rest] = data;
  if (Object.hasOwn(told, what)) told[what](...rest, ...ports);
});
parent.postMessage(["ready"], "*");
