// The worker of one invocation: it makes itself look like Lambda's Node.js, loads the handler, and calls it. All that it says goes
// through a port to the page, as JSON text: `[what, …]`.
import { Buffer } from "buffer";
import { environmentOf, forgetBrowser } from "./environment.js";
import { failure, runtimeError } from "./errors.js";
import { Readable } from "./events.js";
import { format } from "./inspect.js";
import { countBuffers, mayFill, watchContainers } from "./memory.js";
import { Modules, hook } from "./modules.js";
import { builtins } from "./node.js";
import { requestLibrary } from "./request.js";
import { isReport } from "./syntax.js";
import { Transport, fetchOver } from "./transport.js";

/** A rejection that nobody handles is told before this has passed. */
const IDLE_MILLIS = 10;

const native = { setTimeout: setTimeout.bind(globalThis), clearTimeout: clearTimeout.bind(globalThis), setInterval: setInterval.bind(globalThis), clearInterval: clearInterval.bind(globalThis), close: close.bind(globalThis), now: performance.now.bind(performance) };

class Invocation {
  #task;
  #port;
  #ended = false;
  #timers = 0;
  #idle = null;

  constructor(task, port) {
    this.#task = task;
    this.#port = port;
    this.transport = new Transport((what, value) => this.#say(what, value), () => this.#lookIdle());
    this.listened = this.transport.listen(port);
  }

  #say(...said) {
    this.#port.postMessage(JSON.stringify(said));
  }

  log(level, text) {
    this.#say("log", level, text);
  }

  end(what, value) {
    if (this.#ended) return;
    this.#ended = true;
    this.#say(what, value);
  }

  fail(error) {
    this.end("failed", failure(error));
  }

  /** The result of the handler. */
  succeed(result) {
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result);
    } catch {
      this.fail(new Error("Unable to stringify response body"));
      return;
    }
    this.end("done", text ?? "null");
  }

  /** A handler that has returned without a promise and without calling back ends when nothing is left to wait for. */
  #lookIdle() {
    native.setTimeout(() => {
      if (this.#idle && this.#timers === 0 && this.transport.open === 0) this.#idle();
    }, IDLE_MILLIS);
  }

  timers() {
    const invocation = this;
    class Timeout {
      #id;
      #counts = true;
      #clear;
      constructor(repeats, work, milliseconds, values) {
        if (typeof work !== "function") throw Object.assign(new TypeError(`The "callback" argument must be of type function. Received ${typeof work}`), { code: "ERR_INVALID_ARG_TYPE" });
        invocation.#timers += 1;
        this.#clear = repeats ? native.clearInterval : native.clearTimeout;
        this.#id = (repeats ? native.setInterval : native.setTimeout)(() => {
          if (!repeats) this.unref();
          work(...values);
        }, milliseconds ?? 1);
      }
      unref() {
        if (this.#counts) {
          this.#counts = false;
          invocation.#timers -= 1;
          invocation.#lookIdle();
        }
        return this;
      }
      ref() {
        return this;
      }
      hasRef() {
        return this.#counts;
      }
      refresh() {
        return this;
      }
      close() {
        this.#clear(this.#id);
        this.unref();
      }
      [Symbol.toPrimitive]() {
        return this.#id;
      }
    }
    const clear = (timer) => timer?.close?.();
    return {
      setTimeout: (work, milliseconds, ...values) => new Timeout(false, work, milliseconds, values),
      setInterval: (work, milliseconds, ...values) => new Timeout(true, work, milliseconds, values),
      setImmediate: (work, ...values) => new Timeout(false, work, 0, values),
      clearTimeout: clear, clearInterval: clear, clearImmediate: clear,
    };
  }

  console() {
    const write = (level) => (...values) => this.log(level, format(...values));
    const [info, error, warn, debug, trace] = ["INFO", "ERROR", "WARN", "DEBUG", "TRACE"].map(write);
    const started = new Map();
    const counts = new Map();
    return {
      log: info, info, error, warn, debug, trace, dir: (value) => info(value), table: (value) => info(value), group: info, groupCollapsed: info, groupEnd() {},
      assert: (holds, ...values) => holds || error("Assertion failed", ...values),
      time: (name = "default") => started.set(name, native.now()),
      timeLog: (name = "default", ...values) => info(`${name}: ${(native.now() - started.get(name)).toFixed(3)}ms`, ...values),
      timeEnd: (name = "default") => info(`${name}: ${(native.now() - started.get(name)).toFixed(3)}ms`),
      count: (name = "default") => {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        info(`${name}: ${counts.get(name)}`);
      },
    };
  }

  process(timers) {
    const version = `${this.#task.major}.0.0`;
    const listeners = new Map();
    const stream = (level) => ({ isTTY: false, write: (text) => (this.log(level, String(text).replace(/\n$/, "")), true) });
    const process = {
      env: environmentOf(this.#task, { NODE_PATH: "/opt/nodejs/node_modules:/var/runtime/node_modules" }), version: `v${version}`, versions: { node: version, v8: "12.4" }, argv: ["/var/lang/bin/node", "/var/runtime/index.mjs"], execArgv: [], platform: "linux", arch: "x64", pid: 8,
      title: "node", release: { name: "node" }, exitCode: undefined, stdout: stream(""), stderr: stream(""),
      cwd: () => "/var/task", uptime: () => native.now() / 1000, nextTick: (work, ...values) => queueMicrotask(() => work(...values)),
      hrtime: Object.assign((before) => {
        const now = native.now();
        const time = [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)];
        return before ? [time[0] - before[0] - (time[1] < before[1] ? 1 : 0), (time[1] - before[1] + 1e9) % 1e9] : time;
      }, { bigint: () => BigInt(Math.round(native.now() * 1e6)) }),
      memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
      emitWarning: (text) => this.log("WARN", String(text?.message ?? text)),
      exit: (code = process.exitCode ?? 0) => {
        this.end("exit", Number(code));
        throw new Error("process.exit");
      },
      on: (name, listener) => {
        listeners.set(name, [...(listeners.get(name) ?? []), listener]);
        return process;
      },
      listenerCount: (name) => listeners.get(name)?.length ?? 0,
    };
    Object.assign(process, { once: process.on, addListener: process.on, off: () => process, removeListener: () => process, removeAllListeners: () => process, emit: () => false });
    timers.process = process;
    return process;
  }

  /** Makes the globals those of Node, and gives the modules of the function. */
  prepare() {
    const task = this.#task;
    const timers = this.timers();
    const process = this.process({});
    forgetBrowser();
    const budget = task.memoryMegabytes * 2 ** 20;
    countBuffers(budget, () => this.end("memory"));
    watchContainers(budget, () => this.end("memory"), task.files.some(([, text]) => mayFill(text)));
    const globals = { ...timers, global: globalThis, process, Buffer, fetch: fetchOver(this.transport), console: this.console() };
    for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    const libraries = { request: () => requestLibrary(this.transport) };
    if (task.axios) {
      Object.assign(globalThis, { [Symbol.for("asl-playground.transport")]: this.transport, [Symbol.for("asl-playground.readable")]: Readable });
      libraries.axios = () => {
        (0, eval)(task.axios);
        return globalThis[Symbol.for("asl-playground.axios")];
      };
    }
    const note = (text) => this.#say("note", text);
    const modules = new Modules({ files: task.files, builtins: builtins({ transport: this.transport, process, timers }), libraries, note, major: task.major });
    globalThis[Symbol.for("asl-playground.modules")] = hook(modules);
    return modules;
  }

  async run() {
    const task = this.#task;
    let handler;
    // Code that never pauses would keep all back that it says before.
    await this.listened;
    try {
      handler = await this.prepare().handler(task.handler);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#say("loaded");
    const ends = Date.now() + task.timeoutMillis;
    const done = (error, result) => (error === null || error === undefined ? this.succeed(result) : this.fail(error));
    const context = {
      callbackWaitsForEmptyEventLoop: true, functionVersion: "$LATEST", ...task.context,
      getRemainingTimeInMillis: () => Math.max(ends - Date.now(), 0),
      done, succeed: (result) => done(null, result), fail: (error) => done(error ?? new Error("handled")),
    };
    try {
      const returned = handler(JSON.parse(task.event), context, done);
      if (typeof returned?.then === "function") {
        returned.then((result) => this.succeed(result), (error) => this.fail(error));
      } else {
        this.#idle = () => this.succeed(null);
        this.#lookIdle();
      }
    } catch (error) {
      this.fail(error);
    }
  }
}

addEventListener("message", ({ data: task, ports: [port] }) => {
  const invocation = new Invocation(task, port);
  addEventListener("error", (event) => {
    event.preventDefault();
    if (isReport(event)) return;
    invocation.fail(event.error ?? new Error(event.message));
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    const { reason } = event;
    invocation.fail(runtimeError("Runtime.UnhandledPromiseRejection", String(reason), reason instanceof Error ? reason : undefined));
  });
  invocation.run();
}, { once: true });
