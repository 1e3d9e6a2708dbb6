// What the table of cells says, and what follows from it, in JSON.
import { readFileSync } from "node:fs";
import { plain } from "../../docs/assets/figures/core/backend.mjs";
import { CELLS, shapes } from "../../docs/assets/figures/core/cells.mjs";
import { holdGates } from "../../docs/assets/figures/core/held.mjs";
import { initialise } from "../../docs/assets/figures/core/initialise.mjs";
import { Network } from "../../docs/assets/figures/core/network.mjs";
import { generator } from "../../docs/assets/figures/core/rng.mjs";

const { sizes, x, cases } = JSON.parse(readFileSync(0, "utf8"));
const make = (cell) =>
  new Network({ ...sizes, cell, outputSize: 0, seqLen: x.length, backend: plain(Float64Array) });

/** What the biases are at the start, with a forget bias of 9. */
function biases(cell) {
  const network = make(cell);
  initialise(network, generator(0), { forgetBias: 9 });
  return [...network.params[CELLS[cell].names.bias]];
}

/** What a figure lets its reader choose for a cell, or with one. */
const made = {};
globalThis.HTMLElement = class {};
globalThis.customElements = { get: () => undefined, define: (name, element) => (made[name] = element) };
for (const name of ["playground", "gradients", "gates"])
  await import(`../../docs/assets/figures/rnn-${name}.mjs`);
const describe = (name, data = {}) => made[`rnn-${name}`].prototype.describe.call({}, data);

const cells = Object.fromEntries(
  Object.entries(CELLS).map(([cell, kind]) => [cell, {
    parts: Object.keys(kind.parts),
    held: Object.keys(kind.held),
    shapes: Object.entries(shapes(kind, sizes)),
    biases: biases(cell),
    offered: Object.keys(describe("gates", { network: { cell }, seqLen: x.length })),
  }]),
);
const held = cases.map(({ cell, weights, holds }) => {
  const network = make(cell).load(weights);
  network.override = holdGates(network, holds);
  network.forward(x);
  return network.h.slice(1).map((h) => [...h]);
});
const chosen = ["playground", "gradients"].map((name) => describe(name, { seqLen: 20 }).cell.expected);
process.stdout.write(JSON.stringify({ cells, held, chosen }));
