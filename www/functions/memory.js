// The memory that code takes, as far as a worker can know: the bytes of its buffers. The engine's own objects cannot be counted;
// a browser that has no more for them ends the process of the sandbox, which the page notices (src/app/functions/sandbox.rs).

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
