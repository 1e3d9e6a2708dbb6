// Where a network's numbers live, and who calculates with them: plain JavaScript in either
// precision, or WebAssembly, four numbers at a time. Both are used alike.

import * as kernels from "./kernels.mjs";

/**
 * `alloc(n)` gives n zeros. `free()` takes all of them back, where they would not go by
 * themselves: whoever has some must be done with them. Else they go with their backend.
 * @typedef {typeof kernels & {name: string, alloc: (n: number) => Float32Array | Float64Array,
 *   free?: () => void}} Backend
 */

/** @param {Float32ArrayConstructor | Float64ArrayConstructor} [Numbers] @returns {Backend} */
export const plain = (Numbers = Float32Array) => ({
  ...kernels,
  name: `JavaScript, ${8 * Numbers.BYTES_PER_ELEMENT} bit`,
  alloc: (n) => new Numbers(n),
});

const PAGE = 65536; // bytes
const MOST = 2048; // pages, 128 MiB; untouched ones cost nothing
const BOTTOM = 1024; // where the numbers begin
const PATIENCE = 5000; // ms in which the code should be there

/**
 * Calculate with kernels.ts, compiled.
 * @param {BufferSource} code the content of kernels.wasm
 * @returns {Promise<Backend>}
 */
export async function simd(code) {
  const memory = new WebAssembly.Memory({ initial: MOST, maximum: MOST });
  const abort = () => {
    throw new Error("kernels.wasm stopped");
  };
  const { instance } = await WebAssembly.instantiate(code, { env: { memory, abort } });
  let top = BOTTOM;
  const alloc = (n) => {
    const from = top;
    const end = from + 16 * Math.ceil(n / 4);
    if (end > MOST * PAGE) throw new RangeError("this network is too large for the page");
    top = end;
    return new Float32Array(memory.buffer, from, n);
  };
  const free = () => {
    new Uint8Array(memory.buffer, BOTTOM, top - BOTTOM).fill(0);
    top = BOTTOM;
  };
  const byAddress = (kernel) => (...given) => {
    for (let i = 0; i < given.length; i++)
      if (given[i] instanceof Float32Array) given[i] = given[i].byteOffset;
    kernel(...given);
  };
  const compiled = Object.keys(kernels).map((name) => [name, byAddress(instance.exports[name])]);
  return { ...Object.fromEntries(compiled), name: "WebAssembly, 32 bit", alloc, free };
}

/**
 * Take the fastest that the browser has: old ones lack WebAssembly's SIMD.
 * @param {string | URL} url of kernels.wasm @param {number} [patience] ms to wait for it
 * @returns {Promise<Backend>}
 */
export async function fastest(url, patience = PATIENCE) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return await simd(await answer.arrayBuffer());
  } catch (error) {
    console.info(`Training goes on without WebAssembly: ${error.message}`);
    return plain();
  }
}
