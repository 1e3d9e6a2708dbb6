// Lets runs of the playground do what the test asks, and answers in JSON.
import { readFileSync } from "node:fs";
import { plain, simd } from "../../docs/assets/figures/core/backend.mjs";
import { CELLS } from "../../docs/assets/figures/core/cells.mjs";
import { Run } from "../../docs/assets/figures/core/run.mjs";
import { makeSeries } from "../../docs/assets/figures/core/series.mjs";

const { wasm, cases, series } = JSON.parse(readFileSync(0, "utf8"));
const code = readFileSync(wasm);

async function answer({ settings, epochs, changes = [], backend }) {
  const run = new Run(settings, backend === "simd" ? await simd(code) : plain(Float64Array));
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
process.stdout.write(JSON.stringify({ cells: Object.keys(CELLS), runs, series: made }));
