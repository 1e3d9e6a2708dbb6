// <rnn-gates>: a trained network has to remember the first value, while the reader holds its gates
// for the steps that he drags out below the answers; at first two are shut at once, in the middle.
// Data: `network` (what payloads.network gives), `seqLen`, `noise`, and `asked`, the number of new
// sequences on which it is tested.

import { CELLS } from "./core/cells.mjs";
import { holdGates } from "./core/held.mjs";
import { loadNetwork } from "./core/network.mjs";
import { recallBatch } from "./core/recall.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, row, select, slider } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap, key } from "./ui/heatmap.mjs";
import { areaAbove } from "./ui/line.mjs";
import { Span } from "./ui/span.mjs";
import { choice, held, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const GUESSING = 0.1; // how far from one half the share of right answers may be to call it so
const TEST_SEED = 1e6; // no sequence that the reader can choose
const LIMITS = [-1.6, 1.6];
const [ROOM, NAME, LOW] = [10.2, 1, 2.2]; // rem: of all gates, of the name above one, of other parts

class RnnGates extends Explorable {
  describe({ network, seqLen }) {
    this.gates = Object.keys(CELLS[network.cell].held);
    const [first, last] = [0.5, 0.6].map((share) => Math.ceil(share * seqLen));
    this.first = { value: 0, first, last };
    return {
      ...Object.fromEntries(this.gates.map((gate, i) => [gate, held(i < 2 ? this.first : null, seqLen)])),
      bit: choice("1", ["1", "-1"]),
      noise: whole(0, 0, 9999),
      t: whole(seqLen, 1, seqLen),
    };
  }

  get question() {
    return "It saw +1 or −1 first. Does it still know which? Drag over a gate to shut it, and see.";
  }

  build(live, { network, seqLen, noise, asked }) {
    const { parts, states, held: hints } = CELLS[network.cell];
    this.names = { ...parts, ...states };
    this.network = loadNetwork(network, seqLen);
    this.crowd = loadNetwork({ ...network, batchSize: asked }, seqLen);
    this.test = recallBatch(generator(TEST_SEED), { count: asked, seqLen, noise });
    this.alone = this.#right([]);
    this.lately = {}; // how each gate was held last

    this.chart = new Chart({ x: "", y: "what it says if it is asked now", height: "9rem" });
    this.memory = Object.keys(states)[0]; // what the gates guard
    this.maps = Object.fromEntries(Object.entries(this.names).map(([letter, name]) => {
      const high = letter in hints ? ROOM / this.gates.length - NAME : LOW;
      const rows = name + (hints[letter] ?? "");
      const looks = { rows, columns: "", height: `${high}rem`, small: true };
      return [letter, new Heatmap({ ...looks, signal: this.signal })];
    }));
    this.lanes = this.gates.map((gate) => this.#lane(gate, seqLen));
    live.append(
      this.chart.element,
      el("p", { class: "rnn-small" }, "Its gates: blue is open, empty is shut."),
      el("div", {}, ...this.lanes.map(({ element }) => element), this.maps[this.memory].element, key()),
      this.sentence,
      this.#folded(seqLen),
    );
  }

  /** A gate below the answers, on their axis: a button that holds it, and the bar to drag. */
  #lane(gate, seqLen) {
    const name = this.names[gate];
    const { element, cells } = this.maps[gate];
    const change = (part) => this.#hold(gate, { ...this.#lately(gate), ...part });
    const turn = () => this.#hold(gate, this.state[gate] ? null : this.#lately(gate));
    const press = button("", turn);
    element.append(press.element);
    const axis = { plot: cells, x: [0.5, seqLen + 0.5] };
    const ends = ["from", "to"].map((end) => `${name}: ${end} step`);
    const span = new Span(axis, ends, (first, last) => change({ first, last }));
    const value = slider(name, { min: 0, max: 1, step: 0.05, show, input: (open) => change({ value: open }) });
    return { gate, element, press, span, value };
  }

  /** What few need. */
  #folded(seqLen) {
    const bit = select("Shown: began with", [["1", "+1"], ["-1", "−1"]], (bit) => this.set({ bit }));
    const t = slider("after step", { min: 1, max: seqLen, input: (t) => this.set({ t }) });
    const other = button("other noise", () => this.set({ noise: (this.state.noise + 1) % 10000 }));
    this.controls = { bit, t };
    this.table = new Table("All numbers of this step", ["unit", ...Object.keys(this.maps)]);
    this.rest = Object.keys(this.maps).filter((part) => part !== this.memory && !this.gates.includes(part));
    this.inside = details("Half open, the other parts, and all numbers",
      el("p", {}, "How far open a gate is while you hold it:"),
      row("How far open", ...this.lanes.map(({ value }) => value)),
      ...this.rest.map((part) => this.maps[part].element),
      row("What is shown", bit, other, t),
      this.table.element);
    this.inside.addEventListener("toggle", () => this.#drawMaps());
    return this.inside;
  }

  render() {
    const { state, network, controls } = this;
    const holds = this.#holds();
    for (const [name, control] of Object.entries(controls)) control.update(state[name]);
    for (const { gate, press, span, value } of this.lanes) {
      const open = this.#lately(gate).value;
      const does = open ? "hold" : "shut";
      press.update(does);
      press.element.ariaLabel = press.element.title = `${does} ${this.names[gate]}`;
      press.element.setAttribute("aria-pressed", String(Boolean(state[gate])));
      span.update(state[gate], this.data.seqLen);
      value.range.disabled = !state[gate];
      value.update(open);
    }

    const noise = recallBatch(generator(state.noise), { ...this.data, count: 1 }).x;
    const from = (bit) => Float64Array.from(noise, (value, i) => (i ? value : bit));
    const both = (now) => [1, -1].map((bit) => this.#answers(from(bit), now));
    const [alone, mine] = [both([]), both(holds)];
    this.#answers(from(Number(state.bit)), holds); // the last one read is shown below
    this.#drawChart(holds, alone, mine);
    this.#drawMaps();
    this.table.draw(() =>
      Array.from({ length: network.hiddenSize }, (_, unit) => [
        String(unit + 1),
        ...Object.keys(this.maps).map((part) => show(this.#numbers(part, state.t)[unit], 4)),
      ]),
    );
    return this.#sentence(holds, mine.map((answers) => show(answers.at(-1))));
  }

  #drawChart(holds, alone, mine) {
    const { seqLen } = this.data;
    const points = (values) => values.map((value, i) => [i + 1, value]);
    const [plus, minus] = mine.map(points);
    const grey = { colour: "truth", dashed: true };
    const bars = holds.map(({ first, last }) => ({
      kind: "area", colour: "grid", points: [first, last + 1].map((x) => [x - 0.5, ...LIMITS]),
    }));
    const untouched = alone.map((values, i) => ({
      ...grey, points: points(values), tag: holds.length && !i ? "left alone" : undefined,
    }));
    this.chart.draw([
      ...bars,
      { name: "what it still knows", kind: "area", points: areaAbove(plus, minus), colour: "memory" },
      ...untouched,
      { name: "began with +1", points: plus, colour: "word" },
      { name: "began with −1", points: minus, colour: "word", dotted: true },
    ], {
      x: [0.5, seqLen + 0.5], y: LIMITS,
      label: `What the network says after each of ${seqLen} steps; at the end ${show(mine[0].at(-1))} if ` +
        `the sequence began with +1, and ${show(mine[1].at(-1))} if it began with −1.`,
    });
  }

  #drawMaps() {
    const steps = Array.from({ length: this.data.seqLen }, (_, i) => i + 1);
    const { open } = this.inside;
    for (const letter of [...this.gates, this.memory, ...(open ? this.rest : [])]) {
      const low = this.gates.includes(letter) ? "0 (pale)" : "−1 (brown)";
      this.maps[letter].draw(
        steps.map((t) => this.#numbers(letter, t)),
        `${this.names[letter]}: ${this.network.hiddenSize} units, between ${low} and 1 (blue).`,
        open ? this.state.t - 1 : undefined,
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
    const end = plus === minus
      ? `At the end it says ${plus} either way.`
      : `At the end it says ${plus} if the sequence began with +1, ${minus} if with −1.`;
    if (!holds.length)
      return `Nobody holds the gates. ${end} Of ${asked} new sequences it has ${this.alone} right.`;
    const yours = new Map(); // what is held alike is said at once
    for (const { gate, value, first, last } of holds) {
      const steps = first === last ? `in step ${first}` : `from step ${first} to ${last}`;
      const how = `${value ? `at ${show(value)}` : "shut"} ${steps}`;
      yours.set(how, [...(yours.get(how) ?? []), this.names[gate]]);
    }
    const all = [...yours].map(([how, names]) => `${names.join(" and ")} ${how}`);
    const right = this.#right(holds);
    const fate = Math.abs(right / asked - 0.5) < GUESSING ? ": it guesses" : "";
    return `You hold ${all.join(", and ")}. ${end} ` +
      `Of ${asked} new sequences it has ${right} right${fate}; left alone, ${this.alone}.`;
  }

  #hold(gate, hold) {
    this.lately[gate] = this.#lately(gate);
    this.set({ [gate]: hold });
  }

  /** How a gate is held, or would be. */
  #lately(gate) {
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
