// Gates that say what a reader wants, as rnn_tutorial.experiments.held_gates does.

/**
 * Make an `override` for a network.
 * @param {import("./network.mjs").Network} network
 * @param {{gate: string, value: number, first: number, last: number}[]} holds steps from 1
 * @returns {(t: number, said: ArrayLike<number>) => void}
 */
export function holdGates({ order, hiddenSize, batchSize }, holds) {
  return (t, said) => {
    for (const { gate, value, first, last } of holds) {
      if (t < first || t > last) continue;
      for (let row = 0; row < batchSize; row++) {
        const from = (row * order.length + order.indexOf(gate)) * hiddenSize;
        said.fill(value, from, from + hiddenSize);
      }
    }
  };
}
