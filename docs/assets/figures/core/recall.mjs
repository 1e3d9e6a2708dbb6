// Sequences that begin with 1 or −1 and go on with noise, as rnn_tutorial.data.recall makes them.

import { normal } from "./rng.mjs";

/**
 * @param {() => number} random @param {{count: number, seqLen: number, noise: number}} sizes
 * @returns {{x: Float64Array, bits: number[]}} `x` step by step, as networks read
 */
export function recallBatch(random, { count, seqLen, noise }) {
  const bits = Array.from({ length: count }, () => (random() < 0.5 ? -1 : 1));
  const x = Float64Array.from({ length: seqLen * count }, (_, i) =>
    i < count ? bits[i] : noise * normal(random),
  );
  return { x, bits };
}
