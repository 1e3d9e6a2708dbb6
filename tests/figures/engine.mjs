// Runs the engine of the figures on what the test hands over, and answers in JSON.
import { readFileSync } from "node:fs";
import { plain, simd } from "../../docs/assets/figures/core/backend.mjs";
import { CELLS } from "../../docs/assets/figures/core/cells.mjs";
import { Network } from "../../docs/assets/figures/core/network.mjs";
import { Trainer } from "../../docs/assets/figures/core/train.mjs";

const { wasm, cases } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(wasm);
const backends = {
  float64: async () => plain(Float64Array),
  float32: async () => plain(Float32Array),
  simd: () => simd(code),
};
const lists = (arrays) => Object.fromEntries(Object.entries(arrays).map(([k, v]) => [k, [...v]]));

async function run({ sizes, weights, x, y, epochs, precision }) {
  const network = new Network({ ...sizes, backend: await backends[precision]() }).load(weights);
  network.forward(x);
  const outputs = [...network.read()];
  const states = network.h.map((h) => [...h]);
  const dy = outputs.map((output, i) => (2 * (output - y[i])) / y.length);
  network.backward(dy);
  const grads = lists(network.grads);
  const jacobian = [];
  if (sizes.batchSize === 1) {
    network.backwardFrom({ dh: new Float32Array(sizes.hiddenSize).fill(1) }, (t, dh, dc) =>
      jacobian.push([[...dh], [...dc]]),
    );
  }
  const trainer = new Trainer(network, x, y, { learningRate: 0.01 });
  const losses = Array.from({ length: epochs }, () => trainer.epoch());
  return { outputs, states, grads, losses, jacobian, params: lists(network.params) };
}

const answers = [];
for (const given of cases) answers.push(await run(given));
process.stdout.write(JSON.stringify({ cells: Object.keys(CELLS), answers }));
