// The memory of Python is one of WebAssembly, which tells when it grows.

/** How often the program asks for less, once it is refused (Emscripten's `_emscripten_resize_heap`). */
const TRIES = 3;

/** Lets the memory, which has so many bytes now, grow to `budget`; calls `tell` once it would need more, and does not return then. */
export function limitMemory(bytes, budget, tell) {
  const { grow } = WebAssembly.Memory.prototype;
  const most = Math.max(budget, bytes);
  let refused = 0;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 <= most) {
      refused = 0;
      return grow.call(this, pages);
    }
    refused += 1;
    if (refused < TRIES) throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded");
    tell();
    // What is killed runs no further; the page ends the worker at once.
    for (;;) {}
  };
}
