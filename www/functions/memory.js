// The memory that code takes, as far as a worker can know: the bytes of its buffers, and about how many bytes an array, a Map or a
// Set has that grows. Whatever else there is cannot be counted; a browser that has no more for it ends the process of the sandbox,
// which the page notices (src/app/functions/sandbox.rs).

/** Buffers that nobody holds any more are counted until the engine tells of them, which it does not within one turn. */
const UNCOLLECTED = 512 * 2 ** 20;
/** Smaller ones are not worth it. */
const SMALLEST = 4096;

/** Counts what is allocated from now on; calls `tell` once it is more than that many bytes, and does not return then. */
export function countBuffers(budget, tell) {
  const { ArrayBuffer } = globalThis;
  let taken = 0;
  const collected = new FinalizationRegistry((bytes) => {
    taken -= bytes;
  });
  const take = (bytes) => {
    taken += bytes;
    if (taken <= budget + UNCOLLECTED) return;
    tell();
    // What is killed runs no further; the page ends the worker at once.
    for (;;) {}
  };
  const counted = (constructor) => {
    const each = constructor.BYTES_PER_ELEMENT ?? 1;
    const made = new Proxy(constructor, {
      construct(target, values, newTarget) {
        const [first] = values;
        const size = typeof first === "number" ? first * each : 0;
        // Before it is there: the machine may not have so much.
        if (size >= SMALLEST) take(size);
        const result = Reflect.construct(target, values, newTarget);
        if (first instanceof ArrayBuffer) return result;
        const { byteLength } = result;
        if (byteLength >= SMALLEST) {
          if (size === 0) take(byteLength);
          collected.register(result.buffer ?? result, byteLength);
        }
        return result;
      },
    });
    Object.defineProperty(constructor.prototype, "constructor", { value: made, writable: true, configurable: true });
    return made;
  };
  const names = ["ArrayBuffer", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"];
  for (const name of names) {
    Object.defineProperty(globalThis, name, { value: counted(globalThis[name]), writable: true, configurable: true });
  }
}

/** At how many values of a container is looked, when it has so many, and each time that it has twice as many. */
const LOOKED_AT = 64;
/** How deep a value is looked into, and at how many of its members. */
const DEPTH = 3;
const MEMBERS = 16;

/** About how many bytes a value takes, without its own slot. Getters are not called. */
function bytesOf(value, depth) {
  if (typeof value === "string") return 16 + value.length;
  if (typeof value === "number") return Number.isInteger(value) ? 0 : 16;
  if (typeof value !== "object" || value === null) return 0;
  if (depth === 0 || ArrayBuffer.isView(value)) return 32;
  const keys = Array.isArray(value) ? null : Object.keys(value);
  const count = keys ? keys.length : value.length;
  const some = Math.min(count, MEMBERS);
  let bytes = 0;
  for (let at = 0; at < some; at += 1) bytes += bytesOf(Object.getOwnPropertyDescriptor(value, keys ? keys[at] : at)?.value, depth - 1);
  return 32 + count * 8 + (some > 0 ? (bytes / some) * count : 0);
}

/** The indexes at which is looked when an array grows by assignment: few arrays have the first, and none the last. */
const [FIRST_INDEX, LAST_INDEX] = [2 ** 8, 2 ** 26];

/**
 * Whether a text may fill an array by assignment without end: `a[i++] = …`, `a[a.length] = …`, or any in a loop without an end. To
 * look at those makes each array several times slower, so that others go without.
 */
export const mayFill = (text) =>
  /\[[^\]\n]*(?:\+\+[\w$.]*|\.length)\s*\]\s*=[^=>]/.test(text) || (/\]\s*=[^=>]/.test(text) && /\bwhile\s*\(\s*(?:true|1|!0)\s*\)|\bfor\s*\([^;()]*;\s*;/.test(text));

/** Looks at arrays, Maps and Sets while they grow, and with `fills` at arrays that grow by assignment; calls `tell` once one takes more than `budget` bytes, and does not return then. */
export function watchContainers(budget, tell, fills) {
  const [{ push }, { set, entries }, { add, values }] = [Array.prototype, Map.prototype, Set.prototype];
  const sizeOf = (prototype) => Object.getOwnPropertyDescriptor(prototype, "size").get;
  const [sizeOfMap, sizeOfSet] = [sizeOf(Map.prototype), sizeOf(Set.prototype)];
  const nextOf = (iterator) => Object.getPrototypeOf(iterator).next;
  const [nextOfMap, nextOfSet] = [nextOf(entries.call(new Map())), nextOf(values.call(new Set()))];
  /** Whether a container of so many has twice as many as when it was looked at last. */
  const isDue = (before, size) => size >= LOOKED_AT && Math.clz32(before) !== Math.clz32(size);
  const check = (size, valueAt) => {
    let [bytes, looked] = [0, 0];
    const different = new Set();
    try {
      for (; looked < LOOKED_AT; looked += 1) {
        const value = valueAt(looked);
        const known = sizeOfSet.call(different);
        if (known < sizeOfSet.call(add.call(different, value))) bytes += bytesOf(value, DEPTH);
      }
    } catch {
      // A Proxy may throw whatever it likes.
    }
    // One value that is there many times counts once.
    const count = sizeOfSet.call(different);
    const whole = size * 8 + (count * 2 < looked ? bytes : (bytes / Math.max(count, 1)) * size);
    if (whole <= budget) return;
    tell();
    // What is killed runs no further; the page ends the worker at once.
    for (;;) {}
  };
  const put = (prototype, name, made, length) => {
    Object.defineProperty(made, "length", { value: length, configurable: true });
    Object.defineProperty(prototype, name, { value: made, writable: true, configurable: true });
  };
  const made = {
    push() {
      // The bundle is no strict code: nothing is the global object here.
      const list = this === globalThis ? undefined : this;
      const before = list?.length;
      const size = push.apply(list, arguments);
      if (isDue(before, size)) check(size, (at) => list[Math.floor((at * size) / LOOKED_AT)]);
      return size;
    },
    set(key, value) {
      const before = sizeOfMap.call(this);
      set.call(this, key, value);
      const size = sizeOfMap.call(this);
      if (isDue(before, size)) {
        const all = entries.call(this);
        check(size, () => nextOfMap.call(all).value);
      }
      return this;
    },
    add(value) {
      const before = sizeOfSet.call(this);
      add.call(this, value);
      const size = sizeOfSet.call(this);
      if (isDue(before, size)) {
        const all = values.call(this);
        check(size, () => nextOfSet.call(all).value);
      }
      return this;
    },
  };
  put(Array.prototype, "push", made.push, 1);
  put(Map.prototype, "set", made.set, 2);
  put(Set.prototype, "add", made.add, 1);
  if (fills) watchIndexes((list, size) => check(size, (at) => list[Math.floor((at * size) / LOOKED_AT)]));
}

/** Calls `grown` with each array that is assigned an index at which is looked, and how many values it has then. */
function watchIndexes(grown) {
  const { defineProperty } = Reflect;
  // An index that an array does not have is looked for in what it inherits from. There it is found, and put into the array.
  const between = Object.create(Object.prototype);
  for (let index = FIRST_INDEX; index <= LAST_INDEX; index *= 2) {
    Object.defineProperty(between, index, {
      get() {},
      set(value) {
        defineProperty(this, index, { value, writable: true, enumerable: true, configurable: true });
        grown(this, index + 1);
      },
    });
  }
  Object.setPrototypeOf(Array.prototype, between);
}
