// The arithmetic of kernels.mjs, four numbers at a time, for WebAssembly. The build compiles it
// with AssemblyScript. Arguments are the same; arrays are addresses of 32-bit numbers.

const ONE = f32x4.splat(1);
const SIZE: usize = 4; // bytes of a number

// @ts-ignore: decorator
@inline function at(base: usize, index: i32): usize { return base + (<usize>index << 2); }

/** Flush to zero what is too small to matter: where it or its square is denormal, all gets slow. */
// @ts-ignore: decorator
@inline function flush(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-18)));
}

/** exp between −60 and 60, as Cephes' expf does: x = k·ln 2 + rest, and a polynomial for it. */
// @ts-ignore: decorator
@inline function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-60)), f32x4.splat(60));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375))); // ln 2 in two parts
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), ONE);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

// @ts-ignore: decorator
@inline function sigmoid(x: v128): v128 {
  return f32x4.div(ONE, f32x4.add(ONE, exp(f32x4.neg(x))));
}

/** tanh, as Cephes' tanhf does: a polynomial near zero, where the other way loses digits. */
// @ts-ignore: decorator
@inline function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const far = f32x4.sub(ONE, f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(size, size)), ONE)));
  const x2 = f32x4.mul(x, x);
  let y = f32x4.splat(-5.70498872745e-3);
  y = f32x4.add(f32x4.mul(y, x2), f32x4.splat(2.06390887954e-2));
  y = f32x4.add(f32x4.mul(y, x2), f32x4.splat(-5.37397155531e-2));
  y = f32x4.add(f32x4.mul(y, x2), f32x4.splat(1.33314422036e-1));
  y = f32x4.add(f32x4.mul(y, x2), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(y, x2), x), x);
  const sign = v128.and(x, f32x4.splat(-0.0));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, f32x4.splat(0.625)));
}

// Numbers left over at the end of a row go one by one, through the same formulas.
// @ts-ignore: decorator
@inline function get(address: usize, four: bool): v128 {
  return four ? v128.load(address) : v128.load32_splat(address);
}
// @ts-ignore: decorator
@inline function put(address: usize, value: v128, four: bool): void {
  if (four) v128.store(address, value);
  else v128.store_lane<f32>(address, value, 0);
}

/** C = A·B, or C += A·B; a tile of C is four rows by eight columns. */
export function matmul(
  a: usize, across: i32, along: i32, b: usize, c: usize, m: i32, k: i32, n: i32, add: bool,
): void {
  if (!add) memory.fill(c, 0, <usize>(m * n) * SIZE);
  for (let i = 0; i < m; i += 4) {
    const rows = min(4, m - i);
    let j = 0;
    if (rows == 4) for (; j + 8 <= n; j += 8) tile(a, across, along, b, c, k, n, i, j);
    for (let r = i; r < i + rows; r++) rest(a, across, along, b, c, k, n, r, j);
  }
}

function tile(
  a: usize, across: i32, along: i32, b: usize, c: usize, k: i32, n: i32, i: i32, j: i32,
): void {
  const row = <usize>n * SIZE;
  const down = <usize>across * SIZE;
  const step = <usize>along * SIZE;
  const c0 = at(c, i * n + j);
  const c1 = c0 + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let s0 = v128.load(c0), t0 = v128.load(c0, 16);
  let s1 = v128.load(c1), t1 = v128.load(c1, 16);
  let s2 = v128.load(c2), t2 = v128.load(c2, 16);
  let s3 = v128.load(c3), t3 = v128.load(c3, 16);
  let left = at(a, i * across);
  let right = at(b, j);
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(right), b1 = v128.load(right, 16);
    let x = v128.load32_splat(left);
    s0 = f32x4.add(s0, f32x4.mul(x, b0));
    t0 = f32x4.add(t0, f32x4.mul(x, b1));
    x = v128.load32_splat(left + down);
    s1 = f32x4.add(s1, f32x4.mul(x, b0));
    t1 = f32x4.add(t1, f32x4.mul(x, b1));
    x = v128.load32_splat(left + 2 * down);
    s2 = f32x4.add(s2, f32x4.mul(x, b0));
    t2 = f32x4.add(t2, f32x4.mul(x, b1));
    x = v128.load32_splat(left + 3 * down);
    s3 = f32x4.add(s3, f32x4.mul(x, b0));
    t3 = f32x4.add(t3, f32x4.mul(x, b1));
    left += step;
    right += row;
  }
  v128.store(c0, s0); v128.store(c0, t0, 16);
  v128.store(c1, s1); v128.store(c1, t1, 16);
  v128.store(c2, s2); v128.store(c2, t2, 16);
  v128.store(c3, s3); v128.store(c3, t3, 16);
}

/** What no tile covers of one row of C: from column j on, four at a time, then one by one. */
function rest(
  a: usize, across: i32, along: i32, b: usize, c: usize, k: i32, n: i32, i: i32, j: i32,
): void {
  while (j < n) {
    const four = j + 4 <= n;
    let sum = get(at(c, i * n + j), four);
    let left = at(a, i * across);
    let right = at(b, j);
    for (let p = 0; p < k; p++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(left), get(right, four)));
      left += <usize>along * SIZE;
      right += <usize>n * SIZE;
    }
    put(at(c, i * n + j), sum, four);
    j += four ? 4 : 1;
  }
}

/** Make every row of C a copy of the bias. */
export function broadcast(bias: usize, c: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) memory.copy(at(c, i * n), bias, <usize>n * SIZE);
}

/** Add all rows of C to the sums; rows begin `stride` apart. */
export function addRows(c: usize, sums: usize, m: i32, n: i32, stride: i32): void {
  for (let j = 0; j < n; ) {
    const four = j + 4 <= n;
    let sum = get(at(sums, j), four);
    for (let i = 0; i < m; i++) sum = f32x4.add(sum, get(at(c, i * stride + j), four));
    put(at(sums, j), sum, four);
    j += four ? 4 : 1;
  }
}

/** h = tanh(a). */
export function rnnState(a: usize, h: usize, count: i32): void {
  for (let i = 0; i < count; ) {
    const four = i + 4 <= count;
    put(at(h, i), tanh(get(at(a, i), four)), four);
    i += four ? 4 : 1;
  }
}

/** da from dh, through the tanh. */
export function rnnBack(h: usize, dh: usize, da: usize, count: i32): void {
  for (let i = 0; i < count; ) {
    const four = i + 4 <= count;
    put(at(da, i), flush(f32x4.mul(get(at(dh, i), four), slope(get(at(h, i), four)))), four);
    i += four ? 4 : 1;
  }
}

/** How steep tanh is where its value is y. */
// @ts-ignore: decorator
@inline function slope(y: v128): v128 { return f32x4.sub(ONE, f32x4.mul(y, y)); }

/** How steep the sigmoid is where its value is y. */
// @ts-ignore: decorator
@inline function slant(y: v128): v128 { return f32x4.mul(y, f32x4.sub(ONE, y)); }

/** Squash the four gates in place: i, f, o by the sigmoid, g by tanh. */
export function lstmGates(a: usize, m: i32, size: i32): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const i = at(a, row * 4 * size + u), f = i + next, g = f + next, o = g + next;
      put(i, sigmoid(get(i, four)), four);
      put(f, sigmoid(get(f, four)), four);
      put(g, tanh(get(g, four)), four);
      put(o, sigmoid(get(o, four)), four);
      u += four ? 4 : 1;
    }
}

/** c = f·c_prev + i·g and h = o·tanh(c). */
export function lstmState(
  gates: usize, cPrev: usize, c: usize, h: usize, m: i32, size: i32,
): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const i = at(gates, row * 4 * size + u), f = i + next, g = f + next, o = g + next;
      const s = row * size + u;
      const kept = f32x4.mul(get(f, four), get(at(cPrev, s), four));
      const now = flush(f32x4.add(kept, f32x4.mul(get(i, four), get(g, four))));
      put(at(c, s), now, four);
      put(at(h, s), flush(f32x4.mul(get(o, four), tanh(now))), four);
      u += four ? 4 : 1;
    }
}

/** da and dc_prev (in place of dc) from dh and dc. */
export function lstmBack(
  gates: usize, cPrev: usize, c: usize, dh: usize, dc: usize, da: usize, m: i32, size: i32,
): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const place = row * 4 * size + u, s = row * size + u;
      const from = at(gates, place), to = at(da, place);
      const i = get(from, four), f = get(from + next, four);
      const g = get(from + 2 * next, four), o = get(from + 3 * next, four);
      const squashed = tanh(get(at(c, s), four));
      const dhs = get(at(dh, s), four);
      const inner = f32x4.mul(f32x4.mul(dhs, o), slope(squashed));
      const total = f32x4.add(get(at(dc, s), four), inner);
      const old = get(at(cPrev, s), four);
      put(to, flush(f32x4.mul(f32x4.mul(total, g), slant(i))), four);
      put(to + next, flush(f32x4.mul(f32x4.mul(total, old), slant(f))), four);
      put(to + 2 * next, flush(f32x4.mul(f32x4.mul(total, i), slope(g))), four);
      put(to + 3 * next, flush(f32x4.mul(f32x4.mul(dhs, squashed), slant(o))), four);
      put(at(dc, s), flush(f32x4.mul(total, f)), four);
      u += four ? 4 : 1;
    }
}

/** Squash r and z in place, from what input (a) and memory (b) say; add n's own bias to b. */
export function gruGates(a: usize, b: usize, bias: usize, m: i32, size: i32): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const r = at(a, row * 3 * size + u), from = at(b, row * 3 * size + u);
      const n = from + 2 * next;
      put(r, sigmoid(f32x4.add(get(r, four), get(from, four))), four);
      put(r + next, sigmoid(f32x4.add(get(r + next, four), get(from + next, four))), four);
      put(n, f32x4.add(get(n, four), get(at(bias, u), four)), four);
      u += four ? 4 : 1;
    }
}

/** n = tanh(a_n + r·b_n), in place of a_n, and h = (1 − z)·n + z·h_prev. */
export function gruState(a: usize, b: usize, hPrev: usize, h: usize, m: i32, size: i32): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const from = at(a, row * 3 * size + u);
      const s = row * size + u;
      const memory = f32x4.mul(get(from, four), get(at(b, row * 3 * size + u) + 2 * next, four));
      const n = tanh(f32x4.add(get(from + 2 * next, four), memory));
      const z = get(from + next, four);
      put(from + 2 * next, n, four);
      const kept = f32x4.mul(z, get(at(hPrev, s), four));
      put(at(h, s), f32x4.add(f32x4.mul(f32x4.sub(ONE, z), n), kept), four);
      u += four ? 4 : 1;
    }
}

/** da, db and the direct part of dh_prev from dh. */
export function gruBack(
  gates: usize, b: usize, hPrev: usize, dh: usize, da: usize, db: usize, dhPrev: usize,
  m: i32, size: i32,
): void {
  const next = <usize>size * SIZE;
  for (let row = 0; row < m; row++)
    for (let u = 0; u < size; ) {
      const four = u + 4 <= size;
      const place = row * 3 * size + u, s = row * size + u;
      const from = at(gates, place), to = at(da, place), too = at(db, place);
      const r = get(from, four), z = get(from + next, four), n = get(from + 2 * next, four);
      const dhs = get(at(dh, s), four);
      const dn = flush(f32x4.mul(f32x4.mul(dhs, f32x4.sub(ONE, z)), slope(n)));
      const dr = flush(f32x4.mul(f32x4.mul(dn, get(at(b, place) + 2 * next, four)), slant(r)));
      const dz = flush(f32x4.mul(f32x4.mul(dhs, f32x4.sub(get(at(hPrev, s), four), n)), slant(z)));
      put(to, dr, four);
      put(too, dr, four);
      put(to + next, dz, four);
      put(too + next, dz, four);
      put(to + 2 * next, dn, four);
      put(too + 2 * next, flush(f32x4.mul(dn, r)), four);
      put(at(dhPrev, s), flush(f32x4.mul(dhs, z)), four);
      u += four ? 4 : 1;
    }
}

/** One step of Adam; `rate` and `root` carry the corrections of its first steps. */
export function adam(
  w: usize, dw: usize, mean: usize, square: usize, count: i32,
  rate: f32, root: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const fresh = f32x4.splat(1 - beta1), new2 = f32x4.splat(1 - beta2);
  for (let i = 0; i < count; ) {
    const four = i + 4 <= count;
    const d = get(at(dw, i), four);
    let m = get(at(mean, i), four), v = get(at(square, i), four);
    m = f32x4.add(m, f32x4.mul(fresh, f32x4.sub(d, m)));
    v = f32x4.add(f32x4.mul(f32x4.splat(beta2), v), f32x4.mul(new2, f32x4.mul(d, d)));
    const below = f32x4.add(f32x4.div(f32x4.sqrt(v), f32x4.splat(root)), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), m), below);
    put(at(mean, i), m, four);
    put(at(square, i), v, four);
    put(at(w, i), f32x4.sub(get(at(w, i), four), step), four);
    i += four ? 4 : 1;
  }
}
