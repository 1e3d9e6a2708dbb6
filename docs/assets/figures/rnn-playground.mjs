// <rnn-playground>: choose a series and a network, and watch it learn. Training runs in a worker
// (train-worker.mjs); this file shows it. Data: the largest settings.

import { SERIES } from "./core/series.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, row, select, slider } from "./ui/controls.mjs";
import { download, el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Heatmap } from "./ui/heatmap.mjs";
import { choice, numbers, schedule, whole } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";

const UNITS = ["4", "8", "16", "32", "64"];
const RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
const PACES = [["1", "1 epoch a second"], ["5", "5 a second"], ["20", "20 a second"], ["0", "as fast as it can"]];
const WEIGHTS = "playground-weights.json";
const FIRST = [0, 0.6, 1, 0.6, 0, -0.2, 0, -0.2]; // a drawing to begin with
// What makes another run, as opposed to going on with this one.
const REMAKES = ["data", "drawn", "cell", "units", "window", "seed"];

class RnnPlayground extends Explorable {
  #worker;
  #pace = "20";
  #running = false;
  #ghost;
  #run = { losses: [], errors: [] };

  describe({ mostEpochs }) {
    return {
      data: choice("noise", Object.keys(SERIES)),
      cell: choice("RNN", ["RNN", "LSTM", "GRU"]),
      units: choice("16", UNITS),
      window: whole(20, 2, 40),
      rates: schedule([[0, 0.01]], RATES, mostEpochs),
      seed: whole(1, 0, 9999),
      epochs: whole(0, 0, mostEpochs),
      drawn: numbers(FIRST, -1, 1, 50),
    };
  }

  build(live, { mostEpochs }) {
    const remake = (change) => {
      this.#run.wanted = undefined;
      this.set({ ...change, epochs: 0, rates: [[0, this.#rate]] });
    };
    this.controls = {
      data: select("Series", Object.entries(SERIES), (data) => remake({ data })),
      cell: select("Cell", ["RNN", "LSTM", "GRU"].map((c) => [c, c]), (cell) => remake({ cell })),
      units: select("Hidden units", UNITS.map((u) => [u, u]), (units) => remake({ units })),
      window: slider("Window", {
        min: 2, max: 40, show: (n) => `${n} values`, input: (window) => remake({ window }),
      }),
    };
    this.rate = select("Learning rate", RATES.map((r) => [String(r), String(r)]), (rate) => this.#setRate(Number(rate)));
    this.pace = select("Speed", PACES, (pace) => {
      this.#pace = pace;
      if (this.#running) this.#train();
    });
    this.play = button("", () => (this.#running ? this.#send({ do: "pause" }) : this.#train()));
    this.step = button("one epoch", () => this.#send({ do: "step" }));
    this.reset = button("start again", () => remake({}), "start again from the same weights");
    this.other = button("other weights", () => remake({ seed: (this.state.seed + 1) % 10000 }));
    this.keep = button("keep for comparison", () => this.#keep());
    this.drawing = el("div");
    this.draw = (drawn) => remake({ drawn });
    this.loss = new Chart({ x: "epochs", y: "error (in spreads of the series)", log: true, height: "12rem" });
    this.seen = new Chart({ x: "step", y: "the part it has not learned from", height: "11rem" });
    this.memory = new Heatmap({ rows: "memory", columns: "the window, step by step", height: "7rem", signal: this.signal });
    this.table = new Table("The errors, in numbers", ["", "error"]);
    const link = button("copy the link to this state", () => this.#copyLink(link));
    const weights = button("download the weights", () => this.#save("weights"));
    const code = button("download it as PyTorch code", () => this.#save("code"));
    const { data, cell, units, window } = this.controls;
    live.append(
      row("What it learns", data, cell, units, window),
      this.drawing,
      row("Train", this.play, this.step, this.reset, this.other, this.pace, this.rate),
      this.sentence,
      this.loss.element,
      this.seen.element,
      this.memory.element,
      this.table.element,
      row("Take it with you", this.keep, link, weights, code),
    );
    this.#worker = new Worker(new URL("./train-worker.mjs", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data: told }) => this.#hear(told);
    this.#worker.onerror = () => this.complain("The training could not start in this browser.");
    document.addEventListener("visibilitychange", () => document.hidden && this.#send({ do: "pause" }), { signal: this.signal });
  }

  render() {
    const { state } = this;
    for (const [name, control] of Object.entries(this.controls)) control.update(state[name]);
    this.drawing.hidden = state.data !== "drawn";
    if (state.data === "drawn") this.#offerPad();
    this.rate.update(String(this.#rate));
    this.pace.update(this.#pace);
    const wanted = JSON.stringify([state.rates[0], ...REMAKES.map((name) => state[name])]);
    if (wanted !== this.#run.wanted) this.#begin(wanted);
    return this.#show();
  }

  leave() {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  get #rate() {
    return this.state.rates.at(-1)[1];
  }

  #send(message) {
    this.#worker?.postMessage(message);
  }

  /** Make a run anew; the address may ask for one that has been trained already. */
  #begin(wanted) {
    const { cell, units, window, data, drawn, seed, rates, epochs } = this.state;
    this.#run = { wanted, losses: [], errors: [] };
    this.#running = false;
    const settings = { cell, units: Number(units), window, data, drawn, seed, rates };
    this.#send({ do: "begin", settings, to: epochs });
  }

  #train() {
    this.#send({ do: "train", to: this.data.mostEpochs, pace: Number(this.#pace) });
  }

  /** Change the learning rate of the run that goes on; the link remembers when. */
  #setRate(rate) {
    const epoch = this.#run.losses.length;
    const rates = [...this.state.rates.filter(([from]) => from < epoch), [epoch, rate]];
    this.set({ rates });
    this.#send({ do: "rate", rates });
  }

  #hear(told) {
    if (told.problem) return this.complain(told.problem);
    if (told.learned) return this.saving?.(told);
    const run = this.#run;
    if (told.began) Object.assign(run, { baselines: told.baselines, task: told.task, backend: told.backend });
    run.losses.push(...told.losses);
    if (told.snapshot) {
      run.snapshot = told.snapshot;
      run.errors.push([told.epochs, told.snapshot.error]);
    }
    this.#running = told.running;
    run.diverged = told.diverged;
    this.state.epochs = told.epochs;
    this.refresh();
  }

  #show() {
    const { task, baselines, snapshot, losses, errors, diverged } = this.#run;
    this.play.update(this.#running ? "⏸ pause" : "▶ train");
    this.play.element.disabled = this.step.element.disabled = !task || diverged || losses.length >= this.data.mostEpochs;
    this.keep.element.disabled = !errors.length;
    if (!task) return "One moment: the series and the network are being made …";
    this.#drawLoss();
    this.#drawSeries();
    this.memory.draw(snapshot?.states ?? [],
      `The memory while the network reads one window: ${this.state.units} numbers a step, between −1 (blue) and 1 (orange).`);
    const { persistence, linear } = baselines;
    this.table.draw(() => [
      ["the network, where it has not learned", snapshot ? show(snapshot.error, 4) : "–"],
      ["the network, where it has", losses.length ? show(losses.at(-1), 4) : "–"],
      ["always the last value again", show(persistence, 4)],
      ["the best weighted sum", show(linear, 4)],
    ]);
    if (diverged)
      return `After ${losses.length} epochs the error is no number any more: the training has diverged, and stops. Try a smaller learning rate.`;
    const { error } = snapshot;
    const place = error < linear && error < persistence ? "better than both baselines"
      : error < persistence ? "better than the lazy forecast, but a weighted sum does better"
      : "no better than saying “the same again”";
    return `${losses.length} epochs: the error is ${show(error, 3)}, ${place} (${show(persistence, 3)} and ${show(linear, 3)}).`;
  }

  #drawLoss() {
    const { losses, errors, baselines } = this.#run;
    const ghost = this.#ghost?.errors ?? [];
    const most = Math.max(10, losses.length, ghost.at(-1)?.[0] ?? 0);
    const level = (value) => [[0, value], [most, value]];
    const lines = [
      { name: "last value again", points: level(baselines.persistence), colour: "grey", dashed: true },
      { name: "weighted sum", points: level(baselines.linear), colour: "green", dashed: true },
      { name: this.#ghost ? `kept: ${this.#ghost.name}` : "", points: ghost, colour: "purple" },
      { name: "learning", points: thin(losses), colour: "blue", faint: true },
      { name: "not learned from", points: errors, colour: "orange" },
    ];
    const heights = lines.flatMap(({ points }) => points.map(([, y]) => y)).filter((y) => y > 0 && y < 1e6);
    const low = Math.max(1e-4, Math.min(...heights));
    this.loss.draw(lines, {
      x: [0, most], y: [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(Math.max(1, ...heights)))],
      label: `The errors over ${losses.length} epochs, with two baselines.`,
    });
  }

  #drawSeries() {
    const { task, snapshot } = this.#run;
    const { values, cut, seqLen } = task;
    const shown = Math.min(values.length - cut, 125);
    const truth = Array.from({ length: shown }, (_, i) => [i, values[cut + i]]);
    const lines = [{ name: "true values", points: truth, colour: "grey" }];
    const add = (name, numbers, colour) =>
      lines.push({ name, points: numbers.slice(0, shown - seqLen).map((y, i) => [seqLen + i, y]), colour });
    if (snapshot) {
      add("one step ahead", snapshot.forecasts, "orange");
      add("by itself", snapshot.free, "blue");
    }
    const tall = Math.max(1.5, ...truth.map(([, y]) => Math.abs(y))) * 1.15;
    this.seen.draw(lines, {
      x: [0, shown - 1], y: [-tall, tall], mark: seqLen,
      label: "The later part of the series, the network's forecasts one step ahead, and its run by itself.",
    });
  }

  /** Few readers draw, so the code for it comes when it is asked for. */
  async #offerPad() {
    const { Pad } = await import("./ui/pad.mjs");
    this.pad ??= new Pad(this.draw, (sentence) => this.complain(sentence));
    if (!this.drawing.firstChild) this.drawing.append(this.pad.element);
    this.pad.update(this.state.drawn);
  }

  #keep() {
    const { cell, units, rates } = this.state;
    this.#ghost = { errors: [...this.#run.errors], name: `${cell}, ${units} units, rate ${rates.at(-1)[1]}` };
    this.set({});
  }

  async #copyLink(link) {
    this.write();
    try {
      await navigator.clipboard.writeText(location.href);
      link.update("copied ✓");
      setTimeout(() => link.update("copy the link to this state"), 2000);
    } catch {
      this.complain("The browser doesn't let us copy; the link is what the address bar shows.");
    }
  }

  #save(what) {
    this.saving = async ({ initial, learned, epochs }) => {
      const { data, seed, drawn, cell, units, window, rates } = this.state;
      const settings = { cell, units: Number(units), window, data, drawn, seed, rates };
      const { values, mean, spread } = this.#run.task;
      const series = values.map((value) => value * spread + mean);
      if (what === "code") {
        const { program } = await import("./core/pytorch.mjs");
        download("playground.py", program(settings, epochs, WEIGHTS));
      } else download(WEIGHTS, JSON.stringify({ settings, epochs, series, initial, learned }));
      this.complain(what === "code" ? `The program reads ${WEIGHTS}: download the weights as well.` : "");
    };
    this.#send({ do: "weights" });
  }
}

/** Keep at most some hundred points of a long list, the last one always. */
function thin(losses) {
  const every = Math.ceil(losses.length / 400) || 1;
  return losses.flatMap((y, i) => (i % every && i !== losses.length - 1 ? [] : [[i, y]]));
}

define("rnn-playground", RnnPlayground);
