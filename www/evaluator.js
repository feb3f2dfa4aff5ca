// The beginning of the worker that evaluates expressions: it loads the program of the page, which sees that it has no
// page here and waits for expressions (src/app/evaluator.rs). What it is sent first is where that
// program is, and those of its modules that the page has compiled.
addEventListener("message", async ({ data: [script, module, chunks] }) => {
  try {
    const program = await import(script);
    if (chunks) program.takeOverChunks(chunks);
    await program.default({ module_or_path: module });
    postMessage("ready");
  } catch {
    // The page then evaluates by itself.
    postMessage(null);
  }
}, { once: true });

// An expression can exhaust the stack or the memory: the page is told, and ends this worker.
addEventListener("unhandledrejection", () => postMessage(null));
addEventListener("error", () => postMessage(null));
