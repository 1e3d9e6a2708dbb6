// A place to draw one period of a series: by pointer, or as numbers that are typed.

import { Chart } from "./chart.mjs";
import { button, row } from "./controls.mjs";
import { el, newId, show } from "./dom.mjs";

const POINTS = 50;

export class Pad {
  /** @param {(values: number[]) => void} changed @param {(sentence: string) => void} complain */
  constructor(changed, complain) {
    this.chart = new Chart({ x: "one period", y: "your series", height: "8rem" });
    this.chart.plot.classList.add("rnn-pad");
    const id = newId();
    this.text = el("input", { type: "text", id, inputmode: "text", autocomplete: "off" });
    const use = button("use these", () => this.#typed(changed, complain));
    this.text.addEventListener("keydown", (event) => event.key === "Enter" && use.element.click());
    this.element = el(
      "div", {},
      this.chart.element,
      row("Type a series", el("label", { for: id }, "Draw above, or type numbers from −1 to 1"), this.text, use),
    );
    this.#listen(changed);
  }

  update(values) {
    this.values = values;
    const points = values.map((value, i) => [i / values.length, value]);
    const label = `Your drawing: ${values.length} values from ${show(Math.min(...values))} to ${show(Math.max(...values))}.`;
    this.chart.draw([{ name: "", points, colour: "green" }], { x: [0, 1], y: [-1.1, 1.1], label });
    if (document.activeElement !== this.text)
      this.text.value = values.map((value) => Number(value.toFixed(2))).join(" ");
  }

  #typed(changed, complain) {
    const parts = this.text.value.trim().replaceAll("−", "-").split(/[\s,;]+/);
    const values = parts.map((part) => (part ? Number(part) : NaN));
    const wrong = parts.find((_, i) => !(Math.abs(values[i]) <= 1));
    if (wrong !== undefined)
      complain(`“${wrong.slice(0, 20)}” is no number from −1 to 1. Write them like this: 0 0.5 1 0.5`);
    else if (values.length < 2 || values.length > POINTS)
      complain(`A drawing has 2 to ${POINTS} numbers, and these are ${values.length}.`);
    else if (new Set(values).size === 1) complain("All these numbers are alike: there is nothing to forecast.");
    else changed(values);
  }

  /** Draw with a mouse, a pen or a finger; between two events the line is straight. */
  #listen(changed) {
    const { plot } = this.chart;
    let before;
    const draw = (event) => {
      const [across, height] = this.chart.at(event);
      const at = Math.max(0, Math.min(POINTS - 1, Math.floor(across * POINTS)));
      const value = Math.max(-1, Math.min(1, height));
      const [from, start] = before ?? [at, value];
      for (let i = Math.min(from, at); i <= Math.max(from, at); i++)
        this.drawn[i] = at === from ? value : start + ((value - start) * (i - from)) / (at - from);
      before = [at, value];
      this.update(this.drawn);
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      plot.setPointerCapture(event.pointerId);
      this.drawn = Array.from({ length: POINTS }, (_, i) =>
        this.values[Math.floor((i * this.values.length) / POINTS)]);
      before = undefined;
      draw(event);
    });
    plot.addEventListener("pointermove", (event) => plot.hasPointerCapture(event.pointerId) && draw(event));
    const end = () => this.drawn && changed(this.drawn);
    plot.addEventListener("pointerup", end);
    plot.addEventListener("pointercancel", end);
  }
}
