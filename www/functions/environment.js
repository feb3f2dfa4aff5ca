// What the code of a function finds around itself, whatever it is written in.

/** What a browser's worker has and Lambda has not. The sandbox does not rest on this: its policy does. */
const FOREIGN = [
  "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "importScripts", "indexedDB", "caches", "Worker", "SharedWorker", "BroadcastChannel", "Notification",
  "postMessage", "onmessage", "onmessageerror", "close", "location", "navigator", "self", "name", "origin", "isSecureContext", "crossOriginIsolated", "FileReader", "FileReaderSync", "FontFace", "fonts",
  "requestAnimationFrame", "cancelAnimationFrame", "OffscreenCanvas", "createImageBitmap", "WorkerGlobalScope", "DedicatedWorkerGlobalScope", "WorkerNavigator", "WorkerLocation",
];

/** Takes away what is a browser's. */
export function forgetBrowser() {
  for (const name of FOREIGN) {
    for (let holder = globalThis; holder !== null; holder = Object.getPrototypeOf(holder)) {
      if (Object.hasOwn(holder, name)) Reflect.deleteProperty(holder, name);
    }
  }
}

/** What Lambda sets in the environment of every function, but for credentials: there are none. `more` is the runtime's own. */
export const environmentOf = (task, more) => ({
  AWS_DEFAULT_REGION: task.region, AWS_REGION: task.region, AWS_EXECUTION_ENV: `AWS_Lambda_${task.runtime}`, AWS_LAMBDA_FUNCTION_NAME: task.context.functionName,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: task.context.memoryLimitInMB, AWS_LAMBDA_FUNCTION_VERSION: "$LATEST", AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: task.context.logGroupName, AWS_LAMBDA_LOG_STREAM_NAME: task.context.logStreamName, LAMBDA_RUNTIME_DIR: "/var/runtime", LAMBDA_TASK_ROOT: "/var/task",
  LANG: "en_US.UTF-8", PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin", TZ: ":UTC", _HANDLER: task.handler,
  ...more, ...task.environment,
});
