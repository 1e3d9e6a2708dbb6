// Times one epoch of the same training, with our engine and with TensorFlow.js.
import { plain, simd } from "/figures/core/backend.mjs";
import { initialise } from "/figures/core/initialise.mjs";
import { Network } from "/figures/core/network.mjs";
import { generator } from "/figures/core/rng.mjs";
import { Trainer } from "/figures/core/train.mjs";

const UNITS = 32, STEPS = 20, WINDOWS = 480, RATE = 0.01;
const wave = Array.from({ length: WINDOWS + STEPS }, (_, i) => Math.sin((4 * Math.PI * i) / 499));

async function ours(cell, backend) {
  const sizes = { cell, inputSize: 1, hiddenSize: UNITS, outputSize: 1 };
  const network = new Network({ ...sizes, seqLen: STEPS, batchSize: WINDOWS, backend });
  initialise(network, generator(0));
  const x = new Float32Array(STEPS * WINDOWS);
  for (let t = 0; t < STEPS; t++)
    for (let n = 0; n < WINDOWS; n++) x[t * WINDOWS + n] = wave[n + t];
  const trainer = new Trainer(network, x, wave.slice(STEPS), { learningRate: RATE });
  return () => trainer.epoch();
}

async function theirs(cell) {
  const { tf } = window;
  const layer = { RNN: "simpleRNN", LSTM: "lstm", GRU: "gru" }[cell];
  const model = tf.sequential();
  model.add(tf.layers[layer]({ units: UNITS, inputShape: [STEPS, 1] }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(RATE), loss: "meanSquaredError" });
  const windows = Array.from({ length: WINDOWS }, (_, n) => wave.slice(n, n + STEPS).map((v) => [v]));
  const [x, y] = [tf.tensor3d(windows), tf.tensor2d(wave.slice(STEPS).map((v) => [v]))];
  return () => model.trainOnBatch(x, y);
}

/** Prepare all ways for a cell; `time(way, epochs)` then gives milliseconds an epoch. */
window.prepare = async (cell) => {
  window.tf.wasm.setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  await window.tf.setBackend("wasm");
  const code = await (await fetch("/kernels.wasm")).arrayBuffer();
  window.ways = {
    ours_simd: await ours(cell, await simd(code)),
    ours_plain: await ours(cell, plain()),
    tfjs_wasm: await theirs(cell),
  };
  for (const way of Object.values(window.ways)) for (let i = 0; i < 3; i++) await way();
  return window.tf.getBackend();
};

window.time = async (way, epochs) => {
  const start = performance.now();
  for (let i = 0; i < epochs; i++) await window.ways[way]();
  return (performance.now() - start) / epochs;
};
window.ready = true;
