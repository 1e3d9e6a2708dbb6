// <rnn-playground>: choose a series and a network, and watch it learn. Training runs in a worker
// (train-worker.mjs); this file shows it. Data: the largest settings.

import { CELLS } from "./core/cells.mjs";
import { SERIES, drawingFault, makeSeries } from "./core/series.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, row, select, slider, whole as wholeNumber } from "./ui/controls.mjs";
import { download, el } from "./ui/dom.mjs";
import { Explorable, PATIENCE, define } from "./ui/explorable.mjs";
import { RunView, curve } from "./ui/run-view.mjs";
import { choice, numbers, schedule, whole } from "./ui/state.mjs";

const UNITS = ["4", "8", "16", "32", "64"];
const RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const PACES = [
  ["1", "1 epoch a second"], ["5", "5 a second"], ["20", "20 a second"], ["0", "as fast as it can"],
];
const SEEDS = { min: 0, max: 9999 };
const WEIGHTS = "playground-weights.json";
const NO_START = "The training could not start: its script doesn't answer. Check the " +
  "connection, then press “start again”.";
const THUMB = 60; // values of a series in its small picture
const FIRST = [0, 0.6, 1, 0.6, 0, -0.2, 0, -0.2]; // a drawing to begin with

class RnnPlayground extends Explorable {
  #worker;
  #waiting; // for a run
  #padAsked; // whether the code for drawing was asked for
  #pace = "20";
  #running = false;
  #kept;
  #run = { number: 0 };

  describe({ mostEpochs, mostRates }) {
    return {
      data: choice("square", Object.keys(SERIES)),
      cell: choice("RNN", Object.keys(CELLS)),
      units: choice("16", UNITS),
      window: whole(20, 2, 40),
      rates: schedule([[0, 0.003]], RATES, mostEpochs, mostRates),
      seed: whole(2, SEEDS.min, SEEDS.max),
      epochs: whole(0, 0, mostEpochs),
      drawn: numbers(FIRST, -1, 1, (drawn) => !drawingFault(drawn), "2 to 50 numbers, not all alike,"),
    };
  }

  get question() {
    return "Press train: does its error, in orange, fall below both dashed lines?";
  }

  build(live) {
    const remake = (change) => this.#remake(change);
    this.controls = {
      cell: select("Cell", Object.keys(CELLS).map((c) => [c, c]), (cell) => remake({ cell })),
      units: select("Hidden units", UNITS.map((u) => [u, u]), (units) => remake({ units })),
      window: slider("Window", {
        min: 2, max: 40, show: (n) => `${n} values`, input: (window) => remake({ window }),
      }),
      seed: wholeNumber("Seed", SEEDS, (text) => this.#setSeed(text)),
    };
    const rates = RATES.map((rate) => [String(rate), String(rate)]);
    this.rate = select("Learning rate", rates, (rate) => this.#setRate(Number(rate)));
    this.pace = select("Speed", PACES, (pace) => {
      this.#pace = pace;
      if (this.#running) this.#train();
    });
    this.play = button("", () => (this.#running ? this.#send({ do: "pause" }) : this.#train()));
    this.step = button("one epoch", () => this.#send({ do: "step" }));
    const again = { name: "start again from the same weights" };
    this.reset = button("start again", () => remake({}), again);
    const next = () => remake({ seed: (this.state.seed + 1) % (SEEDS.max + 1) });
    this.other = button("other seed", next, { name: "other seed: other weights and other noise" });
    this.keep = button("keep for comparison", () => this.#keep());
    this.drop = button("forget what is kept", () => this.#drop());
    this.series = Object.entries(SERIES).map(([data, name]) => {
      const chart = new Chart({ x: "", y: "", height: "2.2rem", small: true });
      const press = button("", () => remake({ data }));
      press.element.classList.add("rnn-choice");
      press.element.append(chart.element, el("span", {}, name));
      return { data, chart, press };
    });
    this.drawing = el("div");
    this.view = new RunView(this.signal);
    const link = button("copy the link to this state", () => this.#copyLink(link));
    const get = (as) => () => this.#send({ do: "weights", as });
    this.downloads = [
      button("download the weights", get("weights")),
      button("download it as PyTorch code", get("code")),
    ];
    this.play.element.classList.add("rnn-main");
    const { cell, units, window, seed } = this.controls;
    const { charts, memory, table } = this.view;
    const choices = this.series.map(({ press }) => press.element);
    const inside = details("Its memory", memory.element);
    inside.addEventListener("toggle", () => this.#run.task && this.view.drawMemory(this.#run));
    live.append(
      charts,
      row("Train", this.play, this.reset),
      el("div", { class: "rnn-series", role: "group", "aria-label": "Series" }, ...choices),
      this.drawing,
      this.sentence, // below: what is said moves nothing away while somebody draws
      details("Settings: cell, size, learning rate, seed",
        row("The network", cell, units, window),
        row("How it learns", this.rate, this.pace, this.step),
        row("Chance", seed, this.other)),
      details("Compare, take it with you",
        row("Compare", this.keep, this.drop),
        row("Take it with you", link, ...this.downloads),
        el("p", { class: "rnn-small" }, `The program reads ${WEIGHTS}: download both.`)),
      inside,
      table.element,
    );
    this.#run = { number: this.#run.number };
    this.#running = false;
    this.#padAsked = false;
    this.#employ();
    const hide = () => document.hidden && this.#send({ do: "pause" });
    document.addEventListener("visibilitychange", hide, { signal: this.signal });
  }

  get busy() {
    return this.#running;
  }

  render() {
    const { state } = this;
    for (const [name, control] of Object.entries(this.controls)) control.update(state[name]);
    this.#drawSeries();
    this.drawing.hidden = state.data !== "drawn";
    if (state.data === "drawn") this.pad ? this.pad.update(state.drawn) : this.#offerPad();
    this.pace.update(this.#pace);
    const { settings, epochs = state.epochs } = this.#run;
    if (epochs !== state.epochs || JSON.stringify(this.#wanted) !== JSON.stringify(settings))
      this.#begin();
    this.rate.update(String(this.#rate));
    const { task, problem } = this.#run;
    return [this.#show(), task && problem ? `The training has stopped: ${problem}` : problem];
  }

  leave() {
    clearTimeout(this.#waiting);
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Take a worker, in place of the one that there is. */
  #employ() {
    this.#worker?.terminate();
    this.#worker = new Worker(new URL("./train-worker.mjs", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data: told }) => this.#hear(told);
    this.#worker.onerror = ({ message }) => this.#fail(this.#run.task ? message : NO_START);
  }

  /** What makes a run, as opposed to how far it has been trained. */
  get #wanted() {
    const { epochs, units, ...settings } = this.state;
    return { ...settings, units: Number(units) };
  }

  get #rate() {
    return this.state.rates.at(-1)[1];
  }

  #send(message) {
    this.#worker?.postMessage({ run: this.#run.number, ...message });
  }

  /** Make a run anew; the address may ask for one that has been trained already. */
  #begin() {
    if (this.#run.problem && !this.#run.task) this.#employ(); // this one has never answered
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#fail(NO_START), PATIENCE);
    this.#run = { number: this.#run.number + 1, settings: this.#wanted, losses: [], errors: [] };
    this.#running = false;
    const { data, drawn } = this.#run.settings;
    const kept = this.#kept?.settings;
    if (kept?.data !== data || String(kept?.drawn) !== String(drawn))
      this.#kept = undefined; // errors on another series say nothing here
    this.#send({ do: "begin", settings: this.#run.settings, to: this.state.epochs });
  }

  /** Begin again, untrained, with something changed. */
  #remake(change) {
    this.#run.settings = undefined;
    this.controls.seed.settle();
    this.pad?.settle();
    this.set({ rates: [[0, this.#rate]], ...change, epochs: 0 });
  }

  #train() {
    this.#send({ do: "train", to: this.data.mostEpochs, pace: Number(this.#pace) });
  }

  /** Change the learning rate of the run that goes on, unless it is lost. */
  #setRate(rate) {
    const { mostRates } = this.data;
    if (this.#run.diverged) this.#remake({ rates: [[0, rate]] });
    else if (this.state.rates.length === mostRates)
      this.complain(`One run can have ${mostRates} learning rates; start again to choose more.`);
    else this.#send({ do: "rate", rate });
  }

  #setSeed(text) {
    const seed = this.settings.seed.read(text.trim());
    if (seed === undefined) this.complain(`A seed is ${this.settings.seed.expected}.`);
    else this.#remake({ seed });
  }

  #hear(told) {
    const run = this.#run;
    if (told.run !== run.number) return; // of a run that is no longer wanted
    if (told.saved) return this.#save(told);
    if (told.problem) return this.#fail(told.problem);
    const { baselines = run.baselines, task = run.task, snapshot = run.snapshot, rates, epochs } = told;
    run.losses.push(...told.losses);
    run.errors.push(...told.errors);
    clearTimeout(this.#waiting);
    const { diverged } = told;
    Object.assign(run, { baselines, task, snapshot, epochs, diverged, problem: undefined });
    this.#running = told.running;
    Object.assign(this.state, { rates, epochs });
    run.settings = this.#wanted;
    this.refresh();
  }

  /** Say what ended the training, or kept it from beginning. */
  #fail(problem) {
    clearTimeout(this.#waiting);
    this.#running = false;
    this.#run.problem = problem;
    this.refresh();
  }

  #show() {
    const { task, losses, epochs, diverged, problem } = this.#run;
    const { mostEpochs } = this.data;
    const canGoOn = task && !diverged && epochs < mostEpochs;
    this.#running ? this.play.update("pause", "‖") : this.play.update("train", "▶");
    this.play.enable(canGoOn);
    this.step.enable(canGoOn);
    this.keep.enable(losses?.length);
    this.drop.enable(this.#kept);
    for (const download of this.downloads) download.enable(task);
    if (problem && !task) return "There is no run.";
    if (!task) return "One moment: the series and the network are being made …";
    this.view.draw(this.#run, this.#kept);
    const end = epochs < mostEpochs ? "" : " This is as far as it goes.";
    return this.view.sentence(this.#run) + end;
  }

  /** Each series as a small picture; one is chosen. */
  #drawSeries() {
    const { data: chosen, seed, drawn } = this.state;
    const isOther = this.drawnFor !== String([seed, drawn]);
    this.drawnFor = String([seed, drawn]);
    for (const { data, chart, press } of this.series) {
      press.element.setAttribute("aria-pressed", String(data === chosen));
      if (!isOther) continue;
      const points = [...makeSeries(data, seed, drawn).slice(0, THUMB)].map((y, i) => [i, y]);
      const heights = points.map(([, y]) => y);
      const y = [Math.min, Math.max].map((end, i) => end(...heights) + 0.2 * (i ? 1 : -1));
      chart.draw([{ name: "", points, colour: "truth" }], { x: [0, THUMB - 1], y });
    }
  }

  /** Few readers draw, so the code for it comes when it is asked for. */
  async #offerPad() {
    if (this.#padAsked) return;
    this.#padAsked = true;
    this.drawing.textContent = "One moment …";
    const code = await this.arrival(import("./ui/pad.mjs"), "The place to draw");
    if (!this.drawing) return; // the page is left
    this.pad = code && new code.Pad((drawn) => this.#remake({ drawn }), (s) => this.complain(s));
    const again = button("fetch the place to draw", () => {
      this.#padAsked = false;
      this.set({});
    });
    this.drawing.replaceChildren((this.pad ?? again).element);
    if (this.pad) this.refresh();
  }

  #keep() {
    const { settings, epochs } = this.#run;
    this.#kept = { settings, errors: curve(this.#run) };
    this.set({});
    this.say(`Kept: ${epochs} epochs.`);
  }

  #drop() {
    this.#kept = undefined;
    this.set({});
  }

  async #copyLink(link) {
    this.write();
    try {
      const here = new URL(location.href);
      here.hash = this.anchor; // the theme has put another part of the page there
      await navigator.clipboard.writeText(here.href);
      link.update("copied ✓");
      this.say("The link is copied.");
      setTimeout(() => link.update("copy the link to this state"), 2000);
    } catch {
      this.complain("The browser doesn't let us copy; the link is what the address bar shows.");
    }
  }

  async #save({ as, saved }) {
    if (as === "weights") return download(WEIGHTS, JSON.stringify(saved));
    const code = await this.arrival(import("./core/pytorch.mjs"), "The program");
    if (code) download("playground.py", code.program(saved.settings.cell, WEIGHTS));
  }
}

define("rnn-playground", RnnPlayground);
