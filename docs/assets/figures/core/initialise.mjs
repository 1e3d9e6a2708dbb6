// Weights to start from.

import { normal } from "./rng.mjs";

/**
 * Draw all weights as PyTorch does: uniform within ±1/√H. It has two biases where we have one, so
 * ours is the sum of two draws; only a GRU's candidate keeps them apart.
 * @param {import("./network.mjs").Network} network
 * @param {() => number} random
 * @param {{forgetBias?: number, orthogonal?: boolean, gain?: number}} [options] what the forget
 *   gate is told at the start, if there is one; whether each block of the recurrent weights begins
 *   as a rotation; by how much the recurrent weights are multiplied
 */
export function initialise(network, random, { forgetBias, orthogonal = false, gain = 1 } = {}) {
  const { params, hiddenSize: H, kind, order } = network;
  const bound = 1 / Math.sqrt(H);
  const draw = () => bound * (2 * random() - 1);
  for (const weights of Object.values(params))
    for (let i = 0; i < weights.length; i++) weights[i] = draw();
  const bias = params[kind.names.bias];
  const summed = kind.names.ownBias ? bias.length - H : bias.length;
  for (let i = 0; i < summed; i++) bias[i] += draw();
  const memory = params[kind.names.memory];
  if (orthogonal)
    order.forEach((_, block) => rotate(memory, block * H, order.length * H, H, random));
  for (let i = 0; i < memory.length; i++) memory[i] *= gain;
  const forget = order.indexOf("f");
  if (forget >= 0 && forgetBias !== undefined) bias.fill(forgetBias, forget * H, (forget + 1) * H);
}

/** Fill a square block with a random rotation: normal numbers, made orthonormal row by row. */
function rotate(matrix, from, stride, size, random) {
  const rows = [];
  for (let i = 0; i < size; i++) {
    const row = Float64Array.from({ length: size }, () => normal(random));
    for (let again = 0; again < 2; again++) // once is not enough for rounding's sake
      for (const other of rows) {
        const along = dot(row, other);
        for (let j = 0; j < size; j++) row[j] -= along * other[j];
      }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
    for (let j = 0; j < size; j++) matrix[from + i * stride + j] = rows[i][j];
  }
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
