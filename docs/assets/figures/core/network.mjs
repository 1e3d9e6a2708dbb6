// A trained network of the site, reading one sequence.

const sigmoid = (a) => 1 / (1 + Math.exp(-a));

export function loadNetwork({ cell, inputSize: D, hiddenSize: H, outputSize: O, weights }, seqLen) {
  const params = Object.fromEntries(
    Object.entries(weights).map(([name, w]) => [name, Float64Array.from(w.flat())]),
  );
  const G = { RNN: 1, GRU: 3, LSTM: 4 }[cell];
  const [W_x, W_h, b] = cell === "RNN"
    ? [params.W_xh, params.W_hh, params.b_h] : [params.W_x, params.W_h, params.b];
  const zeros = () => Array.from({ length: seqLen + 1 }, () => new Float64Array(H));
  const net = {
    cell, inputSize: D, hiddenSize: H, outputSize: O, params, seqLen, override: null,
    h: zeros(), c: zeros(), gates: Array.from({ length: seqLen + 1 }, () => new Float64Array(G * H)),
    forward(x, state = {}) {
      net.h[0].set(state.h ?? new Float64Array(H));
      net.c[0].set(state.c ?? new Float64Array(H));
      const steps = x.length / D;
      for (let t = 1; t <= steps; t++) step(t, x.subarray((t - 1) * D, t * D));
    },
    read(h) {
      return Float64Array.from({ length: O }, (_, o) => {
        let sum = params.b_y[o];
        for (let u = 0; u < H; u++) sum += h[u] * params.W_hy[u * O + o];
        return sum;
      });
    },
  };
  function step(t, x_t) {
    const [before, h, g] = [net.h[t - 1], net.h[t], net.gates[t]];
    const across = (u) => { let s = 0; for (let d = 0; d < D; d++) s += x_t[d] * W_x[d * G * H + u]; return s; };
    const along = (u) => { let s = 0; for (let v = 0; v < H; v++) s += before[v] * W_h[v * G * H + u]; return s; };
    if (cell === "RNN") { for (let u = 0; u < H; u++) g[u] = h[u] = Math.tanh(across(u) + along(u) + b[u]); return; }
    if (cell === "LSTM") {
      for (let u = 0; u < 4 * H; u++) { const a = across(u) + along(u) + b[u]; g[u] = (u / H | 0) === 2 ? Math.tanh(a) : sigmoid(a); }
      net.override?.(t, g);
      for (let u = 0; u < H; u++) {
        net.c[t][u] = g[H + u] * net.c[t - 1][u] + g[u] * g[2 * H + u];
        h[u] = g[3 * H + u] * Math.tanh(net.c[t][u]);
      }
      return;
    }
    for (let u = 0; u < 2 * H; u++) g[u] = sigmoid(across(u) + along(u) + b[u]);
    net.override?.(t, g);
    for (let u = 0; u < H; u++) {
      const n = (g[2 * H + u] = Math.tanh(across(2 * H + u) + b[2 * H + u] + g[u] * (along(2 * H + u) + params.b_hn[u])));
      h[u] = (1 - g[H + u]) * n + g[H + u] * before[u];
    }
  }
  return net;
}
