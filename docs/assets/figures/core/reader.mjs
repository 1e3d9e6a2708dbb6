// A trained network that reads symbols (words, letters): each has its row of numbers in a table,
// and that row is what the network gets.

import { loadNetwork, unpack } from "./network.mjs";

export class SymbolReader {
  /** @param {any} payload with an `embedding` @param {number} longest most symbols read at once */
  constructor(payload, longest) {
    this.network = loadNetwork(payload, longest);
    this.table = unpack(payload.embedding);
  }

  /**
   * Read symbols, from the state of an earlier call or from nothing.
   * @param {number[]} symbols rows of the table
   * @param {{h: Float64Array, c?: Float64Array}} [before]
   * @returns {{outputs: Float64Array[], state: {h: Float64Array, c?: Float64Array}}} the answers
   *   after every symbol, and the state after the last
   */
  read(symbols, before) {
    const { network, table } = this;
    const width = network.inputSize;
    const x = new Float64Array(symbols.length * width);
    symbols.forEach((symbol, i) => {
      x.set(table.slice(symbol * width, (symbol + 1) * width), i * width);
    });
    network.forward(x, before);
    const outputs = symbols.map((_, i) => network.read(network.h[i + 1]));
    const last = symbols.length;
    return { outputs, state: { h: network.h[last].slice(), c: network.c[last]?.slice() } };
  }
}
