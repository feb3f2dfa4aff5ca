// Before Pyodide's loader looks around: it takes a worker that has `importScripts` for one that it does not support.
globalThis.importScripts = undefined;
