// The three cells: forwards, and backwards by hand. Names, shapes and the order of the gates are
// those of rnn_tutorial.scratch, which are PyTorch's. N sequences side by side (`batchSize`),
// H hidden units (`hiddenSize`). One step works on the buffers of a network (see network.mjs):
//
//   a[t]  (N, gates·H)  what the input says; after `forward` the gates' answers
//   b     (N, 3·H)      a GRU's answers to its memory, which r weighs before they are added
//   h[t], c[t]  (N, H)  the state; c is an LSTM's alone

export const RNN = {
  gates: 1,
  weights: ({ inputSize: D, hiddenSize: H }) => ({ W_xh: [D, H], W_hh: [H, H], b_h: [H] }),
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
  gates: 4, // i, f, g, o
  weights: ({ inputSize: D, hiddenSize: H }) => ({ W_x: [D, 4 * H], W_h: [H, 4 * H], b: [4 * H] }),
  names: { input: "W_x", memory: "W_h", bias: "b" },

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
  gates: 3, // r, z, n
  weights: ({ inputSize: D, hiddenSize: H }) => ({
    W_x: [D, 3 * H], W_h: [H, 3 * H], b: [3 * H], b_hn: [H],
  }),
  names: { input: "W_x", memory: "W_h", bias: "b", ownBias: "b_hn" }, // of the candidate's memory

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

export const CELLS = { RNN, LSTM, GRU };
