// Numbers between −1 and 1 (or 0 and 1) as colours: below zero one colour, above it another,
// nothing at zero. The colours are the site's own and follow its scheme.

import { el } from "./dom.mjs";

export class Heatmap {
  /**
   * @param {{rows: string, columns: string, height?: string, small?: boolean,
   *   signal: AbortSignal}} options `small` leaves out the key to the colours
   */
  constructor({ rows, columns, height = "8rem", small = false, signal }) {
    this.canvas = el("canvas", { class: "rnn-cells", role: "img", "aria-label": rows });
    this.canvas.style.height = height;
    this.cursor = el("div", { class: "rnn-cursor", "aria-hidden": "true" });
    this.cells = el("div", { class: "rnn-plot-cells" }, this.canvas, this.cursor);
    this.element = el(
      "div",
      { class: "rnn-heatmap" },
      el("span", { class: "rnn-axis-y", "aria-hidden": "true" }, rows),
      this.cells,
      el("span", { class: "rnn-axis-x", "aria-hidden": "true" }, columns),
      ...(small ? [] : [key()]),
    );
    const again = new MutationObserver(() => this.last && this.draw(...this.last));
    again.observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    signal.addEventListener("abort", () => again.disconnect(), { once: true });
  }

  /**
   * @param {ArrayLike<number>[]} columns one list of numbers per step; undefined stays empty
   * @param {string} label says in words what is seen
   * @param {number} [mark] the step to point at, from 0
   */
  draw(columns, label, mark) {
    this.last = [columns, label, mark];
    const height = columns.find(Boolean)?.length ?? 1;
    Object.assign(this.canvas, { width: columns.length, height });
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(columns.length, height);
    const style = getComputedStyle(this.canvas);
    const [low, zero, high] = ["--plot-below", "--md-default-bg-color", "--plot-memory"].map(
      (name) => rgb(context, style.getPropertyValue(name)),
    );
    columns.forEach((column, x) => {
      for (let y = 0; y < height; y++) {
        const value = column ? Math.max(-1, Math.min(1, column[y])) : NaN;
        const share = Math.abs(value);
        const end = value < 0 ? low : high;
        const pixel = Number.isNaN(value) ? [0, 0, 0, 0] : [
          ...zero.map((from, i) => from + share * (end[i] - from)), 255,
        ];
        image.data.set(pixel, 4 * (y * columns.length + x));
      }
    });
    context.putImageData(image, 0, 0);
    this.canvas.setAttribute("aria-label", label);
    this.cursor.hidden = mark === undefined || mark < 0;
    this.cursor.style.left = `${(100 * mark) / columns.length}%`;
    this.cursor.style.width = `${100 / columns.length}%`;
  }
}

/** What the colours mean. */
export const key = () =>
  el("span", { class: "rnn-key", "aria-hidden": "true" }, "−1", el("i"), "1");

/** Read a colour of the style sheet as three numbers, however it is written. */
function rgb(context, colour) {
  context.fillStyle = colour.trim();
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
