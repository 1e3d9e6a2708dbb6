// <rnn-asked>: networks that have read a bit and then noise are asked for it, after a step that the
// reader chooses.
// Data: `networks`, each with its `name`, its `network` (what payloads.network gives), and the plane in
// which its states vary most, as `centre` and two `axes`; `steps`, `noise`, and `asked`, the number of
// new sequences on which each is tested.

import { loadNetwork } from "./core/network.mjs";
import { recallBatch } from "./core/recall.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row, select, slider } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { choice, whole } from "./ui/state.mjs";

const OPPOSITE = 0.1; // share of right answers below which a network says the opposite
const KNOWS = 0.9; // and above which it knows
const TEST_SEED = 1e6; // no sequence that the reader can choose
const TAIL = 6; // steps whose states are drawn behind the last one

class RnnAsked extends Explorable {
  describe({ networks, steps }) {
    const names = networks.map((_, i) => String(i + 1));
    return {
      network: choice("1", names),
      t: whole(Math.round(steps / 2), 1, steps),
      noise: whole(0, 0, 9999),
    };
  }

  build(live, { networks, steps, noise, asked }) {
    this.loaded = networks.map(({ network }) => loadNetwork(network, steps));
    this.test = recallBatch(generator(TEST_SEED), { count: asked, seqLen: steps, noise });
    this.known = []; // of each network, once it was shown: right answers after every step
    const names = networks.map(({ name }, i) => [String(i + 1), name]);
    this.controls = {
      network: select("Network", names, (network) => this.set({ network })),
      t: slider("Asked after step", { min: 1, max: steps, input: (t) => this.set({ t }) }),
    };
    const other = button("other noise", () => this.set({ noise: (this.state.noise + 1) % 10000 }));
    this.answers = new Chart({ x: "step after which it is asked", y: "what it says" });
    this.plane = new Chart({ x: "first component", y: "second component", height: "auto" });
    live.append(
      el("div", { class: "rnn-pair" }, this.answers.element, this.plane.element),
      this.sentence,
      row("The question", this.controls.t, this.controls.network, other),
    );
  }

  render() {
    const { state, data } = this;
    for (const [name, control] of Object.entries(this.controls)) control.update(state[name]);
    const chosen = Number(state.network) - 1;
    const noise = recallBatch(generator(state.noise), { count: 1, seqLen: data.steps, noise: data.noise }).x;
    const from = (bit) => Float64Array.from(noise, (value, i) => (i ? value : bit));
    const read = [1, -1].map((bit) => this.#read(chosen, from(bit)));
    this.#drawAnswers(read);
    this.#drawPlane(read);
    const [plus, minus] = read.map(({ says }) => show(says[state.t - 1]));
    const right = this.#right(chosen)[state.t - 1];
    const share = right / data.asked;
    const fate =
      share >= KNOWS ? "it knows" : share <= OPPOSITE ? "it says the opposite" : "it does not know";
    return `Asked after step ${state.t}, it says ${plus} if the sequence began with +1, and ${minus} if with ` +
      `−1. Of ${data.asked} new sequences it has ${right} right: ${fate}.`;
  }

  #drawAnswers([plus, minus]) {
    const { steps } = this.data;
    const line = ({ says }) => says.map((value, i) => [i + 1, value]);
    this.answers.draw(
      [
        { name: "began with +1", points: line(plus), colour: "word" },
        { name: "began with −1", points: line(minus), colour: "word", dashed: true },
      ],
      {
        x: [1, steps], y: [-1.6, 1.6], mark: this.state.t,
        label: `What the network says after each of ${steps} steps, for both beginnings.`,
      },
    );
  }

  /** Draw where the hidden state has come from, and where it is, in the plane of most variance. */
  #drawPlane(read) {
    const { t } = this.state;
    const tags = ["+1", "−1"];
    const all = read.flatMap(({ places }) => places.flat());
    const reach = 1.1 * Math.max(...all.map(Math.abs), 1); // with some air around
    const drawn = read.flatMap(({ places }, i) => [
      { points: places.slice(Math.max(0, t - TAIL), t), colour: "memory", faint: true, dashed: i > 0 },
      { points: [places[t - 1]], kind: "dots", colour: "memory", tag: tags[i] },
    ]);
    const [plus, minus] = read.map(({ places }) => places[t - 1].map((value) => show(value)).join(", "));
    this.plane.draw(drawn, {
      x: [-reach, reach], y: [-reach, reach],
      label: `The hidden state after step ${t} in its plane of most variance: at ${plus} if the sequence ` +
        `began with +1, at ${minus} if with −1.`,
    });
  }

  /** What one network says after every step of a sequence, and where its state is in the plane. */
  #read(chosen, x) {
    const { centre, axes } = this.data.networks[chosen];
    const network = this.loaded[chosen];
    network.forward(x);
    const states = Array.from(x, (_, i) => network.h[i + 1]);
    return {
      says: states.map((h) => network.read(h)[0]),
      places: states.map((h) => axes.map((axis) => dot(axis, h, centre))),
    };
  }

  /** How many of the new sequences a network answers rightly after each step. */
  #right(chosen) {
    this.known[chosen] ??= this.#count(chosen);
    return this.known[chosen];
  }

  #count(chosen) {
    const { networks, steps, asked } = this.data;
    const crowd = loadNetwork({ ...networks[chosen].network, batchSize: asked }, steps);
    crowd.forward(this.test.x);
    const isRight = (answer, i) => answer > 0 === this.test.bits[i] > 0;
    return Array.from({ length: steps }, (_, i) => crowd.read(crowd.h[i + 1]).filter(isRight).length);
  }
}

const dot = (axis, h, centre) => axis.reduce((sum, weight, i) => sum + weight * (h[i] - centre[i]), 0);

define("rnn-asked", RnnAsked);
