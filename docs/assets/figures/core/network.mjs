// A recurrent layer and a linear layer on its states, forwards and backwards through time.
// Sequences lie step by step: all inputs of step 1, then all of step 2.

import { plain } from "./backend.mjs";
import { CELLS, shapes } from "./cells.mjs";

/**
 * @typedef {object} Sizes
 * @property {import("./cells.mjs").CellName} cell
 * @property {number} inputSize @property {number} hiddenSize
 * @property {number} outputSize 0 without a linear layer
 * @property {number} seqLen the longest sequence
 * @property {number} [batchSize] sequences side by side
 */

export class Network {
  /** @param {Sizes & {backend?: import("./backend.mjs").Backend}} sizes */
  constructor({ cell, inputSize, hiddenSize, outputSize, seqLen, batchSize = 1, backend = plain() }) {
    Object.assign(this, { cell, inputSize, hiddenSize, outputSize, seqLen, batchSize, backend });
    this.kind = CELLS[cell];
    this.order = Object.keys(this.kind.parts); // of the blocks in the stacked weights
    this.shapes = shapes(this.kind, this);
    if (outputSize) Object.assign(this.shapes, { W_hy: [hiddenSize, outputSize], b_y: [outputSize] });
    const { alloc } = backend;
    const zeros = () =>
      Object.fromEntries(
        Object.entries(this.shapes).map(([name, shape]) => [name, alloc(count(shape))]),
      );
    const [N, H, G] = [batchSize, hiddenSize, this.order.length];
    const steps = (width, all = alloc((seqLen + 1) * N * width)) =>
      Array.from({ length: seqLen + 1 }, (_, t) => all.subarray(t * N * width, (t + 1) * N * width));
    this.params = zeros();
    this.grads = zeros();
    this.h = steps(H);
    this.c = "c" in this.kind.states ? steps(H) : [];
    const all = alloc((seqLen + 1) * N * G * H);
    this.a = steps(G * H, all);
    this.sequence = all.subarray(N * G * H); // the same, as one matrix of all steps from 1
    this.b = this.kind.apart ? steps(G * H) : [];
    this.x = alloc(seqLen * N * inputSize);
    this.y = alloc(N * outputSize);
    /** What a reader changes by hand: gets the step and the gates' answers, N × gates × H. */
    this.override = undefined;
  }

  /** The answers of all gates after each step, from 1. */
  get gates() {
    return this.a;
  }

  /** Put weights in: nested lists or arrays by name, shapes as in rnn_tutorial.scratch. */
  load(weights) {
    for (const [name, shape] of Object.entries(this.shapes)) {
      const numbers = weights[name]?.flat?.() ?? weights[name];
      if (numbers?.length !== count(shape))
        throw new RangeError(`${name} has ${numbers?.length} numbers; expected ${count(shape)}`);
      this.params[name].set(numbers);
    }
    return this;
  }

  /**
   * Read sequences: fills h, c and gates.
   * @param {ArrayLike<number>} x T·N·D numbers, T at most seqLen
   * @param {{h?: ArrayLike<number>, c?: ArrayLike<number>}} [before] zeros if left out
   */
  forward(x, before = {}) {
    const { backend, params, batchSize: N, inputSize: D, hiddenSize: H } = this;
    const { names } = this.kind;
    const width = this.order.length * H;
    this.steps = x.length / (N * D);
    this.x.set(x);
    for (const [states, start] of [[this.h, before.h], [this.c, before.c]])
      if (states.length) start ? states[0].set(start) : states[0].fill(0);
    if (!this.steps) return;
    // What the inputs say does not wait for the memory: all steps at once.
    const rows = this.steps * N;
    backend.broadcast(params[names.bias], this.sequence, rows, width);
    backend.matmul(this.x, D, 1, params[names.input], this.sequence, rows, D, width, true);
    for (let t = 1; t <= this.steps; t++) this.kind.forward(this, t);
  }

  /** Have read in every row what a network of one row has read. @param {Network} one */
  repeat(one) {
    this.steps = one.steps;
    for (const name of ["a", "b", "h", "c"])
      one[name].slice(0, one.steps + 1).forEach((row, t) => {
        for (let at = 0; at < this[name][t].length; at += row.length) this[name][t].set(row, at);
      });
    return this;
  }

  /** Read the answers of the linear layer off a state, by default the last. N × O numbers. */
  read(h = this.h[this.steps]) {
    const { backend, params, batchSize: N, hiddenSize: H, outputSize: O } = this;
    backend.broadcast(params.b_y, this.y, N, O);
    backend.matmul(h, H, 1, params.W_hy, this.y, N, H, O, true);
    return this.y.slice();
  }

  /**
   * Send the error back through all steps, from the answers to the last state; fills grads.
   * @param {ArrayLike<number>} dy the loss's gradient by `read()`, N × O numbers
   */
  backward(dy) {
    const { backend, params, batchSize: N, hiddenSize: H, outputSize: O } = this;
    const work = this.#buffers();
    this.#clear();
    work.dy.set(dy);
    backend.matmul(this.h[this.steps], 1, H, work.dy, this.grads.W_hy, H, N, O, true);
    backend.addRows(work.dy, this.grads.b_y, N, O, O);
    transpose(params.W_hy, work.transposed, H, O);
    backend.matmul(work.dy, O, 1, work.transposed, work.dh, N, O, H, false);
    work.dc.fill(0);
    this.#through(work);
  }

  /**
   * The same from any gradient of the last state, without a loss.
   * @param {{dh: ArrayLike<number>, dc?: ArrayLike<number>}} last N × H numbers each
   * @param {(t: number, dh: ArrayLike<number>, dc: ArrayLike<number>, da: ArrayLike<number>) => void} [onStep]
   *   gets the gradient by the state after each step t, from the last to 0, which it may change, and
   *   that by what step t + 1 summed up
   * @param {{weights?: boolean}} [options] whether the gradients by the weights are wanted as well
   */
  backwardFrom({ dh, dc }, onStep, { weights = true } = {}) {
    const work = this.#buffers();
    if (weights) this.#clear();
    work.dh.set(dh);
    dc ? work.dc.set(dc) : work.dc.fill(0);
    this.#through(work, onStep, weights);
  }

  #through(work, onStep, weights = true) {
    const { backend, kind, grads, batchSize: N, inputSize: D, hiddenSize: H } = this;
    const width = this.order.length * H;
    transpose(this.params[kind.names.memory], work.transposed, H, width);
    onStep?.(this.steps, work.dh, work.dc, work.da);
    for (let t = this.steps; t > 0; t--) {
      const { memory, direct } = kind.backward(work, t);
      if (weights) {
        const x_t = this.x.subarray((t - 1) * N * D, t * N * D);
        backend.matmul(x_t, 1, D, work.da, grads[kind.names.input], D, N, width, true);
        backend.addRows(work.da, grads[kind.names.bias], N, width, width);
        backend.matmul(this.h[t - 1], 1, H, memory, grads[kind.names.memory], H, N, width, true);
      }
      backend.matmul(memory, width, 1, work.transposed, work.dhPrev, N, width, H, direct);
      [work.dh, work.dhPrev] = [work.dhPrev, work.dh];
      onStep?.(t - 1, work.dh, work.dc, work.da);
    }
  }

  #clear() {
    for (const grad of Object.values(this.grads)) grad.fill(0);
  }

  #work;
  /** What only the way back needs; networks that never learn do without. */
  #buffers() {
    if (this.#work) return this.#work;
    const { batchSize: N, hiddenSize: H, outputSize: O } = this;
    const { alloc } = this.backend;
    const [state, width] = [N * H, this.order.length * H];
    const { backend, a, b, h, c, grads, batchSize, hiddenSize } = this;
    this.#work = {
      backend, a, b, h, c, grads, batchSize, hiddenSize,
      dh: alloc(state), dhPrev: alloc(state), dc: alloc(state), dy: alloc(N * O),
      da: alloc(N * width), db: alloc(N * width), transposed: alloc(H * Math.max(width, O)),
    };
    return this.#work;
  }
}

/**
 * Make a network of a payload that the build wrote, to read one sequence.
 * @param {Sizes & {weights: Record<string, number[] | string>}} payload @param {number} seqLen
 */
export function loadNetwork(payload, seqLen) {
  const weights = Object.entries(payload.weights).map(([name, written]) => [name, unpack(written)]);
  const network = new Network({ ...payload, seqLen, backend: plain(Float64Array) });
  return network.load(Object.fromEntries(weights));
}

/**
 * Numbers as the build writes them: in lists, or as 32-bit floats in base64 where they are many.
 * @param {number[] | number[][] | string} written
 */
export function unpack(written) {
  if (typeof written !== "string") return written.flat();
  const bytes = Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer); // little endian, as every browser's machine is
}

const count = (shape) => shape.reduce((product, size) => product * size, 1);

function transpose(matrix, out, rows, columns) {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j];
}
