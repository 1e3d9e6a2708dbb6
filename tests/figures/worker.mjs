// Lets the worker that trains do what pages ask of it, and tells in JSON what it answered.
import { readFileSync } from "node:fs";

const { wasm } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(wasm);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const counted = { fetched: 0, compiled: 0, memories: 0, crashed: 0 };
const { instantiate, Memory } = WebAssembly;
WebAssembly.instantiate = (...given) => (counted.compiled++, instantiate(...given));
WebAssembly.Memory = class extends Memory {
  constructor(sizes) {
    super(sizes);
    counted.memories++;
  }
};
globalThis.fetch = async () => {
  counted.fetched++;
  await pause(50);
  return { ok: true, arrayBuffer: async () => code };
};
process.on("uncaughtException", () => counted.crashed++); // a browser tells it as an `error`

const heard = [];
globalThis.postMessage = (message) => heard.push(structuredClone(message));
globalThis.onmessage = undefined;
await import("../../docs/assets/figures/train-worker.mjs");
const send = (data) => onmessage({ data });
const about = (run) => heard.filter((message) => message.run === run);
async function until(holds) {
  for (let i = 0; i < 1000 && !holds(); i++) await pause(10);
}

let number = 0;
/** Begin a run, as a page does; `to` is how far it is trained. */
function begin(changes, to = 0) {
  const given = { cell: "RNN", units: 8, window: 10, data: "square", drawn: [], seed: 3 };
  send({ do: "begin", run: ++number, settings: { ...given, rates: [[0, 0.01]], ...changes }, to });
  return number;
}
async function train(changes) {
  const run = begin(changes, 15);
  await until(() => about(run).at(-1)?.epochs === 15);
  return about(run).flatMap(({ losses }) => losses);
}

// A reader drags a slider: the second run is wanted before the first has what it needs.
begin({ window: 9 }, 15);
await pause(20);
const dragged = begin({ window: 12 });
await until(() => about(dragged).length);
await pause(200);
const windows = about(dragged).map(({ task }) => task?.seqLen);

const first = await train({});
const others = [await train({ cell: "LSTM", units: 16 }), await train({ cell: "GRU" })];
const again = await train({});
const before = { ...counted };

const broken = begin({ rates: [[5, 0.01]] }, 15); // no rate to begin with: its first epoch fails
await until(() => about(broken).length > 1 || counted.crashed);
const problems = about(broken).map(({ problem }) => problem ?? null);
const after = await train({});

process.stdout.write(
  JSON.stringify({ windows, first, others, again, before, problems, after, crashed: counted.crashed }),
);
