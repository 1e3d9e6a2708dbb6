// A part of a chart's time axis, to drag: its two ends, or all of it. For keys, and for those who
// hear the page, each end is a slider.

import { el } from "./dom.mjs";

const NEAR = 14; // px from an end at which a pointer takes it
const FAR = 5; // steps of Page Up and Page Down

export class Span {
  #dragged;

  /**
   * @param {import("./chart.mjs").Chart} chart what it lies over; its axis has whole steps
   * @param {[string, string]} names of the two ends
   * @param {(first: number, last: number) => void} input
   */
  constructor(chart, names, input) {
    Object.assign(this, { chart, input });
    this.ends = names.map((name, i) => {
      const end = el("div", {
        class: `rnn-end rnn-end-${i ? "last" : "first"}`, role: "slider", tabindex: "0", "aria-label": name,
        onkeydown: (event) => this.#key(event, i),
      });
      return end;
    });
    this.bar = el("div", { class: "rnn-span" }, ...this.ends);
    const place = el("div", { class: "rnn-scrub rnn-follows" }, this.bar);
    chart.plot.append(place);
    this.#follow(place);
  }

  /**
   * Show which steps are meant, after the chart was drawn.
   * @param {{first: number, last: number} | null} span null for none @param {number} steps
   */
  update(span, steps) {
    Object.assign(this, { span, steps });
    this.bar.hidden = !span;
    if (!span) return;
    const [left, right] = [span.first - 0.5, span.last + 0.5].map(this.#share);
    this.bar.style.left = `${100 * left}%`;
    this.bar.style.width = `${100 * (right - left)}%`;
    [span.first, span.last].forEach((step, i) => {
      const now = { valuenow: step, valuemin: 1, valuemax: steps, valuetext: `step ${step}` };
      for (const [name, what] of Object.entries(now)) this.ends[i].setAttribute(`aria-${name}`, String(what));
    });
  }

  #share = (x) => (x - this.chart.x[0]) / (this.chart.x[1] - this.chart.x[0]);

  #within = (step) => Math.max(1, Math.min(this.steps, step));

  /** Move one end; the other makes way. */
  #move(end, to) {
    const step = this.#within(to);
    const { first, last } = this.span;
    end ? this.#set(Math.min(first, step), step) : this.#set(step, Math.max(last, step));
  }

  #set(first, last) {
    if (first !== this.span?.first || last !== this.span?.last) this.input(first, last);
  }

  #key(event, end) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const now = end ? this.span.last : this.span.first;
    const to = {
      ArrowRight: now + 1, ArrowUp: now + 1, ArrowLeft: now - 1, ArrowDown: now - 1,
      PageUp: now + FAR, PageDown: now - FAR, Home: 1, End: this.steps,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#move(end, to);
  }

  /** What is taken is an end, all between the ends, or, beside them, a new part. */
  #follow(place) {
    const stepAt = ({ clientX }) => {
      const { left, width } = place.getBoundingClientRect();
      const [from, to] = this.chart.x;
      return Math.round(from + ((clientX - left) / width) * (to - from));
    };
    const take = (event) => {
      const at = this.#within(stepAt(event));
      if (this.span) {
        const { left, right } = this.bar.getBoundingClientRect();
        const away = [left, right].map((edge) => Math.abs(edge - event.clientX));
        const end = this.ends.indexOf(event.target);
        if (end >= 0 || Math.min(...away) < NEAR)
          return (now) => this.#move(end >= 0 ? end : Number(away[1] < away[0]), now);
        const { first, last } = this.span;
        if (event.clientX > left && event.clientX < right)
          return (now) => {
            const by = Math.max(1 - first, Math.min(this.steps - last, now - at));
            this.#set(first + by, last + by);
          };
      }
      return (now) => this.#set(Math.min(at, this.#within(now)), Math.max(at, this.#within(now)));
    };
    place.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      place.setPointerCapture(event.pointerId);
      this.#dragged = take(event);
    });
    place.addEventListener("pointermove", (event) => {
      if (place.hasPointerCapture(event.pointerId)) this.#dragged(stepAt(event));
    });
  }
}
