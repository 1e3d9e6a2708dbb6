// Lets runs of the playground do what the test asks, and answers in JSON.
import { readFileSync } from "node:fs";
import { plain, simd } from "../../docs/assets/figures/core/backend.mjs";
import { CELLS } from "../../docs/assets/figures/core/cells.mjs";
import { Run } from "../../docs/assets/figures/core/run.mjs";
import { makeSeries } from "../../docs/assets/figures/core/series.mjs";

/** What the playground begins with. */
let playground;
globalThis.HTMLElement = class {};
globalThis.customElements = { get: () => undefined, define: (_, element) => (playground = element) };
await import("../../docs/assets/figures/rnn-playground.mjs");
const offered = playground.prototype.describe.call({}, { mostEpochs: 5000, mostRates: 20 });
const first = Object.fromEntries(Object.entries(offered).map(([name, { first }]) => [name, first]));

const { wasm, cases, series } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(wasm);

async function answer({ settings, epochs, changes = [], backend }) {
  const given = { ...first, ...settings };
  const run = new Run({ ...given, units: Number(given.units) }, backend === "simd" ? await simd(code) : plain(Float64Array));
  const before = run.snapshot();
  for (let i = 0; i < epochs; i++) {
    for (const [at, rate] of changes) if (at === i) run.setRate(rate);
    if (!run.epoch()) break;
  }
  const { losses, errors, diverged = false } = run;
  return {
    before, after: run.snapshot(), losses, errors, diverged,
    baselines: run.baselines(), saved: run.saved(),
  };
}

const runs = [];
for (const given of cases) runs.push(await answer(given));
const made = series.map(([kind, seed]) => [...makeSeries(kind, seed, [0, 1, 0, -1])]);
process.stdout.write(JSON.stringify({ cells: Object.keys(CELLS), runs, series: made, first }));
