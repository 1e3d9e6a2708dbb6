// <rnn-gradients>: how much of the gradient is left after going back many steps. The network is
// drawn here, untrained, and sent through real backpropagation; nothing is prepared.
// Data: `hiddenSize`, `seqLen` (the longest) and `cycles` of the sine wave that it reads.

import { plain } from "./core/backend.mjs";
import { CELLS } from "./core/cells.mjs";
import { clipGradients } from "./core/clip.mjs";
import { initialise } from "./core/initialise.mjs";
import { largestSingularValue } from "./core/matrix.mjs";
import { Network } from "./core/network.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row, select, slider, tick } from "./ui/controls.mjs";
import { show, showPower } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { choice, flag, number, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const LONGEST = 1; // of a clipped gradient
const AXIS = [1e-12, 1e12]; // always the same, so that curves can be compared

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

  build(live, { seqLen }) {
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
    this.chart = new Chart({ x: "steps back", y: "how much of a nudge is left", height: "14rem", log: true });
    this.table = new Table("The gradient by lag, in numbers", ["steps back", "gradient"]);
    live.append(
      row("The network", cell, start, again),
      row("Its weights", gain, forget),
      this.chart.element,
      this.sentence,
      row("Its task", length, clip, this.keep),
      this.table.element,
    );
  }

  render() {
    const { state } = this;
    for (const [name, control] of Object.entries(this.controls)) control.update(state[name]);
    this.controls.forget.element.hidden = !("f" in CELLS[state.cell].parts);
    this.keep.update(this.kept ? "forget the kept curve" : "keep this curve");
    const norms = (this.norms = this.#jacobians());
    const { before, factor } = this.#lossGradient();

    const points = (list, scale = 1) => list.map((norm, lag) => [lag, scale * norm]);
    const last = norms.at(-1);
    const drawn = [
      { name: "1: nothing is lost", points: [[0, 1], [state.length, 1]], colour: "grey", dashed: true },
      { name: this.kept ? "kept" : "", points: points(this.kept?.slice(0, state.length) ?? []), colour: "purple" },
      { name: "gradient", points: points(norms), colour: "blue" },
    ];
    if (state.clip && factor < 1) {
      const name = `after clipping: ${showPower(factor)} of it`;
      drawn.push({ name, points: points(norms, factor), colour: "orange", dashed: true });
    }
    this.chart.draw(drawn, {
      x: [0, state.length], y: AXIS,
      label: `The gradient over ${norms.length - 1} steps back, from 1 to ${showPower(last)}.`,
    });
    this.table.draw(() => norms.map((norm, lag) => [String(lag), showPower(norm, 3)]));
    return this.#sentence(last, norms.length - 1, before, factor);
  }

  #sentence(last, lag, before, factor) {
    const fate =
      last > 10 ? "It explodes" : last < 1e-3 ? "It has all but vanished" : "It gets through";
    const first = `A nudge to the memory ${lag} steps ago changes the last memory by ` +
      `${showPower(last)} times its size at most. ${fate}.`;
    if (!this.state.clip) return first;
    const length = `The gradient of all weights has the length ${showPower(before)}`;
    return factor < 1
      ? `${first} ${length}; clipping makes all of it shorter alike, and brings nothing back.`
      : `${first} ${length}: there is nothing to clip.`;
  }

  /** A network as it starts, and the wave that it reads, for `rows` copies side by side. */
  #network(rows) {
    const { cell, start, gain, forget, seed, length } = this.state;
    const network = new Network({
      cell, inputSize: 1, hiddenSize: this.data.hiddenSize, outputSize: 1,
      seqLen: length, batchSize: rows, backend: plain(Float64Array),
    });
    initialise(network, generator(seed), {
      orthogonal: start === "orthogonal", gain,
      forgetBias: forget || undefined,
    });
    const turn = (2 * Math.PI * this.data.cycles) / (length - 1);
    const wave = Array.from({ length }, (_, t) => Math.sin(turn * t));
    network.forward(wave.flatMap((value) => Array(rows).fill(value)));
    return network;
  }

  /**
   * The largest singular value of ∂s_T/∂s_(T−k) for every lag k; an LSTM's state s is h and c.
   * Every row of the identity goes back at once.
   */
  #jacobians() {
    const { hiddenSize: H } = this.data;
    const parts = Object.keys(CELLS[this.state.cell].states).length;
    const rows = parts * H;
    const unit = (part) => Float64Array.from({ length: rows * H }, (_, i) =>
      Math.floor(i / H) === part * H + (i % H) ? 1 : 0);
    const norms = [];
    this.network = this.#network(rows);
    this.network.backwardFrom({ dh: unit(0), dc: parts === 2 ? unit(1) : undefined }, (t, dh, dc) => {
      if (t > 0) norms.push(largestSingularValue(parts === 2 ? [dh, dc] : [dh], rows, H));
    });
    return norms;
  }

  /** The gradient by all weights of one forecast's squared error, and what clipping makes of it. */
  #lossGradient() {
    const network = this.#network(1);
    network.backward([2 * network.read()[0]]);
    const before = clipGradients(network.grads, LONGEST);
    return { before, factor: Math.min(1, LONGEST / before) };
  }
}

define("rnn-gradients", RnnGradients);
