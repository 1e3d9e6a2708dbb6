// <rnn-stepper>: feed a trained network one value at a time and watch its memory, step below step.
// Data: `series`, `seqLen` and `networks`, each with a `title` and what payloads.network gives;
// a network without a head shows its equation instead of a forecast.

import { loadNetwork } from "./core/network.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, row, select, slider } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap } from "./ui/heatmap.mjs";
import { Player } from "./ui/player.mjs";
import { Scrubber } from "./ui/scrubber.mjs";
import { choice, numbers, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const FREE = 100; // how far the network may run by itself
const TALLEST = 5; // a free run may go anywhere
const AHEAD = 10; // true values that are drawn beyond the window
const FIRST = 8; // values that have been read when a reader comes

class RnnStepper extends Explorable {
  describe({ networks, series, seqLen, start }) {
    return {
      net: choice(networks[0].name, networks.map(({ name }) => name)),
      start: whole(start, 0, series.length - seqLen - 1),
      t: whole(Math.min(FIRST, seqLen), 0, seqLen),
      bent: numbers([], -1.5, 1.5, ({ length }) => !length || length === seqLen, `${seqLen} numbers`),
      free: whole(0, 0, FREE),
    };
  }

  get question() {
    return "It reads a wave, value by value, and each time says what comes next. Does it get better?";
  }

  build(live, { networks, series, seqLen }) {
    this.nets = Object.fromEntries(
      networks.map((payload) => [payload.name, loadNetwork(payload, seqLen)]),
    );
    this.choose = select("Network", networks.map(({ name, title }) => [name, title]), (net) =>
      this.set({ net }),
    );
    this.start = slider("Window begins at", {
      min: 0, max: series.length - seqLen - 1,
      input: (start) => this.set({ start, bent: [] }),
    });
    this.chart = new Chart({ x: "", y: "value", height: "10rem" });
    this.back = button("back", () => this.#go(this.state.t - 1), { sign: "◀" });
    this.next = button("next", () => this.#go(this.state.t + 1), { sign: "▶" });
    this.player = new Player(() => {
      this.#go(this.state.t < seqLen ? this.state.t + 1 : 0);
      return this.state.t < seqLen;
    }, () => this.set({}));
    this.bend = slider("Bend this value", {
      min: -1.5, max: 1.5, step: 0.05, show, input: (value) => this.#bend(this.state.t - 1, value),
    });
    this.unbend = button("true values again", () => this.set({ bent: [] }));
    this.free = slider("Let it run by itself", {
      min: 0, max: FREE, show: steps, input: (free) => this.set({ free, t: seqLen }),
    });
    this.now = new Heatmap({ rows: "memory", columns: "step", height: "5rem", signal: this.signal });
    this.scrubber = new Scrubber(this.chart, "Values read", (t) => this.#go(t), [this.now.cells]);
    this.sum = el("div", { class: "rnn-sum" });
    this.table = new Table("All numbers of this step", ["unit", "before", "after"]);
    live.append(
      this.chart.element,
      this.now.element,
      this.sum,
      this.sentence,
      row("Step through the window", this.back, this.next, this.player.button),
      details("Bend a value, let it run on, another network",
        row("Which network", this.choose),
        row("Change the input", this.bend, this.unbend),
        row("Run on, or begin elsewhere", this.free, this.start)),
      this.table.element,
    );
  }

  render() {
    const { t, start, bent, free, net } = this.state;
    const { seqLen, series } = this.data;
    const network = this.nets[net];
    const forecasts = network.outputSize > 0;
    const window = bent.length ? bent : series.slice(start, start + seqLen);
    network.forward(Float64Array.from(window));
    const memories = Array.from({ length: seqLen + 1 }, (_, i) => network.h[i]);
    const guesses = forecasts ? memories.map((h) => network.read(h)[0]) : [];

    this.choose.update(net);
    this.start.update(start);
    this.back.enable(t > 0);
    this.next.enable(t < seqLen);
    this.player.update();
    this.bend.range.disabled = t === 0;
    this.bend.update(t ? window[t - 1] : 0);
    this.unbend.enable(bent.length);
    this.free.element.hidden = !forecasts;
    this.free.update(free);

    const run = forecasts && t === seqLen ? this.#freeRun(network, window, free) : [];
    network.forward(Float64Array.from(window)); // the run has read other windows
    const shown = seqLen + Math.max(AHEAD, run.length);
    this.#drawChart(window, guesses, run, shown);
    this.scrubber.update(t, { min: 0, max: seqLen, text: `${t} of ${seqLen} values read` });
    this.now.draw(
      Array.from({ length: shown }, (_, i) => (i < t ? Array.from(memories[i + 1]) : undefined)),
      `The memory after each of ${t} values: ${network.hiddenSize} numbers a step, ` +
        "between −1 (brown) and 1 (blue).",
      t - 1,
    );
    this.#drawSum(network, window, t);
    this.table.draw(() =>
      Array.from(memories[t], (after, unit) => [
        String(unit + 1), t ? show(memories[t - 1][unit], 4) : "–", show(after, 4),
      ]),
    );
    return this.#sentence(window, guesses, t, run);
  }

  get busy() {
    return this.player.playing;
  }

  pause() {
    this.player?.stop();
  }

  #sentence(window, guesses, t, run) {
    const { start } = this.state;
    const { series, seqLen } = this.data;
    if (t === 0) return "Nothing is read yet: the memory is all zeros. Press “next”.";
    const read = `Step ${t}: the value ${show(window[t - 1])} comes in.`;
    if (!guesses.length) {
      const memory = Array.from(this.nets[this.state.net].h[t], (value) => show(value, 4));
      return `${read} The memory is now ${memory.join(" and ")}.`;
    }
    if (run.length) {
      const last = start + seqLen + run.length - 1;
      const truth = last < series.length ? `; the true value is ${show(series[last])}` : "";
      return `After ${steps(run.length)} by itself the network is at ${show(run.at(-1))}${truth}.`;
    }
    const next = t < seqLen ? window[t] : series[start + seqLen];
    return `${read} The network expects ${show(guesses[t])} next; it will be ${show(next)}.`;
  }

  #drawChart(window, guesses, run, shown) {
    const { t, start, bent } = this.state;
    const { series, seqLen } = this.data;
    const truth = series.slice(start, start + shown);
    const at = (values, from) => values.map((value, i) => [from + i, value]);
    const drawn = [
      { name: "true values", points: at([...truth], 1), colour: "truth", faint: true },
      { name: bent.length ? "what it reads (bent)" : "what it has read", kind: "dots",
        points: at([...window].slice(0, t), 1), colour: "memory" },
    ];
    if (guesses.length && t > 0)
      drawn.push({ name: "what it expected", kind: "dots", colour: "word",
        points: at(guesses.slice(1, t + 1), 2) });
    if (run.length)
      drawn.push({ name: "by itself", points: at(run, seqLen + 1), colour: "word" });
    const label = `The window of ${seqLen} values, ${t} of them read` +
      (run.length ? `, and ${run.length} values that the network made by itself.` : ".");
    const all = [...truth, ...window, ...guesses, ...run].map(Math.abs);
    const tall = Math.min(TALLEST, 1.1 * Math.max(1, ...all));
    // A dot stands in the middle of its step, above the column of the memory that it made.
    this.chart.draw(drawn, { x: [0.5, shown + 0.5], y: [-tall, tall], label });
  }

  /** Continue the window with the network's own forecasts, as predict.free_run does. */
  #freeRun(network, window, steps) {
    const values = [...window];
    for (let i = 0; i < steps; i++) {
      network.forward(Float64Array.from(values.slice(-window.length)));
      values.push(network.read(network.h[window.length])[0]);
    }
    return values.slice(window.length);
  }

  /** Write the equation of a small network with its numbers filled in. */
  #drawSum(network, window, t) {
    this.sum.hidden = network.hiddenSize > 2 || t === 0;
    if (this.sum.hidden) return;
    const { W_xh, W_hh, b_h } = network.params;
    const [before, after] = [network.h[t - 1], network.h[t]];
    const size = network.hiddenSize;
    const lines = Array.from(after, (value, unit) => {
      const memory = Array.from(before, (h, from) => `${show(W_hh[from * size + unit])}·${show(h, 4)}`);
      const input = `${show(W_xh[unit])}·${show(window[t - 1])}`;
      const terms = [input, ...memory, show(b_h[unit])].join(" + ").replaceAll("+ −", "− ");
      return el("div", {}, "h", el("sub", {}, String(unit + 1)), ` = tanh(${terms}) = ${show(value, 4)}`);
    });
    this.sum.replaceChildren(...lines);
  }

  #go(t) {
    this.set({ t: Math.max(0, Math.min(this.data.seqLen, t)) });
  }

  #bend(step, value) {
    const { start, bent } = this.state;
    const { series, seqLen } = this.data;
    const window = bent.length ? [...bent] : [...series.slice(start, start + seqLen)];
    window[step] = Math.max(-1.5, Math.min(1.5, value));
    this.set({ bent: window });
  }
}

const steps = (n) => (n === 1 ? "1 step" : `${n} steps`);

define("rnn-stepper", RnnStepper);
