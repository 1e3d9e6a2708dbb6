// <rnn-gates>: a trained network has to remember the first value, while the reader holds its gates.
// Data: `network` (what payloads.network gives), `seqLen`, `noise`, and `asked`, the number of new
// sequences on which it is tested.

import { CELLS } from "./core/cells.mjs";
import { holdGates } from "./core/held.mjs";
import { loadNetwork } from "./core/network.mjs";
import { recallBatch } from "./core/recall.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row, select, slider, tick } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap, key } from "./ui/heatmap.mjs";
import { choice, held, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const GUESSING = 0.1; // how far from one half the share of right answers may be to call it so
const TEST_SEED = 1e6; // no sequence that the reader can choose

class RnnGates extends Explorable {
  describe({ network, seqLen }) {
    this.gates = Object.keys(CELLS[network.cell].held);
    return {
      gate: choice(this.gates[0], this.gates),
      ...Object.fromEntries(this.gates.map((gate) => [gate, held(seqLen)])),
      bit: choice("1", ["1", "-1"]),
      noise: whole(0, 0, 9999),
      t: whole(seqLen, 1, seqLen),
    };
  }

  build(live, { network, seqLen, noise, asked }) {
    const { parts, states, held: hints } = CELLS[network.cell];
    this.names = { ...parts, ...states };
    this.network = loadNetwork(network, seqLen);
    this.crowd = loadNetwork({ ...network, batchSize: asked }, seqLen);
    this.test = recallBatch(generator(TEST_SEED), { count: asked, seqLen, noise });
    this.alone = this.#right([]);
    this.lately = {}; // how each gate was held last

    const steps = { min: 1, max: seqLen };
    const names = this.gates.map((gate) => [gate, parts[gate] + hints[gate]]);
    const holdIt = (hold) => {
      this.lately[this.state.gate] = this.#chosen();
      this.set({ [this.state.gate]: hold });
    };
    const change = (part) => holdIt({ ...this.#chosen(), ...part });
    this.controls = {
      gate: select("Gate", names, (gate) => this.set({ gate })),
      hold: tick("hold it, in all units", (on) => holdIt(on ? this.#chosen() : null)),
      value: slider("how far open", {
        min: 0, max: 1, step: 0.05, show, input: (value) => change({ value }),
      }),
      first: slider("from step", { ...steps, input: (first) =>
        change({ first, last: Math.max(first, this.#chosen().last) }) }),
      last: slider("to step", { ...steps, input: (last) =>
        change({ last, first: Math.min(last, this.#chosen().first) }) }),
      bit: select("Shown below: began with", [["1", "+1"], ["-1", "−1"]], (bit) => this.set({ bit })),
      t: slider("after step", { ...steps, input: (t) => this.set({ t }) }),
    };
    const { gate, hold, value, first, last, bit, t } = this.controls;
    const free = Object.fromEntries(this.gates.map((name) => [name, null]));
    this.free = button("let go of all gates", () => this.set(free));
    const other = button("other noise", () => this.set({ noise: (this.state.noise + 1) % 10000 }));

    this.chart = new Chart({ x: "step", y: "what it says if it is asked now", height: "9rem" });
    this.maps = Object.fromEntries(
      Object.entries(this.names).map(([letter, name]) => [
        letter,
        new Heatmap({ rows: name, columns: "step", height: "3.2rem", small: true, signal: this.signal }),
      ]),
    );
    this.table = new Table("All numbers of this step", ["unit", ...Object.keys(this.maps)]);
    live.append(
      row("The gate", gate, hold, this.free),
      row("How it is held", value, first, last),
      this.chart.element,
      this.sentence,
      row("What is shown below", bit, other, t),
      el("div", { class: "rnn-panels" }, ...Object.values(this.maps).map(({ element }) => element)),
      key(),
      this.table.element,
    );
  }

  render() {
    const { state, network, controls } = this;
    const holds = this.#holds();
    const chosen = this.#chosen();
    for (const name of ["gate", "bit", "t"]) controls[name].update(state[name]);
    controls.hold.update(state[state.gate] !== null);
    for (const name of ["value", "first", "last"]) {
      controls[name].range.disabled = state[state.gate] === null;
      controls[name].update(chosen[name]);
    }
    this.free.enable(holds.length);

    const noise = recallBatch(generator(state.noise), { ...this.data, count: 1 }).x;
    const from = (bit) => Float64Array.from(noise, (value, i) => (i ? value : bit));
    const both = (now) => [1, -1].map((bit) => this.#answers(from(bit), now));
    const [alone, mine] = [both([]), both(holds)];
    this.#answers(from(Number(state.bit)), holds); // the last one read is shown below
    this.#drawChart(noise, alone, mine);
    this.#drawMaps();
    this.table.draw(() =>
      Array.from({ length: network.hiddenSize }, (_, unit) => [
        String(unit + 1),
        ...Object.keys(this.maps).map((part) => show(this.#numbers(part, state.t)[unit], 4)),
      ]),
    );
    return this.#sentence(holds, mine.map((answers) => show(answers.at(-1))));
  }

  #drawChart(noise, alone, mine) {
    const { seqLen } = this.data;
    const points = (values) => [...values].map((value, i) => [i + 1, value]);
    const read = { name: "noise", kind: "dots", points: points(noise).slice(1), colour: "grey" };
    const drawn = [["began with +1", "orange", 1], ["began with −1", "blue", -1]].flatMap(
      ([name, colour, bit], i) => [
        { kind: "dots", points: [[1, bit]], colour }, // the first value that it reads
        { name: `${name}, left alone`, points: points(alone[i]), colour, dashed: true },
        { name, points: points(mine[i]), colour },
      ],
    );
    const [plus, minus] = mine.map((answers) => show(answers.at(-1)));
    this.chart.draw([read, ...drawn], {
      x: [1, seqLen], y: [-1.6, 1.6], mark: this.state.t,
      label: `What the network says after each of ${seqLen} steps; at the end ${plus} if the ` +
        `sequence began with +1, and ${minus} if it began with −1.`,
    });
  }

  #drawMaps() {
    const steps = Array.from({ length: this.data.seqLen }, (_, i) => i + 1);
    for (const [letter, map] of Object.entries(this.maps)) {
      const low = this.gates.includes(letter) ? "0 (pale)" : "−1 (blue)";
      map.draw(
        steps.map((t) => this.#numbers(letter, t)),
        `${this.names[letter]}: ${this.network.hiddenSize} units, between ${low} and 1 (orange).`,
        this.state.t - 1,
      );
    }
  }

  /** What a part of the network said after step t, one number per unit. */
  #numbers(letter, t) {
    const { gates, order, h, c, hiddenSize: H } = this.network;
    if (letter === "h") return h[t];
    if (letter === "c") return c[t].map(Math.tanh);
    const place = order.indexOf(letter);
    return gates[t].subarray(place * H, (place + 1) * H);
  }

  #sentence(holds, [plus, minus]) {
    const { asked } = this.data;
    const end = `At the end it says ${plus} if the sequence began with +1, ${minus} if with −1.`;
    if (!holds.length)
      return `Nobody holds the gates. ${end} Of ${asked} new sequences it has ${this.alone} right.`;
    const yours = holds.map(({ gate, value, first, last }) => {
      const steps = first === last ? `in step ${first}` : `from step ${first} to ${last}`;
      return `${this.names[gate]} at ${show(value)} ${steps}`;
    });
    const right = this.#right(holds);
    const fate = Math.abs(right / asked - 0.5) < GUESSING ? ": it guesses" : "";
    return `You hold ${yours.join(", and ")}. ${end} ` +
      `Of ${asked} new sequences it has ${right} right${fate}; left alone, ${this.alone}.`;
  }

  /** How the chosen gate is held, or would be. */
  #chosen() {
    const { seqLen } = this.data;
    const { gate } = this.state;
    return this.state[gate] ?? this.lately[gate] ?? { value: 0, first: 2, last: seqLen };
  }

  #holds() {
    const { state } = this;
    return this.gates.filter((gate) => state[gate]).map((gate) => ({ gate, ...state[gate] }));
  }

  /** What the network says after every step of one sequence. */
  #answers(x, holds) {
    this.network.override = holdGates(this.network, holds);
    this.network.forward(x);
    return Array.from(x, (_, i) => this.network.read(this.network.h[i + 1])[0]);
  }

  /** How many of the new sequences it answers rightly. */
  #right(holds) {
    this.crowd.override = holdGates(this.crowd, holds);
    this.crowd.forward(this.test.x);
    return this.crowd.read().filter((answer, i) => answer > 0 === this.test.bits[i] > 0).length;
  }
}

define("rnn-gates", RnnGates);
