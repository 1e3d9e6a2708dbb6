// <rnn-gates>: a trained network has to remember the first value, while the reader holds its gates
// for the steps that he drags out; at first one is shut for some of them.
// Data: `network` (what payloads.network gives), `seqLen`, `noise`, and `asked`, the number of new
// sequences on which it is tested.

import { CELLS } from "./core/cells.mjs";
import { holdGates } from "./core/held.mjs";
import { loadNetwork } from "./core/network.mjs";
import { recallBatch } from "./core/recall.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, row, select, slider, tick } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap, key } from "./ui/heatmap.mjs";
import { Span } from "./ui/span.mjs";
import { choice, held, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const GUESSING = 0.1; // how far from one half the share of right answers may be to call it so
const TEST_SEED = 1e6; // no sequence that the reader can choose

class RnnGates extends Explorable {
  describe({ network, seqLen }) {
    this.gates = Object.keys(CELLS[network.cell].held);
    const [some, more] = [0.4, 0.6].map((share) => Math.ceil(share * seqLen));
    this.first = { value: 0, first: some, last: more }; // shut for some steps in the middle
    return {
      gate: choice(this.gates[0], this.gates),
      ...Object.fromEntries(this.gates.map((gate, i) => [gate, held(i ? null : this.first, seqLen)])),
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

    const holdIt = (hold) => {
      this.lately[this.state.gate] = this.#chosen();
      this.set({ [this.state.gate]: hold });
    };
    const change = (part) => holdIt({ ...this.#chosen(), ...part });
    this.choices = this.gates.map((gate) => {
      const press = button(parts[gate] + hints[gate], () => this.set({ gate }));
      return { gate, press };
    });
    this.controls = {
      hold: tick("hold it, in all units", (on) => holdIt(on ? this.#chosen() : null)),
      value: slider("how far open", {
        min: 0, max: 1, step: 0.05, show, input: (value) => change({ value }),
      }),
      bit: select("Shown: began with", [["1", "+1"], ["-1", "−1"]], (bit) => this.set({ bit })),
      t: slider("after step", { min: 1, max: seqLen, input: (t) => this.set({ t }) }),
    };
    const { hold, value, bit, t } = this.controls;
    const free = Object.fromEntries(this.gates.map((name) => [name, null]));
    this.free = button("let go of all", () => this.set(free));
    const other = button("other noise", () => this.set({ noise: (this.state.noise + 1) % 10000 }));

    this.chart = new Chart({ x: "", y: "what it says if it is asked now", height: "9rem" });
    this.span = new Span(this.chart, ["from step", "to step"], (first, last) => change({ first, last }));
    this.maps = Object.fromEntries(
      Object.entries(this.names).map(([letter, name]) => [
        letter,
        new Heatmap({ rows: name, columns: "", height: "2.6rem", small: true, signal: this.signal }),
      ]),
    );
    this.seen = el("div"); // the gate, and the memory that it guards; the others on demand
    this.rest = el("div");
    const inside = details("The other parts, and all numbers of a step",
      this.rest, row("What is shown", bit, other, t));
    inside.addEventListener("toggle", () => this.#drawMaps());
    this.inside = inside;
    this.table = new Table("All numbers of this step", ["unit", ...Object.keys(this.maps)]);
    inside.append(this.table.element);
    const choose = row("The gate", ...this.choices.map(({ press }) => press));
    choose.classList.add("rnn-equal");
    live.append(
      this.chart.element,
      this.seen,
      key(),
      this.sentence,
      choose,
      row("How it is held", hold, this.free, value),
      inside,
    );
  }

  render() {
    const { state, network, controls } = this;
    const holds = this.#holds();
    const chosen = this.#chosen();
    for (const name of ["bit", "t"]) controls[name].update(state[name]);
    for (const { gate, press } of this.choices)
      press.element.setAttribute("aria-pressed", String(gate === state.gate));
    controls.hold.update(state[state.gate] !== null);
    controls.value.range.disabled = state[state.gate] === null;
    controls.value.update(chosen.value);
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
    const first = [1, -1].map((bit) => [1, bit]);
    const [plus, minus] = mine;
    this.chart.draw([
      { name: "what it reads", kind: "dots", points: [...first, ...points(noise).slice(1)],
        colour: "memory", faint: true },
      { name: this.#holds().length ? "left alone" : "", points: points(alone[0]), colour: "truth",
        dashed: true },
      { points: points(alone[1]), colour: "truth", dashed: true },
      { name: "began with +1", points: points(plus), colour: "word" },
      { name: "began with −1", points: points(minus), colour: "word", dotted: true },
    ], {
      x: [0.5, seqLen + 0.5], y: [-1.6, 1.6],
      label: `What the network says after each of ${seqLen} steps; at the end ${show(plus.at(-1))} if ` +
        `the sequence began with +1, and ${show(minus.at(-1))} if it began with −1.`,
    });
    this.span.update(this.state[this.state.gate], seqLen);
  }

  #drawMaps() {
    const steps = Array.from({ length: this.data.seqLen }, (_, i) => i + 1);
    const shown = [this.state.gate, Object.keys(this.network.kind.states)[0]];
    const rest = Object.keys(this.maps).filter((letter) => !shown.includes(letter));
    const place = (part, letters) => {
      const maps = letters.map((letter) => this.maps[letter].element);
      if (maps.some((map, i) => map !== part.children[i])) part.replaceChildren(...maps);
    };
    place(this.seen, shown);
    place(this.rest, rest);
    for (const letter of this.inside.open ? [...shown, ...rest] : shown) {
      const map = this.maps[letter];
      const low = this.gates.includes(letter) ? "0 (pale)" : "−1 (brown)";
      map.draw(
        steps.map((t) => this.#numbers(letter, t)),
        `${this.names[letter]}: ${this.network.hiddenSize} units, between ${low} and 1 (blue).`,
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
    const { gate } = this.state;
    return this.state[gate] ?? this.lately[gate] ?? this.first;
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
