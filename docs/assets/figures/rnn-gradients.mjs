// <rnn-gradients>: how much of the gradient is left after going back many steps. The networks are
// drawn here, untrained, and sent through real backpropagation; nothing is prepared.
// Data: `hiddenSize`, `seqLen` (the longest) and `cycles` of the sine wave that they read.

import { plain } from "./core/backend.mjs";
import { CELLS } from "./core/cells.mjs";
import { clipGradients } from "./core/clip.mjs";
import { initialise } from "./core/initialise.mjs";
import { largestSingularValue } from "./core/matrix.mjs";
import { Network } from "./core/network.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, row, select, slider, tick } from "./ui/controls.mjs";
import { el, show, showPower } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { choice, flag, number, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const LONGEST = 1; // of a clipped gradient
const AXIS = [1e-12, 1e12]; // always the same, so that curves can be compared
const [LOUD, FAINT] = [10, 1e-3]; // what is more explodes, what is less has all but vanished
// Three ways to begin. What becomes of each is measured, like everything else.
const STARTS = [
  ["RNN, as it comes", { cell: "RNN", start: "uniform", gain: 1, forget: 0 }],
  ["RNN, rotation × 3", { cell: "RNN", start: "orthogonal", gain: 3, forget: 0 }],
  ["LSTM, forget bias 3", { cell: "LSTM", start: "uniform", gain: 1, forget: 3 }],
];

class RnnGradients extends Explorable {
  describe({ seqLen }) {
    return {
      cell: choice("RNN", Object.keys(CELLS)),
      start: choice("uniform", ["uniform", "orthogonal"]),
      gain: number(1, 0.1, 3),
      forget: number(0, -2, 6),
      length: whole(seqLen, 10, seqLen),
      seed: whole(0, 0, 9999),
      clip: flag(false),
    };
  }

  get question() {
    return "How much of a nudge to an old memory is left? Choose one of three starts.";
  }

  build(live, { seqLen }) {
    this.made = {}; // networks by their cell
    this.fates = STARTS.map(([name, start]) => {
      const chart = new Chart({ x: "", y: "", height: "4.5rem", log: true, small: true });
      const [fate, left] = [el("strong"), el("span")];
      const press = button("", () => this.set({ ...start, length: seqLen }));
      press.element.classList.add("rnn-choice");
      press.element.append(el("span", {}, name), chart.element, fate, left);
      return { start, chart, fate, left, press };
    });
    const cells = Object.keys(CELLS).map((cell) => [cell, cell]);
    const starts = [["uniform", "as in PyTorch"], ["orthogonal", "orthogonal (a rotation)"]];
    this.controls = {
      cell: select("Cell", cells, (cell) => this.set({ cell })),
      start: select("First weights", starts, (start) => this.set({ start })),
      gain: slider("Recurrent weights ×", {
        min: 0.1, max: 3, step: 0.05, show, input: (gain) => this.set({ gain }),
      }),
      forget: slider("Forget bias", {
        min: -2, max: 6, step: 0.5, show: (b) => (b ? show(b, 1) : "as it comes"),
        input: (forget) => this.set({ forget }),
      }),
      length: slider("Steps", {
        min: 10, max: seqLen, input: (length) => this.set({ length }),
      }),
      clip: tick(`clip the weights' gradient to a length of ${LONGEST}`, (clip) => this.set({ clip })),
    };
    const again = button("other weights", () => this.set({ seed: (this.state.seed + 1) % 10000 }));
    this.keep = button("", () => {
      this.kept = this.kept ? undefined : this.norms;
      this.set({});
      this.say(this.kept ? "The curve is kept, for comparison." : "The kept curve is gone.");
    });
    const { cell, start, gain, forget, length, clip } = this.controls;
    this.chart = new Chart({ x: "steps back", y: "how much of a nudge is left", height: "11rem", log: true });
    this.table = new Table("The gradient by lag, in numbers", ["steps back", "gradient"]);
    const choices = this.fates.map(({ press }) => press.element);
    const three = el("div", { class: "rnn-three", role: "group", "aria-label": "Three ways to begin" });
    three.append(...choices);
    live.append(
      three,
      this.chart.element,
      this.sentence,
      row("Its weights", gain, forget),
      details("Another cell, other weights, fewer steps, clipping",
        row("The network", cell, start, again),
        row("Its task", length, clip, this.keep)),
      this.table.element,
    );
  }

  render() {
    const { state, data } = this;
    for (const [name, control] of Object.entries(this.controls)) control.update(state[name]);
    this.controls.forget.element.hidden = !("f" in CELLS[state.cell].parts);
    this.keep.update(this.kept ? "forget the kept curve" : "keep this curve");
    this.#drawFates();
    const norms = (this.norms = this.#jacobians(state));
    const { before, factor } = state.clip ? this.#lossGradient() : {};

    const points = (list, scale = 1) => list.map((norm, lag) => [lag, scale * norm]);
    const last = norms.at(-1);
    const drawn = [
      { name: "1: nothing is lost", points: [[0, 1], [state.length, 1]], colour: "truth", dashed: true },
      { name: this.kept ? "kept" : "", points: points(this.kept?.slice(0, state.length) ?? []), colour: "kept" },
      { name: "gradient", points: points(norms), colour: "memory" },
    ];
    if (factor < 1) {
      const name = `after clipping: ${showPower(factor)} of it`;
      drawn.push({ name, points: points(norms, factor), colour: "other", dashed: true });
    }
    this.chart.draw(drawn, {
      x: [0, state.length], y: AXIS,
      label: `The gradient over ${norms.length - 1} steps back, from 1 to ${showPower(last)}.`,
    });
    this.table.draw(() => norms.map((norm, lag) => [String(lag), showPower(norm, 3)]));
    return this.#sentence(last, norms.length - 1, before, factor);
  }

  /** Each way to begin over all steps, with the weights that are chosen now. */
  #drawFates() {
    const { state, data } = this;
    for (const { start, chart, fate, left, press } of this.fates) {
      const isChosen = Object.entries(start).every(([name, value]) => state[name] === value);
      press.element.setAttribute("aria-pressed", String(isChosen));
      if (this.drawnFor === state.seed) continue;
      const norms = this.#jacobians({ ...state, ...start, length: data.seqLen });
      fate.textContent = fateOf(norms.at(-1))[1];
      left.textContent = showPower(norms.at(-1));
      const points = norms.map((norm, lag) => [lag, norm]);
      const level = { name: "", points: [[0, 1], [data.seqLen, 1]], colour: "truth", dashed: true };
      chart.draw([level, { name: "", points, colour: "memory" }], { x: [0, data.seqLen], y: AXIS });
    }
    this.drawnFor = state.seed;
  }

  #sentence(last, lag, before, factor) {
    const first = `A nudge to the memory ${lag} steps ago changes the last memory by ` +
      `${showPower(last)} times its size at most. ${fateOf(last)[0]}.`;
    if (!this.state.clip) return first;
    const length = `The gradient of all weights has the length ${showPower(before)}`;
    return factor < 1
      ? `${first} ${length}; clipping makes all of it shorter alike, and brings nothing back.`
      : `${first} ${length}: there is nothing to clip.`;
  }

  /**
   * A network as it starts, after it has read the wave, and one that has read it in as many rows as
   * the state has numbers, to send the identity back. Both are made once, and share their weights.
   */
  #networks({ cell, start, gain, forget, seed, length }) {
    const { hiddenSize, seqLen, cycles } = this.data;
    const rows = Object.keys(CELLS[cell].states).length * hiddenSize;
    const sizes = { cell, inputSize: 1, hiddenSize, outputSize: 1, seqLen };
    const make = (batchSize) => new Network({ ...sizes, batchSize, backend: plain(Float64Array) });
    this.made[cell] ??= { one: make(1), wide: make(rows), measure: largestSingularValue(rows) };
    const { one, wide } = this.made[cell];
    initialise(one, generator(seed), {
      orthogonal: start === "orthogonal", gain,
      forgetBias: forget || undefined,
    });
    wide.params = one.params;
    const turn = (2 * Math.PI * cycles) / (length - 1);
    one.forward(Float64Array.from({ length }, (_, t) => Math.sin(turn * t)));
    return this.made[cell];
  }

  /**
   * The largest singular value of ∂s_T/∂s_(T−k) for every lag k; an LSTM's state s is h and c.
   * Every row of the identity goes back at once.
   */
  #jacobians(settings) {
    const { hiddenSize: H } = this.data;
    const { one, wide, measure } = this.#networks(settings);
    const parts = Object.keys(wide.kind.states).length;
    const unit = (part) => Float64Array.from({ length: parts * H * H }, (_, i) =>
      Math.floor(i / H) === part * H + (i % H) ? 1 : 0);
    const norms = [];
    this.network = one;
    wide.repeat(one).backwardFrom(
      { dh: unit(0), dc: parts === 2 ? unit(1) : undefined },
      (t, dh, dc) => {
        if (t > 0) norms.push(measure(parts === 2 ? [dh, dc] : [dh], H));
      },
      { weights: false },
    );
    return norms;
  }

  /** The gradient by all weights of one forecast's squared error, and what clipping makes of it. */
  #lossGradient() {
    const { network } = this; // it has just read
    network.backward([2 * network.read()[0]]);
    const before = clipGradients(network.grads, LONGEST);
    return { before, factor: Math.min(1, LONGEST / before) };
  }
}

/** What has become of a gradient, as a sentence and in a word. */
const fateOf = (left) =>
  left > LOUD ? ["It explodes", "explodes"]
  : left < FAINT ? ["It has all but vanished", "vanishes"] : ["It gets through", "gets through"];

define("rnn-gradients", RnnGradients);
