// `events` and the part of `stream` that handlers use for bodies.
import { Buffer } from "buffer";

export class EventEmitter {
  #listeners = new Map();

  on(name, listener) {
    if (typeof listener !== "function") throw new TypeError(`The "listener" argument must be of type function. Received ${listener === null ? "null" : typeof listener}`);
    this.#listeners.set(name, [...this.listeners(name, true), listener]);
    return this;
  }

  once(name, listener) {
    const wrapped = (...values) => {
      this.off(name, wrapped);
      listener.apply(this, values);
    };
    wrapped.listener = listener;
    return this.on(name, wrapped);
  }

  off(name, listener) {
    const known = this.listeners(name, true);
    const at = known.findLastIndex((one) => one === listener || one.listener === listener);
    if (at >= 0) this.#listeners.set(name, known.filter((_, index) => index !== at));
    return this;
  }

  emit(name, ...values) {
    const known = this.listeners(name, true);
    if (known.length === 0 && name === "error") throw values[0] instanceof Error ? values[0] : new Error(`Unhandled error. (${values[0]})`);
    for (const listener of known) listener.apply(this, values);
    return known.length > 0;
  }

  listeners(name, raw = false) {
    const known = this.#listeners.get(name) ?? [];
    return raw ? known : known.map((one) => one.listener ?? one);
  }

  listenerCount(name) {
    return this.listeners(name).length;
  }

  eventNames() {
    return [...this.#listeners.keys()].filter((name) => this.listenerCount(name) > 0);
  }

  removeAllListeners(name) {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }

  setMaxListeners() {
    return this;
  }

  addListener(name, listener) {
    return this.on(name, listener);
  }

  removeListener(name, listener) {
    return this.off(name, listener);
  }

  prependListener(name, listener) {
    this.#listeners.set(name, [listener, ...this.listeners(name, true)]);
    return this;
  }
}

/** Resolves when `emitter` emits `name`. */
const once = (emitter, name) =>
  new Promise((resolve, reject) => {
    const failed = (error) => reject(error);
    if (name !== "error") emitter.once("error", failed);
    emitter.once(name, (...values) => {
      emitter.off("error", failed);
      resolve(values);
    });
  });

export const events = Object.assign(EventEmitter, { EventEmitter, once, defaultMaxListeners: 10 });

/** What is read: in parts by `data`, or by `for await`. */
export class Readable extends EventEmitter {
  #parts = [];
  #ended = false;
  #flows = false;
  #encoding = null;
  #wake = () => {};
  readable = true;
  readableEnded = false;
  destroyed = false;

  constructor(options = {}) {
    super();
    if (options.read) this._read = options.read;
  }

  push(part) {
    if (part === null) this.#ended = true;
    else this.#parts.push(part);
    this.#wake();
    if (this.#flows) this.#flow();
    return true;
  }

  on(name, listener) {
    super.on(name, listener);
    if (name === "data") this.resume();
    if (name === "readable") queueMicrotask(() => this.emit("readable"));
    return this;
  }

  setEncoding(encoding) {
    this.#encoding = encoding || "utf8";
    return this;
  }

  #shown(part) {
    if (this.#encoding === null) return part;
    return Buffer.isBuffer(part) ? part.toString(this.#encoding) : part;
  }

  read() {
    const part = this.#parts.shift();
    if (part === undefined && this.#ended) this.#end();
    return part === undefined ? null : this.#shown(part);
  }

  resume() {
    this.#flows = true;
    queueMicrotask(() => this.#flow());
    return this;
  }

  pause() {
    this.#flows = false;
    return this;
  }

  isPaused() {
    return !this.#flows;
  }

  #flow() {
    while (this.#flows && this.#parts.length > 0) this.emit("data", this.#shown(this.#parts.shift()));
    if (this.#flows && this.#ended && this.#parts.length === 0) this.#end();
  }

  #end() {
    if (this.readableEnded || this.destroyed) return;
    this.readableEnded = true;
    this.readable = false;
    this.complete = true;
    this.emit("end");
    this.emit("close");
  }

  pipe(target) {
    this.on("data", (part) => target.write(part));
    this.on("end", () => target.end?.());
    return target;
  }

  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (error) queueMicrotask(() => this.emit("error", error));
    queueMicrotask(() => this.emit("close"));
    this.#wake();
    return this;
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      if (this.#parts.length > 0) yield this.#shown(this.#parts.shift());
      else if (this.#ended || this.destroyed) break;
      else await new Promise((wake) => (this.#wake = wake));
    }
    this.#end();
  }

  static from(parts) {
    const made = new Readable();
    (async () => {
      for await (const part of typeof parts === "string" || Buffer.isBuffer(parts) ? [parts] : parts) made.push(part);
      made.push(null);
    })().catch((error) => made.destroy(error));
    return made;
  }
}

/** What is written to. */
export class Writable extends EventEmitter {
  writable = true;
  writableEnded = false;
  destroyed = false;

  constructor(options = {}) {
    super();
    if (options.write) this._write = options.write;
    if (options.final) this._final = options.final;
  }

  write(part, encoding, done) {
    const after = typeof encoding === "function" ? encoding : done;
    const bytes = typeof part === "string" ? Buffer.from(part, typeof encoding === "string" ? encoding : "utf8") : part;
    this._write(bytes, "buffer", (error) => {
      if (error) this.emit("error", error);
      after?.(error);
    });
    return true;
  }

  end(part, encoding, done) {
    if (typeof part === "function") return this.end(undefined, undefined, part);
    if (typeof encoding === "function") return this.end(part, undefined, encoding);
    if (part !== undefined && part !== null) this.write(part, encoding);
    this.writableEnded = true;
    this.writable = false;
    if (done) this.once("finish", done);
    const finish = () => queueMicrotask(() => this.emit("finish"));
    if (this._final) this._final(finish);
    else finish();
    return this;
  }

  destroy(error) {
    this.destroyed = true;
    if (error) queueMicrotask(() => this.emit("error", error));
    return this;
  }

  _write(_part, _encoding, done) {
    done();
  }
}

export const stream = { Readable, Writable, Stream: Readable, PassThrough: Writable };
