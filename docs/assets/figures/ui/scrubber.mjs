// A chart to drag along, with finger, pen or mouse; for keys, and for those who hear the page, it
// is a slider.

import { el } from "./dom.mjs";

const FAR = 5; // steps of Page Up and Page Down

export class Scrubber {
  /**
   * @param {import("./chart.mjs").Chart} chart what it lies over
   * @param {string} label
   * @param {(value: number) => void} input gets whole numbers
   * @param {HTMLElement[]} [others] what has the same axis, and follows the pointer as well
   */
  constructor(chart, label, input, others = []) {
    Object.assign(this, { chart, input });
    this.knob = el("i", { class: "rnn-knob", "aria-hidden": "true" });
    this.element = el("div", { class: "rnn-scrub", role: "slider", tabindex: "0", "aria-label": label });
    this.element.append(this.knob);
    chart.plot.append(this.element);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    for (const place of [this.element, ...others]) this.#follow(place);
  }

  /** Show a value, after the chart was drawn. @param {number} value @param {string} text in words */
  update(value, { min, max, text }) {
    Object.assign(this, { value, min, max });
    const now = { valuenow: value, valuemin: min, valuemax: max, valuetext: text };
    for (const [name, what] of Object.entries(now)) this.element.setAttribute(`aria-${name}`, String(what));
    const [left, right] = this.chart.x;
    this.knob.style.left = `${(100 * (Math.max(left, value) - left)) / (right - left)}%`;
  }

  #go(value) {
    const within = Math.max(this.min, Math.min(this.max, value));
    if (within !== this.value) this.input(within);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { value, min, max } = this;
    const to = {
      ArrowRight: value + 1, ArrowUp: value + 1, ArrowLeft: value - 1, ArrowDown: value - 1,
      PageUp: value + FAR, PageDown: value - FAR, Home: min, End: max,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#go(to);
  }

  #follow(place) {
    place.classList.add("rnn-follows");
    const go = (event) => {
      const { left, width } = place.getBoundingClientRect();
      const [from, to] = this.chart.x;
      this.#go(Math.round(from + ((event.clientX - left) / width) * (to - from)));
    };
    place.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      place.setPointerCapture(event.pointerId);
      go(event);
    });
    place.addEventListener("pointermove", (event) => place.hasPointerCapture(event.pointerId) && go(event));
  }
}
