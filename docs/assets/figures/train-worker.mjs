// Trains beside the page, so that the page stays awake. Understands
//   {do: "begin", settings, until}  a new run; trains at once up to the epoch `until`
//   {do: "train", pace}             goes on; `pace` in epochs a second, 0 for as fast as it can
//   {do: "pause"}, {do: "step"}, {do: "rate", rate}, {do: "weights"}
// and answers {run, epochs, losses, snapshot, running, diverged, …}, a few times a second.

import { fastest } from "./core/backend.mjs";
import { Run } from "./core/run.mjs";

const SLICE = 40; // ms of training before it listens again
const REPORT = 120; // ms between two reports

let run;
let told = 0; // losses that the page knows
let last = 0;
let until = 0;
let pace = 0;
let begun = { time: 0, epochs: 0 };
let timer;

function report(more = {}) {
  last = performance.now();
  const losses = run.losses.slice(told);
  told = run.epochs;
  const snapshot = run.diverged ? undefined : run.snapshot();
  const running = timer !== undefined;
  postMessage({ epochs: run.epochs, losses, snapshot, running, diverged: run.diverged, ...more });
}

function stop() {
  clearTimeout(timer);
  timer = undefined;
}

/** How many epochs should be done by now, if the pace is to be kept. */
const due = () =>
  pace ? begun.epochs + (pace * (performance.now() - begun.time)) / 1000 : Infinity;

function work() {
  const end = performance.now() + SLICE;
  const goal = Math.min(until, due());
  while (run.epochs < goal && performance.now() < end && run.epoch());
  const finished = run.diverged || run.epochs >= until;
  timer = finished ? undefined : setTimeout(work, pace ? 30 : 0);
  if (finished || performance.now() - last > REPORT) report();
}

function train(to, epochsPerSecond) {
  stop();
  [until, pace] = [to, epochsPerSecond];
  begun = { time: performance.now(), epochs: run.epochs };
  timer = setTimeout(work);
}

const commands = {
  async begin({ settings, to }) {
    stop();
    told = 0;
    try {
      run = new Run(settings, await fastest(new URL("core/kernels.wasm", import.meta.url)));
    } catch (error) {
      postMessage({ problem: error.message });
      return;
    }
    report({ began: true, baselines: run.baselines(), task: run.task, backend: run.network.backend.name });
    if (to) train(to, 0);
  },
  train: ({ to, pace }) => train(to, pace),
  pause() {
    stop();
    report();
  },
  step() {
    stop();
    run.epoch();
    report();
  },
  rate: ({ rates }) => (run.settings.rates = rates),
  weights: () => postMessage({ initial: run.initial, learned: run.weights(), epochs: run.epochs }),
};

// One after the other: a run that begins is complete before it is trained.
let queue = Promise.resolve();
onmessage = ({ data }) => (queue = queue.then(() => (data.do === "begin" || run) && commands[data.do](data)));
