// Goes on by itself, a step at a time, while a reader watches.

import { button } from "./controls.mjs";

const PACE = 400; // ms a step

export class Player {
  #timer;

  /**
   * @param {() => boolean} step goes one step on, and says whether there is another
   * @param {() => void} changed what is called when it starts or stops
   */
  constructor(step, changed) {
    this.step = step;
    this.changed = changed;
    this.button = button("", () => this.#toggle());
  }

  get playing() {
    return this.#timer !== undefined;
  }

  /** Show on the button what it would do. */
  update() {
    this.playing ? this.button.update("pause", "‖") : this.button.update("play", "▶▶");
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #toggle() {
    if (this.playing) this.stop();
    else
      this.#timer = setInterval(() => {
        if (this.step()) return;
        this.stop();
        this.changed();
      }, PACE);
    this.changed();
  }
}
