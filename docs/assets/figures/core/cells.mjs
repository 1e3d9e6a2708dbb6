// The cells, and all that differs between them: a table each, then one step forwards, and one
// backwards by hand. Whoever adds a cell adds it here, and its arithmetic to kernels.mjs and
// kernels.ts. Names, shapes and the order of the parts are those of rnn_tutorial.scratch, which
// are PyTorch's.
//
//   parts   what the stacked weights make, block by block in this order, as readers see it
//   held    which of these are gates, so that readers can hold them, in the order in which they
//           are offered, with what the name doesn't say; while the first two are shut, nothing of
//           before comes through. A candidate is no gate. A gate `f` is a forget gate, whose bias
//           can be set
//   states  what goes on to the next step, as readers see it: h, and c for a second one
//   names   of the weights; `ownBias` is what is added to the memory's part of the candidate
//   apart   whether what the memory says waits in `b`, to be weighed before it is added to `a`
//
// N sequences side by side (`batchSize`), H hidden units (`hiddenSize`), as many `parts` as there
// are. One step works on the buffers of a network (see network.mjs):
//
//   a[t]        (N, parts·H)  what the input says; after `forward` the answers of all parts
//   b[t]        (N, parts·H)  what the memory says, if it is kept `apart`
//   h[t], c[t]  (N, H)        the states

const hidden = { h: "hidden state h" };
const stacked = { input: "W_x", memory: "W_h", bias: "b" };

export const RNN = {
  parts: hidden,
  held: {},
  states: hidden,
  names: { input: "W_xh", memory: "W_hh", bias: "b_h" },

  forward({ backend, a, h, params, batchSize: N, hiddenSize: H }, t) {
    backend.matmul(h[t - 1], H, 1, params.W_hh, a[t], N, H, H, true);
    backend.rnnState(a[t], h[t], N * H);
  },

  backward({ backend, h, dh, da, batchSize: N, hiddenSize: H }, t) {
    backend.rnnBack(h[t], dh, da, N * H);
    return { memory: da, direct: false };
  },
};

export const LSTM = {
  parts: { i: "input gate i", f: "forget gate f", g: "candidate g", o: "output gate o" },
  held: { f: ": open keeps", i: "", o: "" },
  states: { c: "cell state: tanh(c)", ...hidden },
  names: stacked,

  forward({ backend, a, h, c, params, override, batchSize: N, hiddenSize: H }, t) {
    backend.matmul(h[t - 1], H, 1, params.W_h, a[t], N, H, 4 * H, true);
    backend.lstmGates(a[t], N, H);
    override?.(t, a[t]);
    backend.lstmState(a[t], c[t - 1], c[t], h[t], N, H);
  },

  backward({ backend, a, c, dh, dc, da, batchSize: N, hiddenSize: H }, t) {
    backend.lstmBack(a[t], c[t - 1], c[t], dh, dc, da, N, H);
    return { memory: da, direct: false };
  },
};

export const GRU = {
  parts: { r: "reset gate r", z: "update gate z", n: "candidate n" },
  held: { z: ": open keeps", r: "" }, // others call it the other way round
  states: hidden,
  names: { ...stacked, ownBias: "b_hn" },
  apart: true,

  forward({ backend, a, b, h, params, override, batchSize: N, hiddenSize: H }, t) {
    backend.matmul(h[t - 1], H, 1, params.W_h, b[t], N, H, 3 * H, false);
    backend.gruGates(a[t], b[t], params.b_hn, N, H);
    override?.(t, a[t]);
    backend.gruState(a[t], b[t], h[t - 1], h[t], N, H);
  },

  backward({ backend, a, b, h, dh, dhPrev, da, db, grads, batchSize: N, hiddenSize: H }, t) {
    backend.gruBack(a[t], b[t], h[t - 1], dh, da, db, dhPrev, N, H);
    backend.addRows(db.subarray(2 * H), grads.b_hn, N, H, 3 * H);
    return { memory: db, direct: true }; // h_prev also reaches h by itself, through z
  },
};

// By the names that PyTorch, addresses and lists to choose from have for them, in the order there.
export const CELLS = { RNN, LSTM, GRU };

/** @typedef {keyof typeof CELLS} CellName */

/**
 * The shapes of a cell's weights, in the order in which they are drawn.
 * @param {typeof GRU} kind @param {{inputSize: number, hiddenSize: number}} sizes
 */
export function shapes({ parts, names }, { inputSize: D, hiddenSize: H }) {
  const { input, memory, bias, ownBias } = names;
  const width = Object.keys(parts).length * H;
  const made = { [input]: [D, width], [memory]: [H, width], [bias]: [width] };
  return ownBias ? { ...made, [ownBias]: [H] } : made;
}
