// Recurrent layers for the page's Python: the engine of the figures, with the gradient of every
// state, and that of the inputs. Arrays lie step by step, as the engine reads: T × N × H.

import { fastest } from "../figures/core/backend.mjs";
import { Network } from "../figures/core/network.mjs";

const KERNELS = new URL("../figures/core/kernels.wasm", import.meta.url);

/** Get the engine ready. @returns {Promise<{forward: Function, backward: Function}>} */
export async function makeLayers() {
  const backend = await fastest(KERNELS);
  let kept = new Map(); // layers by their sizes: their buffers are used again
  let turns = 0;

  function layer(cell, inputSize, hiddenSize, batchSize, steps) {
    const name = [cell, inputSize, hiddenSize, batchSize].join();
    if (kept.get(name)?.seqLen >= steps) return kept.get(name);
    const make = () => {
      const sizes = { cell, inputSize, hiddenSize, batchSize, outputSize: 0, seqLen: steps };
      const made = new Network({ ...sizes, backend });
      made.turned = backend.alloc(made.shapes[made.kind.names.input].reduce((a, b) => a * b));
      made.dx = backend.alloc(batchSize * inputSize);
      kept.set(name, made);
      return made;
    };
    try {
      return make();
    } catch (error) {
      if (!backend.free || !(error instanceof RangeError)) throw error;
      backend.free(); // all of them, to begin anew with what there is room for
      kept = new Map();
      return make();
    }
  }

  function read(network, x, h, c, weights) {
    const { input, memory, bias, ownBias } = network.kind.names;
    const [W_x, W_h, b, own] = weights;
    network.load({ [input]: W_x, [memory]: W_h, [bias]: b, ...(ownBias && { [ownBias]: own }) });
    network.forward(x, { h, c });
    network.turn = ++turns;
  }

  return {
    /** Read sequences. @returns {{states: Float32Array, turn: number}} of an LSTM c comes last */
    forward(cell, D, H, N, T, x, h, c, ...weights) {
      const network = layer(cell, D, H, N, T);
      read(network, x, h, c, weights);
      const last = network.c.length ? [network.c[T]] : [];
      const states = new Float32Array((T + last.length) * N * H);
      [...network.h.slice(1, T + 1), ...last].forEach((part, t) => states.set(part, t * N * H));
      return { states, turn: network.turn };
    },

    /** Send gradients of all states back. @returns {Float32Array[]} by x, h, c and the weights */
    backward(turn, cell, D, H, N, T, x, h, c, ...rest) {
      const dstates = rest.pop();
      const network = layer(cell, D, H, N, T);
      if (network.turn !== turn) read(network, x, h, c, rest); // others have read meanwhile
      const { input, memory, bias, ownBias } = network.kind.names;
      const width = network.order.length * H;
      const W_x = network.params[input];
      for (let i = 0; i < D; i++)
        for (let j = 0; j < width; j++) network.turned[j * D + i] = W_x[i * width + j];
      const at = (t) => dstates.subarray((t - 1) * N * H, t * N * H); // by the state after step t
      const dx = new Float32Array(T * N * D);
      const first = {};
      const dc = network.c.length ? at(T + 1) : undefined;
      network.backwardFrom({ dh: at(T), dc }, (t, dh, dcell, da) => {
        if (t < T) {
          backend.matmul(da, width, 1, network.turned, network.dx, N, width, D, false);
          dx.set(network.dx, t * N * D);
        }
        if (t > 0 && t < T) {
          const own = at(t);
          for (let i = 0; i < own.length; i++) dh[i] += own[i];
        }
        if (t === 0) Object.assign(first, { dh: dh.slice(), dc: dcell.slice() });
      });
      const { [input]: dW, [memory]: dM, [bias]: db, [ownBias]: own } = network.grads;
      const grads = [dW, dM, db, own ?? new Float32Array()].map((grad) => grad.slice());
      return [dx, first.dh, first.dc, ...grads];
    },
  };
}
