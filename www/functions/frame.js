// The frame of the functions' sandbox: it starts a worker for an invocation and ends it, and does nothing else. It has an opaque
// origin and a policy without any network (bundle.mjs), both of which its workers inherit. What it is told comes from the page
// that holds it; what a worker says goes through a port of its own to that page, past this frame.
const workers = new Map();
let program;

const told = {
  /** The program of the workers. */
  program: (text) => {
    program = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  },
  start: (id, task, port) => {
    const worker = new Worker(program);
    workers.set(id, worker);
    // What the program does not catch itself: it was too much for the worker.
    worker.onerror = (event) => {
      event.preventDefault();
      parent.postMessage(["died", id, String(event.message ?? "")], "*");
    };
    worker.postMessage(task, [port]);
  },
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
