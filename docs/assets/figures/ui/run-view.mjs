// What a run of the playground looks like: its forecasts, its errors, its memory.

import { Chart } from "./chart.mjs";
import { el, show } from "./dom.mjs";
import { Heatmap } from "./heatmap.mjs";
import { Table } from "./table.mjs";

const LEAST = 1e-4; // what the axis of errors shows
const HIGH = 2; // and as far up at least
const TALLEST = 4; // spreads; a free run may go anywhere
const SHOWN = 125; // steps of the later part
const WORSE = 0.9; // how much better it must have been for that to be said
const ALIKE = 0.05; // share of an error by which two may differ and still be called alike

/**
 * @typedef {object} ShownRun what the worker has told of a run, and its settings
 * @property {any} task @property {{persistence: number, linear: number}} baselines
 * @property {any} snapshot @property {number[]} losses @property {number[]} errors
 * @property {number} epochs @property {boolean} diverged @property {any} settings
 */

export class RunView {
  /** @param {AbortSignal} signal ends with the page */
  constructor(signal) {
    this.seen = new Chart({ x: "step", y: "values that it has not learned from", height: "var(--rnn-tall)" });
    this.loss = new Chart({ x: "epochs", y: "error (in spreads of the series)", log: true, height: "var(--rnn-low)" });
    const columns = "the window, step by step";
    this.memory = new Heatmap({ rows: "memory", columns, height: "7rem", signal });
    this.table = new Table("The errors, in numbers", ["forecast", "error"]);
    this.charts = el("div", { class: "rnn-pair rnn-learns" }, this.seen.element, this.loss.element);
    // As high as they will be, before there is a run.
    this.seen.draw(forecastLines([], [], []), { x: [0, SHOWN - 1], y: [-1, 1], label: "Nothing yet." });
    this.loss.draw(errorLines([], []), { x: [0, 10], y: [0.1, HIGH], label: "Nothing yet." });
  }

  /** @param {ShownRun} run @param {{settings: any, errors: number[]}} [kept] for comparison */
  draw(run, kept) {
    this.#drawSeries(run);
    this.#drawErrors(run, kept);
    this.drawMemory(run);
    const { snapshot, losses, baselines, diverged } = run;
    const learned = losses.length ? showError(losses.at(-1)) : "–";
    this.table.draw(() => [
      ["the network, where it has not learned", diverged ? "–" : showError(snapshot.error)],
      ["the network, where it has, before the last epoch", learned],
      ["always the last value again", showError(baselines.persistence)],
      ["the best weighted sum", showError(baselines.linear)],
    ]);
  }

  /** Nothing is drawn while nobody sees it. @param {ShownRun} run */
  drawMemory({ snapshot, settings, diverged }) {
    if (!this.memory.element.checkVisibility()) return;
    this.memory.draw(
      diverged ? Array(settings.window).fill(undefined) : snapshot.states,
      `The memory while the network reads one window: ${settings.units} numbers a step, ` +
        "between −1 (brown) and 1 (blue).",
    );
  }

  /** Say how good the run is. @param {ShownRun} run */
  sentence(run) {
    const { epochs, diverged, losses, errors, snapshot, baselines } = run;
    if (diverged)
      return `The training has run away: in epoch ${epochs} the error was ` +
        `${show(losses.at(-1), 1)}, and always saying the mean has 1. It stops here. ` +
        "Choose a smaller learning rate, and it starts again.";
    const { persistence, linear } = baselines;
    const { error } = snapshot;
    const best = errors.reduce((least, e) => Math.min(least, e), error);
    const before = best < WORSE * error ? `, after ${showError(best)} at best` : "";
    const bar = Math.min(linear, persistence);
    const place = !epochs ? "Train it: does its line fall below both?"
      : error < bar * (1 - ALIKE) ? `It beats both, first after ${counted(crossing(run))}.`
      : error <= bar * (1 + ALIKE) ? "It does about as well as the better of the two."
      : error < persistence ? "The weighted sum does better."
      : "“The last value again” does better.";
    return `${counted(epochs)}: error ${showError(error)}${before}. “The last value again” has ` +
      `${showError(persistence)}, the weighted sum ${showError(linear)}. ${place}`;
  }

  #drawErrors({ losses, errors, baselines, snapshot, diverged, settings }, kept) {
    const tested = curve({ errors, snapshot, diverged });
    const most = Math.max(10, losses.length, (kept?.errors.length ?? 1) - 1);
    const level = (value) => [[0, value], [most, value]];
    const { persistence, linear } = baselines;
    const first = crossing({ errors, snapshot, diverged, baselines });
    const keptName = kept ? `kept: ${otherwise(kept.settings, settings)}` : "";
    const lines = [
      { tag: "last value again", points: level(persistence), colour: "truth", dashed: true },
      { tag: "weighted sum", points: level(linear), colour: "truth", dashed: true },
      { name: keptName, points: thin(kept?.errors ?? []), colour: "kept" },
      ...errorLines(thin(losses), thin(tested)),
    ];
    if (!losses.length) {
      const tag = `untrained: ${showError(tested[0])}`;
      lines.push({ kind: "dots", points: [[0, tested[0]]], colour: "word", tag });
    }
    if (first >= 0)
      lines.push({ kind: "dots", points: [[first, tested[first]]], colour: "verified" });
    const heights = lines.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite);
    const [low, high] = [Math.max(LEAST, Math.min(...heights)), Math.max(...heights)];
    const tens = (round, y) => 10 ** round(Math.log10(y));
    this.loss.draw(lines, {
      x: [0, most],
      y: [tens(Math.floor, low), high > HIGH ? tens(Math.ceil, high) : HIGH],
      label: `The error after each of ${losses.length} epochs, now ${showError(tested.at(-1))}, ` +
        `beside two baselines, ${showError(persistence)} and ${showError(linear)}.`,
    });
  }

  #drawSeries({ task, snapshot, diverged }) {
    const { values, cut, seqLen } = task;
    const { forecasts, free } = diverged ? { forecasts: [], free: [] } : snapshot;
    const shown = Math.min(values.length - cut, SHOWN);
    const points = (list, from) => list.slice(0, shown - from).map((y, i) => [from + i, y]);
    const lines = forecastLines(
      points(values.slice(cut), 0), points(forecasts, seqLen), points(free, seqLen),
    );
    const heights = lines.flatMap((line) => line.points.map(([, y]) => Math.abs(y)));
    const tall = 1.15 * Math.min(TALLEST, Math.max(1.5, ...heights.filter(Number.isFinite)));
    this.seen.draw(lines, {
      x: [0, shown - 1], y: [-tall, tall], mark: seqLen,
      label: "The later part of the series, the network's forecasts one step ahead, and its run " +
        "by itself.",
    });
  }
}

const forecastLines = (truth, forecasts, free) => [
  { name: "true values", points: truth, colour: "truth" },
  { name: "one step ahead", points: forecasts, colour: "word" },
  { name: "by itself", points: free, colour: "word", dashed: true },
];

const errorLines = (learned, tested) => [
  { name: "on what it learns from", points: learned, colour: "word", dotted: true },
  { name: "on other values", points: tested, colour: "word" },
];

/** The errors where a run has not learned, epoch by epoch, with today's at the end. */
export const curve = ({ errors, snapshot, diverged }) =>
  diverged ? [...errors] : [...errors, snapshot.error];

/** After how many epochs it was better than both baselines, for the first time; −1 if it never was. */
const crossing = (run) =>
  curve(run).findIndex((error) => error < Math.min(...Object.values(run.baselines)));

const counted = (epochs) => (epochs === 1 ? "1 epoch" : `${epochs} epochs`);

/** In what a kept run differs from the one that is there now. */
function otherwise(then, now) {
  const words = {
    cell: then.cell, units: `${then.units} units`, window: `window ${then.window}`,
    rates: `rate ${then.rates.at(-1)[1]}`, seed: `seed ${then.seed}`,
  };
  const differs = (key) => String(then[key]) !== String(now[key]);
  const found = Object.keys(words).filter(differs).map((key) => words[key]);
  return found.join(", ") || "the same settings";
}

const showError = (error) =>
  error < LEAST ? `below ${LEAST}` : show(error, error < 0.01 ? 4 : 3);

/** Keep at most some hundred points of a long list, the last one always. */
function thin(numbers) {
  const every = Math.ceil(numbers.length / 400) || 1;
  return numbers.flatMap((y, i) => (i % every && i !== numbers.length - 1 ? [] : [[i, y]]));
}
