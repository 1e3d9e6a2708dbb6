// Trains beside the page, so that the page stays awake. Every message carries the number of the
// run that it is about, and what is about an older one is dropped on both sides. Understands
//   {do: "begin", settings, to}  a new run, trained at once up to the epoch `to`
//   {do: "train", to, pace}      goes on; `pace` in epochs a second, 0 for as fast as it can
//   {do: "pause"}, {do: "step"}, {do: "rate", rate}
//   {do: "weights", as}          answers with `saved`: all that a file of weights needs, and `as`
// and answers {epochs, rates, losses, errors, snapshot, running, diverged}, a few times a second,
// losses and errors being those that are new; or {problem}, a sentence, and then it rests.

import { fastest } from "./core/backend.mjs";
import { Run } from "./core/run.mjs";

const SLICE = 40; // ms of training before it listens again
const REPORT = 120; // ms between two reports

let newest;
let backend; // compiled once; each run has the memory of the one before
let run;
let told = 0; // losses that the page knows
let last = 0;
let until = 0;
let pace = 0;
let begun = { time: 0, epochs: 0 };
let timer;

const answer = (message) => postMessage({ run: newest, ...message });

function report(more = {}) {
  last = performance.now();
  const [losses, errors] = [run.losses.slice(told), run.errors.slice(told)];
  told = run.epochs;
  const { epochs, diverged, settings } = run;
  const snapshot = diverged ? undefined : run.snapshot();
  const running = timer !== undefined;
  answer({ epochs, rates: settings.rates, losses, errors, snapshot, running, diverged, ...more });
}

function stop() {
  clearTimeout(timer);
  timer = undefined;
}

/** Do something, and tell what goes wrong. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    stop();
    answer({ problem: error.message });
  }
}

/** How many epochs should be done by now, if the pace is to be kept. */
const due = () =>
  pace ? begun.epochs + (pace * (performance.now() - begun.time)) / 1000 : Infinity;

function work() {
  const end = performance.now() + SLICE;
  const goal = Math.min(until, due());
  while (run.epochs < goal && performance.now() < end && run.epoch());
  const finished = run.diverged || run.epochs >= until;
  timer = finished ? undefined : setTimeout(attempt, pace ? 30 : 0, work);
  if (finished || (run.epochs > told && performance.now() - last > REPORT)) report();
}

function train(to, epochsPerSecond) {
  stop();
  [until, pace] = [to, epochsPerSecond];
  begun = { time: performance.now(), epochs: run.epochs };
  timer = setTimeout(attempt, 0, work);
}

const commands = {
  async begin({ run: number, settings, to }) {
    run = undefined;
    told = 0;
    if (backend?.free) backend.free();
    else backend = await fastest(new URL("core/kernels.wasm", import.meta.url));
    if (number !== newest) return; // another is wanted by now
    run = new Run(settings, backend);
    report({ baselines: run.baselines(), task: run.task });
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
  rate({ rate }) {
    run.setRate(rate);
    report();
  },
  weights: ({ as }) => answer({ as, saved: run.saved() }),
};

async function obey(message) {
  if (message.run !== newest || (!run && message.do !== "begin")) return;
  await attempt(() => commands[message.do](message));
}

// One after the other: a run that begins is complete before it is trained.
let queue = Promise.resolve();
onmessage = ({ data }) => {
  if (data.run !== newest) stop();
  newest = data.run;
  queue = queue.then(() => obey(data));
};
