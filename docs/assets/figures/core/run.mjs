// One run of the playground: a series, a network, its training, and what it can do so far.
// Everything follows from the settings, so the same settings give the same run.

import { plain } from "./backend.mjs";
import { initialise } from "./initialise.mjs";
import { Network } from "./network.mjs";
import { generator } from "./rng.mjs";
import { makeSeries } from "./series.mjs";
import { fitLinear, makeTask, persistence, rmse } from "./task.mjs";
import { Trainer } from "./train.mjs";

const FREE = 60; // steps of a free run
const LOST = 10; // spreads of the series: an error so large is no step on the way any more

/**
 * @typedef {object} Settings
 * @property {import("./cells.mjs").CellName} cell
 * @property {number} units @property {number} window
 * @property {string} data @property {number[]} drawn @property {number} seed
 * @property {[epoch: number, rate: number][]} rates learning rates, each with its first epoch
 */

export class Run {
  /** @param {Settings} settings @param {import("./backend.mjs").Backend} backend of its own */
  constructor(settings, backend) {
    const { cell, units, window, data, drawn, seed } = settings;
    this.settings = settings;
    this.task = makeTask(makeSeries(data, seed, drawn), window);
    const sizes = { cell, inputSize: 1, hiddenSize: units, outputSize: 1, seqLen: window };
    const { train, test } = this.task;
    this.network = new Network({ ...sizes, batchSize: train.count, backend });
    initialise(this.network, generator(seed));
    this.initial = this.#weights();
    this.trainer = new Trainer(this.network, train.x, train.y, { learningRate: 0 });
    this.tester = new Network({ ...sizes, batchSize: test.count, backend });
    this.reader = new Network({ ...sizes, backend: plain() });
    this.tester.params = this.reader.params = this.network.params; // three at one set of weights
    this.losses = []; // before each epoch, where it learns …
    this.errors = []; // … and where it does not
  }

  get epochs() {
    return this.losses.length;
  }

  /** What can't be beaten by laziness, measured on the later part. */
  baselines() {
    const { train, test, seqLen } = this.task;
    return {
      persistence: rmse(persistence(test), test.y),
      linear: rmse(fitLinear(train, seqLen)(test), test.y),
    };
  }

  /** Change the learning rate from now on. */
  setRate(rate) {
    const kept = this.settings.rates.filter(([from]) => from < this.epochs);
    this.settings.rates = [...kept, [this.epochs, rate]];
  }

  /** Look at all windows once. @returns {boolean} whether training can go on */
  epoch() {
    if (this.diverged) return false;
    const [, rate] = this.settings.rates.findLast(([from]) => from <= this.epochs);
    this.trainer.learningRate = rate;
    const error = rmse(this.#forecasts(), this.task.test.y);
    const loss = Math.sqrt(this.trainer.epoch());
    this.losses.push(loss);
    this.errors.push(error);
    this.diverged = !(loss < LOST);
    return !this.diverged;
  }

  /** What the network does now with what it has not learned from. */
  snapshot() {
    const { test, values, cut, seqLen } = this.task;
    const forecasts = Array.from(this.#forecasts());
    return {
      forecasts,
      error: rmse(forecasts, test.y),
      free: this.#free(values.slice(cut, cut + seqLen)),
      states: this.#states(values.slice(cut, cut + seqLen)),
    };
  }

  #forecasts() {
    this.tester.forward(this.task.test.x);
    return this.tester.read();
  }

  /** Continue a window with the network's own forecasts. */
  #free(window) {
    const values = [...window];
    for (let i = 0; i < FREE; i++) {
      this.reader.forward(values.slice(-window.length));
      values.push(this.reader.read()[0]);
    }
    return values.slice(window.length);
  }

  #states(window) {
    this.reader.forward(window);
    return this.reader.h.slice(1).map((h) => Array.from(h));
  }

  /** All that belongs into a file of weights; see pytorch.mjs. */
  saved() {
    const { settings, epochs, initial } = this;
    const { values, mean, spread } = this.task;
    const series = values.map((value) => value * spread + mean);
    return { settings, epochs, series, initial, learned: this.#weights() };
  }

  /** Copies of all weights, by name. */
  #weights() {
    return Object.fromEntries(Object.entries(this.network.params).map(([k, w]) => [k, Array.from(w)]));
  }
}
