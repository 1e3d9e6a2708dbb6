// <rnn-hero>: on the first page a network learns a wave from nothing, in the playground's worker.
// Until somebody starts it, or the device is idle and motion is welcome, the picture that the
// build has made stays. Data: the size of the network, and after how many epochs it rests.

import { button, row } from "./ui/controls.mjs";
import { el, show, svg } from "./ui/dom.mjs";
import { Explorable, PATIENCE, define } from "./ui/explorable.mjs";

const PACE = 16; // epochs a second: fast enough to stay for, slow enough to see
const CLOSE = 0.1; // by so many spreads it may miss the wave in the mean, and be on it
const STARTS = 10;
const [WIDTH, HEIGHT, WAVE] = [700, 400, 280];
const STEPS = 80; // across
const BEFORE = "It has never seen a wave. Watch.";
const NO_START = "The training could not start: its script doesn't answer. Check the " +
  "connection, and try again.";

const left = (step) => (step * WIDTH) / (STEPS - 1);
const top = (value) => WAVE / 2 - 70 * Math.max(-1.95, Math.min(1.95, value));
const place = (value, step) => `${left(step).toFixed(1)} ${top(value).toFixed(1)}`;

class RnnHero extends Explorable {
  #worker;
  #waiting;
  #number = 0;
  #seed = 5;
  #run; // what is known of the one that is shown
  #is = "still"; // then running, paused, done

  build(live, { units, window }) {
    const layer = (name) => svg("path", { class: `rnn-${name}` });
    [this.truth, this.read, this.line] = ["truth", "read", "word"].map(layer);
    this.memory = Array.from({ length: units * window }, (_, i) => {
      const [step, unit] = [Math.floor(i / units), i % units];
      const [x, y] = [left(step) - 4.3, WAVE + 24 + (unit * 96) / units];
      return svg("rect", { x, y, width: 8.6, height: 91 / units });
    });
    const seen = svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": this.label() },
      svg("rect", {
        class: "rnn-window", x: left(-0.5), width: left(window - 0.5) - left(-0.5), height: WAVE, rx: 10,
      }),
      this.truth, this.line, this.read, ...this.memory,
    );
    this.numbers = el("p", { class: "rnn-numbers", "aria-hidden": "true" });
    this.play = button("", () => this.#press());
    this.other = button("Another start", () => this.#begin((this.#seed + 1) % STARTS), { sign: "↻" });
    live.append(
      seen,
      el("div", { class: "rnn-readout" }, this.numbers, this.sentence),
      row("Training", this.play, this.other),
    );
    this.#is = "still";
    const { signal } = this;
    const hide = () => document.hidden && this.#is === "running" && this.#press();
    document.addEventListener("visibilitychange", hide, { signal });
    if (isWelcome()) whenIdle(() => !signal.aborted && this.#is === "still" && this.#begin(this.#seed));
  }

  get busy() {
    return this.#is === "running";
  }

  render() {
    const [words, sign] = {
      still: ["Train one here, now", "▶"], running: ["Pause", "‖"],
      paused: ["Go on", "▶"], done: ["Once more", "▶"],
    }[this.#is];
    this.play.update(words, sign);
    this.classList.toggle("rnn-begun", this.#is !== "still" && Boolean(this.#run?.snapshot));
    if (!this.#run?.snapshot) return BEFORE;
    return this.#draw(this.#run);
  }

  leave() {
    clearTimeout(this.#waiting);
    this.#worker?.terminate();
    this.#worker = this.#run = undefined;
  }

  #press() {
    if (this.#is === "running") this.#send({ do: "pause" });
    else if (this.#is === "paused") this.#train();
    else this.#begin(this.#seed);
  }

  #begin(seed) {
    try {
      sessionStorage.setItem(SEEN, "1");
    } catch {
      // then it starts by itself on the next visit too
    }
    const { units, window } = this.data;
    [this.#seed, this.#is] = [seed, "running"];
    this.#number += 1;
    this.#run ??= {}; // the one before is seen until this one has something to show
    if (!this.#worker) {
      this.#worker = new Worker(new URL("./train-worker.mjs", import.meta.url), { type: "module" });
      this.#worker.onmessage = ({ data: told }) => this.#hear(told);
      this.#worker.onerror = () => this.#fail(NO_START);
    }
    this.#waiting = setTimeout(() => this.#fail(NO_START), PATIENCE);
    const settings = { cell: "RNN", units, window, data: "sine", drawn: [], seed, rates: [[0, 0.01]] };
    this.#send({ do: "begin", settings, to: 0 });
    this.#train();
    this.set({});
  }

  #train() {
    // Where motion is not welcome, whoever presses sees what comes out.
    this.#send({ do: "train", to: this.data.epochs, pace: isStill() ? 0 : PACE });
  }

  #send(message) {
    this.#worker?.postMessage({ run: this.#number, ...message });
  }

  #hear(told) {
    if (told.run !== this.#number) return;
    if (told.problem) return this.#fail(told.problem);
    clearTimeout(this.#waiting);
    Object.assign(this.#run, told);
    const isFirst = Boolean(told.task); // what it reports before it is trained
    if (!isFirst) this.#is = told.running ? "running" : told.epochs < this.data.epochs ? "paused" : "done";
    if (!isStill() || this.#is !== "running") this.refresh();
  }

  #fail(problem) {
    clearTimeout(this.#waiting);
    this.#worker?.terminate();
    this.#worker = this.#run = undefined;
    this.#is = "still";
    this.complain(problem);
  }

  #draw({ task, baselines, snapshot, epochs }) {
    const { window } = this.data;
    const values = task.values.slice(task.cut, task.cut + STEPS);
    const dots = (list, every) =>
      list.flatMap(([y, i]) => (i % every ? [] : `M${place(y, i)}h0`)).join("");
    const all = values.map((y, i) => [y, i]);
    this.truth.setAttribute("d", dots(all.slice(window), 2));
    this.read.setAttribute("d", dots(all.slice(0, window), 1));
    const written = [values[window - 1], ...snapshot.free].slice(0, STEPS - window + 1);
    this.line.setAttribute("d", `M${written.map((y, i) => place(y, window - 1 + i)).join("L")}`);
    snapshot.states.flat().forEach((h, i) => {
      this.memory[i].classList.toggle("rnn-below", h < 0);
      this.memory[i].setAttribute("opacity", (0.2 + 0.8 * Math.sqrt(Math.abs(h))).toFixed(2));
    });
    const missed = values.slice(window).map((y, i) => (snapshot.free[i] - y) ** 2);
    const astray = Math.sqrt(missed.reduce((sum, x) => sum + x, 0) / missed.length);
    const lazy = baselines.persistence;
    const number = (name, value) => el("span", {}, `${name} `, el("b", {}, value));
    this.numbers.replaceChildren(
      number("epoch", String(epochs)),
      number("off by", show(snapshot.error)),
      number("“the same again” is off by", show(lazy)),
    );
    const beats = snapshot.error < lazy;
    this.sentence.classList.toggle("rnn-good", astray < CLOSE);
    if (epochs === 0) return BEFORE;
    if (astray < CLOSE) return "✓ Left alone, it stays on the wave. It learned that just now, from nothing.";
    if (beats) return "One step ahead it beats “the same again”. Left alone, it still goes astray.";
    return "Worse than saying “the same again”. Give it time.";
  }
}

const SEEN = "rnn-hero"; // in this tab it has started by itself, or been started
const isStill = () => !matchMedia("(prefers-reduced-motion: no-preference)").matches;

/** Whether it may start by itself: once, where nothing is to be spared. */
function isWelcome() {
  let isSeen = false;
  try {
    isSeen = sessionStorage.getItem(SEEN);
  } catch {
    // then nobody knows
  }
  return !(isSeen || isStill() || document.hidden || navigator.connection?.saveData);
}

const whenIdle = (action) => (globalThis.requestIdleCallback ?? ((then) => setTimeout(then, 2000)))(action);

define("rnn-hero", RnnHero);
