// <rnn-asked>: networks that have read a bit and then noise are asked for it, all after the same
// step, which the reader chooses.
// Data: `networks`, each with its `name` and its `network` (what payloads.network gives); `steps`,
// `noise`, `trained`, the step after which they were asked when they learned, and `asked`, the
// number of new sequences on which each is tested.

import { loadNetwork } from "./core/network.mjs";
import { recallBatch } from "./core/recall.mjs";
import { generator } from "./core/rng.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { areaAbove } from "./ui/line.mjs";
import { Scrubber } from "./ui/scrubber.mjs";
import { whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const OPPOSITE = 0.1; // share of right answers below which a network says the opposite
const KNOWS = 0.9; // and above which it knows
const FIRST = 0.6; // of all steps: where it is asked at first, some steps beyond those of its training
const TEST_SEED = 1e6; // no sequence that the reader can choose
const BITS = [1, -1];

class RnnAsked extends Explorable {
  describe({ steps }) {
    return {
      t: whole(Math.round(FIRST * steps), 1, steps),
      noise: whole(0, 0, 9999),
    };
  }

  get question() {
    return "Each saw +1 or −1 first. Does it still know? Drag the dot to ask earlier, or later.";
  }

  build(live, { networks, steps, noise, asked }) {
    this.loaded = networks.map(({ network }) => loadNetwork(network, steps));
    this.test = recallBatch(generator(TEST_SEED), { count: asked, seqLen: steps, noise });
    this.right = networks.map(({ network }) => countRight(network, steps, this.test));
    this.lanes = networks.map(({ name }, i) => {
      const x = i < networks.length - 1 ? "" : "step after which it is asked";
      return { chart: new Chart({ x, y: "", height: "4.4rem" }), verdict: el("span"), name };
    });
    const charts = this.lanes.map(({ chart }) => chart);
    this.scrubber = new Scrubber(charts.at(-1), "Asked after step", (t) => this.set({ t }),
      charts.slice(0, -1).map(({ plot }) => plot));
    const other = button("other noise", () => this.set({ noise: (this.state.noise + 1) % 10000 }));
    const columns = ["network", "says, if +1 came", "if −1 came", `right of ${asked}`];
    this.table = new Table("All numbers of this step", columns);
    live.append(
      charts[0].legend,
      ...this.lanes.map(({ chart, verdict, name }) => el(
        "div", { class: "rnn-lane" }, el("p", {}, el("b", {}, name), verdict), chart.body,
      )),
      this.sentence,
      row("Other sequences", other),
      this.table.element,
    );
  }

  render() {
    const { state: { t, noise }, data: { steps, networks, asked } } = this;
    if (this.drawn !== noise) this.says = this.#listen(noise);
    this.drawn = noise;
    const fates = this.lanes.map((lane, i) => {
      this.#drawLane(lane, this.says[i]);
      const share = this.right[i][t - 1] / asked;
      const [sign, fate] = share >= KNOWS ? ["✓", "knows"]
        : share <= OPPOSITE ? ["✗", "says the opposite"] : ["?", "is undecided"];
      lane.verdict.textContent = `${sign} ${fate}: ${this.right[i][t - 1]} of ${asked} right`;
      lane.verdict.className = { "✓": "rnn-good", "✗": "rnn-wrong" }[sign] ?? "";
      return `the ${lane.name} ${fate}`;
    });
    this.scrubber.update(t, { min: 1, max: steps, text: `step ${t} of ${steps}` });
    this.table.draw(() => networks.map(({ name }, i) => [
      name, ...this.says[i].map((said) => show(said[t - 1])), String(this.right[i][t - 1]),
    ]));
    return `Asked after step ${t}: ${fates.join("; ")}.`;
  }

  /** What each network says after every step, whichever bit came first. */
  #listen(seed) {
    const { steps, noise } = this.data;
    const { x } = recallBatch(generator(seed), { count: 1, seqLen: steps, noise });
    return this.loaded.map((network) => BITS.map((bit) => {
      x[0] = bit;
      network.forward(x);
      return Array.from(x, (_, i) => network.read(network.h[i + 1])[0]);
    }));
  }

  #drawLane({ chart, name }, says) {
    const { steps, trained } = this.data;
    const [plus, minus] = says.map((said) => said.map((value, i) => [i + 1, value]));
    const y = [-1.6, 1.6];
    chart.draw(
      [
        { name: "right", kind: "area", points: areaAbove(plus, minus), colour: "verified" },
        { name: "wrong", kind: "area", points: areaAbove(minus, plus), colour: "wrong" },
        {
          name: "when it was asked in training", colour: "truth", dotted: true,
          points: y.map((edge) => [trained, -edge]),
        },
        { name: "began with +1", points: plus, colour: "word" },
        { name: "began with −1", points: minus, colour: "word", dashed: true },
      ],
      { x: [0.5, steps + 0.5], y, mark: this.state.t,
        label: `What the ${name} says after each of ${steps} steps, for both beginnings.` },
    );
  }
}

/** How many of many sequences a network answers rightly after each step. */
function countRight(network, steps, { x, bits }) {
  const crowd = loadNetwork({ ...network, batchSize: bits.length }, steps);
  crowd.forward(x);
  const isRight = (answer, i) => answer > 0 === bits[i] > 0;
  return Array.from({ length: steps }, (_, i) => crowd.read(crowd.h[i + 1]).filter(isRight).length);
}

define("rnn-asked", RnnAsked);
