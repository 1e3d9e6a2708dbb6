// The arithmetic of recurrent networks, on plain arrays of numbers of either precision.
// kernels.ts has the same functions, under the same names, four numbers at a time.
// Matrices are row by row; `m` counts rows, `n` columns, `size` the hidden units.

const sigmoid = (a) => 1 / (1 + Math.exp(-a));

/**
 * C = A·B, or C += A·B if `add`. A is m × k and may lie in memory in any way: its element (i, p)
 * is a[i * across + p * along], so that its transpose needs no copy.
 */
export function matmul(a, across, along, b, c, m, k, n, add) {
  if (!add) c.fill(0, 0, m * n);
  const evenRows = m - (m % 2), evenColumns = n - (n % 4);
  for (let i = 0; i < evenRows; i += 2)
    for (let j = 0; j < evenColumns; j += 4) tile(a, across, along, b, c, k, n, i, j);
  for (let i = 0; i < m; i++) rest(a, across, along, b, c, k, n, i, i < evenRows ? evenColumns : 0);
}

/** Two rows by four columns at once: eight sums that stay in registers. */
function tile(a, across, along, b, c, k, n, i, j) {
  const top = i * n + j;
  const low = top + n;
  let s0 = c[top], s1 = c[top + 1], s2 = c[top + 2], s3 = c[top + 3];
  let t0 = c[low], t1 = c[low + 1], t2 = c[low + 2], t3 = c[low + 3];
  let left = i * across;
  let right = j;
  for (let p = 0; p < k; p++) {
    const u = a[left], v = a[left + across];
    const b0 = b[right], b1 = b[right + 1], b2 = b[right + 2], b3 = b[right + 3];
    s0 += u * b0; s1 += u * b1; s2 += u * b2; s3 += u * b3;
    t0 += v * b0; t1 += v * b1; t2 += v * b2; t3 += v * b3;
    left += along;
    right += n;
  }
  c[top] = s0; c[top + 1] = s1; c[top + 2] = s2; c[top + 3] = s3;
  c[low] = t0; c[low + 1] = t1; c[low + 2] = t2; c[low + 3] = t3;
}

function rest(a, across, along, b, c, k, n, i, from) {
  for (let j = from; j < n; j++) {
    let sum = c[i * n + j];
    for (let p = 0; p < k; p++) sum += a[i * across + p * along] * b[p * n + j];
    c[i * n + j] = sum;
  }
}

/** Make every row of C a copy of the bias. */
export function broadcast(bias, c, m, n) {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) c[i * n + j] = bias[j];
}

/** Add all rows of C to the sums; rows begin `stride` apart. */
export function addRows(c, sums, m, n, stride) {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) sums[j] += c[i * stride + j];
}

/** h = tanh(a). */
export function rnnState(a, h, count) {
  for (let i = 0; i < count; i++) h[i] = Math.tanh(a[i]);
}

/** da from dh, through the tanh. */
export function rnnBack(h, dh, da, count) {
  for (let i = 0; i < count; i++) da[i] = dh[i] * (1 - h[i] * h[i]);
}

/** Squash the four gates in place: i, f, o by the sigmoid, g by tanh. */
export function lstmGates(a, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const i = row * 4 * size + u;
      a[i] = sigmoid(a[i]);
      a[i + size] = sigmoid(a[i + size]);
      a[i + 2 * size] = Math.tanh(a[i + 2 * size]);
      a[i + 3 * size] = sigmoid(a[i + 3 * size]);
    }
}

/** c = f·c_prev + i·g and h = o·tanh(c). */
export function lstmState(gates, cPrev, c, h, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const i = row * 4 * size + u, s = row * size + u;
      c[s] = gates[i + size] * cPrev[s] + gates[i] * gates[i + 2 * size];
      h[s] = gates[i + 3 * size] * Math.tanh(c[s]);
    }
}

/** da and dc_prev (in place of dc) from dh and dc. */
export function lstmBack(gates, cPrev, c, dh, dc, da, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const at = row * 4 * size + u, s = row * size + u;
      const i = gates[at], f = gates[at + size];
      const g = gates[at + 2 * size], o = gates[at + 3 * size];
      const squashed = Math.tanh(c[s]);
      const total = dc[s] + dh[s] * o * (1 - squashed * squashed);
      da[at] = total * g * i * (1 - i);
      da[at + size] = total * cPrev[s] * f * (1 - f);
      da[at + 2 * size] = total * i * (1 - g * g);
      da[at + 3 * size] = dh[s] * squashed * o * (1 - o);
      dc[s] = total * f;
    }
}

/** Squash r and z in place, from what input (a) and memory (b) say; add n's own bias to b. */
export function gruGates(a, b, bias, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const i = row * 3 * size + u;
      a[i] = sigmoid(a[i] + b[i]);
      a[i + size] = sigmoid(a[i + size] + b[i + size]);
      b[i + 2 * size] += bias[u];
    }
}

/** n = tanh(a_n + r·b_n), in place of a_n, and h = (1 − z)·n + z·h_prev. */
export function gruState(a, b, hPrev, h, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const i = row * 3 * size + u, s = row * size + u;
      const n = (a[i + 2 * size] = Math.tanh(a[i + 2 * size] + a[i] * b[i + 2 * size]));
      const z = a[i + size];
      h[s] = (1 - z) * n + z * hPrev[s];
    }
}

/** da, db and the direct part of dh_prev from dh. */
export function gruBack(gates, b, hPrev, dh, da, db, dhPrev, m, size) {
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; u++) {
      const at = row * 3 * size + u, s = row * size + u;
      const r = gates[at], z = gates[at + size], n = gates[at + 2 * size];
      const dn = dh[s] * (1 - z) * (1 - n * n);
      da[at] = db[at] = dn * b[at + 2 * size] * r * (1 - r);
      da[at + size] = db[at + size] = dh[s] * (hPrev[s] - n) * z * (1 - z);
      da[at + 2 * size] = dn;
      db[at + 2 * size] = dn * r;
      dhPrev[s] = dh[s] * z;
    }
}

/** One step of Adam; `rate` and `root` carry the corrections of its first steps. */
export function adam(w, dw, mean, square, count, rate, root, beta1, beta2, epsilon) {
  for (let i = 0; i < count; i++) {
    mean[i] += (1 - beta1) * (dw[i] - mean[i]);
    square[i] = beta2 * square[i] + (1 - beta2) * dw[i] * dw[i];
    w[i] -= (rate * mean[i]) / (Math.sqrt(square[i]) / root + epsilon);
  }
}
