// Every kernel of both kinds on the same random numbers, and what happens without WebAssembly.
import { readFileSync } from "node:fs";
import { fastest, plain, simd } from "../../docs/assets/figures/core/backend.mjs";
import * as kernels from "../../docs/assets/figures/core/kernels.mjs";
import { generator, normal } from "../../docs/assets/figures/core/rng.mjs";

const { wasm } = JSON.parse(readFileSync(0, "utf8"));
const compiled = await simd(readFileSync(wasm));
const random = generator(1);
const found = {};

/** Let both calculate; return by how much their numbers differ, and whether they do anything. */
function compare(name, lengths, call) {
  const [ours, theirs] = [plain(), compiled].map((backend) =>
    lengths.map((length) => backend.alloc(length)),
  );
  ours.forEach((array, k) => {
    for (let i = 0; i < array.length; i++) array[i] = theirs[k][i] = 2 * random() - 1;
  });
  if (name === "adam") for (const set of [ours, theirs]) set[3].forEach((v, i) => (set[3][i] = v * v));
  const before = ours.map((array) => [...array]);
  call(plain(), ours);
  call(compiled, theirs);
  let worst = 0, changed = false;
  ours.forEach((array, k) =>
    array.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - theirs[k][i]));
      changed ||= value !== before[k][i];
    }),
  );
  found[name] ??= { worst: 0, changed: true };
  found[name] = { worst: Math.max(found[name].worst, worst), changed: found[name].changed && changed };
}

for (const [m, k, n] of [[1, 1, 1], [3, 5, 7], [4, 8, 8], [5, 3, 9], [33, 1, 12], [8, 33, 1], [7, 4, 31]]) {
  for (const add of [true, false]) {
    compare("matmul", [m * k, k * n, m * n], (b, [x, y, z]) => b.matmul(x, k, 1, y, z, m, k, n, add));
    compare("matmul", [m * k, k * n, m * n], (b, [x, y, z]) => b.matmul(x, 1, m, y, z, m, k, n, add));
  }
  compare("broadcast", [n, m * n], (b, [x, y]) => b.broadcast(x, y, m, n));
  compare("addRows", [m * (n + 2), n], (b, [x, y]) => b.addRows(x, y, m, n, n + 2));
  const s = m * n, three = 3 * s, four = 4 * s;
  compare("rnnState", [s, s], (b, a) => b.rnnState(...a, s));
  compare("rnnBack", [s, s, s], (b, a) => b.rnnBack(...a, s));
  compare("lstmGates", [four], (b, a) => b.lstmGates(...a, m, n));
  compare("lstmState", [four, s, s, s], (b, a) => b.lstmState(...a, m, n));
  compare("lstmBack", [four, s, s, s, s, four], (b, a) => b.lstmBack(...a, m, n));
  compare("gruGates", [three, three, n], (b, a) => b.gruGates(...a, m, n));
  compare("gruState", [three, three, s, s], (b, a) => b.gruState(...a, m, n));
  compare("gruBack", [three, three, s, s, three, three, s], (b, a) => b.gruBack(...a, m, n));
  compare("adam", [s, s, s, s], (b, a) => b.adam(...a, s, 0.01, 0.5, 0.9, 0.999, 1e-8));
}

const TINY = 1e-20; // below, only the difference counts

/** tanh and the sigmoid over all there is, against the exact ones. */
const numbers = [];
for (let x = -120; x <= 120; x += 0.0137) numbers.push(x, x / 1000);
const [a, h] = [compiled.alloc(numbers.length), compiled.alloc(numbers.length)];
a.set(numbers);
compiled.rnnState(a, h, numbers.length);
const relative = (got, want) => Math.max(...got.map((v, i) => Math.abs(v - want[i]) / Math.max(Math.abs(want[i]), TINY)));
const gates = compiled.alloc(4 * numbers.length);
gates.set(numbers);
compiled.lstmGates(gates, 1, numbers.length);
const ends = compiled.alloc(4);
ends.set([Infinity, -Infinity, NaN, 0]);
compiled.rnnState(ends, ends, 4);

console.info = () => {};
const before = globalThis.fetch;
globalThis.fetch = async () => ({ ok: false, status: 404 });
const missing = (await fastest("kernels.wasm")).name;
globalThis.fetch = async () => ({ ok: true, arrayBuffer: async () => new ArrayBuffer(3) });
const broken = (await fastest("kernels.wasm")).name;
globalThis.fetch = async () => ({ ok: true, arrayBuffer: async () => readFileSync(wasm) });
const found_it = (await fastest("kernels.wasm")).name;
globalThis.fetch = (_, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const awake = setInterval(() => {}, 1000);
const silent = (await fastest("kernels.wasm", 10)).name;
clearInterval(awake);
globalThis.fetch = before;
let full = "";
try {
  compiled.alloc(2 ** 28);
} catch (error) {
  full = error.message;
}

const draws = Array.from({ length: 20000 }, () => normal(random));
const mean = draws.reduce((sum, v) => sum + v, 0) / draws.length;
process.stdout.write(
  JSON.stringify({
    kernels: found,
    names: Object.keys(kernels),
    tanh: relative([...h], [...Float32Array.from(numbers)].map(Math.tanh)),
    sigmoid: relative([...gates.subarray(0, numbers.length)].slice(), [...Float32Array.from(numbers)].map((v) => 1 / (1 + Math.exp(-v)))),
    ends: [...ends].map(String),
    backends: [missing, broken, silent, found_it],
    full,
    draws: Array.from({ length: 3 }, generator(42)),
    again: Array.from({ length: 3 }, generator(42)),
    other: generator(43)(),
    mean,
    spread: Math.sqrt(draws.reduce((sum, v) => sum + (v - mean) ** 2, 0) / draws.length),
  }),
);
