// <rnn-stepper>: feed a trained network one value at a time and watch its memory.
// Data: `series`, `seqLen` and `networks`, each with a `title` and what payloads.network gives;
// a network without a head shows its equation instead of a forecast.

import { loadNetwork } from "./core/network.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row, select, slider } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap } from "./ui/heatmap.mjs";
import { Player } from "./ui/player.mjs";
import { choice, numbers, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const FREE = 100; // how far the network may run by itself
const TALLEST = 5; // a free run may go anywhere
const AHEAD = 30; // true values that are drawn beyond the window

class RnnStepper extends Explorable {
  describe({ networks, series, seqLen, start }) {
    return {
      net: choice(networks[0].name, networks.map(({ name }) => name)),
      start: whole(start, 0, series.length - seqLen - 1),
      t: whole(0, 0, seqLen),
      bent: numbers([], -1.5, 1.5, ({ length }) => !length || length === seqLen, `${seqLen} numbers`),
      free: whole(0, 0, FREE),
    };
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
    this.chart = new Chart({ x: "step", y: "value" });
    this.back = button("back", () => this.#go(this.state.t - 1), { sign: "◀" });
    this.next = button("next", () => this.#go(this.state.t + 1), { sign: "▶" });
    this.player = new Player(() => {
      this.#go(this.state.t < seqLen ? this.state.t + 1 : 0);
      return this.state.t < seqLen;
    }, () => this.set({}));
    this.step = slider("Values read", {
      min: 0, max: seqLen, show: (t) => `${t} of ${seqLen}`, input: (t) => this.#go(t),
    });
    this.bend = slider("Bend this value", {
      min: -1.5, max: 1.5, step: 0.05, show, input: (value) => this.#bend(this.state.t - 1, value),
    });
    this.unbend = button("true values again", () => this.set({ bent: [] }));
    this.free = slider("Let it run by itself", {
      min: 0, max: FREE, show: steps, input: (free) => this.set({ free, t: seqLen }),
    });
    this.now = new Heatmap({ rows: "memory", columns: "step", height: "6rem", signal: this.signal });
    this.sum = el("div", { class: "rnn-sum" });
    this.table = new Table("All numbers of this step", ["unit", "before", "after"]);
    live.append(
      row("Which network", this.choose),
      this.chart.element,
      this.sentence,
      row("Step through the window", this.back, this.next, this.player.button, this.step),
      this.now.element,
      this.sum,
      row("Change the input", this.bend, this.unbend),
      row("Run on, or begin elsewhere", this.free, this.start),
      this.table.element,
    );
    this.#drag();
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
    this.step.update(t);
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
    this.#drawChart(window, guesses, run);
    this.now.draw(
      memories.slice(1).map((h, i) => (i < t ? Array.from(h) : undefined)),
      `The memory after each of ${t} values: ${network.hiddenSize} numbers a step, ` +
        "between −1 (blue) and 1 (orange).",
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

  #drawChart(window, guesses, run) {
    const { t, start, bent, free } = this.state;
    const { series, seqLen } = this.data;
    const shown = seqLen + Math.max(AHEAD, run.length ? free : 0);
    const truth = series.slice(start, start + shown);
    const at = (values, from) => values.map((value, i) => [from + i, value]);
    const drawn = [
      { name: "true values", points: at([...truth], 1), colour: "grey", faint: true },
      { name: bent.length ? "what it reads (bent)" : "what it has read", kind: "dots",
        points: at([...window].slice(0, t), 1), colour: "blue" },
    ];
    if (guesses.length && t > 0)
      drawn.push({ name: "what it expected", kind: "dots", colour: "orange",
        points: at(guesses.slice(1, t + 1), 2) });
    if (run.length)
      drawn.push({ name: "by itself", points: at(run, seqLen + 1), colour: "orange" });
    const label = `The window of ${seqLen} values, ${t} of them read` +
      (run.length ? `, and ${run.length} values that the network made by itself.` : ".");
    const tall = Math.min(TALLEST, Math.max(1.6, ...run.map(Math.abs)));
    this.chart.draw(drawn, { x: [1, shown], y: [-tall, tall], label, mark: t || undefined });
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

  /** A mouse may bend the curve where it is; thumbs and keyboards have the slider. */
  #drag() {
    const { plot } = this.chart;
    const bend = (event) => {
      const [x, y] = this.chart.at(event);
      const step = Math.round(x) - 1;
      if (step < 0 || step >= this.data.seqLen) return;
      this.state.t = Math.max(this.state.t, step + 1);
      this.#bend(step, y);
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button) return;
      plot.setPointerCapture(event.pointerId);
      bend(event);
    });
    plot.addEventListener("pointermove", (event) => {
      if (plot.hasPointerCapture(event.pointerId)) bend(event);
    });
  }
}

const steps = (n) => (n === 1 ? "1 step" : `${n} steps`);

define("rnn-stepper", RnnStepper);
