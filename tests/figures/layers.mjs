// Layers as the page's Python has them, with WebAssembly and without, on what the test hands over.
import { readFileSync } from "node:fs";
import { makeLayers } from "../../docs/assets/run-here/layers.mjs";

const { wasm, cases } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(wasm);
console.info = () => {};

async function answers(ok) {
  globalThis.fetch = async () => ({ ok, status: 404, arrayBuffer: async () => code });
  const layers = await makeLayers();
  return cases.map(({ sizes, given, dstates }) => {
    const [x, ...others] = given.map((numbers) => Float32Array.from(numbers));
    const { states, turn } = layers.forward(...sizes, x, ...others);
    const grads = () =>
      layers.backward(turn, ...sizes, x, ...others, Float32Array.from(dstates)).map((one) => [...one]);
    const atOnce = grads();
    layers.forward(...sizes, x.map((number) => -number), ...others);
    return { states: [...states], grads: { atOnce, afterAnother: grads() } };
  });
}

process.stdout.write(JSON.stringify({ simd: await answers(true), plain: await answers(false) }));
