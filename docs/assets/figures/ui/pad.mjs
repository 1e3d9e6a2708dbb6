// A place to draw one period of a series: by pointer, or as numbers that are typed.

import { MOST_DRAWN, drawingFault } from "../core/series.mjs";
import { Chart } from "./chart.mjs";
import { button, row } from "./controls.mjs";
import { el, newId, show } from "./dom.mjs";

export class Pad {
  #drawn; // while somebody draws

  /** @param {(values: number[]) => void} changed @param {(sentence: string) => void} complain */
  constructor(changed, complain) {
    this.take = (values) => {
      const fault = drawingFault(values);
      fault ? complain(fault) : changed(values);
    };
    this.complain = complain;
    this.chart = new Chart({ x: "one period", y: "your series", height: "8rem" });
    this.chart.plot.classList.add("rnn-pad");
    const id = newId();
    this.text = el("input", { type: "text", id, autocomplete: "off" });
    const use = button("use these", () => this.#typed());
    this.text.addEventListener("keydown", (event) => event.key === "Enter" && use.element.click());
    this.element = el(
      "div", {},
      this.chart.element,
      row("Type a series", el("label", { for: id }, "Draw above, or type numbers from −1 to 1"),
        this.text, use),
    );
    this.#listen();
  }

  /** Forget what was typed in vain. */
  settle() {
    this.text.value = this.written;
  }

  update(values) {
    if (!this.#drawn) this.#show(values);
  }

  #show(values) {
    this.values = values;
    const points = [...values, values[0]].map((value, i) => [i / values.length, value]);
    const [least, most] = [Math.min, Math.max].map((of) => show(of(...values)));
    const label = `Your drawing: ${values.length} values from ${least} to ${most}.`;
    this.chart.draw([{ name: "", points, colour: "truth" }], { x: [0, 1], y: [-1.1, 1.1], label });
    const text = values.join(" ");
    if (text !== this.written) this.text.value = text; // else what is typed stays
    this.written = text;
  }

  #typed() {
    const parts = split(this.text.value.replaceAll("−", "-"));
    const values = parts.map((part) => (part ? Number(part) : NaN));
    const wrong = parts.find((_, i) => !(Math.abs(values[i]) <= 1));
    if (wrong === undefined) this.take(values.map(rounded));
    else
      this.complain(
        `“${wrong.slice(0, 20)}” is no number from −1 to 1. Write them like this: 0 0.5 1 0.5`,
      );
  }

  /** Draw with a mouse, a pen or a finger; between two events the line is straight. */
  #listen() {
    const { plot } = this.chart;
    let before;
    const draw = (event) => {
      const [across, height] = this.chart.at(event);
      const at = Math.max(0, Math.min(MOST_DRAWN - 1, Math.floor(across * MOST_DRAWN)));
      const value = Math.max(-1, Math.min(1, height));
      const [from, start] = before ?? [at, value];
      for (let i = Math.min(from, at); i <= Math.max(from, at); i++)
        this.#drawn[i] = rounded(start + (value - start) * (at === from ? 1 : (i - from) / (at - from)));
      before = [at, value];
      this.#show(this.#drawn);
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      plot.setPointerCapture(event.pointerId);
      this.#drawn = Array.from({ length: MOST_DRAWN }, (_, i) =>
        this.values[Math.floor((i * this.values.length) / MOST_DRAWN)]);
      before = undefined;
      draw(event);
    });
    plot.addEventListener("pointermove", (event) => this.#drawn && draw(event));
    const end = () => {
      const drawn = this.#drawn;
      this.#drawn = undefined;
      if (drawn) this.take(drawn);
    };
    plot.addEventListener("pointerup", end);
    plot.addEventListener("pointercancel", end);
  }
}

/** Cut at blanks, commas or semicolons; between digits a comma may be a decimal one: 0,5 1 0,5. */
function split(text) {
  const parts = text.replace(/[,;](\s|$)/g, " ").trim().split(/[\s;]+/);
  return parts.length > 1 ? parts.map((part) => part.replace(",", ".")) : parts[0].split(",");
}

/** As many digits as its text box shows and its link keeps. */
const rounded = (value) => Math.round(100 * value) / 100;
